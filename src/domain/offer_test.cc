// What there is to buy behind a room: before a sale opens, between two sales, after the last.
#include "domain/offer.h"

#include "domain/admission.h"
#include "domain/pause.h"
#include "domain/room_testing.h"

namespace onsale::domain {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

// Each room has two slots. Solo-1 and solo-2 are behind the main room, duo-1 behind the side room.
class OfferTest : public RoomTest {
 protected:
  void OpensIn(ShowId show, Duration in) {
    spec_.rows.shows[show.value - 1].sale_opens_at = sale_.now + in;
    ASSERT_TRUE(sale_.Ask(LoadCatalog{spec_}).has_value());
    sale_.PassTimeNow();
  }
  RoomView Side() { return sale_.Ask(ReadRoom{"side"}).value(); }
  TokenStatus StatusOf(const Credential& token) { return Read(token).status; }
  // Holds all ten seats of the show for three buyers, who stay ACTIVE.
  std::vector<Credential> TakeAllSeats(ShowId show, RoomId room) {
    const std::string slug = room == kMainRoom ? "main" : "side";
    EXPECT_TRUE(sale_.Ask(ChangeRoom{slug, {.capacity = 3}, {}}));
    std::vector<Credential> buyers;
    for (const char* name : {"x", "y", "z"}) buyers.push_back(Issue(name, room).credential);
    sale_.Hold(buyers[0], {1, 2, 3, 4}, show);
    sale_.Hold(buyers[1], {5, 6, 7, 8}, show);
    sale_.Hold(buyers[2], {9, 10}, show);
    return buyers;
  }

