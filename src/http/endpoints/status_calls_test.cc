#include "http/endpoints/status_json.h"
#include "http/problem/problem.h"
#include "http/stream/stream_opening.h"
#include "http/testing/endpoint_testing.h"

namespace onsale::http {
namespace {

using domain::ReadSale;
using std::chrono::seconds;

class StatusCallsTest : public EndpointTest {
 protected:
  StatusCallsTest() {
    services_.statistics = &statistics_;
    domain::CatalogRows rows = services_.catalog->rows();
    rows.shows[0].sale_closes_at = base::ParseRfc3339("2027-04-10T18:00:00+09:00")->time;
    rows.shows.push_back(rows.shows[0]);
    rows.shows[1].id = {2};
    rows.shows[1].slug = "spring-2";
    services_.catalog = std::make_shared<const domain::Catalog>(std::move(rows));
    counts_->CountAnswer(200);
    counts_->CountAnswer(404, Problem(ProblemCode::kNotFound, "").problem);
    counts_->CountWait(seconds(1));
  }
  domain::SaleView View() const {
    domain::FunnelView main{.room = {.id = domain::kMainRoom, .slug = "main"}, .funnel = {}};
    main.room.waiting = 70;
    main.room.active = 100;
    main.funnel.joined = 200;
    main.funnel.admitted = 130;
    main.funnel.payments = 20;
    main.funnel.holds = 40;
    main.funnel.no_shows = 2;
    main.funnel.seats_sold = 33;
    main.seats_per_minute = 30;
    main.per_minute = 60;
    main.front_wait = std::chrono::milliseconds(65'900);
    domain::FunnelView side{.room = {.id = kOtherRoom, .slug = "side"}, .funnel = {}};
    side.room.waiting = 5;
    side.room.state = domain::RoomState::kScheduled;
    side.room.opens_at = now_;
    return {.rooms = {main, side}, .shows = {Spring(2)}};
  }
  // The show `spring-1` with so many seats sold, of two categories.
  static domain::SeatCountsView Spring(std::int64_t sold) {
    const domain::SeatTally all{
        .seats = 20, .free = 16 - sold, .held = 1, .sold = sold, .revenue = {sold * 100}};
    return {.show = {1}, .all = all, .categories = {{"a", all}, {"b", {}}}};
  }
  std::string Status() { return Finished<ReadSale>(kReadStatusEndpoint, {}, View()).body; }
  std::string Sales(const Input& input, std::vector<domain::SeatCountsView> shows) {
    return Finished<ReadSale>(kReadSalesEndpoint, input,
                              domain::SaleView{.rooms = {}, .shows = std::move(shows)})
        .body;
  }

  Statistics statistics_{now_};
  std::shared_ptr<ThreadCounts> counts_ = statistics_.NewThread();
};

TEST_F(StatusCallsTest, TheStatusIsTheSaleInNumbersAndWhatTheServerDid) {
  statistics_.Note({}, now_ + seconds(10));
  EXPECT_EQ(Status(),
            R"({"countedAt":"2027-04-01T09:00:00.123Z","waiting":75,"active":100,"seatsTotal":20,)"
            R"("seatsHeld":1,"seatsSold":2,"seatsPerMinute":30,"rooms":[)"
            R"({"roomId":"main","state":"OPEN","mode":"FIFO","opensAt":null,"waiting":70,)"
            R"("active":100,"capacity":100,"joined":200,"admitted":130,"admittedPerMinute":60,)"
            R"("noShows":2,"frontWaitSeconds":65,"soldOut":false,"holds":40,"paid":20,)"
            R"("seatsPerMinute":30},)"
            R"({"roomId":"side","state":"SCHEDULED","mode":"FIFO",)"
            R"("opensAt":"2027-04-01T09:00:00.123Z","waiting":5,"active":0,"capacity":100,)"
            R"("joined":0,"admitted":0,"admittedPerMinute":null,"noShows":0,)"
            R"("frontWaitSeconds":null,"soldOut":false,"holds":0,"paid":0,)"
            R"("seatsPerMinute":null}],"roomsLeftOff":0,)"
            R"("shows":[{"showId":"spring-1","seatsTotal":20,"seatsFree":14,"seatsHeld":1,)"
            R"("seatsSold":2,"seatsHeldBack":3,"categories":[{"categoryId":"a","seatsTotal":20,)"
            R"("seatsFree":14,"seatsHeld":1,"seatsSold":2,"seatsHeldBack":3},)"
            R"({"categoryId":"b","seatsTotal":0,"seatsFree":0,"seatsHeld":0,"seatsSold":0,)"
            R"("seatsHeldBack":0}]}],"showsLeftOff":0,)"
            R"("server":{"startedAt":"2027-04-01T09:00:00.123Z","answers":2,"refused":1,)"
            R"("overloaded":0,"failed":0,"recent":{"seconds":10,"answers":2,"refused":1,)"
            R"("overloaded":0,"failed":0,"problems":[{"code":"not-found","count":1}],)"
            R"("p50Microseconds":1048576,"p99Microseconds":1048576}},)"
            R"("store":{"foldBehindSeconds":null,"clockBehindSeconds":0,"clockHeldSeconds":0}})");
}

TEST_F(StatusCallsTest, TheStatusSaysWhatIsBehind) {
  services_.store_health = [] {
    return StoreHealth{.tables_behind = std::chrono::milliseconds(2'900),
                       .clock_behind = seconds(-1),
                       .clock_held = seconds(3600)};
  };
  EXPECT_TRUE(Status().ends_with(
      R"("store":{"foldBehindSeconds":2,"clockBehindSeconds":0,"clockHeldSeconds":3600}})"));
}

TEST_F(StatusCallsTest, AnEventHasTheStatusWithABoundedNumberOfRoomsAndShows) {
  domain::SaleView view = View();
  const auto event = [&] {
    return *StatusEvent({.sale = view,
                         .catalog = *services_.catalog,
                         .statistics = &statistics_,
                         .health = {},
                         .now = now_});
  };
  EXPECT_EQ(event(), "event: status\ndata: " + Status() + "\n\n");
  view.shows.assign(103, Spring(0));
  EXPECT_TRUE(event().contains(R"("showsLeftOff":3,)"));
  view.rooms.assign(101, view.rooms[1]);
  EXPECT_TRUE(event().contains(R"("roomsLeftOff":1,)"));
  for (domain::SeatCountsView& show : view.shows) show.categories.resize(99, {"balcony", {}});
  EXPECT_LT(event().size(), kStreamBytesMax + 4096);
  EXPECT_FALSE(event().contains(R"("showsLeftOff":103,)")) << "as many as fit";
}

TEST_F(StatusCallsTest, TheStreamIsForTheKeyThatOpensIt) {
  Call call = MakeCall({});
  call.caller.key =
      KeyHolder{.id = "AbCd1234", .scopes = domain::kAllScopes, .digest = base::Sha256Of("key")};
  const auto opened = std::get<Response>(kStreamSaleEndpoint.begin(kStreamSaleEndpoint.spec, call));
  ASSERT_NE(opened.stream, nullptr);
  EXPECT_EQ(CallerOf(*opened.stream), StreamCaller("AbCd1234"));
  const auto& sale = std::get<SaleOpening>(opened.stream->what);
  EXPECT_EQ(sale.digest, base::Sha256Of("key"));
  EXPECT_EQ(sale.scope, domain::Scope::kMetrics);
  // A stream that was replaced does not reconnect.
  EXPECT_EQ(Answered(kStreamSaleEndpoint, {.last_event_id = kReplacedId}).status, 204U);
}

TEST_F(StatusCallsTest, TheSecondsAreColumns) {
  clock_.Set(now_ + seconds(700));
  for (const int second : {90, 101, 102}) {
    domain::SaleView view = View();
    view.rooms[0].funnel.holds += second;
    statistics_.NoteSecond(view, now_ + seconds(second));
  }
  constexpr std::string_view kLatest =
      R"({"at":[1806570101,1806570102],"waiting":[75,75],"active":[100,100],"held":[1,1],)"
      R"("holds":[11,1],"paid":[0,0],"refused":[0,0],"seatsPerMinute":[30,30],)"
      R"("p99Microseconds":[0,0],"refusedBecause":{"request":[0,0],"caller":[0,0],"queue":[0,0],)"
      R"("seats":[0,0],"rule":[0,0],"limit":[0,0],"overload":[0,0]}})";
  EXPECT_EQ(Answered(kReadSecondsEndpoint, {}).body, kLatest) << "of ten minutes";
  EXPECT_EQ(Answered(kReadSecondsEndpoint, {.query = "since=1806570090"}).body, kLatest);
  EXPECT_TRUE(Answered(kReadSecondsEndpoint, {.query = "since=0"})
                  .body.starts_with(R"({"at":[1806570090,1806570101,1806570102],)"));
  for (const std::string_view query : {"since=-1", "since=x", "since=", "since=253402300800"}) {
    EXPECT_EQ(Refused(kReadSecondsEndpoint, {.query = query}), "invalid-parameter since") << query;
  }
  for (const std::string_view query : {"step=0", "step=3601", "step=x", "since=1&step="}) {
    EXPECT_EQ(Refused(kReadSecondsEndpoint, {.query = query}), "invalid-parameter step") << query;
  }
  EXPECT_TRUE(Answered(kReadSecondsEndpoint, {.query = "since=0&step=60"})
                  .body.starts_with(R"({"at":[1806570102],)"))
      << "the seconds 90 to 102 are of one minute";
}

// --- Sales ---

TEST_F(StatusCallsTest, SalesHaveRevenueAndWhenTheRestIsSold) {
  statistics_.NoteSecond({.rooms = {}, .shows = {Spring(2)}}, now_ - seconds(601));
  statistics_.NoteSecond({.rooms = {}, .shows = {Spring(4)}}, now_ - seconds(500));
  EXPECT_EQ(
      Sales({}, {Spring(8)}),
      R"({"countedAt":"2027-04-01T09:00:00.123Z","currency":"KRW","recentSeconds":500,"shows":[)"
      R"({"showId":"spring-1","concertId":"spring","startsAt":"2027-04-10T19:00:00.000+09:00",)"
      R"("saleClosesAt":"2027-04-10T18:00:00.000+09:00","seatsTotal":20,"seatsFree":8,)"
      R"("seatsHeld":1,"seatsSold":8,"seatsHeldBack":3,"revenue":800,"recentSeats":4,)"
      // 9 seats are left, and 4 were sold in 500 s.
      R"("seatsPerMinute":0,"sellsOutAt":"2027-04-01T09:18:45.123Z","categories":[)"
      R"({"categoryId":"a","name":"Standard","seatsTotal":20,"seatsFree":8,"seatsHeld":1,)"
      R"("seatsSold":8,"seatsHeldBack":3,"revenue":800,"recentSeats":4,"seatsPerMinute":0,)"
      R"("sellsOutAt":"2027-04-01T09:18:45.123Z"},)"
      R"({"categoryId":"b","name":"Best","seatsTotal":0,"seatsFree":0,"seatsHeld":0,)"
      R"("seatsSold":0,"seatsHeldBack":0,"revenue":0,"recentSeats":0,"seatsPerMinute":0,)"
      R"("sellsOutAt":null}]}],"nextCursor":null})");
}

TEST_F(StatusCallsTest, NothingIsForeseenThatIsNotKnown) {
  const auto foresees = [this](std::int64_t sold) {
    return !Sales({}, {Spring(sold)}).contains(R"("sellsOutAt":null,"categories")");
  };
  EXPECT_FALSE(foresees(8)) << "nothing was counted yet";
  statistics_.NoteSecond({.rooms = {}, .shows = {Spring(4)}}, now_ - seconds(59));
  EXPECT_FALSE(foresees(8)) << "not a minute";
  clock_.Advance(seconds(1));
  EXPECT_TRUE(foresees(8));
  EXPECT_FALSE(foresees(4)) << "nothing was sold";
  EXPECT_FALSE(foresees(3)) << "a database was restored";
  clock_.Set(base::ParseRfc3339("2027-04-10T18:00:00+09:00")->time - seconds(60));
  statistics_.NoteSecond({.rooms = {}, .shows = {Spring(4)}}, clock_.Now() - seconds(60));
  EXPECT_FALSE(foresees(5)) << "the sale ends before";
}

TEST_F(StatusCallsTest, AForecastReachesThirtyDays) {
  domain::CatalogRows rows = services_.catalog->rows();
  rows.shows[0].sale_closes_at = now_ + std::chrono::days(100);
  services_.catalog = std::make_shared<const domain::Catalog>(std::move(rows));
  statistics_.NoteSecond({.rooms = {}, .shows = {Spring(0)}}, now_ - seconds(60));
  const auto foresees = [this](std::int64_t rest) {
    domain::SeatCountsView show = Spring(1);
    show.all.free = rest - show.all.held;
    show.all.seats = rest + show.all.sold;
    return !Sales({}, {show}).contains(R"("sellsOutAt":null,"categories")");
  };
  constexpr std::int64_t kMinutes = 30 * 24 * 60;  // in each of them a seat is sold
  EXPECT_TRUE(foresees(kMinutes));
  EXPECT_FALSE(foresees(kMinutes + 1));
}

TEST_F(StatusCallsTest, SalesComeInPages) {
  domain::SeatCountsView second = Spring(0);
  second.show = {2};
  const auto ids = [&](std::string_view query) {
    const std::string body = Sales({.query = query}, {Spring(1), second});
    return std::pair(body.contains("spring-1"), body.substr(body.rfind("nextCursor")));
  };
  EXPECT_EQ(ids("limit=1"), std::pair(true, std::string(R"(nextCursor":"1"})")));
  EXPECT_EQ(ids("limit=1&cursor=1"), std::pair(false, std::string("nextCursor\":null}")));
  for (const auto& [query, parameter] : {std::pair{"limit=0", "limit"},
                                         {"limit=101", "limit"},
                                         {"cursor=0", "cursor"},
                                         {"cursor=x", "cursor"},
                                         {"cursor=4294967296", "cursor"}}) {
    EXPECT_EQ(Refused(kReadSalesEndpoint, {.query = query}),
              std::string("invalid-parameter ") + parameter);
  }
  EXPECT_TRUE(Asked<ReadSale>(kReadSalesEndpoint, {}).all_shows);
}

TEST_F(StatusCallsTest, BeforeTheFirstIntervalEndsNothingIsRecent) {
  EXPECT_TRUE(Status().contains("\"recent\":null}"));
}

TEST_F(StatusCallsTest, TheSeriesHasThePointsThatAreAskedFor) {
  for (int minute = 1; minute <= 3; ++minute) {
    statistics_.Note({.waiting = minute}, now_ + seconds(60 * minute));
  }
  const Response response = Answered(kReadSeriesEndpoint, {.query = "minutes=1"});
  EXPECT_EQ(
      response.body,
      R"({"stepSeconds":60,"points":[{"countedAt":"2027-04-01T09:03:00.123Z","waiting":3,)"
      R"("active":0,"seatsTotal":0,"seatsHeld":0,"seatsSold":0,"seatsPerMinute":null,"answers":0,)"
      R"("refused":0,"overloaded":0,"failed":0,"p99Microseconds":null}]})");
  EXPECT_TRUE(HasHeader(response, "Cache-Control: no-store"));
}

TEST_F(StatusCallsTest, AnotherNumberOfMinutesIsRefused) {
  for (const std::string_view query : {"minutes=0", "minutes=1441", "minutes=x", "minutes="}) {
    EXPECT_EQ(Refused(kReadSeriesEndpoint, {.query = query}), "invalid-parameter minutes") << query;
  }
}

}  // namespace
}  // namespace onsale::http
