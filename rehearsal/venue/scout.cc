#include "rehearsal/venue/scout.h"

#include <algorithm>

#include "rehearsal/crowd/composer.h"
#include "rehearsal/venue/real_sales.h"
#include "rehearsal/wire/answers.h"

namespace onsale::rehearsal {
namespace {

using Failure = std::unexpected<std::string>;

// How often a sold-out room is polled before it counts as sold out: seats may become free again.
constexpr int kSoldOutLooks = 3;

// The longest chart without compression: a million seats without any regularity are 50 MB.
constexpr std::size_t kChartBytesMax = 64 << 20;

struct Reply {
  unsigned status = 0;
  std::string body;  // without compression; empty if that was invalid
  std::string etag;
  std::size_t body_bytes = 0;  // as sent
};

std::expected<Reply, std::string> Fetch(const Request& request, Errands& errands,
                                        ReadAs read_as = ReadAs::kText) {
  Reply reply;
  const auto done = errands.RunOne(request, read_as, [&reply](const Answer& answer) {
    reply = {.status = answer.head.status,
             .body = PlainBody(answer, kChartBytesMax).value_or(""),
             .etag = std::string(answer.head.etag),
             .body_bytes = answer.body.size()};
  });
  if (!done) return Failure(done.error());
  return reply;
}

std::string RefusedText(std::string_view what, const Reply& reply) {
  return std::string(what) + ": the server refuses with " + std::to_string(reply.status) + " " +
         std::string(ReadCode(reply.body));
}

class Scouting {
 public:
  Scouting(const Plan& plan, Errands& errands, Errands& operators)
      : plan_(plan), errands_(errands), operators_(operators) {}

  std::expected<Venue, std::string> Run() {
    for (const std::string& id : plan_.shows) venue_.shows.emplace_back().id = id;
    if (auto found = FindConcerts(); !found) return Failure(found.error());
    for (const Show& show : venue_.shows) {
      if (show.concert.empty()) {
        return Failure("there is no show '" + show.id + "' on this server");
      }
    }
    if (auto fresh = CheckSeed(); !fresh) return Failure(fresh.error());
    for (const std::string& concert : concerts_) {
      if (auto visited = Visit(concert); !visited) return Failure(visited.error());
    }
    if (auto ours = RefuseRealSales(plan_, venue_, operators_); !ours) return Failure(ours.error());
    if (auto marked = MarkSeed(); !marked) return Failure(marked.error());
    return std::move(venue_);
  }

 private:
  using Done = std::expected<void, std::string>;

  // A seed whose scout has money was used on this server: its users and idempotency keys must not
  // be used twice.
  Done CheckSeed() {
    const auto before = Fetch({.path = BalancePath(), .bearer = plan_.access_key}, errands_);
    if (!before) return Failure(before.error());
    if (before->status != 200) return Failure(RefusedText("reading a balance", *before));
    if (ReadBalance(before->body) != 0) {
      return Failure("seed " + std::to_string(plan_.seed) +
                     " was already used on this server: choose another --seed");
    }
    return {};
  }

  std::string BalancePath() const { return "/v1/users/" + user_ + "/balance"; }

  // Tops up the scout's wallet by 1, to mark the seed as used.
  Done MarkSeed() {
    const std::string top_ups = BalancePath() + "/top-ups";
    const auto marked = Fetch({.method = "POST",
                               .path = top_ups,
                               .key = user_,
                               .bearer = plan_.access_key,
                               .body = R"({"amount":1})"},
                              errands_);
    if (!marked) return Failure(marked.error());
    if (marked->status != 201) return Failure(RefusedText("topping up a balance", *marked));
    return {};
  }

  Done FindConcerts() {
    const auto reply = Fetch({.path = "/v1/concerts"}, errands_, ReadAs::kLongText);
    if (!reply) return Failure(reply.error());
    const auto concerts = ReadConcerts(reply->body);
    if (reply->status != 200 || !concerts) return Failure("the response is not a list of concerts");
    for (const ConcertAnswer& concert : *concerts) {
      if (AllFound()) break;
      if (auto read = ReadShowsOf(concert); !read) return read;
    }
    return {};
  }

  bool AllFound() const {
    return std::none_of(venue_.shows.begin(), venue_.shows.end(),
                        [](const Show& show) { return show.concert.empty(); });
  }

  Done ReadShowsOf(const ConcertAnswer& concert) {
    const std::string id(concert.id);
    const std::string path = "/v1/concerts/" + id;
    const auto reply = Fetch({.path = path}, errands_, ReadAs::kLongText);
    if (!reply) return Failure(reply.error());
    const auto page = reply->status == 200 ? ReadConcert(reply->body) : std::nullopt;
    if (!page) return Failure(RefusedText("the concert '" + id + "'", *reply));
    for (const ConcertPage::Show& listed : page->shows) {
      const auto show =
          std::find_if(venue_.shows.begin(), venue_.shows.end(),
                       [&listed](const Show& wanted) { return wanted.id == listed.id; });
      if (show == venue_.shows.end()) continue;
      show->concert = id;
      show->party_max =
          static_cast<std::size_t>(std::max<std::int64_t>(concert.seats_per_user_max, 1));
      if (auto read = ReadChartOf(*show, listed); !read) return read;
      if (concerts_.empty() || concerts_.back() != id) concerts_.push_back(id);
    }
    return {};
  }

