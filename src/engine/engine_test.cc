// Tests the engine over a store whose batches the test finishes by hand.
#include "engine/engine.h"

#include <gtest/gtest.h>

#include <deque>
#include <future>
#include <string>
#include <utility>

#include "base/await_testing.h"

namespace onsale::engine {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// Without a wake-up the engine reads the clock only once a second, so this many rounds would take
// twice kRoundsTime.
constexpr int kRounds = 10;
constexpr seconds kRoundsTime(5);

domain::Command AnyCommand() {
  return domain::ReadBalance{base::UserId::Parse("kim").value()};
}

// A store that holds every batch until the test finishes it.
class HandStore final : public store::Store {
 public:
  struct Held {
    std::size_t commands;
    std::uint64_t batch;
    store::CommitDone done;
  };

  void Commit(std::vector<domain::Command> commands, store::CommitDone done) override {
    const base::MutexLock lock(mutex_);
    held_.push_back({commands.size(), ++batches_, std::move(done)});
    arrived_.notify_all();
  }
  std::size_t window() const override { return 2; }
  void Ask(std::unique_ptr<store::Question>, std::stop_token) override {}
  domain::CatalogPtr catalog() const override { return nullptr; }

  // Waits for the oldest batch that the test has not finished, and returns it.
  Held Take() {
    const auto deadline = std::chrono::steady_clock::now() + base::kPatience;
    base::MutexLock lock(mutex_);
    while (held_.empty()) base::AwaitNotice("a batch of the engine", lock, arrived_, deadline);
    Held held = std::move(held_.front());
    held_.pop_front();
    return held;
  }
  std::size_t unfinished() {
    const base::MutexLock lock(mutex_);
    return held_.size();
  }
  // A different balance for each command of a batch, so that the test can distinguish outcomes.
  static base::Money BalanceOf(std::size_t place) {
    return {42 + static_cast<std::int64_t>(place)};
  }
  static void Finish(Held held, std::optional<base::Time> next_due = std::nullopt) {
    store::Committed committed{.commit_number = 7,
                               .batch = held.batch,
                               .now = base::Time(seconds(900)),
                               .next_due = next_due};
    for (std::size_t i = 0; i < held.commands; ++i) {
      committed.outcomes.push_back(
          domain::OutcomeFor<domain::ReadBalance>{domain::BalanceView{.balance = BalanceOf(i)}});
    }
    held.done(std::move(committed));
  }
  static void Fail(Held held, store::StoreErrorCode code) {
    held.done(std::unexpected(store::StoreError{code, "requested by the test"}));
  }

 private:
  base::Mutex mutex_;
  std::condition_variable arrived_;
  std::deque<Held> held_ ONSALE_GUARDED_BY(mutex_);
  std::uint64_t batches_ ONSALE_GUARDED_BY(mutex_) = 0;
};

class TestMailbox final : public Mailbox {
 public:
  void Deliver(std::vector<Delivery> deliveries) override {
    const base::MutexLock lock(mutex_);
    ++calls_;
    for (auto& delivery : deliveries) all_.push_back(std::move(delivery));
    arrived_.notify_all();
  }
  std::vector<Delivery> WaitFor(std::size_t count) {
    const auto deadline = std::chrono::steady_clock::now() + base::kPatience;
    base::MutexLock lock(mutex_);
    while (all_.size() < count) {
      base::AwaitNotice(std::to_string(count) + " outcomes", lock, arrived_, deadline);
    }
    return std::exchange(all_, {});
  }
  int calls() {
    const base::MutexLock lock(mutex_);
    return calls_;
  }

 private:
  base::Mutex mutex_;
  std::condition_variable arrived_;
  std::vector<Delivery> all_ ONSALE_GUARDED_BY(mutex_);
  int calls_ ONSALE_GUARDED_BY(mutex_) = 0;
};

class EngineTest : public ::testing::Test {
 protected:
  void Start(EngineOptions options = {}) {
    engine_ = std::make_unique<Engine>(store_, clock_, options,
                                       [this](const auto& error) { failures_.push_back(error); });
    HandStore::Finish(store_.Take());  // the empty batch after a start
  }
  std::size_t Submit(std::size_t count) {
    std::vector<Job> jobs;
    for (std::size_t i = 0; i < count; ++i) jobs.push_back({AnyCommand(), &mailbox_, ++tag_});
    return engine_->Submit(jobs);
  }

