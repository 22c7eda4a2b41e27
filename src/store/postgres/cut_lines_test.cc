// Tests commits whose COMMIT gets no answer: the node finds out the outcome, and the client gets
// one correct response.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/postgres/cutting_proxy_testing.h"
#include "store/postgres/postgres_store.h"
#include "store/postgres/test_server_testing.h"
#include "store/store_contract_testing.h"

namespace onsale::store {
namespace {

using namespace domain;
using Cut = CuttingProxy::Cut;

class CutLinesTest : public testing::TestWithParam<Cut> {
 protected:
  void SetUp() override {
    auto opened = PostgresStore::Open({.url = proxy_.url(),
                                       .time = &clock_,
                                       .reconnect_interval = std::chrono::milliseconds(5),
                                       .shutdown_timeout = std::chrono::milliseconds(5),
                                       .log =
                                           [this](const std::string& what) {
                                             if (what.ends_with("not used for now")) stale_ = true;
                                           }},
                                      clock_);
    ASSERT_TRUE(opened) << opened.error().detail;
    store_ = std::move(*opened);
    ASSERT_TRUE(Ask(*store_, LoadCatalog{ContractSale({})}));
  }

  base::ManualClock clock_{base::Time(std::chrono::hours(24))};
  base::CountingUuidSource ids_;
  TestDatabase database_;
  CuttingProxy proxy_{database_.url()};
  std::atomic<bool> stale_ = false;
  std::unique_ptr<PostgresStore> store_;
};

TEST_P(CutLinesTest, AChargeIsMadeOnceAndAnsweredOnce) {
  Shop shop(*store_, ids_);
  for (int i = 1; i <= 10; ++i) {
    proxy_.Plan(GetParam());
    ASSERT_EQ(shop.Charge("ann", 5), Money{5 * i});
  }
  EXPECT_EQ(proxy_.cuts(), 10);
  EXPECT_EQ(database_.Run("SELECT count(*) || ' ' || sum(amount) FROM ledger_entries"), "10 50");
}

TEST_P(CutLinesTest, AHoldBelongsToTheBuyerWhoGotTheOutcome) {
  Shop shop(*store_, ids_);
  const Credential ann = shop.Join("ann");
  const Credential ben = shop.Join("ben");
  proxy_.Plan(GetParam());
  const Reservation held = shop.Hold(ann, 7);
  const auto second = Ask(*store_, shop.HoldCommand(ben, 7));
  ASSERT_FALSE(second);
  EXPECT_EQ(database_.Run("SELECT reservation_id FROM seats WHERE number = 7"),
            held.id.uuid.ToString());
}

TEST_P(CutLinesTest, AnotherNodeReadsTheSameRows) {
  Shop shop(*store_, ids_);
  proxy_.Plan(GetParam());
  shop.Charge("ann", 5);
  auto other = PostgresStore::Open({.url = database_.url(), .time = &clock_}, clock_);
  EXPECT_EQ(Ask(**other, ReadBalance{ContractUser("ann")})->balance, Money{5});
}

INSTANTIATE_TEST_SUITE_P(Cuts, CutLinesTest,
                         testing::Values(Cut::kBeforeCommit, Cut::kDuringCommit, Cut::kAfterCommit),
                         [](const auto& cut) {
                           return cut.param == Cut::kBeforeCommit   ? "BeforeCommit"
                                  : cut.param == Cut::kDuringCommit ? "DuringCommit"
                                                                    : "AfterCommit";
                         });

class AwayTest : public CutLinesTest {};

TEST_P(AwayTest, NoOutcomeIsDeliveredWhileTheCommitIsInDoubt) {
  Shop shop(*store_, ids_);
  std::promise<std::expected<Committed, StoreError>> promise;
  auto answer = promise.get_future();
  std::atomic<bool> answered = false;
  proxy_.Plan(Cut::kAfterCommit, Cut::kEveryConnection);
  store_->Commit(
      {ChargeBalance{.user = ContractUser("ann"), .amount = {5}, .fresh_id = {ids_.Next()}}},
      [&](auto result) {
        answered = true;
        promise.set_value(std::move(result));
      });
  while (store_->available()) std::this_thread::yield();
  const auto refused = CommitAndWait(*store_, {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, StoreErrorCode::kUnavailable);
  EXPECT_FALSE(answered);
  proxy_.Plan(Cut::kNone);
  ASSERT_TRUE(answer.get());
  EXPECT_EQ(database_.Run("SELECT sum(amount) FROM ledger_entries"), "5");
}

// The commit in doubt was made on a primary that is lost; the server that answers now lacks it.
TEST_P(AwayTest, AStalePrimaryDoesNotResolveADoubt) {
  std::promise<std::expected<Committed, StoreError>> promise;
  auto answer = promise.get_future();
  Shop(*store_, ids_).Charge("ann", 1);
  proxy_.Plan(Cut::kAfterCommit, Cut::kEveryConnection);
  store_->Commit(
      {ChargeBalance{.user = ContractUser("ann"), .amount = {5}, .fresh_id = {ids_.Next()}}},
      [&](auto result) { promise.set_value(std::move(result)); });
  while (store_->available()) std::this_thread::yield();
  database_.Run(
      "CREATE TABLE kept AS SELECT * FROM nodes; DELETE FROM nodes;"
      "UPDATE sale_head SET number = number - 2");
  proxy_.Plan(Cut::kNone);
  while (!stale_) std::this_thread::yield();
  EXPECT_EQ(answer.wait_for(std::chrono::seconds(0)), std::future_status::timeout);
  database_.Run("INSERT INTO nodes SELECT * FROM kept; UPDATE sale_head SET number = number + 2");
  EXPECT_TRUE(answer.get().has_value());
  EXPECT_EQ(database_.Run("SELECT sum(amount) FROM ledger_entries"), "6");
}

TEST_P(AwayTest, AShutdownDoesNotWaitForTheOutcomeWithoutLimit) {
  std::promise<std::expected<Committed, StoreError>> promise;
  auto answer = promise.get_future();
  proxy_.Plan(Cut::kAfterCommit, Cut::kEveryConnection);
  store_->Commit(
      {ChargeBalance{.user = ContractUser("ann"), .amount = {5}, .fresh_id = {ids_.Next()}}},
      [&](auto result) { promise.set_value(std::move(result)); });
  while (store_->available()) std::this_thread::yield();
  store_->BeginShutdown();
  const auto told = answer.get();
  ASSERT_FALSE(told);
  EXPECT_EQ(told.error().code, StoreErrorCode::kAbandoned);
  const std::string then = database_.Run("SELECT clock_timestamp()");
  proxy_.Plan(Cut::kNone);
  // Waits until the store's session is set up again: a connection of the store that has been idle
  // for 100 ms.
  const std::string ready =
      "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> "
      "pg_backend_pid() AND backend_start > '" +
      then + "' AND state = 'idle' AND state_change < clock_timestamp() - interval '100 ms'";
  while (database_.Run(ready) == "0") std::this_thread::yield();
  EXPECT_FALSE(CommitAndWait(*store_, {})) << "its rows may be wrong";
  EXPECT_FALSE(store_->available());
}

TEST_P(AwayTest, ServiceResumesWithoutARestart) {
  Shop shop(*store_, ids_);
  shop.Charge("ann", 5);
  proxy_.Plan(Cut::kEveryConnection);
  database_.Run(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
      "AND pid <> pg_backend_pid()");
  while (CommitAndWait(*store_, {})) std::this_thread::yield();
  EXPECT_FALSE(store_->available());
  proxy_.Plan(Cut::kNone);
  while (!store_->available()) std::this_thread::yield();
  EXPECT_EQ(shop.Charge("ann", 5), Money{10});
}

INSTANTIATE_TEST_SUITE_P(Away, AwayTest, testing::Values(Cut::kEveryConnection),
                         [](const auto&) { return "Away"; });

}  // namespace
}  // namespace onsale::store
