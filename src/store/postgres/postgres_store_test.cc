#include "store/postgres/postgres_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/await_testing.h"
#include "store/postgres/tables.h"
#include "store/postgres/test_server_testing.h"
#include "store/schema_steps.h"
#include "store/store_contract_testing.h"

namespace onsale::store {
namespace {

using namespace domain;
using testing::HasSubstr;

constexpr int kColumnsAddedLater = 47;

class PostgresStoreTest : public testing::Test {
 protected:
  PostgresOptions Options() {
    PostgresOptions options{.url = database_.url(), .time = &clock_};
    options.log = [this](const std::string& what) {
      const base::MutexLock lock(mutex_);
      log_ += what + "\n";
    };
    return options;
  }
  std::unique_ptr<PostgresStore> Open() { return Open(Options()); }
  std::unique_ptr<PostgresStore> Open(PostgresOptions options) {
    auto store = PostgresStore::Open(std::move(options), clock_);
    if (!store) throw std::runtime_error(store.error().detail);
    return std::move(*store);
  }
  std::string OpenError(PostgresOptions options) {
    const auto store = PostgresStore::Open(std::move(options), clock_);
    return store ? "" : store.error().detail;
  }
  // Opens a store and loads the contract's sale into it.
  std::unique_ptr<PostgresStore> OpenSale(RoomPolicy policy = {}) {
    return OpenSale(Options(), policy);
  }
  std::unique_ptr<PostgresStore> OpenSale(PostgresOptions options, RoomPolicy policy = {}) {
    auto store = Open(std::move(options));
    EXPECT_TRUE(Ask(*store, LoadCatalog{ContractSale(policy)}));
    return store;
  }
  // Makes the next `times` commits fail with this SQLSTATE.
  void FailBatches(const std::string& state, int times) {
    database_.Run(
        "CREATE SEQUENCE tries; CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN IF nextval('tries') <= " +
        std::to_string(times) + " THEN RAISE EXCEPTION 'on purpose' USING ERRCODE = '" + state +
        "'; END IF; RETURN NEW; END $$; CREATE TRIGGER fail BEFORE INSERT ON batches "
        "FOR EACH ROW EXECUTE FUNCTION fail()");
  }
  std::string TakeLog() {
    const base::MutexLock lock(mutex_);
    return std::exchange(log_, {});
  }
  static Money BalanceOf(Store& store, std::string_view user) {
    return Ask(store, ReadBalance{ContractUser(user)})->balance;
  }

  base::ManualClock clock_{base::Time(std::chrono::hours(24))};
  base::CountingUuidSource ids_;
  TestDatabase database_;

