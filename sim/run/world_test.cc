// Whole worlds, and whether a world notices when it is lied to.

#include "sim/run/world.h"

#include <gtest/gtest.h>

#include <sstream>

#include "sim/crowd/crowd.h"
#include "sim/ground/store_ground.h"
#include "sim/run/crew.h"
#include "sim/run/life.h"
#include "sim/run/trial.h"

namespace onsale::sim {
namespace {

using namespace domain;

// The first world of this seed that stands on the ground.
WorldPlan PlanOn(GroundKind ground, std::uint64_t seed) {
  for (std::uint64_t i = 0;; ++i) {
    const WorldPlan plan = PlanWorld(WorldSeed(seed, i));
    if (plan.ground == ground) return plan;
  }
}

class RunTest : public testing::Test {
 protected:
  RunResult Run(const RunOptions& options) {
    std::ostringstream progress;
    return RunWorlds(options, scratch_.path(), progress);
  }
  RunResult Run(std::uint64_t seed, std::int64_t jobs, std::int64_t commands) {
    return Run({.seed = seed, .commands = commands, .jobs = jobs});
  }
  ScratchDirectory scratch_;
};

TEST_F(RunTest, AnHonestSaleHasNothingWrong) {
  const RunResult result = Run(7, 2, 300'000);
  EXPECT_EQ(result.failed_world, std::nullopt) << result.how;
  EXPECT_GE(result.tally.commands, 300'000);
}

TEST_F(RunTest, TheSameSeedGivesTheSameHashOnAnyNumberOfJobs) {
  EXPECT_EQ(Run(3, 1, 15'000).hash, Run(3, 2, 15'000).hash);
}

TEST_F(RunTest, TheHashesOfItsPartsAddUpToThatOfARun) {
  const RunResult whole = Run({.seed = 3, .commands = 40'000});
  const RunResult first = Run({.seed = 3, .commands = 10'000});
  ASSERT_LT(first.worlds, whole.worlds);
  const RunResult rest = Run({.seed = 3, .commands = 40'000, .from_world = first.worlds});
  EXPECT_EQ(first.worlds + rest.worlds, whole.worlds);
  EXPECT_EQ(first.hash + rest.hash, whole.hash);
}

TEST_F(RunTest, AnotherSeedIsAnotherRun) {
  EXPECT_NE(Run(3, 2, 10'000).hash, Run(4, 2, 10'000).hash);
}

TEST_F(RunTest, AWorldOnTheEngineGivesTheSameHashTwice) {
  const WorldPlan plan = PlanOn(GroundKind::kEngine, 5);
  const Life first = Live(plan, scratch_.path() + "/a", nullptr);
  const Life second = Live(plan, scratch_.path() + "/b", nullptr);
  EXPECT_EQ(first.wrong, std::nullopt);
  EXPECT_EQ(first.hash, second.hash);
}

TEST_F(RunTest, AScriptOfAWorldPlaysItAgain) {
  std::stringstream log;
  const Life life = Live(PlanOn(GroundKind::kStore, 11), scratch_.path(), &log);
  const auto script = ParseScript(log);
  ASSERT_TRUE(script.has_value()) << script.error();
  const Life again = PlayScript(*script, scratch_.path());
  EXPECT_EQ(again.wrong, std::nullopt);
  EXPECT_EQ(again.tally.commands, life.tally.commands);
  EXPECT_EQ(again.tally.answers, life.tally.answers);
}

// A ground with something wrong about it.
class Liar : public Ground {
 public:
  using Lie = std::function<void(Settled&)>;
  Liar(const WorldPlan& plan, Lie lie) : ground_(plan), lie_(std::move(lie)) {}

  std::expected<Settled, std::string> Play(Step step) override {
    auto settled = ground_.Play(std::move(step));
    if (settled) lie_(*settled);
    return settled;
  }
  std::expected<void, std::string> Rest(const Look& look) override { return ground_.Rest(look); }
  StoreGround& ground() { return ground_; }

 private:
  StoreGround ground_;
  Lie lie_;
};

// Lets a crowd at the ground until something is wrong; what it was.
std::string WrongOf(const WorldPlan& plan, std::unique_ptr<Ground> ground) {
  World world(plan, std::move(ground));
  Crowd crowd(plan);
  while (world.tally().commands < plan.commands) {
    const auto settled = world.Play(crowd.Next());
    if (!settled) return settled.error();
    for (const Batch& batch : settled->batches) {
      crowd.Learn({batch.commands, batch.outcomes, settled->answered && batch.durable});
    }
  }
  return "nothing";
}

class LiarTest : public testing::Test {
 protected:
  std::string WrongWith(Liar::Lie lie) {
    return WrongOf(plan_, std::make_unique<Liar>(plan_, std::move(lie)));
  }
  // Calls lie(answer) for each answer of a command of type C that is not a refusal.
  template <class C, class F>
  static Liar::Lie AboutEach(F lie) {
    return [lie](Settled& settled) {
      for (Batch& batch : settled.batches) {
        for (Outcome& outcome : batch.outcomes) {
          auto* const tagged = std::get_if<OutcomeFor<C>>(&outcome);
          if (tagged != nullptr && tagged->answer) lie(*tagged->answer);
        }
      }
    };
  }

  const WorldPlan plan_ = [] {
    WorldPlan plan = PlanOn(GroundKind::kStore, 1);
    plan.features = {.cuts = true, .shared_frames = true, .edges = true};
    plan.commands = 20'000;
    plan.users = 40;
    plan.batch_max = 8;
    return plan;
  }();
};

TEST_F(LiarTest, TheTruthIsBelieved) {
  EXPECT_EQ(WrongWith([](Settled&) {}), "nothing");
}

TEST_F(LiarTest, ABalanceThatIsOneTooHighIsFound) {
  const auto lie = AboutEach<ChargeBalance>([](ChargeView& view) { ++view.balance.minor; });
  EXPECT_NE(WrongWith(lie).find("a wrong answer"), std::string::npos);
}

TEST_F(LiarTest, AHoldThatLastsAMicrosecondLongerIsFound) {
  const auto lie = AboutEach<HoldSeats>(
      [](ReservationView& view) { view.reservation.held_until += base::Duration(1); });
  EXPECT_NE(WrongWith(lie).find("a wrong answer"), std::string::npos);
}

TEST_F(LiarTest, ASeatMapThatKeepsItsVersionIsFound) {
  const auto lie = AboutEach<WatchSeats>([](SeatMapPtr& map) {
    auto old = std::make_shared<SeatMap>(*map);
    old->version = 1;
    map = old;
  });
  EXPECT_NE(WrongWith(lie).find("a seat map's version"), std::string::npos);
}

TEST_F(LiarTest, ABatchWhoseRowsAreNotWrittenIsFound) {
  int batches = 0;
  const std::string wrong = WrongWith([&batches](Settled& settled) {
    for (Batch& batch : settled.batches) {
      if (++batches % 100 == 0) batch.rows.clear();
    }
  });
  EXPECT_NE(wrong, "nothing");
}

TEST_F(LiarTest, ABatchThatIsCalledDurableAndIsNotIsFound) {
  const std::string wrong = WrongWith([](Settled& settled) {
    for (Batch& batch : settled.batches) batch.durable = true;
  });
  EXPECT_NE(wrong, "nothing");
}

// The negative control of the journal's disk.
TEST_F(LiarTest, ADiskThatLiesAboutSyncsIsFound) {
  auto liar = std::make_unique<Liar>(plan_, [](Settled&) {});
  liar->ground().files().LieAboutSyncs();
  EXPECT_NE(WrongOf(plan_, std::move(liar)), "nothing");
}

}  // namespace
}  // namespace onsale::sim
