// Tests that tables of an earlier version are brought to today's layout: by several nodes at once,
// and in steps that a crash does not lose. A node whose tables a newer version has changed ends.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "store/older_layout_testing.h"
#include "store/postgres/pg_tables.h"
#include "store/postgres/postgres_store.h"
#include "store/postgres/tables.h"
#include "store/postgres/test_server_testing.h"
#include "store/store_contract_testing.h"

namespace onsale::store {
namespace {

using namespace domain;
using testing::HasSubstr;

constexpr std::int64_t kOldLayout = 3;

class PgMigrationTest : public testing::Test {
 protected:
  using Opened = std::expected<std::unique_ptr<PostgresStore>, StoreError>;

  Opened TryOpen() {
    return PostgresStore::Open(
        {.url = database_.url(), .time = &clock_, .follow_interval = std::chrono::milliseconds(20)},
        clock_);
  }
  std::unique_ptr<PostgresStore> Open() {
    auto store = TryOpen();
    if (!store) throw std::runtime_error(store.error().detail);
    return std::move(*store);
  }
  // Makes a sale in which ann waits, with tables as a program of layout kOldLayout had them.
  void MakeOldSale() {
    auto store = Open();
    Ask(*store, LoadCatalog{ContractSale({})});
    waiting_ = Shop(*store, ids_).Join("ann");
    Shop(*store, ids_).TopUp("ann", 5);
    store = nullptr;
    database_.Run(OlderLayoutSql(&SchemaStep::postgres, kOldLayout) +
                  "UPDATE sale_head SET layout = " + std::to_string(kOldLayout));
  }
  void ExpectTheSale(PostgresStore& store) {
    EXPECT_EQ(Ask(store, ReadToken{waiting_})->user, ContractUser("ann"));
    EXPECT_EQ(Ask(store, ReadBalance{ContractUser("ann")})->balance, Money{5});
    const auto report = AuditAndWait(store);
    EXPECT_TRUE(report && report->passed());
  }
  // Runs `sql` whenever a step notes its layout, or only for the step to `layout`.
  void AtEachStep(const std::string& sql, std::int64_t layout = 0) {
    database_.Run(
        "CREATE OR REPLACE FUNCTION at_step() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF NEW.layout <> OLD.layout AND " +
        std::to_string(layout) + " IN (0, NEW.layout) THEN " + sql +
        "; END IF; RETURN NEW; END $$; DROP TRIGGER IF EXISTS at_step ON sale_head; "
        "CREATE TRIGGER at_step BEFORE UPDATE ON sale_head FOR EACH ROW EXECUTE FUNCTION "
        "at_step()");
  }
  std::string Layout() { return database_.Run("SELECT layout FROM sale_head"); }
  // What the tables look like: every column, and every constraint.
  std::string Shape() {
    return database_.Run(
        "SELECT string_agg(x, ',' ORDER BY x) FROM (SELECT table_name || '.' || column_name || ' ' "
        "|| data_type || is_nullable AS x FROM information_schema.columns WHERE table_schema = "
        "'public' UNION ALL SELECT conrelid::regclass || ' ' || pg_get_constraintdef(oid) FROM "
        "pg_constraint WHERE connamespace = 'public'::regnamespace) AS y");
  }