  CatalogSpec spec_ = SmallSale({.capacity = 2});
};

TEST_F(OfferTest, BuyersReceiveTheOpeningOfTheSale) {
  OpensIn(kDuoOne, hours(1));
  const Time opening = sale_.now + hours(1);
  const TokenView early = Issue("early", kSideRoom);
  EXPECT_EQ(early.opens_at, opening);
  EXPECT_EQ(early.opens_in, hours(1));
  EXPECT_FALSE(early.sold_out);
  EXPECT_EQ(Side().admits_from, opening);
  EXPECT_FALSE(Side().room.sold_out);
  WaitFor(hours(1));
  EXPECT_EQ(Side().admits_from, std::nullopt);
  EXPECT_EQ(Read(early.credential).opens_at, std::nullopt);
}

TEST_F(OfferTest, ADrawTakesPlaceAtTheRoomsOpeningAndAdmissionFollowsWithTheSale) {
  Change({.mode = RoomMode::kDraw});
  Schedule(minutes(10));
  OpensIn(kSoloOne, hours(1));
  OpensIn(kSoloTwo, hours(2));
  const TokenView a = Issue("a");
  EXPECT_EQ(a.opens_at, sale_.now + hours(1)) << "the sale opens later than the room";
  EXPECT_EQ(sale_.Ask(ReadRoom{"main"})->room.opens_at, sale_.now + minutes(10));
  WaitFor(minutes(10));
  EXPECT_FALSE(Read(a.credential).in_lobby);
  EXPECT_EQ(StatusOf(a.credential), TokenStatus::kWaiting);
  WaitFor(minutes(50));
  EXPECT_EQ(StatusOf(a.credential), TokenStatus::kActive);
}

TEST_F(OfferTest, ALobbyOpensAtTheRoomsOpeningIfTheSaleIsOpen) {
  Change({.mode = RoomMode::kDraw});
  Schedule(minutes(10));
  EXPECT_EQ(Issue("a").opens_at, sale_.now + minutes(10));
}

// --- Sold out, with another sale to come ---

// With tomorrow's opening a buyer would poll too slowly for a hold that ends today.
TEST_F(OfferTest, WhileSeatsOfTodayAreHeldNobodyIsSentToTomorrow) {
  OpensIn(kSoloTwo, hours(24));
  TakeAllSeats(kSoloOne, kMainRoom);
  const TokenView waiting = Issue("w");
  EXPECT_EQ(waiting.status, TokenStatus::kWaiting);
  EXPECT_FALSE(waiting.sold_out) << "seats of tomorrow's show are free";
  EXPECT_EQ(waiting.opens_at, std::nullopt);
  EXPECT_EQ(PauseOf(waiting), seconds(1));
  EXPECT_EQ(sale_.Ask(ReadRoom{"main"})->admits_from, std::nullopt);
}

TEST_F(OfferTest, ASeatOfASaleThatHasClosedAdmitsNobody) {
  const auto buyers = TakeAllSeats(kDuoOne, kSideRoom);
  const Credential waiting = Issue("w", kSideRoom).credential;
  spec_.rows.shows[kDuoOne.value - 1].sale_closes_at = sale_.now;
  ASSERT_TRUE(sale_.Ask(LoadCatalog{spec_}));
  Leave(buyers[2]);
  EXPECT_TRUE(Side().room.sold_out);
  sale_.PassTimeNow();
  EXPECT_EQ(StatusOf(waiting), TokenStatus::kWaiting);
}

// Before, `soldOut` and the estimate changed only with the next admission, which a full room does
// not have.
TEST_F(OfferTest, ARoomIsSoldOutWhenItsLastSaleCloses) {
  Issue("a", kSideRoom);
  Issue("b", kSideRoom);
  const Credential waiting = Issue("w", kSideRoom).credential;
  spec_.rows.shows[kDuoOne.value - 1].sale_closes_at = sale_.now + minutes(1);
  ASSERT_TRUE(sale_.Ask(LoadCatalog{spec_}));
  EXPECT_FALSE(Read(waiting).sold_out);
  WaitFor(minutes(1));
  EXPECT_TRUE(Read(waiting).sold_out);
}

// --- Changes of the catalogue ---

// A row that an earlier version stored has neither opening nor due time.
TEST_F(OfferTest, TheSameCatalogueComputesTheOfferOfAnOlderRow) {
  OpensIn(kDuoOne, hours(1));
  Room older = sale_.rows.rooms.at(kSideRoom);
  older.sale_from = older.offer_due = {};
  sale_.rows.Put(older);
  ASSERT_TRUE(sale_.Ask(LoadCatalog{spec_}));
  EXPECT_EQ(Side().admits_from, sale_.now + hours(1));
}

// --- Holds, pauses and claims ---

TEST_F(OfferTest, AHoldBeforeTheSaleIsRefusedWithItsOpening) {
  OpensIn(kSoloTwo, hours(1));
  const Credential a = Issue("a").credential;
  const auto refused = sale_.Ask(sale_.HoldCommand(a, {1}, kSoloTwo));
  EXPECT_EQ(refused.error().code, RefusalCode::kShowNotOnSale);
  EXPECT_EQ(refused.error().opens_at, sale_.now + hours(1));
}

TEST_F(OfferTest, AHoldAfterTheSaleIsRefusedWithoutAnOpening) {
  const Credential a = Issue("a").credential;
  spec_.rows.shows[kSoloTwo.value - 1].sale_closes_at = sale_.now;
  ASSERT_TRUE(sale_.Ask(LoadCatalog{spec_}));
  EXPECT_EQ(sale_.Ask(sale_.HoldCommand(a, {1}, kSoloTwo)).error().opens_at, Time{});
}

TEST_F(OfferTest, BeforeTheOpeningPausesAreAsLongAsInALobby) {
  OpensIn(kDuoOne, hours(1));
  const TokenView a = Issue("a", kSideRoom);
  EXPECT_EQ(PauseOf(a), seconds(30 + a.credential.key.number.value % 30));
  WaitFor(hours(1) - seconds(2));
  EXPECT_EQ(PauseOf(Read(a.credential)), seconds(2 + a.credential.key.number.value % 10));
}

// The holder may have received a pause of a minute just before the opening moved.
TEST_F(OfferTest, AClaimBeginsAfterThePauseThatWasSentBeforeTheOpening) {
  ASSERT_TRUE(sale_.Ask(ChangeRoom{"side", {.claim_time = seconds(10)}, {}}));
  OpensIn(kDuoOne, hours(1));
  const TokenView a = Issue("a", kSideRoom);
  const Duration pause = PauseOf(a);
  OpensIn(kDuoOne, {});
  ASSERT_EQ(sale_.Token(a.credential).status, TokenStatus::kActive);
  EXPECT_EQ(sale_.Token(a.credential).active_until, sale_.now + pause + seconds(10));
}

TEST_F(OfferTest, ABuyerAfterTheOpeningClaimsAtOnce) {
  ASSERT_TRUE(sale_.Ask(ChangeRoom{"side", {.claim_time = seconds(10)}, {}}));
  OpensIn(kDuoOne, minutes(1));
  WaitFor(minutes(1));
  const TokenView a = Issue("a", kSideRoom);
  EXPECT_EQ(a.claim_before, sale_.now + seconds(10));
}

}  // namespace
}  // namespace onsale::domain
