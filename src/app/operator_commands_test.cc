#include "app/operator_commands.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace onsale::app {
namespace {

using testing::HasSubstr;

TEST(OperatorCommandsTest, AChangeOfARoomIsTheBodyOfTheCall) {
  EXPECT_EQ(RoomChangeBodyOf({.verb = "pause"}).value(), R"({"state":"PAUSED"})");
  EXPECT_EQ(RoomChangeBodyOf({.verb = "schedule", .opens_at = "2030-05-01T10:00:00Z"}).value(),
            R"({"state":"SCHEDULED","opensAt":"2030-05-01T10:00:00Z"})");
  EXPECT_EQ(RoomChangeBodyOf({.verb = "set", .members = {"capacity=500", "mode=FIFO"}}).value(),
            R"({"capacity":500,"mode":"FIFO"})");
  EXPECT_EQ(
      RoomChangeBodyOf({.verb = "set", .members = {"activeTime=10m", "mode=no-queue"}}).value(),
      R"({"activeTimeSeconds":600,"mode":"NO_QUEUE"})");
}

// Regression: 1500ms became 1 s, and state=CLOSED closed the room without the question of `close`.
TEST(OperatorCommandsTest, AMemberThatIsNotOneOfAPolicyIsRefusedBeforeTheCall) {
  const std::pair<std::vector<std::string>, std::string_view> cases[] = {
      {{"capacity"}, "give members as NAME=VALUE"},
      {{"capcity=5"}, "'capcity' is not a member of a policy; did you mean capacity?"},
      {{"state=CLOSED"}, "'state' is not a member of a policy. Its members are capacity, "},
      {{"capacity=many"}, "capacity: give a whole number"},
      {{"activeTime=600"}, "activeTime: give whole seconds with a unit, such as 90s or 10m"},
      {{"activeTime=1500ms"}, "activeTime: give whole seconds with a unit"},
      {{"holdTimeSeconds=5m"}, "holdTimeSeconds: give a whole number"},
      {{"holdTime=5m", "holdTimeSeconds=9"}, "holdTimeSeconds: is given twice"}};
  for (const auto& [members, sentence] : cases) {
    const auto body = RoomChangeBodyOf({.verb = "set", .members = members});
    ASSERT_FALSE(body) << sentence;
    EXPECT_THAT(body.error(), HasSubstr(sentence));
  }
}

TEST(OperatorCommandsTest, TheScreenHasTheSaleAndEachRoomAndShow) {
  const std::string screen = StatusScreen(
      R"({"countedAt":"T","waiting":7,"active":2,"seatsTotal":9,"seatsHeld":1,)"
      R"("seatsSold":4,"seatsPerMinute":null,)"
      R"("rooms":[{"roomId":"main","state":"OPEN","waiting":7,"active":2,"capacity":3}],)"
      R"("shows":[{"showId":"a","seatsTotal":9,"seatsHeld":1,"seatsSold":4,)"
      R"("seatsHeldBack":3}],)"
      R"("server":{"recent":null}})");
  EXPECT_THAT(screen, HasSubstr("waiting 7  active 2  held 1  sold 4 of 9  seats a minute -"));
  EXPECT_THAT(screen, HasSubstr("room main: OPEN, waiting 7, active 2 of 3"));
  EXPECT_THAT(screen, HasSubstr("show a: held 1, sold 4 of 9, held back 3"));
  EXPECT_ANY_THROW(StatusScreen("{}"));
}

TEST(OperatorCommandsTest, WithoutAKeyTheMessageNamesTheFlagAndTheVariable) {
  std::ostringstream out, err;
  EXPECT_EQ(RunStatus({}, false, {}, {out, err, {}}), kExitUsage);
  EXPECT_THAT(err.str(), HasSubstr("give --key-file FILE, or set"));
}

TEST(OperatorCommandsTest, AMistypedBookingNumberIsRefusedBeforeTheCall) {
  std::ostringstream out, err;
  EXPECT_EQ(ShowBooking({}, {"CMP5-ZVRG"}, {}, {out, err, {}}), kExitUsage);
  EXPECT_THAT(err.str(), HasSubstr("'CMP5-ZVRG' is not a booking number: it is mistyped"));
  std::ostringstream unreached;
  EXPECT_EQ(ShowBooking({}, {"cmp5", "zvrf"}, {}, {out, unreached, {}}), kExitUsage);
  EXPECT_THAT(unreached.str(), HasSubstr("give --key-file FILE"));
}

TEST(OperatorCommandsTest, ATextThatIsNotAUserIdIsRefusedBeforeTheCall) {
  std::ostringstream out, err;
  EXPECT_EQ(ShowBuyer({}, "a b", {}, {out, err, {}}), kExitUsage);
  EXPECT_THAT(err.str(), HasSubstr("'a b' is not a user id"));
}

}  // namespace
}  // namespace onsale::app
