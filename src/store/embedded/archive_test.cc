// Tests which queue tokens and reservations a start of the embedded store loads.
#include "store/embedded/testing/embedded_fixture_testing.h"
#include "store/older_layout_testing.h"
#include "store/past_reservations_question.h"

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
  // The reservations in memory.
  static std::vector<ReservationId> KeptReservations(EmbeddedStore& store) {
    std::vector<ReservationId> ids;
    store.rows().ForEachRow([&ids]<class Row>(const Row& row) {
      if constexpr (std::is_same_v<Row, Reservation>) ids.push_back(row.id);
    });
    return ids;
  }
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

TEST_F(ArchivedTokensTest, AStartLoadsTheReservationsOfKeptTokensAndThosePaid) {
  ReservationId paid;
  {
    const auto store = Open();
    Ask(*store, LoadCatalog{ContractSale({.capacity = 2})});
    Shop shop(*store, ids_);
    shop.TopUp("ann", 100);
    const Credential ann = shop.Join("ann");
    shop.Hold(ann, 1);  // ends with the turn
    const Reservation hold = shop.Hold(ann, 2);
    paid = hold.id;
    shop.Pay(ann, hold);
    clock_.Advance(hours(48));
    Visit(*store, "ben");
  }
  // A row that is edited by hand is not even read.
  Execute("UPDATE reservations SET amount = -1 WHERE status = 'CANCELLED'");
  Execute("UPDATE reservations SET show_id = 77 WHERE status = 'CANCELLED'");
  {
    const auto store = Open();
    EXPECT_EQ(KeptReservations(*store), std::vector<ReservationId>{paid});
  }
  // A paid one whose payment is missing is missed by its seat.
  Execute("DELETE FROM payments");
  EXPECT_EQ(OpenError().code, StoreErrorCode::kCorrupt);
}

TEST_F(ArchivedTokensTest, AStartUsesTheIndexOfReservationsByTurn) {
  Open();
  auto connection = Connection::Open(path());
  auto statement =
      (*connection)->Prepare("EXPLAIN QUERY PLAN " + SelectLoadedSql<Reservation>(kSqliteDialect));
  ASSERT_TRUE(statement);
  std::string plan;
  SqlValue value;
  while (*statement->Step()) {
    statement->Column(3, value);
    plan += std::string(value.bytes) + "\n";
  }
  EXPECT_THAT(plan,
              testing::HasSubstr("SEARCH t USING INDEX reservations_turn (room_id=? AND place>?)"));
  EXPECT_THAT(plan, testing::Not(testing::HasSubstr("SCAN t")));
}

TEST_F(ArchivedTokensTest, TablesOfLayout11GetTheIndexesOfReservations) {
  {
    const auto store = Open();
    Ask(*store, LoadCatalog{ContractSale({.capacity = 2})});
    Shop shop(*store, ids_);
    const Credential ann = shop.Join("ann");
    Ask(*store, CancelReservation{ann, shop.Hold(ann, 1).id});
    Ask(*store, LeaveQueue{ann});
    clock_.Advance(hours(48));
    Visit(*store, "ben");
  }
  Execute(OlderLayoutSql(&SchemaStep::sale_db, 11) + "PRAGMA user_version=11");
  const auto store = Open();
  EXPECT_EQ(
      AskAndWait(*store, EndedReservationsQuestion{.owner = {.user = ContractUser("ann")}})->size(),
      1U);
  EXPECT_TRUE(AuditAndWait(*store)->passed());
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
