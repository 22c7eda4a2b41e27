// Tests that batches which arrive while another node holds the head form one commit, decided and
// written in parts.
#include <gtest/gtest.h>

#include <future>

#include "base/await_testing.h"
#include "store/postgres/postgres_store.h"
#include "store/postgres/test_server_testing.h"
#include "store/store_contract_testing.h"

namespace onsale::store {
namespace {

using namespace domain;

class JoinedBatchesTest : public testing::Test {
 protected:
  using Answer = std::expected<Committed, StoreError>;
  static constexpr int kMany = 70;  // more commands than one part has

  JoinedBatchesTest() {
    auto store = PostgresStore::Open(
        {.url = database_.url(), .time = &clock_, .long_lock = std::chrono::microseconds(0)},
        clock_);
    if (!store) throw std::runtime_error(store.error().detail);
    store_ = std::move(*store);
    Ask(*store_, LoadCatalog{ContractSale({})});
  }
  // A session that holds the head's lock, like another node.
  std::unique_ptr<PgSession> LockedHead() {
    auto session = PgSession::Open({.url = database_.url()});
    EXPECT_TRUE(session && (*session)->Lock(0));
    return std::move(*session);
  }
  std::future<Answer> Commit(std::vector<Command> commands) {
    auto promise = std::make_shared<std::promise<Answer>>();
    store_->Commit(std::move(commands),
                   [promise](Answer answer) { promise->set_value(std::move(answer)); });
    return promise->get_future();
  }
  std::future<Answer> CommitTopUps(std::string_view user) {
    std::vector<Command> top_ups;
    for (int i = 0; i < kMany; ++i) {
      top_ups.emplace_back(
          TopUpBalance{.user = ContractUser(user), .amount = {1}, .fresh_id = {ids_.Next()}});
    }
    return Commit(std::move(top_ups));
  }
  std::future<Answer> CommitHold(std::uint32_t seat) {
    return Commit({Shop(*store_, ids_).HoldCommand(caller_, seat)});
  }
  Money BalanceOf(std::string_view user) {
    return Ask(*store_, ReadBalance{ContractUser(user)})->balance;
  }
  // Sends top-ups and a hold that form one commit, and expects that none of them happens.
  void ExpectNeitherHappens() {
    auto head = LockedHead();
    auto top_ups = CommitTopUps("ann");
    auto hold = CommitHold(7);
    ASSERT_TRUE(head->Rollback());
    EXPECT_FALSE(base::Got("the top-ups", top_ups));
    EXPECT_FALSE(base::Got("the hold", hold));
    EXPECT_EQ(Ask(*store_, ReadSeats{caller_, {1}}).value()->available, 10);
  }

  base::ManualClock clock_{base::Time(std::chrono::hours(24))};
  base::CountingUuidSource ids_;
  TestDatabase database_;
  std::unique_ptr<PostgresStore> store_;
  Credential caller_;
};

TEST_F(JoinedBatchesTest, BatchesThatArriveDuringTheWaitForTheHeadShareACommitThatNodesFollow) {
  const auto other = PostgresStore::Open({.url = database_.url(), .time = &clock_}, clock_);
  ASSERT_TRUE(other);
  caller_ = Shop(*store_, ids_).Join("cat");
  auto head = LockedHead();
  std::vector<std::future<Answer>> answers;
  answers.push_back(CommitTopUps("ann"));
  answers.push_back(CommitTopUps("ben"));
  answers.push_back(CommitHold(7));
  ASSERT_TRUE(head->Rollback());
  std::vector<std::uint64_t> batches;
  for (auto& answer : answers) {
    const Answer got = base::Got("a batch of the commit", answer);
    ASSERT_TRUE(got) << got.error().detail;
    batches.push_back(got->commit_number);
  }
  EXPECT_EQ(batches, std::vector(3, batches.front()));
  for (Store* const node : {static_cast<Store*>(store_.get()), static_cast<Store*>(other->get())}) {
    EXPECT_EQ(Ask(*node, ReadBalance{ContractUser("ann")})->balance, Money{kMany});
    EXPECT_EQ(Ask(*node, ReadBalance{ContractUser("ben")})->balance, Money{kMany});
  }
}

// The second batch arrives after the database's time was read with the lock.
TEST_F(JoinedBatchesTest, NoBatchIsDecidedAtATimeBeforeItsArrival) {
  store_.reset();
  const base::SystemClock clock;  // the server's time counts, which the fixture's clock contradicts
  auto store = PostgresStore::Open({.url = database_.url(),
                                    .long_lock = std::chrono::microseconds(0),
                                    .follow_interval = std::chrono::hours(1)},
                                   clock);
  ASSERT_TRUE(store);
  store_ = std::move(*store);
  auto connection = PgConnection::Open({.url = database_.url()});
  ASSERT_TRUE(connection && (*connection)->Execute("BEGIN; LOCK TABLE batches"));
  auto first = CommitTopUps("ann");
  constexpr const char* kWaiting =
      "SELECT FROM pg_locks WHERE relation = 'batches'::regclass AND NOT granted";
  const auto waits = [&] {
    const auto waiting = (*connection)->QueryText(kWaiting);
    return waiting && waiting->rows() == 1;
  };
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(4);
  while (!waits()) ASSERT_LT(std::chrono::steady_clock::now(), deadline);
  const auto came = (*connection)->Query("SELECT clock_timestamp()");
  ASSERT_TRUE(came);
  auto second = CommitTopUps("ben");
  ASSERT_TRUE((*connection)->Execute("COMMIT"));
  const Answer one = base::Got("the first batch", first);
  const Answer other = base::Got("the second batch", second);
  ASSERT_TRUE(one && other);
  EXPECT_EQ(one->commit_number, other->commit_number);
  EXPECT_GE(other->now, *TimeOf(came->At(0, 0)));
  store_.reset();
}

TEST_F(JoinedBatchesTest, IfTheLastPartIsRejectedNothingIsCommitted) {
  caller_ = Shop(*store_, ids_).Join("cat");
  database_.Run(
      "ALTER TABLE seats ADD CONSTRAINT nobody CHECK (number <> 7 OR status = 'AVAILABLE')");
  ExpectNeitherHappens();
  EXPECT_EQ(BalanceOf("ann"), Money{0});
  // A further commit shows that memory and tables are equal again.
  ASSERT_TRUE(base::Got("the top-ups", CommitTopUps("ann")));
  EXPECT_EQ(BalanceOf("ann"), Money{kMany});
}

TEST_F(JoinedBatchesTest, IfTheFirstPartIsRejectedNothingIsCommitted) {
  caller_ = Shop(*store_, ids_).Join("cat");
  database_.Run("ALTER TABLE wallets ADD CONSTRAINT not_ann CHECK (user_id <> 'ann')");
  ExpectNeitherHappens();
  ASSERT_TRUE(base::Got("the hold", CommitHold(7)));
}

}  // namespace
}  // namespace onsale::store
