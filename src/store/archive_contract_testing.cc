// The part of the store contract that is about archived tokens and reservations
// (store_contract_testing.h).

#include "store/buyer_question.h"
#include "store/draw_question.h"
#include "store/past_reservations_question.h"
#include "store/store_contract_testing.h"

namespace onsale::store {

using namespace domain;
using std::chrono::hours;

namespace {

RefusalCode ReadCode(Store& store, const Credential& caller) {
  const auto answer = Ask(store, ReadToken{caller});
  return answer ? RefusalCode{} : answer.error().code;
}

std::vector<ReservationId> IdsOf(const std::vector<Reservation>& rows) {
  std::vector<ReservationId> ids;
  for (const Reservation& row : rows) ids.push_back(row.id);
  return ids;
}

}  // namespace

TEST_P(StoreContractTest, ArchivedTokensStayInTheTablesAndANewStartContinuesBehindThem) {
  const Credential left = shop().Join("ann");
  ASSERT_TRUE(Ask(store(), LeaveQueue{left}));
  const Credential timed_out = shop().Join("ben");
  clock_.Advance(hours(48));  // ben's turn ends and its token is archived in one batch
  const Credential last = shop().Join("ann");
  EXPECT_EQ(last.key.number, QueueNumber{3});
  for (int opened = 0; opened < 3; ++opened) {
    EXPECT_EQ(ReadCode(store(), left), RefusalCode::kTokenExpired);
    EXPECT_EQ(Ask(store(), ReadToken{timed_out}).error().expiry_reason, ExpiryReason::kNone);
    EXPECT_EQ(ReadCode(store(), {.key = {kRoom, {99}}, .issued_at = {}}),
              RefusalCode::kTokenInvalid);
    EXPECT_EQ(Ask(store(), ReadToken{last})->status, TokenStatus::kActive);
    const auto ann = AskAndWait(store(), BuyerQuestion{.user = ContractUser("ann")}).value();
    ASSERT_EQ(ann.tokens.size(), 1U) << "the live one is in memory";
    EXPECT_EQ(ann.tokens[0].row.expiry_reason, ExpiryReason::kLeft);
    const auto ben = AskAndWait(store(), BuyerQuestion{.user = ContractUser("ben")}).value();
    ASSERT_EQ(ben.tokens.size(), 1U);
    EXPECT_EQ(ben.tokens[0].row.status, TokenStatus::kExpired);
    EXPECT_EQ(ben.tokens[0].row.expiry_reason, ExpiryReason::kTimeUp);
    EXPECT_TRUE(AuditAndWait(store())->passed());
    Reopen();
  }
  EXPECT_EQ(shop().Join("cat").key.number, QueueNumber{4});
}

TEST_P(StoreContractTest, ARoomAllOfWhoseTokensAreArchivedContinues) {
  ASSERT_TRUE(Ask(store(), LeaveQueue{shop().Join("ann")}));
  clock_.Advance(hours(48));
  ASSERT_TRUE(CommitAndWait(store(), {}));
  Reopen();
  const Credential next = shop().Join("ann");
  EXPECT_EQ(next.key.number, QueueNumber{2});
  Reopen();
  EXPECT_EQ(Ask(store(), ReadToken{next})->status, TokenStatus::kActive);
  EXPECT_TRUE(AuditAndWait(store())->passed());
}

TEST_P(StoreContractTest, ReservationsThatEndedAreReadFromTheTablesAfterTheirTurnIsArchived) {
  shop().TopUp("ann", 100);
  const Credential ann = shop().Join("ann");
  const Credential ben = shop().Join("ben");
  const ReservationId cancelled = shop().Hold(ann, 1).id;
  ASSERT_TRUE(Ask(store(), CancelReservation{ann, cancelled}));
  clock_.Advance(std::chrono::seconds(1));
  const ReservationId other = shop().Hold(ann, 2).id;
  const ReservationId expired = shop().Hold(ben, 4).id;
  const Reservation paid = shop().Hold(ann, 3);
  shop().Pay(ann, paid);
  clock_.Advance(hours(48));  // ben's hold ends, and both tokens are archived, in one batch
  const Credential later = shop().Join("ann");
  const ReservationId kept = shop().Hold(later, 5).id;
  ASSERT_TRUE(Ask(store(), CancelReservation{later, kept}));
  const ReservationOwner owner{.token = later.key};
  for (int opened = 0; opened < 3; ++opened) {
    const auto found = [this](ReservationId id) {
      return !Ask(store(), FindReservations{.id = id})->empty();
    };
    EXPECT_TRUE(found(paid.id));
    EXPECT_TRUE(found(kept));
    EXPECT_FALSE(found(cancelled));
    EXPECT_FALSE(found(other));
    EXPECT_FALSE(found(expired));

    const auto all = AskAndWait(store(), EndedReservationsQuestion{.owner = owner}).value();
    // That of a turn which is not archived is in memory.
    EXPECT_EQ(IdsOf(all), (std::vector<ReservationId>{other, cancelled}));
    EXPECT_EQ(all[0].end_reason, EndReason::kTurnEnded);
    EXPECT_EQ(all[1].end_reason, EndReason::kCancelledByBuyer);
    const auto of_user =
        AskAndWait(store(), EndedReservationsQuestion{.owner = {.user = ContractUser("ann")},
                                                      .before = CursorOf(all[0]),
                                                      .limit = 1});
    EXPECT_EQ(IdsOf(*of_user), std::vector<ReservationId>{cancelled});
    EXPECT_TRUE(
        AskAndWait(store(), EndedReservationsQuestion{.owner = {.token = {kRoom, {99}}}})->empty());

    const auto bens = AskAndWait(store(), EndedReservationQuestion{.id = expired}).value();
    ASSERT_TRUE(bens);
    EXPECT_EQ(bens->status, ReservationStatus::kExpired);
    EXPECT_FALSE(
        AskAndWait(store(), EndedReservationQuestion{.id = expired, .owner = owner}).value());
    EXPECT_TRUE(
        AskAndWait(store(), EndedReservationQuestion{.id = cancelled, .owner = owner}).value());
    EXPECT_FALSE(AskAndWait(store(), EndedReservationQuestion{.id = paid.id}).value());
    EXPECT_EQ(IdsOf(*AskAndWait(store(),
                                EndedBookingQuestion{.number = base::BookingNumberOf(cancelled)})),
              std::vector<ReservationId>{cancelled});
    EXPECT_EQ(IdsOf(AskAndWait(store(), BuyerQuestion{.user = ContractUser("ann")})->reservations),
              IdsOf(all));
    EXPECT_TRUE(AuditAndWait(store())->passed());
    Reopen();
  }
}

TEST_P(StoreContractTest, ADrawThatIsArchivedIsReadFromTheTables) {
  ASSERT_TRUE(Ask(store(), ChangeRoom{.room = "main",
                                      .change = {.mode = RoomMode::kDraw,
                                                 .state = RoomState::kScheduled,
                                                 .opens_at = clock_.Now() + hours(1)},
                                      .fresh_seed = base::Sha256Of("seed")}));
  for (const char* const user : {"ann", "ben", "cat"}) shop().Join(user);
  clock_.Advance(hours(1));
  const auto drawn = Ask(store(), ReadDrawEntries{"main", 0, 10}).value();
  ASSERT_EQ(drawn.size(), 3U);
  clock_.Advance(hours(48));
  ASSERT_TRUE(CommitAndWait(store(), {}));
  for (int opened = 0; opened < 2; ++opened) {
    const auto entries = Ask(store(), ReadDrawEntries{"main", 0, 10}).value();
    EXPECT_EQ(entries, (std::vector<DrawEntry>{{1, {}}, {2, {}}, {3, {}}}));
    EXPECT_EQ(
        AskAndWait(store(), DrawEntriesQuestion{.room = "main", .after = 0, .limit = 10}).value(),
        drawn);
    EXPECT_EQ(Ask(store(), ReadDraw{"main"})->entries, 3);
    EXPECT_TRUE(AuditAndWait(store())->passed());
    Reopen();
  }
  EXPECT_EQ(shop().Join("dan").key.number, QueueNumber{4});
}

}  // namespace onsale::store
