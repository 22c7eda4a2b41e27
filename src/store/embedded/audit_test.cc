// The audit of the embedded store: a whole sale is whole, and each check sees its damage.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "domain/draw.h"
#include "store/embedded/audit_directory.h"
#include "store/embedded/audit_sale_db.h"
#include "store/embedded/embedded_store.h"
#include "store/embedded/temp_directory_testing.h"
#include "store/store_contract_testing.h"

namespace onsale::store {
namespace {

using namespace domain;
using testing::ElementsAre;
using testing::HasSubstr;
using AuditResult = std::expected<AuditReport, StoreError>;

// The names of the checks that found something.
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

class AuditTest : public testing::Test {
 protected:
  EmbeddedOptions Options(bool fold_on_close) {
    return {.directory = directory_.path(),
            .segment_bytes = 4096,
            .fold_interval = std::chrono::hours(1),
            .fold_on_close = fold_on_close,
            .log = [](const std::string&) {}};
  }
  std::unique_ptr<EmbeddedStore> Open(bool fold_on_close = true) {
    auto store = EmbeddedStore::Open(Options(fold_on_close), clock_);
    if (!store) throw std::runtime_error(store.error().detail);
    return std::move(*store);
  }
  // Two turns at once. Ann has bought seat 1, ben holds seat 2, cat got ann's slot, dan waits, eve
  // left, and fay gave her seat back.
  void Sell(EmbeddedStore& store) {
    Ask(store, LoadCatalog{ContractSale({.capacity = 2})});
    Shop shop(store, ids_);
    shop.Charge("fay", 50);
    const auto fay = shop.Join("fay");
    Ask(store, CancelReservation{fay, shop.Hold(fay, 3).id});
    Ask(store, LeaveQueue{fay});
    const auto ann = shop.Join("ann");
    const auto ben = shop.Join("ben");
    for (const char* user : {"cat", "dan"}) shop.Join(user);
    Ask(store, LeaveQueue{shop.Join("eve")});
    shop.Charge("ann", 250);
    shop.Charge("ben", 100);
    clock_.Advance(std::chrono::seconds(10));
    shop.Hold(ben, 2);
    shop.Pay(ann, shop.Hold(ann, 1));
  }
  void MakeSale() { Sell(*Open()); }
  void Execute(const std::string& sql) {
    auto connection = Connection::Open(path());
    auto done = (*connection)->Execute(sql);
    if (!done) throw std::runtime_error(sql + ": " + done.error().text);
  }
  std::string path() const { return directory_.path() + "/sale.db"; }
  AuditResult Audit() { return AuditSaleDb(path(), {}); }
  AuditResult AuditOnline(EmbeddedStore& store, std::stop_token stop = {}) {
    std::promise<AuditResult> promise;
    store.Audit(std::move(stop),
                [&promise](AuditResult result) { promise.set_value(std::move(result)); });
    return promise.get_future().get();
  }