  HandStore store_;
  base::ManualClock clock_{base::Time(seconds(1000))};
  TestMailbox mailbox_;
  std::uint64_t tag_ = 0;
  std::vector<store::StoreError> failures_;
  std::unique_ptr<Engine> engine_;
};

TEST_F(EngineTest, AStartCommitsOneEmptyBatch) {
  engine_ = std::make_unique<Engine>(store_, clock_, EngineOptions{}, nullptr);
  HandStore::Held first = store_.Take();
  EXPECT_EQ(first.commands, 0U);
  HandStore::Finish(std::move(first));
}

TEST_F(EngineTest, AnOutcomeReachesItsMailboxUnderItsTag) {
  Start();
  ASSERT_EQ(Submit(1), 1U);
  HandStore::Finish(store_.Take());
  const auto deliveries = mailbox_.WaitFor(1);
  EXPECT_EQ(deliveries[0].tag, 1U);
  EXPECT_EQ(deliveries[0].commit_number, 7U);
  ASSERT_TRUE(deliveries[0].outcome.has_value());
  EXPECT_EQ(domain::AnswerOf<domain::ReadBalance>(*deliveries[0].outcome)->balance,
            base::Money{42});
}

TEST_F(EngineTest, BatchesAndCommitsAreCounted) {
  Start();
  Submit(3);
  HandStore::Finish(store_.Take());
  mailbox_.WaitFor(3);
  const base::HistogramCounts batches = engine_->figures().batches.Read();
  EXPECT_EQ(batches.sum, 3U);
  EXPECT_EQ(batches.counts[0], 1U) << "the empty batch after a start";
  EXPECT_EQ(batches.counts[3], 1U) << "of three or four";
  std::uint64_t commits = 0;
  for (const std::uint64_t count : engine_->figures().commits.Read().counts) commits += count;
  EXPECT_EQ(commits, 2U);
}

TEST_F(EngineTest, EachOutcomeOfABatchGoesToItsJobsMailbox) {
  Start();
  Submit(3);
  HandStore::Finish(store_.Take());
  const auto deliveries = mailbox_.WaitFor(3);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(deliveries[i].tag, i + 1);
    EXPECT_EQ(domain::AnswerOf<domain::ReadBalance>(*deliveries[i].outcome)->balance,
              HandStore::BalanceOf(i));
  }
}

TEST_F(EngineTest, JobsThatArriveWhileTheWindowIsFullFormOneBatch) {
  Start();
  Submit(1);
  HandStore::Held first = store_.Take();
  Submit(1);
  HandStore::Held second = store_.Take();
  Submit(3);
  Submit(4);
  HandStore::Finish(std::move(first));
  Submit(0);  // as a mailbox's reader does
  HandStore::Held third = store_.Take();
  EXPECT_EQ(third.commands, 7U);
  HandStore::Finish(std::move(second));
  HandStore::Finish(std::move(third));
  EXPECT_EQ(mailbox_.WaitFor(9).size(), 9U);
}

TEST_F(EngineTest, ADeliveryCarriesItsOrderWithinTheCommit) {
  Start();  // batch 1
  Submit(2);
  HandStore::Finish(store_.Take());
  Submit(1);
  HandStore::Finish(store_.Take());
  const auto deliveries = mailbox_.WaitFor(3);
  std::vector<std::pair<std::uint64_t, std::uint32_t>> stand;
  for (const Delivery& delivery : deliveries) {
    stand.emplace_back(delivery.position.engine_batch, delivery.position.index);
    EXPECT_EQ(delivery.position.at, base::Time(seconds(900)));
  }
  EXPECT_EQ(stand, (std::vector<std::pair<std::uint64_t, std::uint32_t>>{{2, 0}, {2, 1}, {3, 0}}));
}

TEST_F(EngineTest, AMailboxIsCalledOncePerBatch) {
  Start();
  Submit(5);
  HandStore::Finish(store_.Take());
  mailbox_.WaitFor(5);
  EXPECT_EQ(mailbox_.calls(), 1);
}

TEST_F(EngineTest, ABatchHasAtMostBatchMaxJobs) {
  Start({.batch_max = 3});
  Submit(4);
  HandStore::Held first = store_.Take();
  EXPECT_EQ(first.commands, 3U);
  HandStore::Held second = store_.Take();
  EXPECT_EQ(second.commands, 1U);
  HandStore::Finish(std::move(first));
  HandStore::Finish(std::move(second));
}

TEST_F(EngineTest, JobsThatDoNotFitInTheQueueAreNotTaken) {
  Start({.queue_max = 4});
  Submit(1);
  HandStore::Held first = store_.Take();
  Submit(1);
  HandStore::Held second = store_.Take();
  EXPECT_EQ(Submit(6), 4U);
  EXPECT_EQ(Submit(1), 0U);
  HandStore::Finish(std::move(first));
  HandStore::Finish(std::move(second));
  Submit(0);
  HandStore::Finish(store_.Take());
  EXPECT_EQ(mailbox_.WaitFor(6).size(), 6U);
}

TEST_F(EngineTest, AnEmptyBatchIsCommittedWhenSomethingIsDue) {
  Start();
  Submit(1);
  HandStore::Finish(store_.Take(), clock_.Now() + seconds(3));
  mailbox_.WaitFor(1);
  clock_.Advance(seconds(3));
  HandStore::Held due = store_.Take();
  EXPECT_EQ(due.commands, 0U);
  HandStore::Finish(std::move(due));
}

TEST_F(EngineTest, AnEarlierDueTimeWakesTheEngine) {
  Start();
  const auto start = std::chrono::steady_clock::now();
  for (int round = 0; round < kRounds; ++round) {
    Submit(1);
    HandStore::Finish(store_.Take(), clock_.Now());
    HandStore::Held due = store_.Take();
    EXPECT_EQ(due.commands, 0U);
    HandStore::Finish(std::move(due));
  }
  EXPECT_LT(std::chrono::steady_clock::now() - start, kRoundsTime);
}

