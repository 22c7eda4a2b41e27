// Makes random commands of buyers and an operator, useful or not, with ids from earlier outcomes.
//
// Shape:    the buyers are user-0, user-1 and so on; the sale is ContractSale with more shows.
// Requires: Learn gets the outcomes.
#pragma once

#include <random>

#include "domain/command.h"

namespace onsale::store {

class CommandCrowd {
 public:
  struct Options {
    std::size_t users = 12;
    std::int64_t capacity_max = 12;  // that the operator gives the room
    // Of the room, in every catalogue that the crowd loads.
    domain::RoomPolicy policy = {.capacity = 5};
  };
  CommandCrowd(std::uint64_t seed, const Options& options) : random_(seed), options_(options) {}

  domain::Command Next();
  std::vector<domain::Command> Batch(std::size_t size);
  // Adds a show to the sale.
  domain::LoadCatalog AddShow();
  void Learn(const domain::Outcome& outcome);

  // A random number below `end`.
  std::size_t Below(std::size_t end) { return random_() % end; }
  bool OneIn(std::size_t n) { return Below(n) == 0; }
  // How many holds succeeded.
  std::size_t holds() const { return holds_; }

 private:
  struct Held {
    domain::Credential caller;
    domain::ReservationId id;
  };
  template <class T>
  T Any(const std::vector<T>& all) {
    return all.empty() ? T{} : all[Below(all.size())];
  }
  // Adds one to those that are known, in place of an older one if there are many.
  template <class T>
  void Keep(std::vector<T>& all, const T& one);
  base::UserId User();
  domain::ShowId AnyShow() { return {static_cast<std::uint32_t>(1 + Below(shows_))}; }
  base::Uuid FreshId();
  std::vector<domain::SeatNumber> Seats();
  domain::BestSeats Best();
  // The fingerprint includes the kind of command, as a real one does.
  std::optional<domain::IdempotencyKey> Key(std::uint64_t kind);
  domain::Command Read();
  domain::ChangeRoom Change();
  domain::Command ByHand();
  domain::Command ChangeKeys();

  std::mt19937_64 random_;
  const Options options_;
  std::size_t shows_ = 1;
  std::size_t holds_ = 0;
  std::vector<domain::Credential> callers_;
  std::vector<Held> held_;
};

}  // namespace onsale::store
