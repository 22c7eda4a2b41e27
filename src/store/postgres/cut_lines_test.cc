// Tests commits whose COMMIT gets no answer: the node finds out the outcome, and the client gets
// one correct response.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/await_testing.h"
#include "store/postgres/cutting_proxy_testing.h"
#include "store/postgres/postgres_store.h"
#include "store/postgres/test_server_testing.h"
#include "store/store_contract_testing.h"

namespace onsale::store {
namespace {

using namespace domain;
using Cut = CuttingProxy::Cut;

class CutLinesTest : public testing::Test {
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

class CutTest : public CutLinesTest, public testing::WithParamInterface<Cut> {};

TEST_P(CutTest, ATopUpIsMadeOnceAndAnsweredOnce) {
  Shop shop(*store_, ids_);
  for (int i = 1; i <= 10; ++i) {
    proxy_.Plan(GetParam());
    ASSERT_EQ(shop.TopUp("ann", 5), Money{5 * i});
  }
  EXPECT_EQ(proxy_.cuts(), 10);
  EXPECT_EQ(database_.Run("SELECT count(*) || ' ' || sum(amount) FROM ledger_entries"), "10 50");
  auto other = PostgresStore::Open({.url = database_.url(), .time = &clock_}, clock_);
  EXPECT_EQ(Ask(**other, ReadBalance{ContractUser("ann")})->balance, Money{50});
}

INSTANTIATE_TEST_SUITE_P(CutLinesTest, CutTest,
                         testing::Values(Cut::kBeforeCommit, Cut::kDuringCommit, Cut::kAfterCommit),
                         [](const auto& cut) {
                           return cut.param == Cut::kBeforeCommit   ? "BeforeCommit"
                                  : cut.param == Cut::kDuringCommit ? "DuringCommit"
                                                                    : "AfterCommit";
                         });

class AwayTest : public CutLinesTest {
 protected:
  // Sends a top-up whose COMMIT gets no answer, and waits until the store knows that it is in
  // doubt.
  std::future<std::expected<Committed, StoreError>> TopUpInDoubt() {
    auto promise = std::make_shared<std::promise<std::expected<Committed, StoreError>>>();
    proxy_.Plan(Cut::kAfterCommit, Cut::kEveryConnection);
    store_->Commit(
        {TopUpBalance{.user = ContractUser("ann"), .amount = {5}, .fresh_id = {ids_.Next()}}},
        [promise](auto result) { promise->set_value(std::move(result)); });
    base::Await("the doubt", [this] { return !store_->available(); });
    return promise->get_future();
  }
  template <class Answer>
  static bool IsPending(const std::future<Answer>& answer) {
    return answer.wait_for(std::chrono::seconds(0)) == std::future_status::timeout;
  }
};

TEST_F(AwayTest, NoOutcomeIsDeliveredWhileTheCommitIsInDoubt) {
  auto answer = TopUpInDoubt();
  const auto refused = CommitAndWait(*store_, {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, StoreErrorCode::kUnavailable);
  EXPECT_TRUE(IsPending(answer));
  proxy_.Plan(Cut::kNone);
  ASSERT_TRUE(base::Got("the outcome", answer));
  EXPECT_EQ(database_.Run("SELECT sum(amount) FROM ledger_entries"), "5");
}

// The commit in doubt was made on a primary that is lost; the server that answers now lacks it.
TEST_F(AwayTest, AStalePrimaryDoesNotResolveADoubt) {
  Shop(*store_, ids_).TopUp("ann", 1);
  auto answer = TopUpInDoubt();
  database_.Run(
      "CREATE TABLE kept AS SELECT * FROM nodes; DELETE FROM nodes;"
      "UPDATE sale_head SET number = number - 2");
  proxy_.Plan(Cut::kNone);
  base::Await("the stale primary to be noticed", [this] { return stale_.load(); });
  EXPECT_TRUE(IsPending(answer));
  database_.Run("INSERT INTO nodes SELECT * FROM kept; UPDATE sale_head SET number = number + 2");
  EXPECT_TRUE(base::Got("the outcome", answer).has_value());
  EXPECT_EQ(database_.Run("SELECT sum(amount) FROM ledger_entries"), "6");
}

TEST_F(AwayTest, AShutdownDoesNotWaitForTheOutcomeWithoutLimit) {
  auto answer = TopUpInDoubt();
  store_->BeginShutdown();
  const auto told = base::Got("the end of the wait", answer);
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
  base::Await("a new session", [&] { return database_.Run(ready) != "0"; });
  EXPECT_FALSE(CommitAndWait(*store_, {})) << "its rows may be wrong";
  EXPECT_FALSE(store_->available());
}

TEST_F(AwayTest, ServiceResumesWithoutARestart) {
  Shop shop(*store_, ids_);
  shop.TopUp("ann", 5);
  proxy_.Plan(Cut::kEveryConnection);
  database_.EndSessions();
  base::Await("a commit that fails", [this] { return !CommitAndWait(*store_, {}); });
  EXPECT_FALSE(store_->available());
  proxy_.Plan(Cut::kNone);
  base::Await("the store", [this] { return store_->available(); });
  EXPECT_EQ(shop.TopUp("ann", 5), Money{10});
}

}  // namespace
}  // namespace onsale::store
