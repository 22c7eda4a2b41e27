// Tests the audit's checks of rooms: the order of a draw, and the capacity.
#include "domain/draw.h"
#include "store/embedded/testing/audit_testing.h"

namespace onsale::store {
namespace {

using namespace domain;

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
          "activated_at, claimed, estimated_wait_s) VALUES (1, " +
          std::to_string(number) + ", 'u', 'EXPIRED', 'TIME_UP', '1970-01-02T00:00:00.000000Z', '" +
          at + "', 1, -1)");
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

// In a room's row written by an older program active_max is 0.
TEST_F(AuditCapacityTest, ARoomOfAnOlderProgramPasses) {
  LowerCapacity();
  Execute("UPDATE rooms SET active_max = 0");
  EXPECT_EQ(Violated(Audit()), "");
}

TEST_F(AuditCapacityTest, AnAdmissionAboveTheCapacityAfterModeOpenIsReported) {
  auto store = Open();
  Sell(*store);
  Ask(*store, ChangeRoom{"main", {.mode = RoomMode::kOpen}, {}});
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
