#include "app/engine_watch.h"

#include <gtest/gtest.h>

#include <condition_variable>
#include <vector>

#include "base/await_testing.h"
#include "base/mutex.h"

namespace onsale::app {
namespace {

using std::chrono::milliseconds;

// A store that answers every batch with an error, or keeps it while it hangs.
class HangingStore final : public store::Store {
 public:
  void Commit(std::vector<domain::Command>, store::CommitDone done) override {
    {
      const base::MutexLock lock(mutex_);
      if (hangs_) return kept_.push_back(std::move(done));
    }
    Fail(done);
  }
  std::size_t window() const override { return 8; }
  void Ask(std::unique_ptr<store::Question>, std::stop_token) override {}
  domain::CatalogPtr catalog() const override { return nullptr; }

  void Hang() {
    const base::MutexLock lock(mutex_);
    hangs_ = true;
  }
  void GoOn() {
    std::vector<store::CommitDone> kept;
    {
      const base::MutexLock lock(mutex_);
      hangs_ = false;
      kept.swap(kept_);
    }
    for (store::CommitDone& done : kept) Fail(done);
  }

 private:
  static void Fail(store::CommitDone& done) {
    done(std::unexpected(store::StoreError{store::StoreErrorCode::kUnavailable, "away"}));
  }
  base::Mutex mutex_;
  bool hangs_ ONSALE_GUARDED_BY(mutex_) = false;
  std::vector<store::CommitDone> kept_ ONSALE_GUARDED_BY(mutex_);
};

class EngineWatchTest : public testing::Test {
 protected:
  static constexpr auto kPatience = base::kPatience;

  // Whether there are more reports than `count` within the time.
  bool ReportsExceed(int count, std::chrono::steady_clock::duration time) {
    const auto end = std::chrono::steady_clock::now() + time;
    base::MutexLock lock(mutex_);
    while (reports_ <= count) {
      if (!lock.WaitUntil(reported_, end)) break;
    }
    return reports_ > count;
  }
  int reports() {
    const base::MutexLock lock(mutex_);
    return reports_;
  }
  void Report() {
    const base::MutexLock lock(mutex_);
    ++reports_;
    reported_.notify_all();
  }

  HangingStore store_;
  base::SystemClock clock_;
  engine::Engine engine_{store_, clock_, {}, nullptr};
  base::Mutex mutex_;
  std::condition_variable reported_;
  int reports_ ONSALE_GUARDED_BY(mutex_) = 0;
};

TEST_F(EngineWatchTest, AnUnavailableStoreIsProgress) {
  const EngineWatch watch(engine_, milliseconds(10), [this] { Report(); });
  EXPECT_TRUE(ReportsExceed(1, kPatience));
}

TEST_F(EngineWatchTest, ABatchThatHangsIsNotReportedUntilItEnds) {
  const EngineWatch watch(engine_, milliseconds(10), [this] { Report(); });
  ASSERT_TRUE(ReportsExceed(0, kPatience));
  store_.Hang();
  // One question may have been answered before, whose report follows.
  (void)ReportsExceed(reports(), milliseconds(100));
  EXPECT_FALSE(ReportsExceed(reports(), milliseconds(1500)));
  store_.GoOn();
  EXPECT_TRUE(ReportsExceed(reports(), kPatience));
}

TEST(EngineWatchIntervalTest, TwoReportsMayBeLate) {
  EXPECT_EQ(EngineWatch::IntervalFor(std::chrono::seconds(30)), std::chrono::seconds(10));
  EXPECT_EQ(EngineWatch::IntervalFor(std::chrono::days(1)), std::chrono::seconds(20));
}

}  // namespace
}  // namespace onsale::app
