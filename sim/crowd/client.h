// A simulated client: what it knows from its answers, and which request it sends next.
//
// Threads:  one.
#pragma once

#include <vector>

#include "domain/command.h"
#include "sim/chance.h"
#include "sim/plan.h"

namespace onsale::sim {

// What the crowd knows about the catalogue for sale.
struct Offer {
  const WorldPlan* plan = nullptr;
  std::vector<domain::SeatNumber> seats;  // the seat numbers of the first catalogue
  std::uint32_t shows = 0;                // shows loaded so far, with ids from 1
  std::uint32_t concerts = 0;
  std::uint64_t ids = 0;  // reservation and payment ids assigned so far

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
    std::vector<domain::SeatNumber> seats;
    domain::Money amount = {};
  };

  domain::UserId user;
  domain::Rights rights;
  std::vector<RoomSession> room_sessions;  // at room number - 1
  std::vector<Held> held;                  // the latest few reservations, in any status
  std::vector<domain::Fingerprint> keys;   // the first fingerprint of each idempotency key

  // The next request of an honest client: one that a real client could send.
  domain::Command Ask(Offer& offer, Chance& chance);
  // The next request of a silent client: only joins, sometimes again, because the client never
  // learns that a turn ended.
  domain::Command AskSilently(Offer& offer, Chance& chance);
  // A random command, out of all that src/http can produce.
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
  domain::Command Exchange(const At& at, Offer& offer, Chance& chance);
  domain::Command TopUp(Offer& offer, Chance& chance);
  std::optional<domain::Money> SeenAmount(const domain::PayReservation& command,
                                          Chance& chance) const;
  std::int64_t AnyAmount(const Offer& offer, Chance& chance) const;
  domain::ReservationId AnyReservation(std::size_t room, const Offer& offer, Chance& chance) const;
  std::optional<domain::IdempotencyKey> Key(Offer& offer, Chance& chance, std::uint64_t content);
};

// A reservation of anybody: often one that exists, if ids are not random.
domain::ReservationId GuessReservation(const Offer& offer, Chance& chance);

// Any page of a list of reservations.
domain::ReservationPage AnyPage(const Offer& offer, Chance& chance);

// A few seats of a show, sorted.
std::vector<domain::SeatNumber> AnySeats(const Offer& offer, Chance& chance);

// Each returns a random request: of an operator who changes a room, of one who changes seats and
// notices, releases a hold of the client or undoes a change, of anybody without a token, about
// access keys, or to load a catalogue.
domain::Command AskOfOperator(const Offer& offer, base::Time now, Chance& chance);
domain::Command AskByHand(const Offer& offer, const Client& client, base::Time now, Chance& chance);
domain::Command AskInPublic(const Offer& offer, Chance& chance);
domain::Command AskAboutKeys(base::Time now, Chance& chance);
domain::Command AskToLoad(const Offer& offer, Chance& chance);

// A digest of the command, from which the fingerprint of its idempotency key is made.
std::uint64_t ContentOf(const domain::Command& command);

}  // namespace onsale::sim