  Done ReadChartOf(Show& show, const ConcertPage::Show& listed) {
    auto& charts = venue_.charts;
    const auto known = std::find_if(charts.begin(), charts.end(), [&](const ChartAnswer& chart) {
      return chart.digest == listed.chart;
    });
    const auto index = static_cast<std::size_t>(known - charts.begin());
    if (known == charts.end()) {
      const std::string path = "/v1/charts/" + std::string(listed.chart);
      const auto reply = Fetch({.path = path, .gzip = true}, errands_, ReadAs::kLongText);
      if (!reply) return Failure(reply.error());
      if (reply->status != 200) {
        return Failure(RefusedText("the chart of '" + show.id + "'", *reply));
      }
      charts.push_back({.digest = std::string(listed.chart),
                        .etag = reply->etag,
                        .body_bytes = reply->body_bytes});
      contents_.push_back(reply->body);
    }
    auto chart = MakeChart(contents_[index], listed.prices);
    if (!chart) return Failure("show '" + show.id + "': " + chart.error());
    show.chart = *std::move(chart);
    show.chart_index = static_cast<std::uint16_t>(index);
    return {};
  }

  // Checks that the concert's wanted shows are on sale, and reads their sold seats.
  Done Visit(const std::string& id) {
    const auto token = TakeActiveToken({user_, id}, plan_, errands_);
    if (!token) return Failure("'" + id + "' cannot be rehearsed: " + token.error().why);
    const std::string path = "/v1/concerts/" + id + "/dates";
    const auto reply = Fetch({.path = path, .token = *token}, errands_, ReadAs::kLongText);
    if (!reply) return Failure(reply.error());
    const auto dates = ReadDates(reply->body);
    if (reply->status != 200 || !dates)
      return Failure(RefusedText("the dates of '" + id + "'", *reply));
    for (Show& show : venue_.shows) {
      if (show.concert != id) continue;
      if (std::find(dates->begin(), dates->end(), show.id) == dates->end()) {
        LeaveQueue(*token, errands_);
        return Failure("show '" + show.id + "' is not on sale, or has no seat left");
      }
      NoteSold(show, *token);
    }
    LeaveQueue(*token, errands_);
    return {};
  }

  void NoteSold(Show& show, const std::string& token) {
    const std::string path = "/v1/shows/" + show.id + "/seats?status=all";
    const auto reply = Fetch({.path = path, .token = token}, errands_, ReadAs::kLongText);
    const auto map = reply && reply->status == 200 ? ReadSeatMap(reply->body) : std::nullopt;
    if (!map) return;
    show.sold_before = SeatSet(show.chart.number_max);
    for (const std::uint32_t seat : map->sold) show.sold_before.Add(seat);
    show.sold_before_known = true;
  }

  const Plan& plan_;
  Errands& errands_;
  Errands& operators_;
  const std::string user_ = UserName(plan_.seed, "scout");
  Venue venue_;
  std::vector<std::string> concerts_;  // those of the wanted shows
  std::vector<std::string> contents_;  // of venue_.charts, in their order
};

}  // namespace

std::expected<Venue, std::string> Scout(const Plan& plan, Errands& errands, Errands& operators) {
  return Scouting(plan, errands, operators).Run();
}

std::expected<std::string, NoTurn> TakeActiveToken(const TokenWish& wish, const Plan& plan,
                                                   Errands& errands) {
  const auto no_turn = [](std::string why) { return std::unexpected(NoTurn{std::move(why)}); };
  const std::string body =
      R"({"userId":")" + wish.user + R"(","concertId":")" + wish.concert + "\"}";
  const SteadyTime limit = std::chrono::steady_clock::now() + wish.patience;
  const std::string what = "a queue token for '" + wish.concert + "'";
  int sold_out = 0;
  std::string waiting;  // the token, while it waits
  while (std::chrono::steady_clock::now() < limit) {
    // A repeated join returns the same token in its current state.
    const std::string bearer = plan.sign_buyer ? plan.sign_buyer(wish.user) : plan.access_key;
    const auto reply = Fetch(
        {.method = "POST", .path = "/v1/queue/tokens", .bearer = bearer, .body = body}, errands);
    if (!reply) return no_turn(reply.error());
    if (reply->status == 401) {
      return no_turn(RefusedText(what, *reply) +
                     "; --key-file gives an access key, or --buyer-signing-key signs the buyers");
    }
    if (reply->status != 200 && reply->status != 201) return no_turn(RefusedText(what, *reply));
    const auto token = ReadToken(reply->body);
    if (!token) return no_turn(what + ": the response is not a queue token");
    if (token->status == TokenStatus::kActive) return std::string(token->token);
    waiting = token->token;
    if (token->sold_out && ++sold_out == kSoldOutLooks) {
      LeaveQueue(waiting, errands);
      return std::unexpected(NoTurn{"'" + wish.concert + "' is sold out", true});
    }
    errands.Pause(std::chrono::seconds(1));
  }
  // Nobody waits behind a place that will not be used; in a lobby it would be an entry of the draw.
  if (!waiting.empty()) LeaveQueue(waiting, errands);
  return no_turn(what +
                 " is still waiting for its turn: the room is full, paused, or not open yet");
}

void LeaveQueue(const std::string& token, Errands& errands) {
  // Leaves the queue, out of courtesy: if that fails, the turn ends by itself.
  (void)Fetch({.method = "DELETE", .path = "/v1/queue/tokens/me", .token = token}, errands);
}

}  // namespace onsale::rehearsal
