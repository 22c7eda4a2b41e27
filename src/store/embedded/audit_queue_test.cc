// The audit of the waiting room: the order of a draw, and how many may be inside.
#include "domain/draw.h"
#include "store/embedded/audit_testing.h"

namespace onsale::store {
namespace {

using namespace domain;

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

// --- Capacity ---

// Of the sale below: the one who waits, admitted beyond the capacity.
constexpr const char* kAdmitDan =
    "UPDATE queue_tokens SET status = 'ACTIVE', activated_at = '1970-01-02T00:00:11.000000Z', "
    "active_until = '1970-01-02T00:10:11.000000Z' WHERE user_id = 'dan';"
    "UPDATE rooms SET active = active + 1, waiting = 0, last_admitted = 5";

TEST_F(AuditTest, ACapacityBelowThoseInsideIsWhole) {
  auto store = Open();
  Sell(*store);
  Ask(*store, ChangeRoom{"main", {.capacity = 1}, {}});
  EXPECT_EQ(Violated(AuditAndWait(*store)), "");
}

TEST_F(AuditTest, ARoomThatWasOpenToAllIsWhole) {
  auto store = Open();
  Sell(*store);
  Ask(*store, ChangeRoom{"main", {.mode = RoomMode::kOpen}, {}});
  EXPECT_EQ(Violated(AuditAndWait(*store)), "");
  Ask(*store, ChangeRoom{"main", {.mode = RoomMode::kFifo}, {}});
  EXPECT_EQ(Violated(AuditAndWait(*store)), "");
}

// In both, those inside are more than the capacity, and one more is admitted all the same.
TEST_F(AuditTest, AnAdmissionAboveALoweredCapacityIsSeen) {
  auto store = Open();
  Sell(*store);
  Ask(*store, ChangeRoom{"main", {.capacity = 1}, {}});
  store.reset();
  Execute(kAdmitDan);
  EXPECT_EQ(Violated(Audit()), "room-capacity");
}

TEST_F(AuditTest, AnAdmissionTooManyAfterARoomWasOpenIsSeen) {
  auto store = Open();
  Sell(*store);
  Ask(*store, ChangeRoom{"main", {.mode = RoomMode::kOpen}, {}});
  Shop(*store, ids_).Join("gus");
  Ask(*store, ChangeRoom{"main", {.mode = RoomMode::kFifo}, {}});
  store.reset();
  Execute("UPDATE rooms SET active = active + 1");
  EXPECT_EQ(Violated(Audit()), "room-counts room-capacity");
}

// The column's value in a row that it was added to.
TEST_F(AuditTest, ARoomOfAnOlderProgramIsWhole) {
  auto store = Open();
  Sell(*store);
  Ask(*store, ChangeRoom{"main", {.capacity = 1}, {}});
  store.reset();
  Execute("UPDATE rooms SET active_max = 0");
  EXPECT_EQ(Violated(Audit()), "");
}

}  // namespace
}  // namespace onsale::store
