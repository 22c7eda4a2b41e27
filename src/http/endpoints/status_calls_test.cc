#include "http/statistics/statistics.h"
#include "http/testing/endpoint_testing.h"

namespace onsale::http {
namespace {

using domain::ReadSale;
using std::chrono::seconds;

class StatusCallsTest : public EndpointTest {
 protected:
  StatusCallsTest() {
    services_.statistics = &statistics_;
    counts_->CountAnswer(200);
    counts_->CountAnswer(404);
    counts_->CountWait(seconds(1));
  }
  domain::SaleView View() const {
    domain::FunnelView main{.room = {.id = domain::kMainRoom, .slug = "main"}, .funnel = {}};
    main.room.waiting = 70;
    main.room.active = 100;
    main.funnel.joined = 200;
    main.funnel.admitted = 130;
    main.funnel.payments = 20;
    main.seats_per_minute = 30;
    domain::FunnelView side{.room = {.id = kOtherRoom, .slug = "side"}, .funnel = {}};
    side.room.waiting = 5;
    return {.rooms = {main, side},
            .shows = {{.show = {1}, .seats = 9, .held = 1, .sold = 2, .held_back = 4}}};
  }
  std::string Status() { return Finished<ReadSale>(kReadStatusEndpoint, {}, View()).body; }

  Statistics statistics_{now_};
  std::shared_ptr<ThreadCounts> counts_ = statistics_.NewThread();
};

TEST_F(StatusCallsTest, TheStatusIsTheSaleInNumbersAndWhatTheServerDid) {
  statistics_.Note({}, now_ + seconds(10));
  EXPECT_EQ(Status(),
            R"({"countedAt":"2027-04-01T09:00:00.123Z","waiting":75,"active":100,"seatsTotal":9,)"
            R"("seatsHeld":1,"seatsSold":2,"seatsPerMinute":30,"rooms":[)"
            R"({"roomId":"main","state":"OPEN","waiting":70,"active":100,"capacity":100,)"
            R"("joined":200,"admitted":130,"paid":20,"seatsPerMinute":30},)"
            R"({"roomId":"side","state":"OPEN","waiting":5,"active":0,"capacity":100,"joined":0,)"
            R"("admitted":0,"paid":0,"seatsPerMinute":null}],)"
            R"("shows":[{"showId":"spring-1","seatsTotal":9,"seatsHeld":1,"seatsSold":2,)"
            R"("seatsHeldBack":4}],)"
            R"("server":{"startedAt":"2027-04-01T09:00:00.123Z","answers":2,"refused":1,)"
            R"("overloaded":0,"failed":0,"recent":{"seconds":10,"answers":2,"refused":1,)"
            R"("overloaded":0,"failed":0,"p50Microseconds":1048576,"p99Microseconds":1048576}}})");
}

TEST_F(StatusCallsTest, BeforeTheFirstIntervalEndsNothingIsRecent) {
  EXPECT_TRUE(Status().ends_with("\"recent\":null}}"));
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
