#include "http/endpoints/metrics_text.h"
#include "http/problem/problem.h"
#include "http/problem/problem_kinds.h"
#include "http/testing/endpoint_testing.h"

namespace onsale::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class MetricsCallsTest : public EndpointTest {
 protected:
  MetricsCallsTest() {
    services_.statistics = &statistics_;
    domain::CatalogRows rows = services_.catalog->rows();
    rows.shows[0].sale_opens_at = now_ - seconds(10);
    rows.shows[0].sale_closes_at = now_ + seconds(1'000);
    // A show of the same concert whose sale opens later.
    rows.shows.push_back(rows.shows[0]);
    rows.shows[1].id = {2};
    rows.shows[1].slug = "spring-2";
    rows.shows[1].sale_opens_at = now_ + seconds(10);
    services_.catalog = std::make_shared<const domain::Catalog>(std::move(rows));
  }
  static std::uint8_t NumberOf(ProblemCode code) { return Problem(code, "").problem; }
  // The lines of the answer that begin with this.
  std::vector<std::string> Lines(std::string_view start) {
    std::vector<std::string> lines;
    const std::string body = Answered(kReadMetricsEndpoint, {}).body;
    for (std::size_t at = 0; at < body.size(); at = body.find('\n', at) + 1) {
      std::string line = body.substr(at, body.find('\n', at) - at);
      if (line.starts_with(start)) lines.push_back(std::move(line));
    }
    return lines;
  }

  Statistics statistics_{now_ - milliseconds(1'123)};
  std::shared_ptr<ThreadCounts> counts_ = statistics_.NewThread(
      {.listener = "buyers", .calls = {"holdSeats", "exchangeSeats", "payReservation"}});
};

using L = std::vector<std::string>;

TEST_F(MetricsCallsTest, TheAnswerIsText) {
  const Response response = Answered(kReadMetricsEndpoint, {});
  EXPECT_EQ(response.content_type, "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_TRUE(response.headers.contains("Cache-Control: no-store")) << response.headers;
  EXPECT_EQ(Refused(kReadMetricsEndpoint, {.query = "since=1"}), "invalid-parameter since");
}

TEST_F(MetricsCallsTest, CallsAndTheirResultsAreCounted) {
  counts_->CountAnswer(201, 0, 0);
  counts_->CountAnswer(200, 0, 1);
  counts_->CountAnswer(409, NumberOf(ProblemCode::kSeatUnavailable), 0);
  counts_->CountAnswer(409, NumberOf(ProblemCode::kBestUnavailable), 1);
  counts_->CountAnswer(409, NumberOf(ProblemCode::kTooManyHolds), 0);
  counts_->CountAnswer(201, 0, 2);
  counts_->CountAnswer(409, NumberOf(ProblemCode::kAlreadyPaid), 2);
  counts_->CountAnswer(404, NumberOf(ProblemCode::kNotFound));
  counts_->CountWait(milliseconds(3), 2);
  EXPECT_EQ(Lines("onsale_requests_total"),
            (L{R"(onsale_requests_total{call="none",code="404"} 1)",
               R"(onsale_requests_total{call="exchangeSeats",code="200"} 1)",
               R"(onsale_requests_total{call="exchangeSeats",code="409"} 1)",
               R"(onsale_requests_total{call="holdSeats",code="201"} 1)",
               R"(onsale_requests_total{call="holdSeats",code="409"} 2)",
               R"(onsale_requests_total{call="payReservation",code="201"} 1)",
               R"(onsale_requests_total{call="payReservation",code="409"} 1)"}));
  EXPECT_EQ(Lines("onsale_holds_total"), (L{R"(onsale_holds_total{result="held"} 2)",
                                            R"(onsale_holds_total{result="too-many-holds"} 1)",
                                            R"(onsale_holds_total{result="seat-unavailable"} 1)",
                                            R"(onsale_holds_total{result="best-unavailable"} 1)"}));
  EXPECT_EQ(Lines("onsale_hold_conflicts_total"), L{"onsale_hold_conflicts_total 2"});
  EXPECT_EQ(Lines("onsale_payments_total"),
            (L{R"(onsale_payments_total{result="paid"} 1)",
               R"(onsale_payments_total{result="already-paid"} 1)"}));
  EXPECT_EQ(Lines("onsale_problems_total").size(), 5U);
  EXPECT_EQ(Lines("onsale_request_seconds_sum"),
            L{R"(onsale_request_seconds_sum{call="payReservation"} 0.003)"})
      << "and no histogram of calls that have waited for nothing";
}

TEST_F(MetricsCallsTest, RoomsAndShowsAreThoseReadLast) {
  EXPECT_EQ(Lines("onsale_seats"), L{}) << "before the sale was read";
  domain::FunnelView room{.room = {.id = domain::kMainRoom, .slug = "main"}, .funnel = {}};
  room.room.waiting = 70;
  room.room.active = 9;
  room.room.state = domain::RoomState::kOpen;
  room.funnel.admitted = 130;
  room.funnel.no_shows = 2;
  const domain::SeatTally tally{.seats = 20, .free = 14, .held = 1, .sold = 2};
  statistics_.NoteSecond({.rooms = {room},
                          .shows = {{.show = {1}, .all = tally, .categories = {}},
                                    {.show = {2}, .all = tally, .categories = {}}}},
                         now_ - milliseconds(250));
  statistics_.NoteSold({.paid = 4, .sold = 5});
  EXPECT_EQ(Lines("onsale_sale_age_seconds"), L{"onsale_sale_age_seconds 0.25"});
  EXPECT_EQ(Lines("onsale_queue_tokens"),
            (L{R"(onsale_queue_tokens{room="main",state="waiting"} 70)",
               R"(onsale_queue_tokens{room="main",state="active"} 9)"}));
  EXPECT_EQ(Lines("onsale_room_open"), L{R"(onsale_room_open{room="main"} 1)"});
  EXPECT_EQ(Lines("onsale_admitted_total"), L{R"(onsale_admitted_total{room="main"} 130)"});
  EXPECT_EQ(Lines("onsale_no_shows_total"), L{R"(onsale_no_shows_total{room="main"} 2)"});
  EXPECT_EQ(Lines("onsale_seats{show=\"spring-2\""),
            (L{R"(onsale_seats{show="spring-2",state="available"} 14)",
               R"(onsale_seats{show="spring-2",state="held"} 1)",
               R"(onsale_seats{show="spring-2",state="sold"} 2)",
               R"(onsale_seats{show="spring-2",state="held-back"} 3)"}));
  EXPECT_EQ(Lines("onsale_room_seats_free"), L{R"(onsale_room_seats_free{room="main"} 14)"})
      << "of the show that is on sale now";
  EXPECT_EQ(Lines("onsale_seats_"), (L{"onsale_seats_paid 4", "onsale_seats_sold 5"}));
  EXPECT_EQ(Lines("onsale_left_off").front(), R"(onsale_left_off{what="rooms"} 0)");
}

TEST_F(MetricsCallsTest, NoMoreThanFiveHundredRoomsAndShowsAreListed) {
  domain::SaleView sale;
  sale.rooms.resize(501);
  for (std::size_t i = 0; i < sale.rooms.size(); ++i) {
    sale.rooms[i].room.slug = "room-" + std::to_string(i);
  }
  sale.shows.resize(503);
  for (std::uint32_t i = 0; i < 503; ++i) sale.shows[i].show = {i + 10};
  statistics_.NoteSecond(std::move(sale), now_);
  EXPECT_EQ(Lines("onsale_room_open").size(), 500U);
  EXPECT_EQ(Lines("onsale_seats{").size(), 4 * 500U);
  EXPECT_EQ(Lines("onsale_left_off"),
            (L{R"(onsale_left_off{what="rooms"} 1)", R"(onsale_left_off{what="shows"} 3)"}));
}

TEST_F(MetricsCallsTest, WhatTheProcessCountsIsThere) {
  base::BatchHistogram batches;
  batches.CountAlone(std::uint64_t{2});
  services_.process_figures = [&batches] {
    return ProcessFigures{.version = "1.2.3",
                          .commits = base::TimeHistogram().Read(),
                          .batches = batches.Read(),
                          .journal_free_bytes = 5'000'000'000,
                          .log_lines_dropped = 4,
                          .log_lines_left_out = 6,
                          .threads = {{.name = "journal", .busy = milliseconds(1'500)}}};
  };
  services_.store_health = [] {
    return StoreHealth{.tables_behind = milliseconds(2'900), .clock_held = seconds(3'600)};
  };
  EXPECT_EQ(Lines("onsale_build_info"), L{R"(onsale_build_info{version="1.2.3"} 1)"});
  EXPECT_EQ(Lines("onsale_start_time_seconds"), L{"onsale_start_time_seconds 1806569999"});
  EXPECT_EQ(Lines("onsale_batch_commands_sum"), L{"onsale_batch_commands_sum 2"});
  EXPECT_EQ(Lines("onsale_commit_seconds_count"), L{"onsale_commit_seconds_count 0"});
  EXPECT_EQ(Lines("onsale_sync_seconds"), L{}) << "of a store that counts none";
  EXPECT_EQ(Lines("onsale_journal_free_bytes"), L{"onsale_journal_free_bytes 5000000000"});
  EXPECT_EQ(Lines("onsale_fold_lag_seconds"), L{"onsale_fold_lag_seconds 2.9"});
  EXPECT_EQ(Lines("onsale_clock_held_seconds"), L{"onsale_clock_held_seconds 3600"});
  EXPECT_EQ(Lines("onsale_log_lines_lost_total"),
            (L{R"(onsale_log_lines_lost_total{reason="reader"} 4)",
               R"(onsale_log_lines_lost_total{reason="limit"} 6)"}));
  EXPECT_EQ(Lines("onsale_thread_busy_seconds_total"),
            L{R"(onsale_thread_busy_seconds_total{thread="journal"} 1.5)"});
}

TEST_F(MetricsCallsTest, EachRefusalHasAKind) {
  const ProblemKinds kinds = KindsOfProblems();
  const auto kind = [&kinds](ProblemCode code) { return kinds[NumberOf(code)]; };
  EXPECT_EQ(kind(ProblemCode::kTooManyKeys), RefusalKind::kLimit);
  EXPECT_EQ(kind(ProblemCode::kInvalidMember), RefusalKind::kRequest);
  EXPECT_EQ(kind(ProblemCode::kQueueTokenRequired), RefusalKind::kQueue);
  EXPECT_EQ(kind(ProblemCode::kQueueTokenWrongRoom), RefusalKind::kQueue);
  EXPECT_EQ(kind(ProblemCode::kOtherUser), RefusalKind::kCaller);
  EXPECT_EQ(kind(ProblemCode::kScopeRequired), RefusalKind::kCaller);
  EXPECT_EQ(kind(ProblemCode::kSeatUnavailable), RefusalKind::kSeats);
  EXPECT_EQ(kind(ProblemCode::kHoldExpired), RefusalKind::kRule);
  EXPECT_EQ(kind(ProblemCode::kOverloaded), RefusalKind::kOverload);
  EXPECT_EQ(kind(ProblemCode::kOutcomeUnknown), RefusalKind::kNone) << "which is a failure";
}

}  // namespace
}  // namespace onsale::http
