// `GET /v1/operator/sales`: what was sold, for how much, and when each show is sold out.

#include <algorithm>

#include "http/endpoints/command_endpoint.h"
#include "http/endpoints/endpoints.h"
#include "http/endpoints/status_json.h"

namespace onsale::http {
namespace {

using domain::ReadSale;
using domain::SeatTally;

constexpr std::int64_t kShowsPerPageMax = 100;
// A forecast is made from at least this much of a sale, and not beyond this time.
constexpr base::Duration kMeasuredMin = std::chrono::minutes(1);
constexpr base::Duration kForecastMax = std::chrono::days(30);

// A page of shows: those with a larger id than `after`. A cursor is the id of the page's last show;
// clients must not parse it.
struct SalesPage {
  std::int64_t after = 0;
  std::int64_t limit = kShowsPerPageMax;
};

std::expected<SalesPage, Response> ReadPage(const QueryValues& query) {
  SalesPage page;
  if (query[0]) {
    const auto limit = ReadNumberParameter(*query[0], kShowsPerPageMax);
    if (!limit || *limit < 1) {
      return std::unexpected(
          ParameterProblem({.name = "limit", .wanted = "a whole number from 1 to 100"}));
    }
    page.limit = *limit;
  }
  if (query[1]) {
    const auto after = ReadNumberParameter(*query[1], UINT32_MAX);
    if (!after || *after < 1) {
      return std::unexpected(ParameterProblem(
          {.name = "cursor", .wanted = "a nextCursor exactly as it was received"}));
    }
    page.after = *after;
  }
  return page;
}

// How the seats of a show or category sold lately.
struct Pace {
  std::int64_t seats = 0;
  base::Duration over{};  // 0: nothing was counted yet
};

std::optional<std::int64_t> PerMinute(const Pace& pace) {
  if (pace.over < kMeasuredMin) return std::nullopt;
  return (pace.seats * base::Duration(std::chrono::minutes(1)) + pace.over / 2) / pace.over;
}

// When the rest is sold if it sells as `pace` says: docs/watching.md has the formula.
std::optional<base::Time> SellsOutAt(const SeatTally& tally, const Pace& pace, base::Time now,
                                     base::Time sale_ends) {
  const std::int64_t rest = tally.free + tally.held;
  if (rest == 0 || pace.seats <= 0 || pace.over < kMeasuredMin) return std::nullopt;
  const base::Time sold_out = now + rest * pace.over / pace.seats;
  if (sold_out - now > kForecastMax || sold_out >= sale_ends) return std::nullopt;
  return sold_out;
}

class SalesWriter {
 public:
  SalesWriter(const Call& call, JsonWriter& json)
      : json_(json),
        catalog_(*call.services.catalog),
        now_(call.services.clock.Now()),
        mark_(call.services.statistics == nullptr ? nullptr
                                                  : call.services.statistics->pace().Oldest(now_)) {
  }

  base::Time now() const { return now_; }
  base::Duration over() const { return mark_ == nullptr ? base::Duration() : now_ - mark_->at; }

  void Write(const domain::Show& show, const domain::SeatCountsView& view) {
    const domain::Concert& concert = *catalog_.Find(show.concert);
    const std::chrono::minutes offset(show.utc_offset_min);
    const SoldSeats before = SoldBefore(show.id);
    json_.BeginObject();
    json_.Key("showId").String(show.slug);
    json_.Key("concertId").String(concert.slug);
    json_.Key("startsAt").String(base::FormatRfc3339(base::OffsetTime{show.starts_at, offset}));
    json_.Key("saleClosesAt")
        .String(base::FormatRfc3339(base::OffsetTime{show.sale_closes_at, offset}));
    WriteSales(view.all, before.all, show);
    json_.Key("categories").BeginArray();
    for (const domain::CategoryTally& one : view.categories) {
      const auto categories = catalog_.CategoriesOf(show.chart);
      const auto named = std::ranges::find(categories, one.category, &domain::Category::slug);
      json_.BeginObject();
      json_.Key("categoryId").String(one.category);
      json_.Key("name").String(named == categories.end() ? one.category : named->name);
      WriteSales(one.tally, before.Of(one.category), show);
      json_.EndObject();
    }
    json_.EndArray().EndObject();
  }

 private:
  // A show that is not in the mark, because it is new or its sale was over, had sold nothing to
  // count.
  SoldSeats SoldBefore(domain::ShowId show) const {
    if (mark_ == nullptr) return {};
    const auto found = mark_->shows.find(show);
    return found == mark_->shows.end() ? SoldSeats() : found->second;
  }

  void WriteSales(const SeatTally& tally, std::int64_t sold_before, const domain::Show& show) {
    const bool is_known = mark_ != nullptr && mark_->shows.contains(show.id);
    const Pace pace{.seats = is_known ? std::max<std::int64_t>(tally.sold - sold_before, 0) : 0,
                    .over = is_known ? over() : base::Duration()};
    WriteTally(json_, tally);
    json_.Key("revenue").Integer(tally.revenue.minor);
    json_.Key("recentSeats").Integer(pace.seats);
    json_.Key("seatsPerMinute");
    WriteOptional(json_, PerMinute(pace));
    const auto sold_out = SellsOutAt(tally, pace, now_, show.sale_closes_at);
    json_.Key("sellsOutAt");
    sold_out ? json_.String(base::FormatRfc3339(*sold_out)) : json_.Null();
  }

  JsonWriter& json_;
  const domain::Catalog& catalog_;
  const base::Time now_;
  const SaleMarkPtr mark_;
};

Asked<ReadSale> AskSales(const Call& call) {
  if (auto page = ReadPage(call.query); !page) return std::unexpected(std::move(page).error());
  return ReadSale{.all_shows = true};
}

Response ReplySales(const Call& call, const domain::SaleView& view) {
  const SalesPage page = *ReadPage(call.query);
  std::string out;
  {
    JsonWriter json(out);
    SalesWriter writer(call, json);
    json.BeginObject();
    json.Key("countedAt").String(base::FormatRfc3339(writer.now()));
    json.Key("currency").String(call.services.currency);
    json.Key("recentSeconds")
        .Integer(std::chrono::floor<std::chrono::seconds>(writer.over()).count());
    json.Key("shows").BeginArray();
    std::int64_t shown = 0;
    std::optional<std::uint32_t> last;  // of a page after which others follow
    for (const domain::SeatCountsView& one : view.shows) {
      // The view may be newer than the request's catalogue.
      const domain::Show* const show = call.services.catalog->Find(one.show);
      if (show == nullptr || one.show.value <= page.after) continue;
      if (shown == page.limit) break;
      writer.Write(*show, one);
      if (++shown == page.limit && &one != &view.shows.back()) last = one.show.value;
    }
    json.EndArray().Key("nextCursor");
    last ? json.String(std::to_string(*last)) : json.Null();
    json.EndObject();
  }
  return PersonalReply(200, std::move(out));
}

}  // namespace

constexpr Endpoint kReadSalesEndpoint =
    CommandEndpoint<AskSales, ReplySales>({.method = Method::kGet,
                                           .path = "/v1/operator/sales",
                                           .operation_id = "readSales",
                                           .needs = {.scope = domain::Scope::kMetrics},
                                           .query = {"limit", "cursor"}});

}  // namespace onsale::http