  TempDirectory directory_;
  base::ManualClock clock_{base::Time(std::chrono::hours(24))};
  base::CountingUuidSource ids_;
};

TEST_F(AuditTest, AWholeSaleIsWhole) {
  MakeSale();
  EXPECT_EQ(Violated(Audit()), "");
  EXPECT_TRUE(Audit()->whole());
}

TEST_F(AuditTest, EveryCheckOfAWholeSaleLookedAtSomething) {
  MakeSale();
  const AuditResult report = Audit();
  for (const AuditCheck& check : report->checks) {
    const bool without_a_draw = check.name == "draw-seeds";
    EXPECT_EQ(check.checked == 0, without_a_draw) << check.name;
  }
}

TEST_F(AuditTest, ASaleThatHasNotBegunIsWhole) {
  Open();
  EXPECT_EQ(Violated(Audit()), "");
}

// Twenty entries of a draw, admitted one a second, in the order that `second_of` gives.
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
    for (std::uint64_t place = 7; place <= 26; ++place) {
      std::string at;
      AppendTimeText(clock_.Now() + std::chrono::seconds(second_of(Place{place})), at);
      Execute(
          "INSERT INTO queue_tokens (room_id, place, user_id, status, expiry_reason, issued_at, "
          "activated_at, claimed, estimated_wait_s) VALUES (1, " +
          std::to_string(place) + ", 'u', 'EXPIRED', 'TIME_UP', '1970-01-02T00:00:00.000000Z', '" +
          at + "', 1, -1)");
    }
    // Dan left: nobody waits any more.
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

TEST_F(AuditDrawTest, AdmissionInTheOrderThatWasDrawnIsRight) {
  const DrawOrder order(draw_);
  MakeDraw([&order](Place place) { return order.TurnOf(place).value; });
  EXPECT_EQ(Violated(Audit()), "");
}

TEST_F(AuditDrawTest, AdmissionInTheOrderOfArrivalIsWrong) {
  MakeDraw([](Place place) { return place.value; });
  EXPECT_EQ(Violated(Audit()), "admission-order");
}

TEST_F(AuditDrawTest, AnotherSeedThanTheOneCommittedToIsSeen) {
  const DrawOrder order(draw_);
  MakeDraw([&order](Place place) { return order.TurnOf(place).value; });
  Execute("UPDATE rooms SET draw_commitment = draw_seed");
  EXPECT_EQ(Violated(Audit()), "draw-seeds");
}

struct Damage {
  const char* sql;
  const char* seen_by;  // the checks, in the report's order
};

// One statement each: what somebody with an SQL tool, a bad disk or a wrong rule could leave.
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
     "one-owner reservation-amounts seat-prices"},
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
    {"UPDATE prices SET amount = 120", "seat-prices"},
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
    {"UPDATE rooms SET capacity = 1", "room-capacity"},
    {"UPDATE queue_tokens SET user_id = 'cat' WHERE user_id = 'dan'", "one-place"},
    {"DELETE FROM seats WHERE number = 9", "show-seats"},
    {"INSERT INTO seats VALUES (1, 11, 'AVAILABLE', NULL, NULL)", "show-seats"},
    {"DELETE FROM chart_seats WHERE number = 1", "seat-prices show-seats"},
    {"DELETE FROM prices", "seat-prices catalogue"},
    {"DELETE FROM charts", "catalogue"},
    {"DELETE FROM categories", "catalogue"},
    {"DELETE FROM concerts", "ledger-accounts catalogue"},
    {"DELETE FROM rooms", "queue-places catalogue"},
};

class AuditDamageTest : public AuditTest, public testing::WithParamInterface<Damage> {};

TEST_P(AuditDamageTest, IsSeen) {
  MakeSale();
  Execute(GetParam().sql);
  EXPECT_EQ(Violated(Audit()), GetParam().seen_by) << GetParam().sql;
}

INSTANTIATE_TEST_SUITE_P(EachStatement, AuditDamageTest, testing::ValuesIn(kDamages));

TEST_F(AuditTest, AViolationIsCountedAndShownByExamples) {
  MakeSale();
  Execute("UPDATE seats SET status = 'HELD' WHERE number > 3");
  const AuditResult report = Audit();
  const AuditCheck& check = CheckOf(*report, "seat-owners");
  EXPECT_EQ(check.checked, 10);
  EXPECT_EQ(check.violations, 7);
  EXPECT_EQ(check.examples.size(), kAuditExamplesMax);
  EXPECT_EQ(check.examples.front(), "seat 4 of show 1 is HELD for nobody");
}

TEST_F(AuditTest, ASumThatOverflowsIsAViolationAndNoFailure) {
  MakeSale();
  Execute("UPDATE ledger_entries SET amount = 9223372036854775807");
  const AuditResult report = Audit();
  ASSERT_TRUE(report.has_value());
  EXPECT_THAT(CheckOf(*report, "ledger-sum").examples, ElementsAre(HasSubstr("integer overflow")));
}

