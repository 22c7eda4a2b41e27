#include "base/histogram.h"

#include <gtest/gtest.h>

namespace onsale::base {
namespace {

using std::chrono::microseconds;

TEST(HistogramTest, AValueIsInTheFirstBucketWhoseBoundIsNotBelowIt) {
  TimeHistogram times;
  times.CountAlone(microseconds(100));
  times.CountAlone(microseconds(101));
  times.CountAlone(microseconds(250));
  times.CountAlone(microseconds(-5));
  times.CountAlone(std::chrono::seconds(11));
  const HistogramCounts counts = times.Read();
  ASSERT_EQ(counts.counts.size(), counts.bounds.size() + 1);
  EXPECT_EQ(counts.counts[0], 2U);
  EXPECT_EQ(counts.counts[1], 2U);
  EXPECT_EQ(counts.counts.back(), 1U);
  EXPECT_EQ(counts.sum, 11'000'451U);
}

TEST(HistogramTest, CountsOfSeveralAddUp) {
  BatchHistogram one;
  BatchHistogram two;
  one.Count(std::uint64_t{0});
  two.Count(std::uint64_t{3});
  HistogramCounts both = one.Read();
  two.AddTo(both);
  EXPECT_EQ(both.counts[0], 1U);
  EXPECT_EQ(both.counts[3], 1U) << "at most 4";
  EXPECT_EQ(both.sum, 3U);
}

}  // namespace
}  // namespace onsale::base
