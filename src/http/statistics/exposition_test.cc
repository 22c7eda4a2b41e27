#include "http/statistics/exposition.h"

#include <gtest/gtest.h>

namespace onsale::http {
namespace {

using std::chrono::microseconds;

TEST(ExpositionTest, AFamilyHasItsHelpTypeAndSamples) {
  std::string out;
  Exposition text(out);
  text.Family("x_total", Exposition::Type::kCounter, "What is counted.");
  text.Number({}, std::uint64_t{7});
  text.Number({{"room", "main"}, {"state", "waiting"}}, std::int64_t{-2});
  text.Time({{"a", "b"}}, microseconds(-1'250'000));
  EXPECT_EQ(out,
            "# HELP x_total What is counted.\n# TYPE x_total counter\nx_total 7\n"
            "x_total{room=\"main\",state=\"waiting\"} -2\nx_total{a=\"b\"} -1.25\n");
}

TEST(ExpositionTest, TheValueOfALabelIsEscaped) {
  std::string out;
  Exposition text(out);
  text.Family("x", Exposition::Type::kGauge, "X.");
  out.clear();
  text.Number({{"l", "a\\b\"c\nd가"}}, std::uint64_t{1});
  EXPECT_EQ(out, "x{l=\"a\\\\b\\\"c\\nd가\"} 1\n");
}

TEST(ExpositionTest, BucketsAreCumulativeAndEndWithAll) {
  base::Histogram<base::kTimeBounds> times;
  times.CountAlone(microseconds(100));
  times.CountAlone(microseconds(300));
  times.CountAlone(std::chrono::seconds(20));
  std::string out;
  Exposition text(out);
  text.Family("t", Exposition::Type::kHistogram, "T.");
  text.Histogram({{"call", "hold"}}, times.Read(), Exposition::Unit::kSeconds);
  EXPECT_TRUE(
      out.starts_with("# HELP t T.\n# TYPE t histogram\n"
                      "t_bucket{call=\"hold\",le=\"0.0001\"} 1\n"
                      "t_bucket{call=\"hold\",le=\"0.00025\"} 1\n"
                      "t_bucket{call=\"hold\",le=\"0.0005\"} 2\n"))
      << out;
  EXPECT_TRUE(
      out.ends_with("t_bucket{call=\"hold\",le=\"10\"} 2\n"
                    "t_bucket{call=\"hold\",le=\"+Inf\"} 3\n"
                    "t_sum{call=\"hold\"} 20.0004\nt_count{call=\"hold\"} 3\n"))
      << out;
}

TEST(ExpositionTest, AHistogramOfNumbersHasNumbers) {
  base::BatchHistogram batches;
  batches.CountAlone(std::uint64_t{3});
  std::string out;
  Exposition text(out);
  text.Family("b", Exposition::Type::kHistogram, "B.");
  text.Histogram({}, batches.Read(), Exposition::Unit::kNumber);
  EXPECT_NE(out.find("b_bucket{le=\"2\"} 0\nb_bucket{le=\"4\"} 1\n"), std::string::npos) << out;
  EXPECT_TRUE(out.ends_with("b_bucket{le=\"+Inf\"} 1\nb_sum 3\nb_count 1\n")) << out;
}

}  // namespace
}  // namespace onsale::http
