// Plays whole worlds, and tests that a world notices faults in its system under test.

#include "sim/run/world.h"

#include <gtest/gtest.h>

#include <sstream>

#include "domain/refusal_name_testing.h"
#include "sim/crowd/crowd.h"
#include "sim/run/crew.h"
#include "sim/run/life.h"
#include "sim/run/trial.h"
#include "sim/system/store_system.h"

namespace onsale::sim {
namespace {

using namespace domain;

// The first world of a run with this seed that uses this system under test.
WorldPlan PlanOn(SystemKind system, std::uint64_t seed) {
  for (std::uint64_t i = 0;; ++i) {
    const WorldPlan plan = PlanWorld(WorldSeed(seed, i));
    if (plan.system == system) return plan;
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

TEST_F(RunTest, ARunOfTheProductPasses) {
  const RunResult result = Run(7, 2, 300'000);
  EXPECT_EQ(result.failed_world, std::nullopt) << result.how;
  EXPECT_GE(result.tally.commands, 300'000);
}

TEST_F(RunTest, TheSameSeedGivesTheSameHashOnAnyNumberOfJobs) {
  EXPECT_EQ(Run(3, 1, 15'000).hash, Run(3, 2, 15'000).hash);
}

TEST_F(RunTest, TheHashOfARunIsTheSumOfItsPartsHashes) {
  const RunResult whole = Run({.seed = 3, .commands = 40'000});
  const RunResult first = Run({.seed = 3, .commands = 10'000});
  ASSERT_LT(first.worlds, whole.worlds);
  const RunResult rest = Run({.seed = 3, .commands = 40'000, .from_world = first.worlds});
  EXPECT_EQ(first.worlds + rest.worlds, whole.worlds);
  EXPECT_EQ(first.hash + rest.hash, whole.hash);
}

TEST_F(RunTest, AnotherSeedGivesAnotherHash) {
  EXPECT_NE(Run(3, 2, 10'000).hash, Run(4, 2, 10'000).hash);
}

TEST_F(RunTest, AWorldWithTheRealEngineGivesTheSameHashTwice) {
  const WorldPlan plan = PlanOn(SystemKind::kEngine, 5);
  const Life first = Live(plan, scratch_.path() + "/a", nullptr);
  const Life second = Live(plan, scratch_.path() + "/b", nullptr);
  EXPECT_EQ(first.wrong, std::nullopt);
  EXPECT_EQ(first.hash, second.hash);
}

TEST_F(RunTest, TheScriptOfAWorldGivesTheSameHash) {
  std::stringstream log;
  const Life life = Live(PlanOn(SystemKind::kStore, 11), scratch_.path(), &log);
  const auto script = ParseScript(log);
  ASSERT_TRUE(script.has_value()) << script.error();
  const Life again = PlayScript(*script, scratch_.path());
  EXPECT_EQ(again.wrong, std::nullopt);
  EXPECT_EQ(again.tally.commands, life.tally.commands);
  EXPECT_EQ(again.tally.answers, life.tally.answers);
}

// A system under test whose results a function alters before the world checks them.
class FaultySystem : public SystemUnderTest {
 public:
  using Fault = std::function<void(StepResult&)>;
  FaultySystem(const WorldPlan& plan, Fault fault) : system_(plan), fault_(std::move(fault)) {}

  std::expected<StepResult, std::string> Play(Step step) override {
    auto result = system_.Play(std::move(step));
    if (result) fault_(*result);
    return result;
  }
  std::expected<void, std::string> Rest(const Look& look) override { return system_.Rest(look); }
  StoreSystem& system() { return system_; }

 private:
  StoreSystem system_;
  Fault fault_;
};

// The first failure that a crowd finds in a system under test, or "nothing".
std::string WrongOf(const WorldPlan& plan, std::unique_ptr<SystemUnderTest> system) {
  World world(plan, std::move(system));
  Crowd crowd(plan);
  while (world.tally().commands < plan.commands) {
    const auto result = world.Play(crowd.Next());
    if (!result) return result.error();
    for (const Batch& batch : result->batches) {
      crowd.Learn({batch.commands, batch.outcomes, result->answered && batch.durable});
    }
  }
  return "nothing";
}

class FaultySystemTest : public testing::Test {
 protected:
  std::string WrongWith(FaultySystem::Fault fault) {
    return WrongOf(plan_, std::make_unique<FaultySystem>(plan_, std::move(fault)));
  }
  // A fault that calls fault(view) for each successful answer to a command of type C.
  template <class C, class F>
  static FaultySystem::Fault InEach(F fault) {
    return [fault](StepResult& result) {
      for (Batch& batch : result.batches) {
        for (Outcome& outcome : batch.outcomes) {
          auto* const tagged = std::get_if<OutcomeFor<C>>(&outcome);
          if (tagged != nullptr && tagged->answer) fault(*tagged->answer);
        }
      }
    };
  }

  static WorldPlan PlanOf(std::uint64_t seed) {
    WorldPlan plan = PlanOn(SystemKind::kStore, seed);
    plan.features = {.cuts = true, .shared_frames = true, .edges = true, .idempotency_keys = true};
    plan.commands = 20'000;
    plan.users = 40;
    plan.batch_max = 8;
    return plan;
  }

  WorldPlan plan_ = PlanOf(2);  // with payments
};

TEST_F(FaultySystemTest, ACorrectSystemPasses) {
  EXPECT_EQ(WrongWith([](StepResult&) {}), "nothing");
}

TEST_F(FaultySystemTest, ABalanceTooHighByOneIsFound) {
  const auto fault = InEach<TopUpBalance>([](TopUpView& view) { ++view.balance.minor; });
  EXPECT_NE(WrongWith(fault).find("a wrong answer"), std::string::npos);
}

TEST_F(FaultySystemTest, AHoldTooLongByAMicrosecondIsFound) {
  const auto fault = InEach<HoldSeats>(
      [](ReservationView& view) { view.reservation.held_until += base::Duration(1); });
  EXPECT_NE(WrongWith(fault).find("a wrong answer"), std::string::npos);
}

// Few worlds have a show that refuses holds which leave a single seat.
TEST_F(FaultySystemTest, WrongSeatsInARefusalAreFound) {
  constexpr std::uint64_t kWorldsMax = 40;
  const auto expect = [this](RefusalCode code, void (*change)(Refusal&)) {
    std::string wrong = "nothing";
    for (std::uint64_t seed = 1; wrong == "nothing" && seed <= kWorldsMax; ++seed) {
      plan_ = PlanOf(seed);
      wrong = WrongWith([=](StepResult& result) {
        for (Batch& batch : result.batches) {
          for (Outcome& outcome : batch.outcomes) {
            const auto change_of = [&](auto* seats) {
              const bool refused = seats != nullptr && !seats->answer;
              if (refused && seats->answer.error().code == code) change(seats->answer.error());
            };
            change_of(std::get_if<OutcomeFor<HoldSeats>>(&outcome));
            change_of(std::get_if<OutcomeFor<ExchangeSeats>>(&outcome));
          }
        }
      });
    }
    EXPECT_NE(wrong.find("a wrong answer"), std::string::npos) << RefusalName(code);
  };
  expect(RefusalCode::kBestUnavailable, [](Refusal& refusal) { ++refusal.largest_together; });
  expect(RefusalCode::kSeatUnavailable, [](Refusal& refusal) { refusal.nearest.clear(); });
  expect(RefusalCode::kLeavesSingleSeat, [](Refusal& refusal) { refusal.seats.clear(); });
}

TEST_F(FaultySystemTest, ASeatMapThatKeepsItsVersionIsFound) {
  const auto fault = InEach<WatchSeats>([](SeatMapPtr& map) {
    auto old = std::make_shared<SeatMap>(*map);
    old->version = 1;
    map = old;
  });
  EXPECT_NE(WrongWith(fault).find("a seat map changed without a higher version"),
            std::string::npos);
}

// What a faulty system writes instead of a row that is put.
enum class Written : std::uint8_t { kRow, kNothing, kErased };

// Writes rows again, with those of one table as `change` says.
template <class Wanted>
struct Rewriter {
  std::function<Written(Wanted&)> change;
  std::string bytes;
  base::WireWriter out{bytes};

  template <class Row>
  void Put(Row row) {
    Written written = Written::kRow;
    if constexpr (std::is_same_v<Row, Wanted>) written = change(row);
    if (written == Written::kRow) store::EncodePut(out, row);
    if (written == Written::kErased) store::EncodeErase(out, row);
  }
  template <class Row>
  void Erase(const Row& row) {
    store::EncodeErase(out, row);
  }
};

template <class Row>
FaultySystem::Fault InRows(std::function<Written(Row&)> change) {
  return [change](StepResult& result) {
    for (Batch& batch : result.batches) {
      Rewriter<Row> rewriter{change, {}};
      ASSERT_TRUE(store::DecodeRows(batch.rows, rewriter));
      batch.rows = std::move(rewriter.bytes);
    }
  };
}

TEST_F(FaultySystemTest, AWrongRowOfEachTableIsFound) {
  const auto expect = [this]<class Row>(auto Row::* member, auto change) {
    const std::string wrong = WrongWith(InRows<Row>([=](Row& row) {
      change(row.*member);
      return Written::kRow;
    }));
    EXPECT_NE(wrong.find("a wrong row"), std::string::npos)
        << store::Table<Row>::kName << ": " << wrong;
  };
  const auto more = [](auto& number) { ++number; };
  const auto later = [](base::Time& time) { time += base::Duration(1); };
  const auto costlier = [](Money& money) { ++money.minor; };
  expect(&Room::active, more);
  expect(&RoomFunnel::joined, more);
  expect(&QueueToken::active_until, later);
  expect(&Seat::held_until, later);
  expect(&Reservation::held_until, later);
  expect(&Wallet::balance, costlier);
  expect(&IdempotencyRecord::expires_at, later);
  expect(&LedgerEntry::balance_after, costlier);
  expect(&Payment::amount, costlier);
}

TEST_F(FaultySystemTest, ARowThatIsNotWrittenOrErasedEarlyIsFound) {
  const auto expect = [this]<class Row>(std::type_identity<Row>, Written instead, const char* why) {
    const std::string wrong = WrongWith(InRows<Row>([=](Row&) { return instead; }));
    EXPECT_NE(wrong.find(why), std::string::npos) << store::Table<Row>::kName << ": " << wrong;
  };
  const char* const missing = "a ledger entry, a payment or an operator's change was not written";
  expect(std::type_identity<LedgerEntry>{}, Written::kNothing, missing);
  expect(std::type_identity<Payment>{}, Written::kNothing, missing);
  expect(std::type_identity<OperatorAction>{}, Written::kNothing, missing);
  expect(std::type_identity<Seat>{}, Written::kNothing, "not in the journal");
  expect(std::type_identity<IdempotencyRecord>{}, Written::kErased, "a wrong row");
  expect(std::type_identity<Reservation>{}, Written::kErased, "a row of reservations was erased");
}

// Most batches are durable, and a world has few power cuts: it takes some worlds until one loses a
// batch that is not.
TEST_F(FaultySystemTest, ALostBatchReportedAsDurableIsFound) {
  constexpr std::uint64_t kWorldsMax = 40;
  std::string wrong = "nothing";
  for (plan_.seed = 1; wrong == "nothing" && plan_.seed <= kWorldsMax; ++plan_.seed) {
    wrong = WrongWith([](StepResult& result) {
      for (Batch& batch : result.batches) batch.durable = true;
    });
  }
  EXPECT_NE(wrong, "nothing");
}

// Shows that the power cuts can find lost data: a disk that ignores syncs must be noticed.
TEST_F(FaultySystemTest, ADiskThatIgnoresSyncsIsFound) {
  auto faulty = std::make_unique<FaultySystem>(plan_, [](StepResult&) {});
  faulty->system().disk().Fail({.syncs_are_lies = true});
  EXPECT_NE(WrongOf(plan_, std::move(faulty)), "nothing");
}

}  // namespace
}  // namespace onsale::sim
