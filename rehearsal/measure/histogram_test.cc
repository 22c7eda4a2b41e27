#include "rehearsal/measure/histogram.h"

#include <gtest/gtest.h>

namespace onsale::rehearsal {
namespace {

TEST(HistogramTest, AnEmptyHistogramHasNoLatency) {
  EXPECT_EQ(Histogram().Quantile(0.99), 0);
}

TEST(HistogramTest, SmallValuesAreExact) {
  Histogram histogram;
  for (int us = 1; us <= 200; ++us) histogram.Add(us);
  EXPECT_EQ(histogram.Quantile(0.5), 100);
  EXPECT_EQ(histogram.Quantile(1), 200);
}

TEST(HistogramTest, NoValueIsReportedMoreThanEightPerMilleTooHigh) {
  for (std::int64_t us = 1; us < 4'000'000'000; us = us * 5 / 4 + 1) {
    Histogram histogram;
    histogram.Add(us);
    histogram.Add(UINT32_MAX);
    const std::int64_t told = histogram.Quantile(0.5);
    EXPECT_GE(told, us);
    EXPECT_LE(static_cast<double>(told), static_cast<double>(us) * 1.008) << us;
  }
}

TEST(HistogramTest, QuantilesNeverExceedTheLargestValue) {
  Histogram histogram;
  histogram.Add(1'000'001);
  EXPECT_EQ(histogram.Quantile(0.999), 1'000'001);
}

TEST(HistogramTest, AddingOneToAnotherKeepsEveryValue) {
  Histogram one;
  Histogram two;
  one.Add(10);
  two.Add(5'000'000'000);  // counts as the largest value
  one.Add(two);
  EXPECT_EQ(one.count(), 2U);
  EXPECT_EQ(one.max_us(), UINT32_MAX);
}

TEST(HistogramTest, NegativeLatenciesCountAsZero) {
  Histogram histogram;
  histogram.Add(-5);
  EXPECT_EQ(histogram.Quantile(1), 0);
}

}  // namespace
}  // namespace onsale::rehearsal
