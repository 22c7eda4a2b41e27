// A clock that is behind the sale's time is logged once, with the amount, and once when it is not.
#include "store/clock_watch.h"

#include <gmock/gmock.h>

#include <vector>

namespace onsale::store {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class ClockWatchTest : public testing::Test {
 protected:
  void Behind(base::Duration by) { watch_.Note(kSale - by, kSale); }

  static constexpr base::Time kSale{std::chrono::hours(24)};
  std::vector<std::string> errors_, lines_;
  ClockWatch watch_{"the clock", [this](const std::string& line) { errors_.push_back(line); },
                    [this](const std::string& line) { lines_.push_back(line); }};
};

TEST_F(ClockWatchTest, AnHourBehindIsLoggedOnceWithTheAmount) {
  Behind(std::chrono::hours(1));
  Behind(std::chrono::minutes(59));
  EXPECT_THAT(errors_, ElementsAre(HasSubstr("the clock is 3600 s behind the sale's time")));
  EXPECT_EQ(watch_.behind(), std::chrono::minutes(59));
  Behind({});
  EXPECT_THAT(lines_, ElementsAre(HasSubstr("caught up")));
  EXPECT_EQ(watch_.behind(), base::Duration{});
}

// Two hours behind after ten seconds left only "10 s" in the log.
TEST_F(ClockWatchTest, AClockThatFallsFurtherBehindIsLoggedAgain) {
  Behind(seconds(10));
  Behind(seconds(15));
  EXPECT_THAT(errors_, ElementsAre(HasSubstr("is 10 s behind")));
  Behind(seconds(7200));
  EXPECT_THAT(errors_, ElementsAre(HasSubstr("is 10 s"), HasSubstr("is 7200 s behind")));
  Behind({});
  Behind(seconds(2));
  EXPECT_THAT(errors_, SizeIs(3)) << "another episode";
}

TEST_F(ClockWatchTest, ASecondBehindIsNotLogged) {
  Behind(seconds(1));
  EXPECT_THAT(errors_, IsEmpty());
  Behind(seconds(1) + milliseconds(1));
  EXPECT_THAT(errors_, ElementsAre(HasSubstr("is 2 s behind")));
}

TEST_F(ClockWatchTest, AClockAheadOfTheSaleIsNotBehind) {
  Behind(-std::chrono::hours(1));
  EXPECT_EQ(watch_.behind(), base::Duration{});
  EXPECT_THAT(errors_, IsEmpty());
}

}  // namespace
}  // namespace onsale::store
