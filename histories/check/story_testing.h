// A history written by hand: one operation after the other, each with the answer that is told.
//
// Shape:    unless a test moves them, operations follow one another in real time and in the order,
//           a millisecond apart, each in a commit of its own.
#pragma once

#include <vector>

#include "histories/check/check.h"

namespace onsale::histories {

class Story {
 public:
  // Capacity 1, one room, holds of 10 ms in turns of 50 ms.
  Story();

  World world;
  std::int64_t now_ms = 1'000'000;  // when the next one is decided

  // The reference lives until the next one is told.
  Op& Charge(std::uint32_t user, std::int64_t amount, std::int64_t balance);
  Op& Balance(std::uint32_t user, std::int64_t balance);
  // A ledger that tells charges of those amounts, the oldest first; ids as Charge gives them.
  Op& Ledger(std::uint32_t user, const std::vector<std::int64_t>& amounts);
  Op& Join(std::uint32_t user, std::uint32_t place);        // WAITING, nobody ahead
  Op& JoinActive(std::uint32_t user, std::uint32_t place);  // at once
  Op& LooksWaiting(std::uint32_t user, std::uint32_t place, std::int64_t ahead);
  // Admitted at that moment.
  Op& LooksActive(std::uint32_t user, std::uint32_t place, std::int64_t since_ms);
  Op& LooksEnded(std::uint32_t user, std::uint32_t place, Reason reason);
  Op& Leave(std::uint32_t user, std::uint32_t place);
  // Seats as bits, of show 1.
  Op& Hold(std::uint32_t user, std::uint32_t place, std::int64_t seats);
  Op& HoldIsTaken(std::uint32_t user, std::uint32_t place, std::int64_t seats,
                  std::int64_t in_the_way);
  Op& Cancel(const Op& hold);
  Op& CancelIsRefused(const Op& hold);  // the turn is over
  Op& LooksAt(const Op& hold, histories::Hold status);
  // Their reservations, as those holds were told.
  Op& Lists(std::uint32_t user, std::uint32_t place, const std::vector<Op>& holds);
  Op& Pay(const Op& hold, std::int64_t balance);
  Op& Seats(std::uint32_t user, std::uint32_t place, std::int64_t held, std::int64_t sold);

  // Sent once more with its key, and answered as it was.
  Op& Again(const Op& op);
  // Its first answer was lost: it began right behind `since`, and was answered where it stands.
  static void Lost(Op& op, const Op& since);

  std::vector<Op> ops;
  Verdict Check() const;

 private:
  Op& Add(Kind kind, std::uint32_t user, std::uint32_t place);
  Words TokenWords(std::uint32_t user, std::uint32_t place, Status status);

  std::vector<std::int64_t> issued_ms_;  // by place
};

}  // namespace onsale::histories
