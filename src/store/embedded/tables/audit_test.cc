// Tests the audit of the embedded store: an intact sale passes, and each check reports its damage.
#include <filesystem>
#include <fstream>

#include "base/await_testing.h"
#include "domain/draw.h"
#include "store/embedded/tables/directory_at_rest.h"
#include "store/embedded/tables/sqlite_tables.h"
#include "store/embedded/testing/embedded_fixture_testing.h"
#include "store/embedded/testing/stock_sqlite_testing.h"

namespace onsale::store {
namespace {

using namespace domain;
using testing::ElementsAre;
using testing::HasSubstr;

using AuditResult = AnswerTo<AuditQuestion>;

// The names of the checks that found violations.
std::string Violated(const AuditResult& report) {
  if (!report) return "failed: " + report.error().detail;
  std::string names;
  for (const AuditCheck& check : report->checks) {
    if (check.violations > 0) names += (names.empty() ? "" : " ") + check.name;
  }
  return names;
}

const AuditCheck& CheckOf(const AuditReport& report, std::string_view name) {
  const auto found = std::ranges::find(report.checks, name, &AuditCheck::name);
  if (found == report.checks.end()) throw std::runtime_error("no such check");
  return *found;
}

class AuditTest : public EmbeddedTest {
 protected:
  // Fills a sale as Shop::SellToSix says.
  void Sell(EmbeddedStore& store) {
    Ask(store, LoadCatalog{WithPair(ContractSale({.capacity = 2}))});
    Shop(store, ids_).SellToSix(clock_);
    MakeKeys(store, clock_.Now());
  }
  void MakeSale() { Sell(*Open()); }
  AuditResult Audit() {
    const auto tables = SqliteTables::Open(path(), {});
    if (!tables) return std::unexpected(tables.error());
    return AuditQuestion{}.Read(**tables);
  }
};

void StartAudit(Store& store, std::promise<AuditResult>& promise) {
  const auto receive = [&promise](AuditResult report) { promise.set_value(std::move(report)); };
  store.Ask(MakeQuestion(AuditQuestion{}, receive), {});
}

TEST_F(AuditTest, AnIntactSalePassesAndEveryCheckCountsRows) {
  MakeSale();
  const AuditResult report = Audit();
  EXPECT_EQ(Violated(report), "");
  EXPECT_TRUE(report->passed());
  for (const AuditCheck& check : report->checks) {
    const bool without_a_draw = check.name == "draw-seeds";
    EXPECT_EQ(check.checked == 0, without_a_draw) << check.name;
  }
}

TEST_F(AuditTest, ASaleThatHasNotBegunPasses) {
  Open();
  EXPECT_EQ(Violated(Audit()), "");
}

struct Damage {
  const char* sql;
  const char* seen_by;  // the checks that report it, in the report's order
};

// Damages that an SQL tool, a faulty disk or a wrong rule could cause; one statement each.
constexpr Damage kDamages[] = {
    {"UPDATE seats SET status = 'AVAILABLE', reservation_id = NULL WHERE number = 1",
     "reservation-seats totals"},
    {"UPDATE seats SET reservation_id = (SELECT reservation_id FROM seats WHERE number = 2) "
     "WHERE number = 1",
     "seat-owners reservation-seats"},
    {"UPDATE seats SET status = 'HELD' WHERE number = 5", "seat-owners"},
    {"UPDATE seats SET status = 'SOLD' WHERE number = 2", "seat-owners reservation-seats totals"},
    {"UPDATE seats SET status = 'LENT' WHERE number = 5", "seat-owners"},
    {"UPDATE seats SET held_until = NULL WHERE number = 2", "seat-owners"},
    {"UPDATE reservations SET seats = '[{\"number\":1,\"price\":100}]' WHERE status = 'HELD'",
     "reservation-seats one-owner"},
    {"UPDATE reservations SET seats = '[{\"number\":2,\"price\":50},{\"number\":2,\"price\":50}]' "
     "WHERE status = 'HELD'",
     "one-owner reservation-amounts"},
    {"UPDATE reservations SET seats = '[]' WHERE status = 'HELD'",
     "reservation-seats reservation-amounts seat-prices"},
    {"UPDATE reservations SET seats = 'oops' WHERE status = 'CANCELLED'", "reservation-amounts"},
    {"UPDATE reservations SET amount = 99 WHERE status = 'HELD'", "reservation-amounts"},
    {"UPDATE reservations SET show_id = 2 WHERE status = 'HELD'",
     "seat-owners reservation-seats seat-prices"},
    {"UPDATE reservations SET status = 'CONFIRMED' WHERE status = 'HELD'",
     "seat-owners reservation-seats paid-and-confirmed ledger-sum totals"},
    {"UPDATE reservations SET status = 'HELD' WHERE status = 'CONFIRMED'",
     "seat-owners reservation-seats holds-have-turns paid-and-confirmed ledger-sum totals"},
    {"UPDATE reservations SET user_id = 'mal' WHERE status = 'CONFIRMED'", "paid-and-confirmed"},
    {"DELETE FROM reservations WHERE status = 'CONFIRMED'",
     "seat-owners reservation-seats paid-and-confirmed ledger-accounts ledger-sum totals"},
    {"UPDATE reservations SET seats = '[{\"number\":2,\"price\":-100}]', amount = -100 "
     "WHERE status = 'HELD'",
     "seat-prices"},
    {"UPDATE reservations SET ended_at = created_at WHERE status = 'HELD'", "reservation-ends"},
    {"UPDATE reservations SET ended_at = NULL WHERE status = 'CANCELLED'", "reservation-ends"},
    {"UPDATE reservations SET end_reason = 'EXPIRED' WHERE status = 'CANCELLED'",
     "reservation-ends"},
    {"UPDATE reservations SET ended_at = held_until WHERE status = 'CANCELLED'",
     "reservation-ends"},
    {"UPDATE reservations SET person = '11111111-1111-1111-1111-111111111111'",
     "reservation-persons"},
    {"UPDATE queue_tokens SET rights = 'person:11111111-1111-1111-1111-111111111111 group:a'",
     "reservation-persons"},
    {"UPDATE queue_tokens SET active_until = issued_at WHERE user_id = 'ben'", "holds-have-turns"},
    {"UPDATE reservations SET place = 1 WHERE status = 'HELD'", "holds-have-turns"},
    {"DELETE FROM payments", "paid-and-confirmed paid-and-posted totals"},
    {"UPDATE payments SET amount = 1", "paid-and-confirmed paid-and-posted"},
    {"UPDATE payments SET user_id = 'mal'", "paid-and-confirmed paid-and-posted"},
    {"INSERT INTO payments SELECT user_id, id, user_id, amount, paid_at FROM payments",
     "paid-and-confirmed paid-and-posted totals"},
    {"UPDATE reservations SET paid_at = created_at WHERE status = 'HELD'", "paid-and-confirmed"},
    {"UPDATE ledger_entries SET reservation_id = NULL WHERE kind = 'PAYMENT'",
     "paid-and-posted ledger-accounts"},
    {"UPDATE ledger_entries SET reservation_id = id WHERE user_id = 'ben'", "paid-and-posted"},
    {"UPDATE ledger_entries SET id = (SELECT id FROM payments) WHERE user_id = 'ben'",
     "posted-once"},
    {"DELETE FROM ledger_entries WHERE kind = 'PAYMENT'",
     "paid-and-posted wallet-balances ledger-sum totals"},
    {"DELETE FROM ledger_entries WHERE user_id = 'ann' AND number = 1",
     "ledger-order wallet-balances ledger-sum"},
    {"UPDATE ledger_entries SET number = 3 WHERE number = 2", "ledger-order wallet-balances"},
    {"UPDATE ledger_entries SET amount = amount + 1 WHERE user_id = 'ben'",
     "ledger-order wallet-balances ledger-sum"},
    {"UPDATE ledger_entries SET balance_after = 149 WHERE number = 2",
     "ledger-order wallet-balances"},
    {"UPDATE ledger_entries SET credit = 'sales:other' WHERE kind = 'PAYMENT'", "ledger-accounts"},
    {"UPDATE ledger_entries SET credit = 'wallet:mal' WHERE user_id = 'ben'", "ledger-accounts"},
    {"UPDATE ledger_entries SET amount = 9223372036854775807",
     "paid-and-posted ledger-order wallet-balances ledger-sum"},
    {"UPDATE wallets SET balance = balance + 1 WHERE user_id = 'ben'",
     "wallet-balances ledger-sum"},
    {"UPDATE wallets SET balance = -1 WHERE user_id = 'ben'", "wallet-balances ledger-sum"},
    {"UPDATE wallets SET entries = 2 WHERE user_id = 'ben'", "wallet-balances"},
    {"DELETE FROM wallets WHERE user_id = 'ben'", "wallet-balances ledger-sum"},
    {"INSERT INTO wallets VALUES ('mal', 1000, 0)", "wallet-balances ledger-sum"},
    {"UPDATE rooms SET last_admitted = last_place", "queue-order"},
    {"UPDATE rooms SET last_admitted = 2", "admitted-last"},
    {"UPDATE rooms SET last_place = 4", "queue-places"},
    {"UPDATE rooms SET last_archived = 2", ""},  // fay has left and ann has paid
    {"UPDATE rooms SET last_archived = 3", "archived-tokens archived-reservations"},  // ben holds
    {"UPDATE rooms SET last_archived = -1", "archived-tokens"},
    {"UPDATE queue_tokens SET activated_at = '1971-01-01T00:00:00.000000Z' WHERE user_id = 'ben'",
     "admission-order"},
    {"UPDATE queue_tokens SET activated_at = NULL WHERE user_id = 'cat'", "token-times"},
    {"UPDATE queue_tokens SET issued_at = '1971-01-01T00:00:00.000000Z' WHERE user_id = 'ben'",
     "token-times"},
    {"UPDATE queue_tokens SET status = 'EXPIRED' WHERE user_id = 'dan'", "token-times room-counts"},
    {"UPDATE queue_tokens SET status = 'ACTIVE' WHERE user_id = 'dan'", "token-times room-counts"},
    {"UPDATE queue_tokens SET room_id = 7 WHERE user_id = 'dan'", "queue-places room-counts"},
    {"UPDATE rooms SET active = 3", "room-counts room-capacity"},
    {"UPDATE rooms SET waiting = 0", "room-counts"},
    {"UPDATE rooms SET active_max = 1", "room-capacity"},
    {"UPDATE rooms SET active_max = 3", "room-capacity"},
    {"UPDATE queue_tokens SET user_id = 'cat' WHERE user_id = 'dan'", "one-place"},
    {"DELETE FROM seats WHERE number = 9", "show-seats"},
    {"INSERT INTO seats VALUES (1, 11, 'AVAILABLE', NULL, NULL)", "show-seats"},
    {"DELETE FROM chart_seats WHERE number = 1", "seat-prices show-seats"},
    {"UPDATE chart_seats SET pair_number = 8 WHERE number = 9", "seat-pairs"},
    {"UPDATE chart_seats SET pair_number = 0 WHERE number = 9", "seat-pairs"},
    {"UPDATE chart_seats SET pair_number = 0 WHERE number = 10", "seat-pairs"},
    {"UPDATE chart_seats SET pair_number = 77 WHERE number = 9", "seat-pairs"},
    {"UPDATE chart_seats SET pair_number = 9 WHERE number = 8", "seat-pairs"},
    {"UPDATE chart_seats SET access = 'COMPANION' WHERE number = 9", "seat-pairs"},
    {"UPDATE chart_seats SET access = 'STEP_FREE' WHERE number = 10", "seat-pairs"},
    {"UPDATE chart_seats SET access = 'SOFA' WHERE number = 1", "seat-pairs"},
    {"UPDATE chart_seats SET chart_id = 2 WHERE number = 10", "show-seats seat-pairs catalogue"},
    {"DELETE FROM prices", "catalogue"},
    {"DELETE FROM charts", "catalogue"},
    {"DELETE FROM categories", "catalogue"},
    {"DELETE FROM concerts", "ledger-accounts catalogue"},
    {"DELETE FROM rooms", "queue-places catalogue"},
    {"DELETE FROM operator_actions WHERE number = 2", "action-numbers"},
    {"UPDATE operator_actions SET at = '1971-01-01T00:00:00.000000Z' WHERE number = 1",
     "action-numbers"},
    {"UPDATE reservations SET end_reason = 'CANCELLED_BY_OPERATOR' WHERE status = 'CANCELLED'",
     "operator-releases"},
    {"UPDATE operator_actions SET \"after\" = '{\"reservation\":\"1\",\"status\":\"CANCELLED\"}' "
     "WHERE number = 1",
     "operator-releases"},
    {"UPDATE seats SET status = 'HELD_BACK' WHERE number = 2", "seat-owners reservation-seats"},
    {"DELETE FROM access_keys WHERE id = 'Owner001'", "action-keys"},
    {"UPDATE access_keys SET digest = x'00' WHERE id = 'Owner001'", "key-digests"},
    {"UPDATE access_keys SET former_until = NULL", "key-digests"},
};

class AuditDamageTest : public AuditTest, public testing::WithParamInterface<Damage> {};

TEST_P(AuditDamageTest, IsReported) {
  MakeSale();
  Execute(GetParam().sql);
  EXPECT_EQ(Violated(Audit()), GetParam().seen_by) << GetParam().sql;
}

INSTANTIATE_TEST_SUITE_P(EachStatement, AuditDamageTest, testing::ValuesIn(kDamages));

TEST_F(AuditTest, AReportCountsViolationsAndHasExamples) {
  MakeSale();
  Execute("UPDATE seats SET status = 'HELD' WHERE number > 3");
  const AuditResult report = Audit();
  const AuditCheck& check = CheckOf(*report, "seat-owners");
  EXPECT_EQ(check.checked, 10);
  EXPECT_EQ(check.violations, 7);
  EXPECT_EQ(check.examples.size(), kAuditExamplesMax);
  EXPECT_EQ(check.examples.front(), "seat 4 of show 1 is HELD for no reservation");
}

TEST_F(AuditTest, ASumThatOverflowsIsAViolationNotAFailure) {
  MakeSale();
  Execute("UPDATE ledger_entries SET amount = 9223372036854775807, kind = 'CHARGE'");
  const AuditResult report = Audit();
  ASSERT_TRUE(report.has_value());
  EXPECT_THAT(CheckOf(*report, "wallet-balances").examples,
              ElementsAre(HasSubstr("integer overflow")));
}

// Regression: the sum of all balances overflowed, and an intact sale was reported as damaged.
TEST_F(AuditTest, MoreMoneyThanAnInt64MayBeInWallets) {
  MakeSale();
  Execute(
      "CREATE TEMP TABLE rich AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
      "WHERE i < 92300) SELECT 'rich-' || i AS user, 100000000000000 AS money FROM n;"
      "INSERT INTO wallets SELECT user, money, 1 FROM rich;"
      "INSERT INTO ledger_entries SELECT user, 1, user, 'CHARGE', 'external', 'wallet:' || user, "
      "money, money, NULL, 0 FROM rich");
  EXPECT_EQ(Violated(Audit()), "");
  Execute("UPDATE wallets SET balance = balance - 1 WHERE user_id = 'rich-1'");
  EXPECT_EQ(Violated(Audit()), "wallet-balances ledger-sum");
}

TEST_F(AuditTest, ADamagedPageIsReported) {
  MakeSale();
  std::fstream file(path(), std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(4096 * 3);
  file << std::string(4096, '\x5A');
  file.close();
  const AuditResult report = Audit();
  ASSERT_TRUE(report.has_value()) << report.error().detail;
  EXPECT_GT(CheckOf(*report, "file-pages").violations, 0);
}

TEST_F(AuditTest, TheAuditOfARunningSaleIncludesItsLastCommit) {
  auto store = Open();
  Sell(*store);
  Shop(*store, ids_).TopUp("ann", 7);
  const AuditResult report = AuditAndWait(*store);
  EXPECT_EQ(Violated(report), "");
  EXPECT_EQ(report->commit_number, store->durable_commit());
  EXPECT_EQ(CheckOf(*report, "ledger-order").checked, 5);
}

TEST_F(AuditTest, AWriteOfAnotherProgramDuringASaleIsReported) {
  auto store = Open();
  Sell(*store);
  ASSERT_EQ(Violated(AuditAndWait(*store)), "");
  StockSqlite(path()).Execute("UPDATE wallets SET balance = balance + 1");
  EXPECT_THAT(Violated(AuditAndWait(*store)), HasSubstr("file-pages"));
  StockSqlite(path()).Execute("PRAGMA user_version=3");
  EXPECT_EQ(Violated(AuditAndWait(*store)), "wallet-balances ledger-sum");
}

TEST_F(AuditTest, ASaleContinuesDuringAnAudit) {
  auto store = Open();
  Sell(*store);
  Shop shop(*store, ids_);
  for (int i = 0; i < 20; ++i) {
    std::promise<AuditResult> promise;
    StartAudit(*store, promise);
    auto future = promise.get_future();
    base::Await("the audit", [&] {
      shop.TopUp("gus", 1);
      return future.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
    });
    EXPECT_EQ(Violated(future.get()), "");
  }
}

TEST_F(AuditTest, ASecondAuditAtTheSameTimeIsRefused) {
  auto store = Open();
  Sell(*store);
  // Blocks the fold's thread in the answer to a ledger question: the first audit waits for it.
  std::promise<void> gate;
  const auto wait = [opened = gate.get_future().share()](const auto&) { opened.wait(); };
  store->Ask(MakeQuestion(LedgerQuestion{.user = ContractUser("ann")}, wait), {});
  std::promise<AuditResult> first;
  StartAudit(*store, first);
  const AuditResult second = AuditAndWait(*store);
  gate.set_value();
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, StoreErrorCode::kConflict);
  EXPECT_EQ(Violated(base::Got("the first audit", first.get_future())), "");
  EXPECT_EQ(Violated(AuditAndWait(*store)), "");
}

TEST_F(AuditTest, AStoppedAuditReportsUnavailable) {
  auto store = Open();
  Sell(*store);
  std::stop_source stop;
  stop.request_stop();
  const AuditResult report = AuditAndWait(*store, stop.get_token());
  ASSERT_FALSE(report.has_value());
  EXPECT_EQ(report.error().code, StoreErrorCode::kUnavailable);
}

TEST_F(AuditTest, TheAuditOfADirectoryIncludesItsJournalAndChangesNothing) {
  Sell(*Open(/*fold_on_close=*/false));
  const AuditResult report = AuditDirectory(directory_);
  EXPECT_EQ(Violated(report), "");
  EXPECT_EQ(CheckOf(*report, "totals").checked, 11);
  const auto store = Open();
  EXPECT_EQ(store->durable_commit(), report->commit_number);
  EXPECT_EQ(Shop(*store, ids_).TopUp("ann", 1), base::Money{151});
}

TEST_F(AuditTest, ADirectoryInUseIsRefused) {
  const auto store = Open();
  const AuditResult report = AuditDirectory(directory_);
  ASSERT_FALSE(report.has_value());
  EXPECT_EQ(report.error().code, StoreErrorCode::kUnavailable);
  EXPECT_THAT(report.error().detail, HasSubstr("in use by process"));
}

TEST_F(AuditTest, AnAuditCreatesNoSaleInAnEmptyDirectory) {
  std::filesystem::create_directory(directory_);
  const AuditResult report = AuditDirectory(directory_);
  ASSERT_FALSE(report.has_value());
  EXPECT_THAT(report.error().detail, HasSubstr("there is no sale in " + directory_));
  EXPECT_TRUE(std::filesystem::is_empty(directory_));
}

TEST_F(AuditTest, ADamagedJournalIsReportedAndNothingIsFolded) {
  Sell(*Open(/*fold_on_close=*/false));
  const auto first = directory_ + "/journal/00000001.log";
  std::fstream file(first, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(1000);
  file << "damage";
  file.close();
  const AuditResult report = AuditDirectory(directory_);
  ASSERT_FALSE(report.has_value());
  EXPECT_EQ(report.error().code, StoreErrorCode::kCorrupt);
  EXPECT_EQ(Audit()->commit_number, 0U);
}

// --- The order of a draw ---

// A draw of twenty entries, each admitted at the second that `second_of` returns for it.
class AuditDrawTest : public AuditTest {
 protected:
  template <class Order>
  void MakeDraw(Order second_of) {
    MakeSale();
    Execute("UPDATE rooms SET mode = 'DRAW', draw_seed = " + Hex(draw_.seed) +
            ", draw_commitment = " + Hex(draw_.commitment) +
            ", draw_list_hash = " + Hex(draw_.list_hash) +
            ", drawn_at = '1971-01-01T00:00:00.000000Z', draw_before = 6, "
            "draw_entries = 20, last_place = 26, last_admitted = 26");
    for (std::uint64_t number = 7; number <= 26; ++number) {
      std::string at;
      AppendTimeText(clock_.Now() + std::chrono::seconds(second_of(QueueNumber{number})), at);
      Execute(
          "INSERT INTO queue_tokens (room_id, place, user_id, status, expiry_reason, issued_at, "
          "activated_at, claimed, estimated_wait_s, rights) VALUES (1, " +
          std::to_string(number) + ", 'u', 'EXPIRED', 'TIME_UP', '1970-01-02T00:00:00.000000Z', '" +
          at + "', 1, -1, '')");
    }
    // `dan` (queue number 5) leaves, so that nobody waits.
    Execute("UPDATE queue_tokens SET status = 'EXPIRED', expiry_reason = 'LEFT' WHERE place = 5");
    Execute("UPDATE rooms SET waiting = 0");
  }
  static std::string Hex(const base::Sha256Digest& digest) { return "x'" + digest.ToHex() + "'"; }

  const base::Sha256Digest seed_ = base::Sha256Of("seed");
  const Draw draw_{.seed = seed_,
                   .commitment = base::Sha256Of(seed_.AsText()),
                   .list_hash = base::Sha256Of("list"),
                   .before = {6},
                   .drawn_at = base::Time(std::chrono::hours(1)),
                   .entries = 20};
};

TEST_F(AuditDrawTest, AdmissionInTheOrderDrawnPasses) {
  const DrawOrder order(draw_);
  MakeDraw([&order](QueueNumber number) { return order.RankOf(number).value; });
  EXPECT_EQ(Violated(Audit()), "");
}

TEST_F(AuditDrawTest, AdmissionInTheOrderOfArrivalIsReported) {
  MakeDraw([](QueueNumber number) { return number.value; });
  EXPECT_EQ(Violated(Audit()), "admission-order");
}

TEST_F(AuditDrawTest, ASeedThatDoesNotMatchTheCommitmentIsReported) {
  const DrawOrder order(draw_);
  MakeDraw([&order](QueueNumber number) { return order.RankOf(number).value; });
  Execute("UPDATE rooms SET draw_commitment = draw_seed");
  EXPECT_EQ(Violated(Audit()), "draw-seeds");
}

// --- The capacity of a room ---

// SQL that admits `dan`, who waits, beyond the capacity.
constexpr const char* kAdmitDan =
    "UPDATE queue_tokens SET status = 'ACTIVE', activated_at = '1970-01-02T00:00:11.000000Z', "
    "active_until = '1970-01-02T00:10:11.000000Z' WHERE user_id = 'dan';"
    "UPDATE rooms SET active = active + 1, waiting = 0, last_admitted = 5";

class AuditCapacityTest : public AuditTest {
 protected:
  // A sale with more turns than its capacity, which an operator has lowered.
  void LowerCapacity() {
    const auto store = Open();
    Sell(*store);
    Ask(*store, ChangeRoom{"main", {.capacity = 1}, {}});
    EXPECT_EQ(Violated(AuditAndWait(*store)), "");
  }
};

TEST_F(AuditCapacityTest, AnAdmissionAboveALoweredCapacityIsReported) {
  LowerCapacity();
  Execute(kAdmitDan);
  EXPECT_EQ(Violated(Audit()), "room-capacity");
}

// In a room's row written by an earlier version active_max is 0.
TEST_F(AuditCapacityTest, ARoomOfAnEarlierVersionPasses) {
  LowerCapacity();
  Execute("UPDATE rooms SET active_max = 0");
  EXPECT_EQ(Violated(Audit()), "");
}

TEST_F(AuditCapacityTest, AnAdmissionAboveTheCapacityAfterModeOpenIsReported) {
  auto store = Open();
  Sell(*store);
  Ask(*store, ChangeRoom{"main", {.mode = RoomMode::kNoQueue}, {}});
  EXPECT_EQ(Violated(AuditAndWait(*store)), "");
  Shop(*store, ids_).Join("gus");
  Ask(*store, ChangeRoom{"main", {.mode = RoomMode::kFifo}, {}});
  EXPECT_EQ(Violated(AuditAndWait(*store)), "");
  store.reset();
  Execute("UPDATE rooms SET active = active + 1");
  EXPECT_EQ(Violated(Audit()), "room-counts room-capacity");
}

}  // namespace
}  // namespace onsale::store
