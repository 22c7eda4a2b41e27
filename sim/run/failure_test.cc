// Tests the report of a failed world, with systems under test that fail on purpose.

#include "sim/run/failure.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <charconv>
#include <csignal>
#include <fstream>
#include <sstream>

#include "sim/run/shrink.h"
#include "sim/run/trial.h"
#include "sim/system/store_system.h"

namespace onsale::sim {
namespace {

std::unique_ptr<SystemUnderTest> OnADiskThatIgnoresSyncs(const WorldPlan& plan,
                                                         const std::string&) {
  auto system = std::make_unique<StoreSystem>(plan);
  system->disk().Fail({.syncs_are_lies = true});
  return system;
}

// A system under test that aborts or hangs at its fourth step with commands.
template <void (*End)()>
class Fatal : public SystemUnderTest {
 public:
  std::expected<StepResult, std::string> Play(Step step) override {
    if (!step.commands.empty() && ++steps_ == 4) End();
    return StepResult{};
  }
  std::expected<void, std::string> Rest(const Look&) override { return {}; }

 private:
  int steps_ = 0;
};
void Abort() {
  ::signal(SIGABRT, SIG_DFL);
  ::raise(SIGABRT);
}
void Wait() {
  for (;;) ::pause();
}
template <void (*End)()>
std::unique_ptr<SystemUnderTest> On(const WorldPlan&, const std::string&) {
  return std::make_unique<Fatal<End>>();
}

class FailureTest : public testing::Test {
 protected:
  std::string ReportOf(std::uint64_t world_seed, FailureOptions options) {
    options.file = file_;
    std::ostringstream out;
    Failure(options, scratch_.path(), out).Show(world_seed);
    return out.str();
  }
  std::expected<Script, std::string> Written() const {
    std::ifstream in(file_);
    return ParseScript(in);
  }
  std::optional<std::string> WrongOf(const Script& script, SystemMaker make) const {
    return PlayScript(script, scratch_.path() + "/test", nullptr, make).wrong;
  }
  // The seed of the first world whose steps may have several commands.
  static std::uint64_t BusyWorld() {
    for (std::uint64_t i = 0;; ++i) {
      const WorldPlan plan = PlanWorld(WorldSeed(1, i));
      if (plan.batch_max == 8) return plan.seed;
    }
  }
  // Reads the 17 from a report's "... found has 4 of 17 commands".
  static std::size_t CommandsBefore(const std::string& report) {
    std::size_t count = 0;
    const std::size_t of = report.find(" of ", report.find("script found has"));
    if (of == std::string::npos) return count;
    std::from_chars(report.data() + of + 4, report.data() + report.size(), count);
    return count;
  }
  // The seed of the first world that fails because its disk ignores syncs.
  std::uint64_t WorldThatFails() const {
    for (std::uint64_t i = 0;; ++i) {
      const WorldPlan plan = PlanWorld(WorldSeed(1, i));
      if (plan.system != SystemKind::kStore || !plan.features.cuts) continue;
      if (Live(plan, scratch_.path() + "/test", nullptr, OnADiskThatIgnoresSyncs).wrong)
        return plan.seed;
    }
  }

  ScratchDirectory scratch_;
  const std::string file_ = scratch_.path() + "/failure.txt";
};

TEST_F(FailureTest, AFailureIsReportedWithItsSeedAndAShortScript) {
  const std::uint64_t seed = WorldThatFails();
  const std::string report = ReportOf(seed, {.trials_max = 400, .make = OnADiskThatIgnoresSyncs});
  EXPECT_NE(report.find("world " + std::to_string(seed) + ": "), std::string::npos) << report;
  const auto script = Written();
  ASSERT_TRUE(script.has_value()) << script.error() << report;
  EXPECT_NE(report.find("The shortest script found has " + std::to_string(CommandsOf(*script))),
            std::string::npos);
  EXPECT_LT(CommandsOf(*script), 100U) << report;
  EXPECT_NE(WrongOf(*script, OnADiskThatIgnoresSyncs), std::nullopt);
  // On a disk that syncs, the same script passes.
  EXPECT_EQ(WrongOf(*script, MakeSystemUnderTest), std::nullopt);
}

TEST_F(FailureTest, AWorldThatEndsTheProcessAlsoLeavesAScript) {
  const std::string report = ReportOf(BusyWorld(), {.trials_max = 200, .make = On<Abort>});
  EXPECT_NE(report.find("the process was ended: Aborted"), std::string::npos) << report;
  const auto script = Written();
  ASSERT_TRUE(script.has_value()) << script.error();
  EXPECT_EQ(CommandsOf(*script), 4U);
  EXPECT_GT(CommandsBefore(report), 4U);
}

TEST_F(FailureTest, AWorldThatHangsIsReported) {
  const std::string report = ReportOf(
      WorldSeed(1, 0),
      {.world_seconds_max = 1, .script_seconds_max = 1, .trials_max = 0, .make = On<Wait>});
  EXPECT_NE(report.find("the time limit passed"), std::string::npos) << report;
  EXPECT_TRUE(Written().has_value());
}

TEST_F(FailureTest, ShorteningStopsAtItsTimeLimit) {
  const std::string report =
      ReportOf(BusyWorld(), {.shrinking_max = std::chrono::seconds(0), .make = On<Abort>});
  const auto script = Written();
  ASSERT_TRUE(script.has_value()) << script.error();
  EXPECT_GT(CommandsOf(*script), 4U);
  EXPECT_EQ(CommandsOf(*script), CommandsBefore(report));
}

TEST_F(FailureTest, AWorldThatDoesNotFailAgainIsReported) {
  const std::string report = ReportOf(WorldSeed(1, 0), {});
  EXPECT_NE(report.find("the failure did not occur again"), std::string::npos);
}

}  // namespace
}  // namespace onsale::sim