 private:
  base::Mutex mutex_;
  std::string log_;
};

TEST_F(PostgresStoreTest, ABuyerMayChangeNodesAtEveryStep) {
  const auto one = OpenSale();
  const auto two = Open();
  const Credential caller = Shop(*one, ids_).Join("ann");
  const Reservation held = Shop(*two, ids_).Hold(caller, 7);
  Shop(*one, ids_).TopUp("ann", 250);
  EXPECT_EQ(Shop(*two, ids_).Pay(caller, held).balance, Money{150});
  EXPECT_EQ(Ask(*one, ReadReservation{caller, held.id})->reservation.status,
            ReservationStatus::kConfirmed);
}

TEST_F(PostgresStoreTest, ADueHoldIsEndedByAnyNodeOnce) {
  const auto one = OpenSale();
  const auto two = Open();
  const Credential caller = Shop(*one, ids_).Join("ann");
  Shop(*one, ids_).Hold(caller, 7);
  clock_.Advance(RoomPolicy{}.hold_time);
  const auto ended = CommitAndWait(*two, {});
  ASSERT_TRUE(ended);
  EXPECT_EQ(CommitAndWait(*one, {})->commit_number, ended->commit_number);
  EXPECT_EQ(Ask(*one, ReadSeats{caller, {1}}).value()->available, 10);
}

TEST_F(PostgresStoreTest, AMapHasTheSameVersionOnEveryNodeAndANewOneAfterEveryChange) {
  const auto version_on = [](Store& node) { return Ask(node, WatchSeats{{1}}).value()->version; };
  const auto one = OpenSale();
  const auto two = Open();
  const Credential caller = Shop(*one, ids_).Join("ann");
  const auto before = version_on(*two);
  const auto committed =
      CommitAndWait(*one, {Shop(*one, ids_).HoldCommand(caller, 7), WatchSeats{{1}},
                           Shop(*one, ids_).HoldCommand(caller, 8), WatchSeats{{1}}});
  ASSERT_TRUE(committed);
  const auto interim = AnswerOf<WatchSeats>(committed->outcomes.at(1)).value()->version;
  const auto after = AnswerOf<WatchSeats>(committed->outcomes.at(3)).value()->version;
  EXPECT_LT(before, interim);
  EXPECT_LT(interim, after);
  const auto three = Open();
  for (Store* const node : {one.get(), two.get(), three.get()}) EXPECT_EQ(version_on(*node), after);
  Shop(*two, ids_).Hold(caller, 9);
  EXPECT_GT(version_on(*three), after);
  EXPECT_EQ(version_on(*two), version_on(*three));
}

TEST_F(PostgresStoreTest, AReadMakesACommitOnlyIfItEndsAHold) {
  const auto store = OpenSale();
  const Credential caller = Shop(*store, ids_).Join("ann");
  Shop(*store, ids_).Hold(caller, 7);
  const std::string before = database_.Run("SELECT number FROM sale_head");
  Ask(*store, ReadSeats{caller, {1}});
  EXPECT_EQ(database_.Run("SELECT number FROM sale_head"), before);
  clock_.Advance(RoomPolicy{}.hold_time);
  EXPECT_EQ(Ask(*store, ReadSeats{caller, {1}}).value()->available, 10);
  EXPECT_EQ(database_.Run("SELECT status FROM seats WHERE number = 7"), "AVAILABLE");
}

class RetriedStateTest : public PostgresStoreTest,
                         public testing::WithParamInterface<const char*> {};

TEST_P(RetriedStateTest, TheWholeBatchIsTriedAgain) {
  const auto store = OpenSale();
  FailBatches(GetParam(), 2);
  EXPECT_EQ(Shop(*store, ids_).TopUp("ann", 5), Money{5});
  EXPECT_EQ(database_.Run("SELECT count(*) FROM ledger_entries"), "1");
}

INSTANTIATE_TEST_SUITE_P(States, RetriedStateTest,
                         testing::Values("40001", "40P01", "55P03", "57P01"));

TEST_F(PostgresStoreTest, ABatchThatKeepsFailingIsRefusedAndLeavesNothing) {
  auto options = Options();
  options.patience = std::chrono::milliseconds(50);
  const auto store = OpenSale(options);
  FailBatches("40001", 1'000'000);
  const auto refused = CommitAndWait(
      *store,
      {TopUpBalance{.user = ContractUser("ann"), .amount = {5}, .fresh_id = {ids_.Next()}}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, StoreErrorCode::kUnavailable);
  database_.Run("DROP TRIGGER fail ON batches");
  EXPECT_EQ(BalanceOf(*store, "ann"), Money{0});
  EXPECT_EQ(Shop(*store, ids_).TopUp("ann", 7), Money{7});
}

TEST_F(PostgresStoreTest, ABatchThatViolatesAConstraintIsRefusedAndNotTriedAgain) {
  const auto store = OpenSale();
  const Credential caller = Shop(*store, ids_).Join("ann");
  // A constraint that forbids holding seat 7 simulates a broken rule.
  database_.Run(
      "ALTER TABLE seats ADD CONSTRAINT nobody CHECK (number <> 7 OR status = 'AVAILABLE')");
  const auto refused = CommitAndWait(*store, {Shop(*store, ids_).HoldCommand(caller, 7)});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, StoreErrorCode::kUnavailable);
  EXPECT_THAT(TakeLog(), HasSubstr("nobody"));
  EXPECT_EQ(Ask(*store, ReadSeats{caller, {1}}).value()->available, 10);
  EXPECT_EQ(Shop(*store, ids_).Hold(caller, 8).status, ReservationStatus::kHeld);
}

TEST_F(PostgresStoreTest, ACommitWithAWarningIsLookedUpAndAnsweredOnce) {
  const auto store = OpenSale();
  database_.Run(
      "CREATE SEQUENCE warnings; CREATE FUNCTION warn() RETURNS trigger LANGUAGE plpgsql AS $$ "
      "BEGIN IF nextval('warnings') = 1 THEN RAISE WARNING 'on this server alone'; END IF; "
      "RETURN NEW; END $$; CREATE CONSTRAINT TRIGGER warn AFTER INSERT ON batches "
      "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION warn()");
  EXPECT_EQ(Shop(*store, ids_).TopUp("ann", 5), Money{5});
  EXPECT_THAT(TakeLog(), HasSubstr("on this server alone"));
  EXPECT_EQ(database_.Run("SELECT count(*) FROM ledger_entries"), "1");
}

TEST_F(PostgresStoreTest, ANodeReconnectsAfterItsConnectionsAreCut) {
  const auto store = OpenSale();
  for (int i = 1; i <= 3; ++i) {
    database_.EndSessions();
    EXPECT_EQ(Shop(*store, ids_).TopUp("ann", 5), Money{5 * i});
    EXPECT_TRUE(ReadLedgerAndWait(*store, {.user = ContractUser("ann")}));
  }
}

TEST_F(PostgresStoreTest, ANodeThatIsTooFarBehindLoadsEverythingAgain) {
  auto options = Options();
  options.follow_interval = std::chrono::hours(1);
  const auto one = OpenSale();
  const auto two = Open(options);
  for (int i = 0; i < 3; ++i) Shop(*one, ids_).TopUp("ann", 5);
  database_.Run("DELETE FROM batches WHERE number < (SELECT max(number) FROM batches)");
  EXPECT_EQ(BalanceOf(*two, "ann"), Money{15});
  EXPECT_THAT(TakeLog(), HasSubstr("reloading all rows"));
  EXPECT_EQ(Shop(*two, ids_).TopUp("ann", 1), Money{16});
}

// Otherwise the table would grow for as long as the sale lasts.
TEST_F(PostgresStoreTest, EveryThousandCommitsThoseBeforeTheLastSixteenThousandAreForgotten) {
  OpenSale();
  const auto oldest_after = [this](int commit) {
    database_.Run(
        "DELETE FROM batches; INSERT INTO batches SELECT n, gen_random_uuid(), gen_random_uuid(), "
        "now(), '' FROM unnest(ARRAY[1, 1023, 1024, " +
        std::to_string(commit - 1) +
        "]) n; UPDATE sale_head SET (number, id) = (SELECT number, id FROM batches ORDER BY number "
        "DESC LIMIT 1)");
    Shop(*Open(), ids_).TopUp("ann", 5);
    return database_.Run("SELECT min(number) || ' to ' || max(number) FROM batches");
  };
  EXPECT_EQ(oldest_after(16'384), "1 to 16384");
  EXPECT_EQ(oldest_after(17'407), "1 to 17407");
  EXPECT_EQ(oldest_after(17'408), "1024 to 17408");
}

// A node has seen a top-up; then the test changes the database, so that the node must load all rows
// again.
class PostgresPutBackTest : public PostgresStoreTest {
 protected:
  void ExpectItIsNoticed(const std::string& change) {
    auto options = Options();
    options.stale_primary_timeout = std::chrono::milliseconds(0);
    const auto store = OpenSale(options);
    Shop(*store, ids_).TopUp("ann", 5);
    database_.Run("DELETE FROM wallets; " + change);
    EXPECT_EQ(BalanceOf(*store, "ann"), Money{0});
    EXPECT_THAT(TakeLog(), HasSubstr("does not have commit"));
  }
};

// The change is that of a backup restored under the running node.
TEST_F(PostgresPutBackTest, IsDetected) {
  ExpectItIsNoticed(
      "DELETE FROM batches WHERE number = (SELECT number FROM sale_head);"
      "UPDATE sale_head SET (number, id) = (SELECT number, id FROM batches ORDER BY number DESC "
      "LIMIT 1)");
}

// The change is a restored backup to which another node added a commit with the same number.
TEST_F(PostgresPutBackTest, IsDetectedByTheIdOfACommitWithTheSameNumber) {
  ExpectItIsNoticed(
      "UPDATE sale_head SET id = gen_random_uuid();"
      "UPDATE batches SET id = sale_head.id FROM sale_head WHERE batches.number = "
      "sale_head.number");
}

TEST_F(PostgresStoreTest, AStalePrimaryIsRefused) {
  auto options = Options();
  options.follow_interval = std::chrono::milliseconds(5);
  const auto store = OpenSale(options);
  Shop(*store, ids_).TopUp("ann", 5);
  database_.Run("UPDATE sale_head SET number = number - 1");
  const auto refused = CommitAndWait(*store, {ReadBalance{ContractUser("ann")}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, StoreErrorCode::kUnavailable);
  EXPECT_FALSE(store->available()) << "a load balancer sends the buyers elsewhere";
  database_.Run("UPDATE sale_head SET number = number + 1");
  base::Await("the store", [&] { return store->available(); });
  EXPECT_EQ(BalanceOf(*store, "ann"), Money{5});
}

TEST_F(PostgresStoreTest, ALedgerAndAnAuditFromAStalePrimaryAreRefused) {
  auto options = Options();
  options.follow_interval = std::chrono::hours(1);
  const auto store = OpenSale(options);
  Shop(*store, ids_).TopUp("ann", 5);
  const auto read = [&store] { return ReadLedgerAndWait(*store, {.user = ContractUser("ann")}); };
  ASSERT_EQ(read().value().size(), 1U);
  ASSERT_TRUE(AuditAndWait(*store).has_value());
  database_.Run("UPDATE sale_head SET number = number - 1");
  ASSERT_FALSE(read().has_value());
  EXPECT_EQ(read().error().code, StoreErrorCode::kUnavailable);
  const auto report = AuditAndWait(*store);
  ASSERT_FALSE(report.has_value());
  EXPECT_EQ(report.error().code, StoreErrorCode::kUnavailable);
  database_.Run("UPDATE sale_head SET number = number + 1");
  EXPECT_EQ(read().value().size(), 1U);
}

// After a failover to a primary whose clock was an hour ahead, no hold ended for an hour.
TEST_F(PostgresStoreTest, AClockOfTheDatabaseAheadOfTheNodesIsNotBelieved) {
  PostgresOptions options = Options();
  options.time = nullptr;  // the database's clock decides, and is decades ahead of clock_
  std::string error;
  options.log_error = [&error](const std::string& what) { error += what + "\n"; };
  auto store = OpenSale(options);
  EXPECT_EQ(CommitAndWait(*store, {})->now, clock_.Now());
  clock_.Set(base::SystemClock().Now());
  EXPECT_GT(CommitAndWait(*store, {})->now, base::Time(std::chrono::hours(24 * 365)));
  store = nullptr;
  EXPECT_THAT(error, HasSubstr("s ahead of this node's and not believed"));
  EXPECT_THAT(TakeLog(), HasSubstr("agrees with this node's again"));
}

// The repair of a node whose clock was behind moved the whole sale ahead, and a retried top-up
// topped up twice: the lead was of the clock before its repair.
TEST_F(PostgresStoreTest, AcceptingANodesRepairedClockDoesNotMoveTheSale) {
  PostgresOptions options = Options();
  options.time = nullptr;
  clock_.Set(base::SystemClock().Now());
  auto store = OpenSale(options);
  const auto before = CommitAndWait(*store, {});
  clock_.Advance(-std::chrono::hours(25));
  EXPECT_EQ(CommitAndWait(*store, {})->now, before->now);
  EXPECT_GT(store->clock_behind(), std::chrono::hours(24));
  auto lead = store->AcceptClock([this] { clock_.Set(base::SystemClock().Now()); });
  const auto after = CommitAndWait(*store, {});
  EXPECT_LT(base::Got("the clock", lead), std::chrono::hours(1));
  EXPECT_LT(after->now, before->now + std::chrono::hours(1));
  EXPECT_LT(store->clock_behind(), std::chrono::hours(1));
}

// A failover to a primary whose clock was an hour behind stopped the sale on all nodes.
TEST_F(PostgresStoreTest, AClockOfTheDatabaseThatFallsBehindIsNotBelieved) {
  PostgresOptions options = Options();
  options.time = nullptr;
  clock_.Set(base::SystemClock().Now());
  auto store = OpenSale(options);
  const auto before = CommitAndWait(*store, {});
  clock_.Advance(std::chrono::hours(1));  // as if all others were set back
  EXPECT_EQ(CommitAndWait(*store, {})->now, clock_.Now());
  EXPECT_EQ(store->clock_behind(), base::Duration{});
  // Somebody accepts the clocks as they are: the database's decides, and the sale does not go back.
  const auto ahead = CommitAndWait(*store, {})->now;
  auto lead = store->AcceptClock([] {});
  EXPECT_GE(CommitAndWait(*store, {})->now, ahead);
  EXPECT_GT(base::Got("the clock", lead), std::chrono::minutes(30));
  EXPECT_LT(CommitAndWait(*store, {})->now, before->now + std::chrono::hours(2));
}

// A node that was ahead from its start is not believed.
TEST_F(PostgresStoreTest, AClockOfANodeThatNeverAgreedDoesNotReplaceTheDatabases) {
  PostgresOptions options = Options();
  options.time = nullptr;
  clock_.Set(base::SystemClock().Now() + std::chrono::hours(9));
  auto store = OpenSale(options);
  EXPECT_LT(CommitAndWait(*store, {})->now, clock_.Now() - std::chrono::hours(8));
  clock_.Advance(std::chrono::hours(1));
  EXPECT_LT(CommitAndWait(*store, {})->now, clock_.Now() - std::chrono::hours(8));
}

// A new column needs a step in schema_steps.h, and another number in this test.
TEST_F(PostgresStoreTest, TablesOfAnOlderLayoutGetTheMissingColumns) {
  auto store = OpenSale();
  const Credential waiting = Shop(*store, ids_).Join("ann");
  store = nullptr;
  int later = 0;
  std::string sql = "UPDATE sale_head SET layout = 7";
  ForEachTable([&]<class Row>(std::type_identity<Row>) {
    Row row;
    ForEachColumn(row, [&](const auto& column, const auto&) {
      if (column.since == 1) return;
      ++later;
      sql += std::string("; ALTER TABLE ") + Table<Row>::kName + " DROP COLUMN " + column.name;
    });
  });
  EXPECT_EQ(later, kColumnsAddedLater);
  // What layouts before 8 had: a constraint that knows no seat that is held back.
  sql +=
      "; ALTER TABLE seats DROP CONSTRAINT seats_one_owner, ADD CONSTRAINT seats_owner "
      "CHECK (status IN ('AVAILABLE', 'HELD', 'SOLD'))";
  database_.Run(sql);
  store = Open();
  EXPECT_EQ(Ask(*store, ReadToken{waiting})->user, ContractUser("ann"));
  EXPECT_EQ(Ask(*store, ReadRoom{"main"})->room.policy.mode, RoomMode::kFifo);
  EXPECT_EQ(Ask(*store, ReadRoom{"main"})->room.rank_window.current, AdmissionRank{});
  EXPECT_TRUE(Ask(*store, HoldBackSeats{.actor = {}, .show = {1}, .seats = {{1}}}));
  Shop(*store, ids_).TopUp("ann", 5);
  EXPECT_EQ(BalanceOf(*store, "ann"), Money{5});
  EXPECT_EQ(database_.Run("SELECT layout FROM sale_head"), std::to_string(kPgLayout));
}

TEST_F(PostgresStoreTest, TablesOfANewerProgramAreRefused) {
  Open();
  database_.Run("UPDATE sale_head SET layout = 99");
  EXPECT_THAT(OpenError(Options()), HasSubstr("newer version"));
}

TEST_F(PostgresStoreTest, AReplicaIsRefused) {
  OpenSale();
  database_.Run("ALTER DATABASE " + database_.Run("SELECT quote_ident(current_database())") +
                " SET default_transaction_read_only = on");
  EXPECT_NE(OpenError(Options()), "");
}

TEST_F(PostgresStoreTest, AMissingDatabaseIsNamed) {
  auto options = Options();
  options.url = TestPostgresUrl();
  options.url.replace(options.url.find("/postgres?"), 9, "/nowhere");
  EXPECT_THAT(OpenError(options), HasSubstr("nowhere"));
}

TEST_F(PostgresStoreTest, AnIdleSessionLosesTheHead) {
  Open();
  const auto session = PgSession::Open({.url = database_.url()});
  ASSERT_TRUE(session) << session.error().text;
  const auto limit = (*session)->connection().QueryText("SHOW idle_in_transaction_session_timeout");
  EXPECT_EQ(limit->At(0, 0), "5s");
}

TEST_F(PostgresStoreTest, AnAuditPassesForASaleAndReportsADamagedOne) {
  const auto store = OpenSale({.capacity = 2});
  Shop(*store, ids_).SellToSix(clock_);
  const auto whole = AuditAndWait(*store);
  ASSERT_TRUE(whole) << whole.error().detail;
  for (const AuditCheck& check : whole->checks) {
    EXPECT_EQ(check.violations, 0) << check.name << ": " << check.examples.front();
  }
  database_.Run("UPDATE wallets SET balance = balance + 1");
  EXPECT_FALSE(AuditAndWait(*store)->passed());
}

}  // namespace
}  // namespace onsale::store
