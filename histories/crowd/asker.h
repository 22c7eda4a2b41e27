// What is asked next, and the request that asks it.
//
// Shape:    chosen by what the buyer was told last, so that every call is made in every state: also
//           with tokens that wait or are over, for seats that are taken, with too little money.
// Threads:  one.
#pragma once

#include <string>
#include <vector>

#include "histories/crowd/dice.h"
#include "histories/crowd/person.h"
#include "histories/world.h"
#include "rehearsal/wire/request_writer.h"

namespace onsale::histories {

// How far each room has got with its shows: buyers want the first that are not sold out.
class Demand {
 public:
  explicit Demand(const World& world) : world_(world), next_(world.rooms + 1) {}

  // One of the shows that are wanted now.
  std::uint32_t Show(std::uint32_t room, Dice& dice) const;
  // So many of its seats are not sold.
  void Tell(std::uint32_t show, std::uint32_t unsold);
  bool IsOver(std::uint32_t room) const;

 private:
  std::uint32_t FirstOf(std::uint32_t room) const;
  std::uint32_t PerRoom() const { return world_.concerts_per_room * world_.shows_per_concert; }

  const World world_;
  std::vector<std::uint32_t> next_;  // by room: how many shows are done with
};

class Asker {
 public:
  struct Options {
    std::string host;
    std::string prefix;  // of user names and retry keys: fresh for each history
  };

  Asker(const World& world, Options options)
      : world_(world), options_(std::move(options)), writer_(options_.host) {}

  // Fills in the kind, who acts and what is asked, and gives the request's bytes.
  std::string Ask(Person& person, Dice& dice, const Demand& demand, Op& op);

 private:
  Kind Choose(const Person& person, Dice& dice) const;
  std::string Again(const Person& person, Dice& dice, Op& op);
  std::string Join(const Person& person, Dice& dice, Op& op);
  std::string Hold(const Person& person, Dice& dice, const Demand& demand, Op& op);
  std::string OfReservation(const Person& person, Dice& dice, Op& op);
  std::string OfWallet(const Person& person, Dice& dice, Op& op);
  std::string Browse(const Person& person, Dice& dice, const Demand& demand, Op& op);
  std::string OfToken(const Person& person, Op& op);
  std::string Write(const rehearsal::Request& request) {
    return std::string(writer_.Write(request));
  }
  std::string UserName(std::uint32_t user) const;
  std::string Key(const Op& op) const;

  const World world_;
  const Options options_;
  rehearsal::RequestWriter writer_;
};

}  // namespace onsale::histories
