// A history with its decided batches, for tests: commands are decided one after the other, and the
// model gives their answers. A test then falsifies an operation, or a batch.
//
// Shape:    one room that admits one buyer, one show of five seats. Each command is a batch, 1 ms
//           after the previous one; a command that is not a read is a commit of its own. The
//           catalogue is commit 1.
// Threads:  one.
#pragma once

#include <deque>

#include "histories/check/check.h"

namespace onsale::histories {

class Story {
 public:
  Story();

  // Decides a command, and records it as an operation with the model's answer. The reference stays
  // valid.
  Op& TopUp(std::uint32_t user, std::int64_t amount);
  Op& Balance(std::uint32_t user);
  Op& Join(std::uint32_t user);
  Op& Token(std::uint32_t rank);
  Op& Leave(std::uint32_t rank);
  Op& Hold(std::uint32_t rank, std::vector<domain::SeatNumber> seats);
  Op& Best(std::uint32_t rank, const domain::BestSeats& best);
  Op& Exchange(std::uint32_t rank, const Op& hold, std::vector<domain::SeatNumber> seats);
  Op& Cancel(std::uint32_t rank, const Op& hold);
  Op& Pay(std::uint32_t rank, const Op& hold);
  Op& Reservation(std::uint32_t rank, const Op& hold);
  Op& Reservations(std::uint32_t rank);
  Op& Seats(std::uint32_t rank);
  Op& Dates(std::uint32_t rank);
  // Calls of the operator.
  Op& Release(const Op& hold);
  Op& HoldBack(std::vector<domain::SeatNumber> seats);
  Op& PutOnSale(std::vector<domain::SeatNumber> seats);
  // Records a read of the user's ledger: its first `count` entries, all of them top-ups.
  Op& Ledger(std::uint32_t user, std::size_t count);
  // Decides the request of an operation again, and records a retry.
  Op& Again(const Op& op);

  // The checker's verdict. Empty: strictly serialisable.
  std::string Wrong() const;

  World world;
  std::deque<Op> ops;
  std::vector<std::string> groups;  // the text of the file of decided batches, by group

 private:
  Op& Record(const domain::Command& command, std::uint64_t key);
  domain::Credential TokenOf(std::uint32_t rank) const;
  Op& Add();
  base::Uuid NextId();

  sim::Model model_;
  base::Time now_{std::chrono::hours(24 * 365 * 50)};
  std::uint64_t commit_ = 0;
  std::uint64_t batch_ = 0;
  std::uint64_t ids_ = 0;
  std::map<std::uint64_t, domain::Command> requests_;  // by number of the operation
};

}  // namespace onsale::histories