TEST_F(AuditTest, ADamagedPageIsSeen) {
  MakeSale();
  std::fstream file(path(), std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(4096 * 3);
  file << std::string(4096, '\x5A');
  file.close();
  const AuditResult report = Audit();
  ASSERT_TRUE(report.has_value()) << report.error().detail;
  EXPECT_GT(CheckOf(*report, "file-pages").violations, 0);
}

TEST_F(AuditTest, ARunningSaleIsAuditedWithItsLastBatch) {
  auto store = Open();
  Sell(*store);
  const auto batch =
      CommitAndWait(*store, {ChargeBalance{ContractUser("ann"), {7}, {ids_.Next()}}}).value().batch;
  const AuditResult report = AuditOnline(*store);
  EXPECT_EQ(Violated(report), "");
  EXPECT_EQ(report->batch, batch);
  EXPECT_EQ(CheckOf(*report, "ledger-order").checked, 5);
}

TEST_F(AuditTest, ASaleGoesOnWhileItIsAudited) {
  auto store = Open();
  Sell(*store);
  Shop shop(*store, ids_);
  for (int i = 0; i < 20; ++i) {
    std::promise<AuditResult> promise;
    store->Audit({}, [&promise](AuditResult result) { promise.set_value(std::move(result)); });
    auto future = promise.get_future();
    do {
      shop.Charge("gus", 1);
    } while (future.wait_for(std::chrono::seconds(0)) != std::future_status::ready);
    EXPECT_EQ(Violated(future.get()), "");
  }
}

TEST_F(AuditTest, ASecondAuditAtTheSameTimeIsRefused) {
  auto store = Open();
  Sell(*store);
  // The fold's thread answers the ledger: while it is kept there, the first audit waits for it.
  std::promise<void> gate;
  store->ReadLedger({.user = ContractUser("ann")},
                    [opened = gate.get_future()](const auto&) { opened.wait(); });
  std::promise<AuditResult> first;
  store->Audit({}, [&first](AuditResult result) { first.set_value(std::move(result)); });
  const AuditResult second = AuditOnline(*store);
  gate.set_value();
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, StoreErrorCode::kConflict);
  EXPECT_EQ(Violated(first.get_future().get()), "");
  EXPECT_EQ(Violated(AuditOnline(*store)), "");
}

TEST_F(AuditTest, AnAuditThatIsStoppedSaysSo) {
  auto store = Open();
  Sell(*store);
  std::stop_source stop;
  stop.request_stop();
  const AuditResult report = AuditOnline(*store, stop.get_token());
  ASSERT_FALSE(report.has_value());
  EXPECT_EQ(report.error().code, StoreErrorCode::kUnavailable);
}

TEST_F(AuditTest, ADirectoryIsAuditedWithWhatItsJournalHas) {
  Sell(*Open(/*fold_on_close=*/false));
  const AuditResult report = AuditDirectory(directory_.path());
  EXPECT_EQ(Violated(report), "");
  EXPECT_EQ(CheckOf(*report, "totals").checked, 11);
}

TEST_F(AuditTest, ADirectoryThatWasAuditedStartsAsBefore) {
  Sell(*Open(/*fold_on_close=*/false));
  const auto batch = AuditDirectory(directory_.path())->batch;
  auto store = Open();
  EXPECT_EQ(AuditOnline(*store)->batch, batch);
  EXPECT_EQ(Shop(*store, ids_).Charge("ann", 1), base::Money{151});
}

TEST_F(AuditTest, ADirectoryInUseIsRefused) {
  const auto store = Open();
  const AuditResult report = AuditDirectory(directory_.path());
  ASSERT_FALSE(report.has_value());
  EXPECT_EQ(report.error().code, StoreErrorCode::kUnavailable);
  EXPECT_THAT(report.error().detail, HasSubstr("in use by process"));
}

TEST_F(AuditTest, ADirectoryWithoutASaleStaysEmpty) {
  const AuditResult report = AuditDirectory(directory_.path());
  ASSERT_FALSE(report.has_value());
  EXPECT_THAT(report.error().detail, HasSubstr("there is no sale in " + directory_.path()));
  EXPECT_TRUE(std::filesystem::is_empty(directory_.path()));
}

TEST_F(AuditTest, ADamagedJournalIsReportedAndNothingIsFolded) {
  Sell(*Open(/*fold_on_close=*/false));
  const auto first = directory_.path() + "/journal/00000001.log";
  std::fstream file(first, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(1000);
  file << "damage";
  file.close();
  const AuditResult report = AuditDirectory(directory_.path());
  ASSERT_FALSE(report.has_value());
  EXPECT_EQ(report.error().code, StoreErrorCode::kCorrupt);
  EXPECT_EQ(Audit()->batch, 0U);
}

}  // namespace
}  // namespace onsale::store
