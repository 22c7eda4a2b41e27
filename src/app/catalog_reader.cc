#include "app/catalog_reader.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "app/json_fields.h"
#include "app/word_member.h"
#include "app/wording.h"
#include "base/currency.h"
#include "domain/limits.h"

namespace onsale::app {
namespace {

using domain::ConcertId;
using domain::ShowId;

constexpr std::size_t kTextLengthMax = 200;
constexpr IntegerRange kRooms{0, 100};
constexpr IntegerRange kCharts{0, 1'000};
constexpr IntegerRange kConcerts{0, 1'000};
constexpr IntegerRange kShows{1, 1'000};
constexpr IntegerRange kSeatsPerUser{1, static_cast<std::int64_t>(domain::kSeatsPerHoldMax)};
constexpr IntegerRange kSeatsPerConcert{1, 1'000};
constexpr IntegerRange kPrices{0, domain::kPriceMax.minor};
constexpr std::int64_t kSeatsPerUserDefault = 4;
// Of one file; the rules apply the same bounds to the whole sale.
constexpr std::size_t kShowSeatsMax = domain::kShowSeatsMax;
constexpr std::size_t kChartSeatsInAllMax = domain::kChartSeatsMax;

template <class Item>
std::uint32_t NextId(const std::vector<Item>& items) {
  return static_cast<std::uint32_t>(items.size() + 1);
}

std::int64_t ReadPolicy(Fields& fields, const domain::PolicyCount& field, std::int64_t fallback) {
  return fields.Integer(field.json, field.range, fallback);
}

base::Duration ReadPolicy(Fields& fields, const domain::PolicyLength& field,
                          base::Duration fallback) {
  return fields.Length(field.json, field.range, fallback);
}

template <class Value, std::size_t N>
Value ReadPolicy(Fields& fields, const domain::PolicyWord<Value, N>& field, Value fallback) {
  return ReadWord(fields, field.json, field.values, Presence::kOptional, fallback);
}

// Calls `read(item, path)` for each entry of a JSON array, which may be absent.
template <class Read>
void ForEach(const JsonValue* list, const std::string& path, Read read) {
  if (list == nullptr) return;
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    read(list->items[i], path + '[' + std::to_string(i) + ']');
  }
}

bool IsUtc(base::OffsetTime time) {
  return time.utc_offset == std::chrono::minutes(0);
}

std::string WrongOffset(base::OffsetTime time, const std::string& name, const TimeZone& zone) {
  return "has the offset " + base::FormatOffset(time.utc_offset) + ", but " + name + " is at " +
         base::FormatOffset(zone.OffsetAt(time.time)) +
         " then; correct the offset or the `timeZone`";
}

}  // namespace

CatalogReader::CatalogReader(CatalogBasis basis) : basis_(std::move(basis)) {
  spec_.rooms.push_back(
      {.slug = std::string(kMainRoom), .policy = basis_.policy, .from_settings = true});
}

std::vector<JsonMistake> CatalogReader::Read(const JsonDocument& document,
                                             const std::string& name) {
  document_ = name;
  mistakes_ = document.duplicates;
  Fields fields(document.root, "", kCatalogMembers, mistakes_);
  ReadCurrency(fields);
  // Rooms and charts are read before the concerts that use them, whatever the order in the file.
  ForEach(fields.Array("rooms", kRooms, Presence::kOptional), "rooms",
          [this](const JsonValue& value, const std::string& path) { ReadRoom(value, path); });
  ForEach(fields.Array("charts", kCharts, Presence::kOptional), "charts",
          [this](const JsonValue& value, const std::string& path) { ReadChartOf(value, path); });
  ForEach(fields.Array("concerts", kConcerts, Presence::kRequired), "concerts",
          [this](const JsonValue& value, const std::string& path) { ReadConcert(value, path); });
  CheckOpenings();
  std::ranges::stable_sort(mistakes_, {}, &JsonMistake::at);
  return std::move(mistakes_);
}

void CatalogReader::ReadCurrency(Fields& fields) {
  const std::string text = fields.Text("currency", 3);
  if (text.empty()) return;
  // A sale that an earlier version began in such a code continues in it.
  if (!base::IsCurrency(text) && text != basis_.currency) {
    fields.Complain("currency", "is \"" + text + "\"; give an ISO 4217 code, like \"KRW\"");
  } else if (basis_.currency.empty()) {
    basis_.currency = text;
  } else if (text != basis_.currency) {
    fields.Complain("currency", "is " + text + ", but the currency of the sale is " +
                                    basis_.currency + "; give the prices in " + basis_.currency +
                                    " or change the setting `currency`");
  }
}

void CatalogReader::ReadRoom(const JsonValue& value, const std::string& path) {
  Fields fields(value, path, kRoomMembers, mistakes_);
  domain::RoomSpec room{.slug = fields.Slug("id"), .policy = basis_.policy};
  domain::ForEachPolicyField([&](const auto& field) {
    auto& member = room.policy.*field.member;
    member = ReadPolicy(fields, field, member);
  });
  room.presale = ReadPresale(value, path);
  if (!room.slug.empty()) Claim({*value.Find("id"), path}, rooms_);
  if (const auto at = fields.DateTime("opensAt", Presence::kOptional)) {
    room.opens_at = at->time;
    const std::uint32_t id = room.slug == kMainRoom ? 1 : NextId(spec_.rooms);
    openings_.push_back({{id}, *at, fields.At("opensAt"), fields.PathOf("opensAt")});
  }
  if (room.slug == kMainRoom) {
    spec_.rooms.front() = std::move(room);
  } else {
    spec_.rooms.push_back(std::move(room));
  }
}

void CatalogReader::ReadChartOf(const JsonValue& value, const std::string& path) {
  ChartPlan plan = ReadChart(value, path, mistakes_);
  const domain::ChartId id{NextId(spec_.rows.charts)};
  plan.chart.id = id;
  for (auto& category : plan.categories) category.chart = id;
  for (auto& seat : plan.seats) seat.chart = id;

  if (!plan.chart.slug.empty()) Claim({*value.Find("id"), path}, chart_claims_);

  KnownChart known{id, {}, plan.seats.size()};
  for (const auto& category : plan.categories) known.categories.push_back(category.slug);
  if (!plan.chart.slug.empty()) charts_.emplace(plan.chart.slug, std::move(known));
  auto& rows = spec_.rows;
  if (rows.seats.size() + plan.seats.size() > kChartSeatsInAllMax) {
    mistakes_.push_back({value.at, path,
                         "makes more than " + std::to_string(kChartSeatsInAllMax) +
                             " seats in all charts; split them over several deployments"});
    plan.seats.clear();
  }
  rows.charts.push_back(std::move(plan.chart));
  std::ranges::move(plan.categories, std::back_inserter(rows.categories));
  std::ranges::move(plan.seats, std::back_inserter(rows.seats));
}

void CatalogReader::ReadConcert(const JsonValue& value, const std::string& path) {
  Fields fields(value, path, kConcertMembers, mistakes_);
  domain::Concert concert;
  concert.id = ConcertId{NextId(spec_.rows.concerts)};
  concert.slug = fields.Slug("id");
  concert.title = fields.Text("title", kTextLengthMax);
  concert.artist = fields.Text("artist", kTextLengthMax);
  concert.venue = fields.Text("venue", kTextLengthMax);
  concert.room = FindRoom(fields);
  concert.seats_per_user_max =
      fields.Integer("maxSeatsPerUser", kSeatsPerUser, kSeatsPerUserDefault);
  concert.seats_per_concert_max = fields.Integer("maxSeatsPerConcert", kSeatsPerConcert, 0);
  if (!concert.slug.empty()) Claim({*value.Find("id"), path}, concerts_);
  const Stage stage = ReadZone(fields, concert.id);
  concert.time_zone = stage.zone_name;
  if (stage.zone) zones_[concert.room].emplace(stage.zone_name, *stage.zone);
  spec_.rows.concerts.push_back(std::move(concert));
  ForEach(fields.Array("shows", kShows, Presence::kRequired), fields.PathOf("shows"),
          [this, &stage](const JsonValue& show, const std::string& show_path) {
            ReadShow(show, show_path, stage);
          });
}

CatalogReader::Stage CatalogReader::ReadZone(Fields& fields, ConcertId concert) {
  Stage stage{.concert = concert, .zone_name = fields.ZoneName("timeZone")};
  if (stage.zone_name.empty()) return stage;
  stage.zone = TimeZone::Read(stage.zone_name);
  if (!stage.zone) {
    fields.Complain("timeZone", "is \"" + stage.zone_name +
                                    "\", which is not a time zone of this machine (package "
                                    "tzdata); give one like \"Asia/Seoul\"");
    mistakes_.back().is_warning = !basis_.zones_bind;
  }
  return stage;
}

void CatalogReader::CheckOffset(Fields& fields, const Stage& stage, std::string_view member,
                                base::OffsetTime time, bool binds) {
  if (!stage.zone || stage.zone->MayHave(time)) return;
  fields.Complain(member, WrongOffset(time, stage.zone_name, *stage.zone));
  mistakes_.back().is_warning = !binds;
}

// Warns of openings with an offset that the venue does not have, if all concerts of the room are in
// one time zone. A time in UTC says so on purpose.
void CatalogReader::CheckOpenings() {
  for (const Opening& opening : openings_) {
    const auto zones = zones_.find(opening.room);
    if (zones == zones_.end() || zones->second.size() != 1) continue;
    const auto& [name, zone] = *zones->second.begin();
    if (IsUtc(opening.time) || zone.MayHave(opening.time)) continue;
    mistakes_.push_back(
        {opening.at, opening.path, WrongOffset(opening.time, name, zone), /*is_warning=*/true});
  }
  openings_.clear();
}

void CatalogReader::ReadShow(const JsonValue& value, const std::string& path, const Stage& stage) {
  Fields fields(value, path, kShowMembers, mistakes_);
  domain::Show show;
  show.id = ShowId{NextId(spec_.rows.shows)};
  show.slug = fields.Slug("id");
  show.concert = stage.concert;
  ReadSaleWindow(fields, stage, show);
  show.presale = ReadPresale(value, path);
  ReadSeatPolicies(fields, show);
  if (!show.presale.group.empty() && show.presale.until <= show.sale_opens_at) {
    fields.Complain("presale", "is over before the sale opens; correct one of the two");
  }
  if (!show.slug.empty()) Claim({*value.Find("id"), path}, shows_);
  const KnownChart* chart = FindChart(fields);
  if (chart != nullptr) {
    show.chart = chart->id;
    const bool fitted = show_seats_ <= kShowSeatsMax;
    show_seats_ += chart->seats;
    if (fitted && show_seats_ > kShowSeatsMax) {
      fields.Complain("chart", "makes more than " + std::to_string(kShowSeatsMax) +
                                   " seats in all shows; split them over several deployments");
    }
  }
  ReadPrices(fields, chart, show.id);
  spec_.rows.shows.push_back(std::move(show));
}

void CatalogReader::ReadSaleWindow(Fields& fields, const Stage& stage, domain::Show& show) {
  const auto starts = fields.DateTime("startsAt", Presence::kRequired);
  const auto opens = fields.DateTime("saleOpensAt", Presence::kOptional);
  const auto closes = fields.DateTime("saleClosesAt", Presence::kOptional);
  if (!starts) return;
  show.starts_at = starts->time;
  show.date = base::FormatDate(*starts);
  show.utc_offset_min = starts->utc_offset.count();
  CheckOffset(fields, stage, "startsAt", *starts, basis_.zones_bind);
  if (opens && !IsUtc(*opens)) CheckOffset(fields, stage, "saleOpensAt", *opens, false);
  if (closes && !IsUtc(*closes)) CheckOffset(fields, stage, "saleClosesAt", *closes, false);
  show.sale_opens_at = opens ? opens->time : domain::Time();
  show.sale_closes_at = closes ? closes->time : show.starts_at;
  if (show.sale_opens_at < show.sale_closes_at) return;
  fields.Complain("saleOpensAt", "is not before the sale closes (" +
                                     base::FormatRfc3339(show.sale_closes_at) +
                                     "); correct one of the two");
}

void CatalogReader::ReadSeatPolicies(Fields& fields, domain::Show& show) {
  const auto read = [&fields]<class Value>(std::string_view name, Value& value) {
    value = ReadWord(fields, name, domain::kEnumerators<Value>, Presence::kOptional, value);
  };
  read("orphans", show.orphans);
  read("accessiblePlaces", show.accessible_places);
}

domain::Presale CatalogReader::ReadPresale(const JsonValue& value, const std::string& path) {
  const JsonValue* const member = value.Find("presale");
  if (member == nullptr) return {};
  Fields fields(*member, path + ".presale", kPresaleMembers, mistakes_);
  domain::Presale presale{.group = fields.Slug("group"), .until = {}};
  const auto until = fields.DateTime("until", Presence::kRequired);
  if (!until) return {};
  presale.until = until->time;
  return presale;
}

domain::RoomId CatalogReader::FindRoom(Fields& fields) {
  std::string slug = fields.Slug("room", Presence::kOptional);
  if (slug.empty()) slug = kMainRoom;
  const auto found = std::ranges::find(spec_.rooms, slug, &domain::RoomSpec::slug);
  if (found == spec_.rooms.end()) {
    fields.Complain(
        "room",
        "is \"" + slug +
            "\", which is not defined; add it to `rooms`, or leave out `room` for \"main\"");
    return {};
  }
  return domain::RoomId{static_cast<std::uint32_t>(found - spec_.rooms.begin() + 1)};
}

const CatalogReader::KnownChart* CatalogReader::FindChart(Fields& fields) {
  const std::string slug = fields.Slug("chart");
  if (slug.empty()) return nullptr;
  const auto found = charts_.find(slug);
  if (found != charts_.end()) return &found->second;
  fields.Complain(
      "chart", "is \"" + slug + "\", which is not defined; add it to `charts` or correct the name");
  return nullptr;
}

void CatalogReader::ReadPrices(Fields& fields, const KnownChart* chart, ShowId show) {
  const JsonValue* prices = fields.Object("prices");
  if (prices == nullptr) return;
  const std::string path = fields.PathOf("prices");
  for (const JsonMember& member : prices->members) {
    const std::string price_path = path + '.' + member.name;
    const std::int64_t amount = IntegerOf(member.value, price_path, kPrices, mistakes_);
    if (chart != nullptr &&
        std::ranges::find(chart->categories, member.name) == chart->categories.end()) {
      mistakes_.push_back({member.at, path,
                           "has a price for a category that the chart lacks; remove it or "
                           "correct the name"});
    }
    spec_.rows.prices.push_back({show, member.name, domain::Money{amount}});
  }
  if (chart == nullptr) return;
  for (const std::string& category : chart->categories) {
    if (!category.empty() && prices->Find(category) == nullptr) {
      fields.Complain("prices", "has no price for category \"" + category + "\"; add it");
    }
  }
}

void CatalogReader::Claim(const Definition& definition, Claims& claims) {
  const std::string& slug = definition.id.text;
  const std::string here = document_ + ':' + std::to_string(definition.id.at.line);
  const auto [claim, fresh] = claims.emplace(slug, here);
  if (fresh) return;
  mistakes_.push_back(
      {definition.id.at, definition.path + ".id",
       "is \"" + slug + "\", the id given at " + claim->second + "; rename one of them"});
}

domain::CatalogSpec CatalogReader::TakeSpec() {
  std::ranges::sort(spec_.rows.prices, {}, [](const domain::Price& price) {
    return std::tuple(price.show, std::string_view(price.category));
  });
  spec_.currency = std::move(basis_.currency);
  return std::exchange(spec_, {});
}

}  // namespace onsale::app
