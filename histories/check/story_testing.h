// Builds a hand-written history: operations with their answers.
//
// Shape:    each operation is its own commit. By default it follows the previous one after a
//           millisecond, in real time and in the claimed order.
#pragma once

#include <vector>

#include "histories/check/check.h"

namespace onsale::histories {

class Story {
 public:
  // A sale with one room of capacity 1, holds of 10 ms, and turns of 50 ms.
  Story();

  World world;
  std::int64_t now_ms = 1'000'000;  // when the next operation is decided

  // Each function adds an operation of that name with the given answer. The reference is valid
  // until the next operation is added.
  Op& Charge(std::uint32_t user, std::int64_t amount, std::int64_t balance);
  Op& Balance(std::uint32_t user, std::int64_t balance);
  // Reads the user's ledger: the answer has charges of these amounts, the oldest first, with the
  // ids of the user's Charge operations.
  Op& Ledger(std::uint32_t user, const std::vector<std::int64_t>& amounts);
  Op& Join(std::uint32_t user, std::uint32_t rank);        // answered WAITING with nobody ahead
  Op& JoinActive(std::uint32_t user, std::uint32_t rank);  // admitted at once
  Op& LooksWaiting(std::uint32_t user, std::uint32_t rank, std::int64_t ahead);
  // Reads the token: it is ACTIVE since `since_ms`.
  Op& LooksActive(std::uint32_t user, std::uint32_t rank, std::int64_t since_ms);
  Op& LooksEnded(std::uint32_t user, std::uint32_t rank, Reason reason);
  Op& Leave(std::uint32_t user, std::uint32_t rank);
  // `seats` are seats of show 1, as bits.
  Op& Hold(std::uint32_t user, std::uint32_t rank, std::int64_t seats);
  Op& HoldIsTaken(std::uint32_t user, std::uint32_t rank, std::int64_t seats,
                  std::int64_t in_the_way);
  Op& Cancel(const Op& hold);
  Op& CancelIsRefused(const Op& hold);  // refused, because the turn is over
  Op& LooksAt(const Op& hold, histories::Hold status);
  // Reads the user's reservations: the answer lists exactly these holds.
  Op& Lists(std::uint32_t user, std::uint32_t rank, const std::vector<Op>& holds);
  Op& Pay(const Op& hold, std::int64_t balance);
  Op& Seats(std::uint32_t user, std::uint32_t rank, std::int64_t held, std::int64_t sold);

  // Repeats the operation with the same idempotency key; it gets the same answer.
  Op& Again(const Op& op);
  // Makes `op` ambiguous: the answer to its first attempt, sent just after `since`, was lost.
  static void Lost(Op& op, const Op& since);

  std::vector<Op> ops;
  Verdict Check() const;

 private:
  Op& Add(Kind kind, std::uint32_t user, std::uint32_t rank);
  Words TokenWords(std::uint32_t user, std::uint32_t rank, Status status);

  std::vector<std::int64_t> issued_ms_;  // by queue number
};

}  // namespace onsale::histories
