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
  EXPECT_FALSE(RoomChangeBodyOf({.verb = "set", .members = {"capacity"}}));
}

TEST(OperatorCommandsTest, TheScreenHasTheSaleAndEachRoomAndShow) {
  const std::string screen = StatusScreen(
      R"({"at":"T","waiting":7,"active":2,"seats":9,"held":1,"sold":4,"seatsPerMinute":null,)"
      R"("rooms":[{"roomId":"main","state":"OPEN","waiting":7,"active":2,"capacity":3}],)"
      R"("shows":[{"showId":"a","seats":9,"held":1,"sold":4}],"server":{"recent":null}})");
  EXPECT_THAT(screen, HasSubstr("waiting 7  active 2  held 1  sold 4 of 9  seats a minute -"));
  EXPECT_THAT(screen, HasSubstr("room main: OPEN, waiting 7, active 2 of 3"));
  EXPECT_THAT(screen, HasSubstr("show a: held 1, sold 4 of 9"));
  EXPECT_ANY_THROW(StatusScreen("{}"));
}

TEST(OperatorCommandsTest, WithoutAKeyTheMessageNamesTheFlagAndTheVariable) {
  std::ostringstream out, err;
  EXPECT_EQ(RunStatus({}, false, {}, {out, err, {}}), kExitUsage);
  EXPECT_THAT(err.str(), HasSubstr("give --operator-key-file FILE, or set"));
}

TEST(OperatorCommandsTest, AMistypedBookingNumberIsRefusedBeforeTheCall) {
  std::ostringstream out, err;
  EXPECT_EQ(ShowBooking({}, {"CMP5-ZVRG"}, {}, {out, err, {}}), kExitUsage);
  EXPECT_THAT(err.str(), HasSubstr("'CMP5-ZVRG' is not a booking number: it is mistyped"));
  std::ostringstream unreached;
  EXPECT_EQ(ShowBooking({}, {"cmp5", "zvrf"}, {}, {out, unreached, {}}), kExitUsage);
  EXPECT_THAT(unreached.str(), HasSubstr("give --operator-key-file FILE"));
}

}  // namespace
}  // namespace onsale::app
