#include "app/sale_watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <optional>

namespace onsale::app {
namespace {

using testing::HasSubstr;
using testing::Not;

class SaleWatchTest : public testing::Test {
 protected:
  SaleWatchTest() {
    if (pipe(ends_.data()) != 0) std::abort();
  }
  ~SaleWatchTest() override {
    for (const int end : ends_) close(end);
  }
  // What is logged about these numbers.
  std::string Logged(const http::SaleNumbers& numbers, const http::Interval& interval) {
    {
      Log log({.format = LogFormat::kText, .fd = ends_[1]}, clock_);
      LogSale(numbers, interval, log);
      log.Error("end");
    }
    std::string text(4096, '\0');
    text.resize(static_cast<std::size_t>(read(ends_[0], text.data(), text.size())));
    return text;
  }

  base::ManualClock clock_{base::ParseRfc3339("2030-05-01T10:00:00.250Z")->time};
  std::array<int, 2> ends_{};
};

TEST_F(SaleWatchTest, ARunningSaleIsALine) {
  http::Interval interval{.length = SaleWatch::kInterval, .counts = {}};
  interval.counts.answers = 900;
  interval.counts.refused = 8;
  interval.counts.waits[0] = 900;
  EXPECT_THAT(
      Logged({.waiting = 1, .active = 2, .held = 3, .sold = 4, .seats_per_minute = 5}, interval),
      HasSubstr("info  sale waiting=1 active=2 held=3 sold=4 seatsPerMinute=5 "
                "p99Microseconds=1 answers=900 refused=8 overloaded=0 failed=0\n"));
}

TEST_F(SaleWatchTest, WithoutBuyersThereIsNoLine) {
  EXPECT_THAT(Logged({.seats = 9, .sold = 4}, {}), Not(HasSubstr("sale")));
}

}  // namespace
}  // namespace onsale::app
