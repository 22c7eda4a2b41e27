// Tests which queue tokens a start of the embedded store loads.
#include "store/embedded/testing/embedded_fixture_testing.h"
#include "store/older_layout_testing.h"

namespace onsale::store {
namespace {

using namespace domain;
using std::chrono::hours;

class ArchivedTokensTest : public EmbeddedTest {
 protected:
  void Visit(Store& store, const char* user) {
    ASSERT_TRUE(Ask(store, LeaveQueue{Shop(store, ids_).Join(user)}));
  }
  // The numbers of the tokens in memory.
  static std::vector<std::uint64_t> Kept(EmbeddedStore& store) {
    std::vector<std::uint64_t> numbers;
    store.rows().RowsOf(kMainRoom)->ForEachToken(
        [&numbers](const QueueToken& token) { numbers.push_back(token.key.number.value); });
    return numbers;
  }
  using Numbers = std::vector<std::uint64_t>;
};

TEST_F(ArchivedTokensTest, AStartLoadsTheTokensAboveLastArchivedOnly) {
  {
    const auto store = Open();
    Ask(*store, LoadCatalog{ContractSale({.capacity = 2})});
    for (const char* const user : {"ann", "ben", "cat"}) Visit(*store, user);
    clock_.Advance(hours(48));
    Visit(*store, "dan");
    EXPECT_EQ(Kept(*store), Numbers{4});
  }
  // A token that is edited by hand is not even read.
  Execute("UPDATE queue_tokens SET status = 'NOTHING' WHERE place = 2");
  const auto store = Open();
  EXPECT_EQ(Kept(*store), Numbers{4});
  EXPECT_EQ(store->rows().RowsOf(kMainRoom)->freed(), 3U);
  Visit(*store, "eve");
  EXPECT_EQ(Kept(*store), (Numbers{4, 5}));
}

// The tables are as of an earlier commit than the journal, as after a crash.
TEST_F(ArchivedTokensTest, WhatTheJournalHasArchivedLeavesAtTheEndOfAStart) {
  {
    const auto store = Open();
    Ask(*store, LoadCatalog{ContractSale({.capacity = 2})});
    Visit(*store, "ann");
    clock_.Advance(hours(48));
    Visit(*store, "ben");
  }
  {
    const auto store = Open(/*fold_on_close=*/false);
    Shop(*store, ids_).Join("cat");
    clock_.Advance(hours(48));  // ben's token is archived, and cat's ends and is archived
    Visit(*store, "dan");
    EXPECT_EQ(Kept(*store), Numbers{4});
  }
  const auto store = Open();
  EXPECT_EQ(Kept(*store), Numbers{4});
  EXPECT_EQ(store->rows().RowsOf(kMainRoom)->freed(), 3U);
  EXPECT_TRUE(AuditAndWait(*store)->passed());
}

TEST_F(ArchivedTokensTest, ARoomThatHasArchivedALivingTokenIsNotLoaded) {
  {
    const auto store = Open();
    Ask(*store, LoadCatalog{ContractSale({.capacity = 2})});
    Visit(*store, "ann");
    Shop(*store, ids_).Join("ben");
  }
  Execute("UPDATE rooms SET last_archived = 2");
  EXPECT_EQ(OpenError().code, StoreErrorCode::kCorrupt);
  Execute("UPDATE rooms SET last_archived = 3");
  EXPECT_EQ(OpenError().code, StoreErrorCode::kCorrupt);
}

TEST_F(ArchivedTokensTest, TablesOfLayout10HaveArchivedNothing) {
  {
    const auto store = Open();
    Ask(*store, LoadCatalog{ContractSale({.capacity = 2})});
    Visit(*store, "ann");
    Visit(*store, "ben");
  }
  Execute(OlderLayoutSql(&SchemaStep::sale_db, 10) + "PRAGMA user_version=10");
  clock_.Advance(hours(48));
  const auto store = Open();
  EXPECT_EQ(Kept(*store), (Numbers{1, 2}));
  ASSERT_TRUE(CommitAndWait(*store, {}));
  EXPECT_EQ(Kept(*store), Numbers{});
  EXPECT_TRUE(AuditAndWait(*store)->passed());
}

}  // namespace
}  // namespace onsale::store
