// The part of the store contract that is about exports (store_contract_testing.h).

#include <gmock/gmock.h>

#include "store/export_rows.h"
#include "store/store_contract_testing.h"

namespace onsale::store {

using namespace domain;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

namespace {

const ExportKind& KindNamed(std::string_view name) {
  return *std::ranges::find(ExportKinds(), name, &ExportKind::name);
}

// A line as text: `status=CONFIRMED`, and `paidAt=` for an absent value.
using ExportedLine = std::vector<std::string>;

struct CellText {
  std::string operator()(std::monostate) const { return ""; }
  std::string operator()(std::int64_t number) const { return std::to_string(number); }
  std::string operator()(bool flag) const { return flag ? "true" : "false"; }
  std::string operator()(const std::string& text) const { return '"' + text + '"'; }
  std::string operator()(const std::vector<std::int64_t>& numbers) const {
    std::string text;
    for (const std::int64_t number : numbers) text += '#' + std::to_string(number);
    return text;
  }
};

struct ExportQuestion {
  using Answer = std::vector<ExportedLine>;
  static constexpr bool kIsLong = true;
  static constexpr const char* kReads = "an export";
  const ExportKind* kind;
  ExportRange range = {};
  std::size_t lines_max = SIZE_MAX;

  std::expected<Answer, StoreError> Read(TableReader& tables) const {
    Answer lines;
    const auto done =
        ForEachExportLine(tables, *kind, range, [&](std::span<const ExportCell> cells) {
          ExportedLine& line = lines.emplace_back();
          for (std::size_t i = 0; i < cells.size(); ++i) {
            line.push_back(std::string(kind->columns[i].name) + "=" +
                           std::visit(CellText(), cells[i]));
          }
          return lines.size() < lines_max;
        });
    if (!done) return std::unexpected(done.error());
    return lines;
  }
};

std::vector<ExportedLine> ExportOf(Store& store, std::string_view kind, ExportRange range = {}) {
  const auto lines = AskAndWait(store, ExportQuestion{&KindNamed(kind), range});
  if (!lines) throw std::runtime_error(lines.error().detail);
  return *lines;
}

}  // namespace

TEST_P(StoreContractTest, AnExportHasEveryRowOfItsTableHoweverManyAreReadAtOnce) {
  shop().SellToSix(clock_);
  EXPECT_THAT(ExportOf(store(), "tokens"), SizeIs(6));
  EXPECT_THAT(ExportOf(store(), "reservations"), SizeIs(3));
  EXPECT_THAT(ExportOf(store(), "payments"), SizeIs(1));
  for (const ExportKind& kind : ExportKinds()) {
    const auto all = ExportOf(store(), kind.name);
    EXPECT_THAT(all, testing::Not(IsEmpty())) << kind.name;
    EXPECT_EQ(ExportOf(store(), kind.name, {.rows_at_once = 1}), all) << kind.name;
    EXPECT_EQ(ExportOf(store(), kind.name, {.rows_at_once = 2}), all) << kind.name;
  }
}

TEST_P(StoreContractTest, AnExportNamesThingsAsTheApiDoes) {
  const Credential caller = shop().Join("ann");
  shop().TopUp("ann", 250);
  HoldSeats both = shop().HoldCommand(caller, 7);
  both.seats.push_back({8});
  const Reservation held = Ask(store(), both)->reservation;
  const PaymentView paid = shop().Pay(caller, held);
  const std::string id = held.id.uuid.ToString();
  const std::string number = base::BookingText(base::BookingNumberOf(held.id));
  const std::string payment = paid.reservation.payment.uuid.ToString();
  const std::string at = base::FormatRfc3339(clock_.Now());
  const std::string until = base::FormatRfc3339(paid.reservation.held_until);
  EXPECT_THAT(
      ExportOf(store(), "reservations"),
      ElementsAre(ExportedLine{
          "reservationId=\"" + id + "\"", "bookingNumber=\"" + number + "\"",
          "status=\"CONFIRMED\"", "userId=\"ann\"", "roomId=\"main\"", "queueNumber=1",
          "concertId=\"solo\"", "showId=\"solo-1\"", "seatNumbers=#7#8", "amount=200",
          "currency=", "createdAt=\"" + at + "\"", "heldUntil=\"" + until + "\"",
          "paymentId=\"" + payment + "\"", "paidAt=\"" + at + "\"", "endedBecause=", "endedAt="}));
  const auto bookings = ExportOf(store(), "bookings");
  ASSERT_THAT(bookings, SizeIs(2));
  EXPECT_EQ(
      bookings[0],
      (ExportedLine{"bookingNumber=\"" + number + "\"", "reservationId=\"" + id + "\"",
                    "paymentId=\"" + payment + "\"", "paidAt=\"" + at + "\"", "userId=\"ann\"",
                    "concertId=\"solo\"", "title=\"Solo\"", "venue=\"\"", "showId=\"solo-1\"",
                    "startsAt=\"1971-01-01T00:00:00.000+00:00\"", "currency=", "section=\"\"",
                    "row=\"\"", "seat=\"7\"", "label=\"1-7\"", "categoryName=\"A\"", "price=100"}));
  EXPECT_EQ(bookings[1][14], "label=\"1-8\"");
  const auto ledger = ExportOf(store(), "ledger");
  ASSERT_THAT(ledger, SizeIs(2));
  EXPECT_EQ(ledger[0][2], "kind=\"TOP_UP\"");
  EXPECT_EQ(ledger[0][4], "reservationId=");
  EXPECT_EQ(ledger[1][8], "balanceAfter=50");
}

TEST_P(StoreContractTest, AnExportHasTheRowsOfItsRange) {
  std::vector<base::Time> times;
  for (int i = 0; i < 3; ++i) {
    clock_.Advance(std::chrono::minutes(1));
    shop().TopUp("ann", 1);
    times.push_back(clock_.Now());
  }
  const auto all = ExportOf(store(), "ledger");
  ASSERT_THAT(all, SizeIs(3));
  EXPECT_THAT(ExportOf(store(), "ledger", {.since = times[1]}), ElementsAre(all[1], all[2]));
  EXPECT_THAT(ExportOf(store(), "ledger", {.until = times[1]}), ElementsAre(all[0]));
  EXPECT_THAT(ExportOf(store(), "ledger", {.since = times[0], .until = times[2]}),
              ElementsAre(all[0], all[1]));
}

TEST_P(StoreContractTest, AnExportEndsWhenItsLinesAreNotWantedAnyMore) {
  for (int i = 0; i < 5; ++i) shop().TopUp("ann", 1);
  const auto lines = AskAndWait(
      store(), ExportQuestion{&KindNamed("ledger"), {.rows_at_once = 1}, /*lines_max=*/2});
  ASSERT_TRUE(lines);
  EXPECT_THAT(*lines, SizeIs(2));
}

}  // namespace onsale::store