  base::ManualClock clock_{base::Time(std::chrono::hours(24))};
  base::CountingUuidSource ids_;
  TestDatabase database_;
  Credential waiting_;
};

TEST_F(PgMigrationTest, MigratedTablesHaveTheShapeOfNewOnes) {
  Open();
  const std::string made = Shape();
  MakeOldSale();
  EXPECT_NE(Shape(), made);
  ExpectTheSale(*Open());
  EXPECT_EQ(Shape(), made);
}

TEST_F(PgMigrationTest, NodesThatStartAtOnceTakeTurnsAndBothServe) {
  MakeOldSale();
  AtEachStep("PERFORM pg_sleep(0.05)");
  auto one = std::async(std::launch::async, [this] { return TryOpen(); });
  auto two = std::async(std::launch::async, [this] { return TryOpen(); });
  const Opened first = one.get();
  const Opened second = two.get();
  ASSERT_TRUE(first) << first.error().detail;
  ASSERT_TRUE(second) << second.error().detail;
  ExpectTheSale(**first);
  Shop(**second, ids_).TopUp("ann", 1);
  EXPECT_EQ(Ask(**first, ReadBalance{ContractUser("ann")})->balance, Money{6});
  EXPECT_EQ(Layout(), std::to_string(kPgLayout));
}

// The session ends within each step in turn, as if the node were killed there.
TEST_F(PgMigrationTest, AStepThatIsCutShortIsNotBegunAndTheNextStartContinues) {
  MakeOldSale();
  std::int64_t before = kOldLayout;
  for (const SchemaStep& step : kSchemaSteps) {
    if (step.postgres <= kOldLayout) continue;
    AtEachStep("PERFORM pg_terminate_backend(pg_backend_pid())", step.postgres);
    EXPECT_FALSE(TryOpen()) << step.postgres;
    EXPECT_EQ(Layout(), std::to_string(before));
    for (const TableLayout& brings : step.brings) {
      if (brings.layout != 1) continue;
      EXPECT_EQ(database_.Run("SELECT to_regclass('access_keys')"), "NULL");
    }
    before = step.postgres;
  }
  database_.Run("DROP TRIGGER at_step ON sale_head");
  ExpectTheSale(*Open());
  EXPECT_EQ(Layout(), std::to_string(kPgLayout));
}

TEST_F(PgMigrationTest, AStepDoesNotWaitLongForAReaderOfTheTables) {
  MakeOldSale();
  const auto reader = PgConnection::Open({.url = database_.url()});
  ASSERT_TRUE((*reader)->Execute("BEGIN; SELECT count(*) FROM sale_head"));
  const Opened refused = TryOpen();
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().detail, HasSubstr("perhaps an audit"));
  ASSERT_TRUE((*reader)->Execute("COMMIT"));
  ExpectTheSale(*Open());
}

TEST_F(PgMigrationTest, ANodeEndsWhenANewerVersionHasChangedTheTables) {
  const auto store = Open();
  Ask(*store, LoadCatalog{ContractSale({})});
  const std::string number = database_.Run("SELECT number FROM sale_head");
  database_.Run("UPDATE sale_head SET layout = " + std::to_string(kPgLayout + 1));
  for (int i = 0; i < 2; ++i) {
    const auto refused = CommitAndWait(
        *store,
        {TopUpBalance{.user = ContractUser("ann"), .amount = {1}, .fresh_id = {ids_.Next()}}});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, StoreErrorCode::kOutdated);
    EXPECT_THAT(refused.error().detail, HasSubstr("start the newer version"));
  }
  EXPECT_FALSE(store->available());
  EXPECT_EQ(database_.Run("SELECT number FROM sale_head"), number);
}

TEST_F(PgMigrationTest, AnIdleNodeIsNotReadyAfterANewerVersionHasChangedTheTables) {
  const auto store = Open();
  EXPECT_TRUE(store->available());
  database_.Run("UPDATE sale_head SET layout = " + std::to_string(kPgLayout + 1));
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (store->available() && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::yield();
  }
  EXPECT_FALSE(store->available());
}

TEST_F(PgMigrationTest, TablesOfAnotherLayoutAreNotReadBesideTheSale) {
  const PgOptions options{.url = database_.url()};
  const auto refusal = [&options] {
    const auto tables = PgTables::Open(options, 0, {});
    return tables ? std::string() : tables.error().detail;
  };
  EXPECT_THAT(refusal(), HasSubstr("there is no sale"));
  Open();
  EXPECT_EQ(refusal(), "");
  database_.Run("UPDATE sale_head SET layout = layout - 1");
  EXPECT_THAT(refusal(), HasSubstr("onsale store migrate"));
  database_.Run("UPDATE sale_head SET layout = layout + 2");
  EXPECT_THAT(refusal(), HasSubstr("start the newer version"));
}

}  // namespace
}  // namespace onsale::store
