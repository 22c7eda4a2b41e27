// A small sale for tests: a chart of ten seats, three shows, two rooms, and helpers.
//
// Shape:    concert `solo` (room main) with shows `solo-1` and `solo-2`; concert `duo` (room side)
//           with show `duo-1`. Seats 1 to 5 are category A at 100, 6 to 10 are B at 50. A user may
//           have four seats. Time changes only when a test changes `now`. Every Ask checks the
//           sale's invariants afterwards.
#pragma once

#include <gtest/gtest.h>

#include "base/await_testing.h"
#include "domain/decide.h"
#include "domain/map_rows_testing.h"

namespace onsale::domain {

inline constexpr RoomId kSideRoom{2};
inline constexpr ShowId kSoloOne{1};
inline constexpr ShowId kSoloTwo{2};
inline constexpr ShowId kDuoOne{3};

// The specification of the small sale; both of its rooms have this policy.
CatalogSpec SmallSale(RoomPolicy policy);

class SmallSaleRows {
 public:
  explicit SmallSaleRows(RoomPolicy policy = {.capacity = 2}, const Limits& limits = {});

  template <class C>
  typename C::Answer Ask(C command) {
    const std::int64_t last = rows.LastAction();
    const Outcome outcome = Decide(Command(std::move(command)), rows, now);
    EXPECT_EQ(OperatorActionOf(outcome), rows.LastAction() == last ? 0 : rows.LastAction());
    CheckInvariants();
    return AnswerOf<C>(outcome);
  }
  // Asks, and expects a refusal that changes nothing; returns its code.
  template <class C>
  RefusalCode Refused(C command) {
    const auto changes = rows.changes;
    const auto answer = Ask(std::move(command));
    EXPECT_EQ(rows.changes, changes) << "a refusal must change nothing";
    EXPECT_FALSE(answer.has_value());
    return answer.error().code;
  }
  void PassTimeNow() {
    base::Await("all that is due", [this] { return PassTime(rows, now); });
    CheckInvariants();
  }

  // Join, Hold and TopUp send a command and expect success; HoldCommand and PayCommand only build
  // one.
  Credential Join(std::string_view user, RoomId room = kMainRoom);
  Reservation Hold(const Credential& caller, std::vector<std::uint32_t> seats,
                   ShowId show = kSoloOne);
  Money TopUp(std::string_view user, std::int64_t amount);
  HoldSeats HoldCommand(const Credential& caller, std::vector<std::uint32_t> seats,
                        ShowId show = kSoloOne);
  PayReservation PayCommand(const Credential& caller, const Reservation& reservation);
  const QueueToken& Token(const Credential& credential) { return *rows.Find(credential.key); }
  const Seat& SeatAt(std::uint32_t number, ShowId show = kSoloOne) {
    return *rows.Find(SeatKey{show, SeatNumber{number}});
  }

  // Checks rules 1, 3, 4, 5 and 6 of docs/rules.md over all rows; a violation fails the test.
  void CheckInvariants();

  MapRows rows;
  Time now;
  base::CountingUuidSource ids;

 private:
  void CheckActive(const Room& room);
  void CheckOrder(RoomId room);
  void CheckFunnel(const RoomFunnel& funnel, const Room& room);

  std::map<RoomId, std::int64_t> active_before_;
};

UserId User(std::string_view name);

}  // namespace onsale::domain
