// What is told of a world that fails. The grounds here fail on purpose.

#include "sim/run/failure.h"

#include <gtest/gtest.h>
#include <unistd.h>

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

// Ends the process, or has no end, at the first step that brings commands.
template <void (*End)()>
class Fatal : public Ground {
 public:
  std::expected<Settled, std::string> Play(Step step) override {
    if (!step.commands.empty()) End();
    return Settled{};
  }
  std::expected<void, std::string> Rest(const Look&) override { return {}; }
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
  const std::string told = Told(WorldSeed(1, 0), {.trials_max = 100, .make = On<Abort>});
  EXPECT_NE(told.find("the process was ended: Aborted"), std::string::npos) << told;
  const auto script = Written();
  ASSERT_TRUE(script.has_value()) << script.error();
  EXPECT_EQ(CommandsOf(*script), 1U);
}

TEST_F(FailureTest, AWorldWithoutAnEndIsToldInTheEnd) {
  const std::string told =
      Told(WorldSeed(1, 0),
           {.world_seconds_max = 1, .script_seconds_max = 1, .trials_max = 0, .make = On<Wait>});
  EXPECT_NE(told.find("there was no end"), std::string::npos) << told;
  EXPECT_TRUE(Written().has_value());
}

TEST_F(FailureTest, ShorteningEndsWhenItsTimeIsOver) {
  const FailureOptions options{.shrinking_max = std::chrono::seconds(0), .make = On<Abort>};
  EXPECT_NE(Told(WorldSeed(1, 0), options).find("The shortest script found has"),
            std::string::npos);
}

TEST_F(FailureTest, AWorldThatDoesNotFailAgainIsSaid) {
  const std::string told = Told(WorldSeed(1, 0), {});
  EXPECT_NE(told.find("did not fail when played again"), std::string::npos);
}

}  // namespace
}  // namespace onsale::sim
