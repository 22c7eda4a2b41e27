// What is told of a world that fails. The grounds here fail on purpose.

#include "sim/run/failure.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <charconv>
#include <csignal>
#include <fstream>
#include <sstream>

#include "sim/ground/store_ground.h"
#include "sim/run/shrink.h"
#include "sim/run/trial.h"

namespace onsale::sim {
namespace {

std::unique_ptr<Ground> OnALyingDisk(const WorldPlan& plan, const std::string&) {
  auto ground = std::make_unique<StoreGround>(plan);
  ground->files().LieAboutSyncs();
  return ground;
}

// Ends the process, or has no end, at the fourth step that brings commands.
template <void (*End)()>
class Fatal : public Ground {
 public:
  std::expected<Settled, std::string> Play(Step step) override {
    if (!step.commands.empty() && ++steps_ == 4) End();
    return Settled{};
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
std::unique_ptr<Ground> On(const WorldPlan&, const std::string&) {
  return std::make_unique<Fatal<End>>();
}

class FailureTest : public testing::Test {
 protected:
  std::string Told(std::uint64_t world_seed, FailureOptions options) {
    options.file = file_;
    std::ostringstream out;
    Failure(options, scratch_.path(), out).Show(world_seed);
    return out.str();
  }
  std::expected<Script, std::string> Written() const {
    std::ifstream in(file_);
    return ParseScript(in);
  }
  std::optional<std::string> WrongOf(const Script& script, GroundMaker make) const {
    return PlayScript(script, scratch_.path() + "/test", nullptr, make).wrong;
  }
  // The first whose steps may have several commands.
  static std::uint64_t BusyWorld() {
    for (std::uint64_t i = 0;; ++i) {
      const WorldPlan plan = PlanWorld(WorldSeed(1, i));
      if (plan.batch_max == 8) return plan.seed;
    }
  }
  // "... found has 4 of 17 commands": 17.
  static std::size_t CommandsBefore(const std::string& told) {
    std::size_t count = 0;
    const std::size_t of = told.find(" of ", told.find("script found has"));
    if (of == std::string::npos) return count;
    std::from_chars(told.data() + of + 4, told.data() + told.size(), count);
    return count;
  }
  // The first in which the lie is found.
  std::uint64_t WorldThatFails() const {
    for (std::uint64_t i = 0;; ++i) {
      const WorldPlan plan = PlanWorld(WorldSeed(1, i));
      if (plan.ground != GroundKind::kStore || !plan.features.cuts) continue;
      if (Live(plan, scratch_.path() + "/test", nullptr, OnALyingDisk).wrong) return plan.seed;
    }
  }

  ScratchDirectory scratch_;
  const std::string file_ = scratch_.path() + "/failure.txt";
};

TEST_F(FailureTest, TheSeedIsToldAndAShortScriptThatFailsAgain) {
  const std::uint64_t seed = WorldThatFails();
  const std::string told = Told(seed, {.trials_max = 400, .make = OnALyingDisk});
  EXPECT_NE(told.find("world " + std::to_string(seed) + ": "), std::string::npos) << told;
  const auto script = Written();
  ASSERT_TRUE(script.has_value()) << script.error() << told;
  EXPECT_NE(told.find("The shortest script found has " + std::to_string(CommandsOf(*script))),
            std::string::npos);
  EXPECT_LT(CommandsOf(*script), 100U) << told;
  EXPECT_NE(WrongOf(*script, OnALyingDisk), std::nullopt);
  // The lie is at fault, not the script.
  EXPECT_EQ(WrongOf(*script, MakeGround), std::nullopt);
}

TEST_F(FailureTest, OfAWorldThatEndsTheProcessTheScriptIsFoundToo) {
  const std::string told = Told(BusyWorld(), {.trials_max = 200, .make = On<Abort>});
  EXPECT_NE(told.find("the process was ended: Aborted"), std::string::npos) << told;
  const auto script = Written();
  ASSERT_TRUE(script.has_value()) << script.error();
  EXPECT_EQ(CommandsOf(*script), 4U);
  EXPECT_GT(CommandsBefore(told), 4U);
}

TEST_F(FailureTest, AWorldWithoutAnEndIsToldInTheEnd) {
  const std::string told =
      Told(WorldSeed(1, 0),
           {.world_seconds_max = 1, .script_seconds_max = 1, .trials_max = 0, .make = On<Wait>});
  EXPECT_NE(told.find("there was no end"), std::string::npos) << told;
  EXPECT_TRUE(Written().has_value());
}

TEST_F(FailureTest, ShorteningEndsWhenItsTimeIsOver) {
  const std::string told =
      Told(BusyWorld(), {.shrinking_max = std::chrono::seconds(0), .make = On<Abort>});
  const auto script = Written();
  ASSERT_TRUE(script.has_value()) << script.error();
  EXPECT_GT(CommandsOf(*script), 4U);
  EXPECT_EQ(CommandsOf(*script), CommandsBefore(told));
}

TEST_F(FailureTest, AWorldThatDoesNotFailAgainIsSaid) {
  const std::string told = Told(WorldSeed(1, 0), {});
  EXPECT_NE(told.find("did not fail when played again"), std::string::npos);
}

}  // namespace
}  // namespace onsale::sim