// After a clock that was behind was accepted, nothing was committed until the next call.
TEST_F(EngineTest, PassingTheTimeCommitsABatchAlthoughNothingIsDue) {
  Start();
  engine_->PassTime();
  HandStore::Held passing = store_.Take();
  EXPECT_EQ(passing.commands, 0U);
  HandStore::Finish(std::move(passing));
}

TEST_F(EngineTest, PassingTheTimeIsNotForgottenWhileTheWindowIsFull) {
  Start();
  Submit(1);
  HandStore::Held first = store_.Take();
  Submit(1);
  HandStore::Held second = store_.Take();
  engine_->PassTime();
  HandStore::Finish(std::move(first), clock_.Now() + std::chrono::hours(1));
  HandStore::Finish(std::move(second), clock_.Now() + std::chrono::hours(1));
  HandStore::Held passing = store_.Take();
  EXPECT_EQ(passing.commands, 0U);
  HandStore::Finish(std::move(passing));
}

TEST_F(EngineTest, JobsQueuedDuringAnEmptyBatchAreCommittedWithoutAnotherSubmit) {
  Start();
  const auto start = std::chrono::steady_clock::now();
  for (int round = 0; round < kRounds; ++round) {
    Submit(1);
    HandStore::Finish(store_.Take(), clock_.Now());
    HandStore::Held due = store_.Take();
    Submit(1);
    HandStore::Held other = store_.Take();
    Submit(1);  // the window is full
    HandStore::Finish(std::move(due));
    HandStore::Held waited = store_.Take();
    EXPECT_EQ(waited.commands, 1U);
    HandStore::Finish(std::move(other));
    HandStore::Finish(std::move(waited));
  }
  EXPECT_LT(std::chrono::steady_clock::now() - start, kRoundsTime);
}

TEST_F(EngineTest, AnUnavailableStoreFailsOneBatchOnly) {
  Start();
  Submit(1);
  HandStore::Fail(store_.Take(), store::StoreErrorCode::kUnavailable);
  EXPECT_EQ(mailbox_.WaitFor(1)[0].outcome.error().code, store::StoreErrorCode::kUnavailable);
  Submit(1);
  HandStore::Finish(store_.Take());
  EXPECT_TRUE(mailbox_.WaitFor(1)[0].outcome.has_value());
  EXPECT_TRUE(failures_.empty());
}

// After PostgreSQL was unavailable for a moment, holds and turns end without another request.
TEST_F(EngineTest, WhatWasDueInAFailedBatchIsTriedAgainASecondLater) {
  using enum store::StoreErrorCode;
  for (const auto code : {kUnavailable, kConflict}) {
    for (const std::size_t jobs : {0U, 2U}) {
      Start();
      if (jobs == 0) {
        Submit(1);
        HandStore::Finish(store_.Take(), clock_.Now());  // something is due at once
      }
      Submit(jobs);
      HandStore::Held failing = store_.Take();
      ASSERT_EQ(failing.commands, jobs);
      HandStore::Fail(std::move(failing), code);
      clock_.Advance(seconds(1) - base::Duration(1));
      Submit(0);
      EXPECT_EQ(store_.unfinished(), 0U);
      clock_.Advance(base::Duration(1));
      Submit(0);
      HandStore::Held due = store_.Take();
      EXPECT_EQ(due.commands, 0U);
      HandStore::Finish(std::move(due));
      engine_.reset();
    }
  }
}

TEST_F(EngineTest, NothingIsCommittedAfterAnUnknownOutcome) {
  using enum store::StoreErrorCode;
  for (const auto code : {kUnknownOutcome, kAbandoned, kCorrupt}) {
    failures_.clear();
    Start();
    Submit(1);
    HandStore::Fail(store_.Take(), code);
    mailbox_.WaitFor(1);
    clock_.Advance(seconds(2));
    Submit(2);
    for (const Delivery& delivery : mailbox_.WaitFor(2)) {
      EXPECT_EQ(delivery.outcome.error().code, code);
    }
    EXPECT_EQ(store_.unfinished(), 0U);
    engine_.reset();
    EXPECT_EQ(failures_.size(), 1U);
  }
}

TEST_F(EngineTest, TheOwnThreadTakesTurnsWithoutJobs) {
  Start();
  const std::uint64_t before = engine_->turns();
  base::Await("a turn of the engine's thread", [&] { return engine_->turns() > before; });
}

TEST_F(EngineTest, StoppingFinishesAcceptedJobs) {
  Start();
  Submit(3);
  auto stopped = std::async(std::launch::async, [this] { engine_.reset(); });
  EXPECT_EQ(stopped.wait_for(milliseconds(50)), std::future_status::timeout);
  HandStore::Finish(store_.Take());
  base::Got("the end of the engine", stopped);
  EXPECT_EQ(mailbox_.WaitFor(3).size(), 3U);
}

}  // namespace
}  // namespace onsale::engine
