// Compares the table with an exact model, and fills it.
#include "http/limit/cell_table.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <thread>

#include "base/mix.h"

namespace onsale::http {
namespace {

constexpr std::size_t kSmall = CellTable::kShards * CellTable::kBucketSize;
constexpr std::int64_t kSecond = 1'000'000;
constexpr std::int64_t kStart = 1'000 * kSecond;

// The same limit in another form: a bucket of calls that is refilled at the rate, in real numbers.
class BucketModel {
 public:
  bool Call(std::uint64_t caller, const CallLimit& limit, std::int64_t now) {
    const auto full = static_cast<double>(limit.burst);
    const double interval = std::floor(60e6 / static_cast<double>(limit.per_minute));
    auto& [left, at] = buckets_.try_emplace(caller, full, now).first->second;
    left = std::min(full, left + static_cast<double>(now - at) / interval);
    at = now;
    if (left < 1 - 1e-9) return false;
    left -= 1;
    return true;
  }
  double LeftOf(std::uint64_t caller) const { return buckets_.at(caller).first; }

 private:
  std::map<std::uint64_t, std::pair<double, std::int64_t>> buckets_;
};

// A hash in this bucket of a small table, whose shards have one bucket each.
std::uint64_t HashIn(std::uint64_t bucket, std::uint64_t caller) {
  return bucket << 56 | caller;
}

TEST(CellTableTest, DecidesAsAnExactModelUntilABucketIsFull) {
  base::SplitMix64 random(7);
  for (const CallLimit limit :
       {CallLimit{60, 1}, CallLimit{60, 5}, CallLimit{7, 3}, CallLimit{100'000, 40}}) {
    CellTable table(kSmall);
    BucketModel model;
    const CellRate rate = CellRate::Of(limit);
    std::int64_t now = kStart;
    for (int i = 0; i < 20'000; ++i) {
      now += static_cast<std::int64_t>(random.Below(2 * static_cast<std::uint64_t>(rate.interval)) /
                                       8);
      const std::uint64_t caller =
          HashIn(random.Below(3), 1 + random.Below(CellTable::kBucketSize));
      const CellVerdict verdict = table.Call(caller, rate, now);
      ASSERT_EQ(verdict.conforms, model.Call(caller, limit, now)) << i;
      if (verdict.conforms) {
        ASSERT_EQ(verdict.remaining, std::floor(model.LeftOf(caller) + 1e-9)) << i;
        continue;
      }
      // The wait is exact: a microsecond earlier the caller is still refused.
      ASSERT_TRUE(Decide(rate, verdict.tat, now + verdict.wait).conforms);
      ASSERT_FALSE(Decide(rate, verdict.tat, now + verdict.wait - 1).conforms);
    }
  }
}

TEST(CellTableTest, AnIdleEntryGivesWayAndALiveOneStays) {
  CellTable table(kSmall);
  const CellRate rate = CellRate::Of({.per_minute = 60, .burst = 1});
  for (std::uint64_t caller = 1; caller <= CellTable::kBucketSize; ++caller) {
    const auto at = kStart + (caller == 3 ? 0 : static_cast<std::int64_t>(kSecond));
    EXPECT_TRUE(table.Call(HashIn(0, caller), rate, at).conforms);
  }
  // Caller 3 alone is idle by now. A new caller takes its place; the others are still limited.
  EXPECT_TRUE(table.Call(HashIn(0, 99), rate, kStart + kSecond).conforms);
  for (const std::uint64_t caller : {1, 2, 4, 5, 6, 7, 8, 99}) {
    EXPECT_FALSE(table.Call(HashIn(0, caller), rate, kStart + kSecond + 1).conforms) << caller;
  }
}

TEST(CellTableTest, ManyKeysInOneBucketGetNoMoreThanEightCallers) {
  CellTable table(kSmall);
  const CallLimit limit{.per_minute = 60, .burst = 10};
  std::size_t allowed = 0;
  for (std::uint64_t call = 0; call < 10'000; ++call) {
    const auto now = kStart + static_cast<std::int64_t>(call) * kSecond / 1'000;
    allowed += table.Call(HashIn(5, 1 + call % 1'000), CellRate::Of(limit), now).conforms ? 1 : 0;
  }
  constexpr std::size_t kEight = CellTable::kBucketSize * (10 + 10);  // burst and ten seconds
  EXPECT_LE(allowed, kEight);
  EXPECT_GE(allowed, kEight - CellTable::kBucketSize);
}

TEST(CellTableTest, AFullTableOfLiveCallersLimitsNobodyElse) {
  constexpr std::uint64_t kEntries = 1 << 16;
  CellTable table(kEntries);
  const CellRate rate = CellRate::Of({.per_minute = 60, .burst = 60});
  // Twice as many callers as there are entries, each with one call in the same moment; then others.
  for (std::uint64_t caller = 0; caller < 3 * kEntries; ++caller) {
    const CellVerdict verdict = table.Call(base::Mix(caller), rate, kStart);
    ASSERT_TRUE(verdict.conforms) << caller;
    const bool is_other = caller >= 2 * kEntries;
    ASSERT_GE(verdict.remaining, is_other ? 30 : 0);  // half of the burst at least
  }
}

TEST(CellTableTest, ThreadsShareOneLimit) {
  CellTable table(kSmall);
  const CellRate rate = CellRate::Of({.per_minute = 1, .burst = 100});
  std::array<int, 4> allowed{};
  {
    std::array<std::jthread, 4> threads;
    for (std::size_t i = 0; i < threads.size(); ++i) {
      threads[i] = std::jthread([&table, &rate, &count = allowed[i]] {
        for (int call = 0; call < 100; ++call)
          count += table.Call(1, rate, kStart).conforms ? 1 : 0;
      });
    }
  }
  EXPECT_EQ(allowed[0] + allowed[1] + allowed[2] + allowed[3], 100);
}

}  // namespace
}  // namespace onsale::http
