// A simulated client: what it knows from its answers, and its next request.
//
// Threads:  one.
#pragma once

#include <vector>

#include "domain/command.h"
#include "sim/chance.h"
#include "sim/plan.h"

namespace onsale::sim {

// What the crowd knows about what is for sale.
struct Offer {
  const WorldPlan* plan = nullptr;
  std::vector<domain::SeatNumber> seats;  // of the first catalogue
  std::uint32_t shows = 0;                // loaded so far; ids are 1 to this
  std::uint32_t concerts = 0;
  std::uint64_t ids = 0;  // assigned so far

  base::Uuid FreshId(Chance& chance);
};

struct Client {
  struct RoomSession {
    std::optional<domain::Credential> token;
    domain::TokenStatus status = domain::TokenStatus::kWaiting;
  };
  struct Held {
    domain::ReservationId id;
    std::size_t room;
  };

  domain::UserId user;
  std::vector<RoomSession> room_sessions;  // by room - 1
  std::vector<Held> held;                  // the latest few, in any status
  std::vector<domain::Fingerprint> keys;   // the request that each key was first sent with

  // The next request of an honest client.
  domain::Command Ask(Offer& offer, Chance& chance);
  // Only joins queues, and sometimes joins again, because it never learns that a turn ended.
  domain::Command AskSilently(Offer& offer, Chance& chance);
  // Any command that src/http can produce.
  domain::Command AskWildly(Offer& offer, Chance& chance);

 private:
  struct At {
    std::size_t room;
    domain::Credential token;
  };
  domain::Command Join(std::size_t room, Offer& offer, Chance& chance);
  domain::Command Wait(const At& at, Offer& offer, Chance& chance);
  domain::Command Buy(const At& at, Offer& offer, Chance& chance);
  domain::Command Hold(const At& at, Offer& offer, Chance& chance);
  domain::Command Pay(const At& at, Offer& offer, Chance& chance);
  domain::Command Charge(Offer& offer, Chance& chance);
  std::int64_t AnyAmount(const Offer& offer, Chance& chance) const;
  domain::ReservationId AnyReservation(std::size_t room, Chance& chance) const;
  std::optional<domain::IdempotencyKey> Key(Offer& offer, Chance& chance, std::uint64_t content);
};

// Requests of the operator, and those that need no token.
domain::Command AskOfOperator(const Offer& offer, base::Time now, Chance& chance);
domain::Command AskInPublic(const Offer& offer, Chance& chance);
domain::Command AskToLoad(const Offer& offer, Chance& chance);

// A digest of the command, like the fingerprint that src/http makes from method, path and body.
std::uint64_t ContentOf(const domain::Command& command);

}  // namespace onsale::sim
