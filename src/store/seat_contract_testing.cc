// The part of the store contract about accessible places and how seats may be chosen: what a
// catalogue says of them is kept, and so is a buyer's right to them.
#include "store/store_contract_testing.h"

namespace onsale::store {

using namespace domain;

namespace {

CatalogSpec AccessibleSale() {
  CatalogSpec spec = WithPair(ContractSale({}));
  spec.rows.seats[0].access = SeatAccess::kStepFree;
  for (ChartSeat& seat : spec.rows.seats) seat.rank = 7;
  spec.rows.shows[0].orphans = OrphanPolicy::kAllow;
  spec.rows.shows[0].accessible_places = AccessiblePlaces::kAccessClaim;
  return spec;
}

}  // namespace

TEST_P(StoreContractTest, PairsRanksAndPoliciesOfACatalogueSurviveARestart) {
  ASSERT_TRUE(Ask(store(), LoadCatalog{AccessibleSale()}));
  const CatalogRows rows = store().catalog()->rows();
  EXPECT_EQ(rows.seats, AccessibleSale().rows.seats);
  Reopen();
  EXPECT_EQ(store().catalog()->rows(), rows);
  EXPECT_TRUE(AuditAndWait(store())->passed());

  // A later catalogue without them is kept, too.
  ASSERT_TRUE(Ask(store(), LoadCatalog{ContractSale({})}));
  Reopen();
  EXPECT_EQ(store().catalog()->rows().seats, ContractSale({}).rows.seats);
  EXPECT_EQ(store().catalog()->FindShow("solo-1")->orphans, OrphanPolicy::kAvoid);
  EXPECT_TRUE(AuditAndWait(store())->passed());
}

TEST_P(StoreContractTest, TheRightToAccessiblePlacesSurvivesARestart) {
  ASSERT_TRUE(Ask(store(), LoadCatalog{AccessibleSale()}));
  const auto needs =
      Ask(store(),
          IssueToken{.user = ContractUser("ann"), .room = kRoom, .rights = Rights({}, {}, true)})
          ->credential;
  const auto other = shop().Join("ben");
  Reopen();
  const auto refused = Ask(store(), shop().HoldCommand(other, 9));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, RefusalCode::kAccessRequired);
  const Reservation held = shop().Hold(needs, 9);
  EXPECT_EQ(held.held_until - held.created_at, 2 * RoomPolicy{}.hold_time);
  Reopen();
  shop().TopUp("ann", 100);
  clock_.Advance(2 * RoomPolicy{}.hold_time - base::Duration(1));
  EXPECT_EQ(shop().Pay(needs, held).reservation.status, ReservationStatus::kConfirmed);
  EXPECT_TRUE(AuditAndWait(store())->passed());
}

}  // namespace onsale::store
