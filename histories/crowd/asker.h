// Chooses the next operation of a buyer, or of the operator, and writes its request.
//
// Shape:    a buyer's choice depends on the last answers, so that every call is made in every
//           state: also with tokens that wait or have ended, for seats that are taken, and with an
//           insufficient balance. by_hand.cc has the operator's calls.
// Threads:  one.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/mix.h"
#include "histories/crowd/person.h"
#include "histories/world.h"
#include "rehearsal/wire/request_writer.h"

namespace onsale::histories {

// Which shows buyers want: the first two of each room, without those of which less than an eighth
// of the seats is left.
class Demand {
 public:
  explicit Demand(const World& world) : world_(world), next_(world.rooms + 1) {}

  // A random one of the room's shows that buyers want now.
  std::uint32_t Show(std::uint32_t room, base::SplitMix64& dice) const;
  // Records how many seats of a show are neither sold nor held back; buyers may then want the next
  // show.
  void Tell(std::uint32_t show, std::uint32_t left);
  bool IsOver(std::uint32_t room) const;

 private:
  std::uint32_t FirstOf(std::uint32_t room) const;
  std::uint32_t PerRoom() const { return world_.concerts_per_room * world_.shows_per_concert; }

  const World world_;
  std::vector<std::uint32_t> next_;  // by room: how many shows buyers no longer want
};

class Asker {
 public:
  struct Options {
    std::string host;
    std::string prefix;        // starts user names and keys; unique to each history
    std::string operator_key;  // an access key with the scope seats:write, for AskByHand
  };

  Asker(const World& world, Options options)
      : world_(world), options_(std::move(options)), writer_(options_.host) {}

  // Chooses an operation: sets its kind, user and arguments, and returns the bytes of its request.
  std::string Ask(Person& person, base::SplitMix64& dice, const Demand& demand, Op& op);
  // The same for the operator. A release is of this reservation of the buyer; without one, the call
  // is about seats of the buyer's room.
  std::string AskByHand(const Person& buyer, const std::optional<base::Uuid>& reservation,
                        base::SplitMix64& dice, const Demand& demand, Op& op);

 private:
  Kind Choose(const Person& person, base::SplitMix64& dice) const;
  std::string Again(const Person& person, base::SplitMix64& dice, Op& op);
  std::string Join(const Person& person, base::SplitMix64& dice, Op& op);
  std::string Hold(const Person& person, base::SplitMix64& dice, const Demand& demand, Op& op);
  std::string OfReservation(const Person& person, base::SplitMix64& dice, Op& op);
  std::string Exchange(const Person& person, const Seen& hold, base::SplitMix64& dice, Op& op);
  std::int64_t AnySeats(base::SplitMix64& dice) const;
  std::int64_t SeatsByHand(base::SplitMix64& dice) const;
  std::string Best(base::SplitMix64& dice, Op& op);
  std::string OfWallet(const Person& person, base::SplitMix64& dice, Op& op);
  std::string Browse(const Person& person, base::SplitMix64& dice, const Demand& demand, Op& op);
  std::string SeatsForSale(const Person& buyer, base::SplitMix64& dice, const Demand& demand,
                           Op& op);
  std::string OfToken(const Person& person, Op& op);
  std::string Write(const rehearsal::Request& request) {
    return std::string(writer_.Write(request));
  }
  std::string UserName(std::uint32_t user) const;
  std::string Key(const Op& op) const;
  // The numbers of the seats, separated by commas.
  static std::string ListOf(std::int64_t seats);

  const World world_;
  const Options options_;
  rehearsal::RequestWriter writer_;
};

}  // namespace onsale::histories
