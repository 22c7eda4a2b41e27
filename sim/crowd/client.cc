#include "sim/crowd/client.h"

#include <algorithm>
#include <initializer_list>

#include "sim/halls.h"

namespace onsale::sim {

using namespace domain;

base::Uuid Offer::FreshId(Chance& chance) {
  if (plan->features.random_ids) return chance.Id();
  base::Uuid id;
  std::uint64_t number = ++ids;
  for (std::size_t i = 15; number != 0; --i, number >>= 8) {
    id.bytes[i] = static_cast<std::uint8_t>(number);
  }
  return id;
}

std::uint64_t ContentOf(const Command& command) {
  std::uint64_t content = Mix(command.index());
  const auto mix = [&content](std::uint64_t value) { content = Mix(content ^ value); };
  if (const auto* const issue = std::get_if<IssueToken>(&command)) mix(issue->room.value);
  if (const auto* const top_up = std::get_if<TopUpBalance>(&command)) {
    mix(static_cast<std::uint64_t>(top_up->amount.minor));
  }
  if (const auto* const pay = std::get_if<PayReservation>(&command)) {
    for (const std::uint8_t byte : pay->id.uuid.bytes) mix(byte);
    for (const PaymentOf& other : pay->others) {
      for (const std::uint8_t byte : other.id.uuid.bytes) mix(byte);
    }
    if (pay->expected_amount) mix(static_cast<std::uint64_t>(pay->expected_amount->minor));
  }
  if (const auto* const hold = std::get_if<HoldSeats>(&command)) {
    mix(hold->show.value);
    for (const SeatNumber seat : hold->seats) mix(seat.value);
    if (hold->best) {
      mix(static_cast<std::uint64_t>(hold->best->count));
      mix(static_cast<std::uint64_t>(hold->best->together) * 2 + (hold->best->accessible ? 1 : 0));
      for (const char c : hold->best->category + '/' + hold->best->section) mix(std::uint8_t(c));
    }
  }
  return content;
}

std::optional<IdempotencyKey> Client::Key(Offer& offer, Chance& chance, std::uint64_t content) {
  if (!offer.plan->features.idempotency_keys || chance.OneIn(3)) return std::nullopt;
  Fingerprint fingerprint{content, Mix(content), Mix(~content), content};
  // Sometimes the client sends an old idempotency key: by mistake with another request, or with the
  // key's old fingerprint, like a client that found two requests with the same fingerprint.
  const bool old = !keys.empty() && chance.OneIn(12);
  const std::size_t number = old ? chance.Below(keys.size()) : keys.size();
  if (old && chance.OneIn(2)) fingerprint = keys[number];
  if (!old) keys.push_back(fingerprint);
  return IdempotencyKey{.key = "key-" + std::to_string(number + 1), .fingerprint = fingerprint};
}

namespace {

template <class C>
C WithKey(C command, std::optional<IdempotencyKey> idempotency_key) {
  command.idempotency_key = std::move(idempotency_key);
  return command;
}

RoomId RoomAt(std::size_t room) {
  return {static_cast<std::uint32_t>(room + 1)};
}

ShowId AnyShow(const Offer& offer, Chance& chance) {
  return {static_cast<std::uint32_t>(1 + chance.Below(offer.shows))};
}

ConcertId AnyConcert(const Offer& offer, Chance& chance) {
  return {static_cast<std::uint32_t>(1 + chance.Below(offer.concerts))};
}

// Sorts the seats and removes duplicates: a request names at most kSeatsPerHoldMax.
void SortSeats(std::vector<SeatNumber>& seats) {
  std::ranges::sort(seats);
  const auto again = std::ranges::unique(seats);
  seats.erase(again.begin(), again.end());
  if (seats.size() > domain::kSeatsPerHoldMax) seats.resize(domain::kSeatsPerHoldMax);
}

// A few seats side by side, as a buyer takes them from a map: often from the second free one on, so
// that the first is left single.
std::vector<SeatNumber> SeatsInOrder(const Offer& offer, Chance& chance) {
  std::vector<SeatNumber> seats;
  const std::size_t from = chance.Below(offer.seats.size());
  const std::size_t count = 1 + chance.Below(4U);
  // The offer has the seats of one chart after those of another.
  for (std::size_t i = from; i < offer.seats.size() && seats.size() < count; ++i) {
    if (!seats.empty() && offer.seats[i] <= seats.back()) break;
    seats.push_back(offer.seats[i]);
  }
  return seats;
}

}  // namespace

std::vector<SeatNumber> AnySeats(const Offer& offer, Chance& chance) {
  if (chance.OneIn(3)) return SeatsInOrder(offer, chance);
  std::vector<SeatNumber> seats;
  std::uint64_t count = chance.OneIn(3) ? 1 + chance.Below(5) : 1;
  if (chance.OneIn(200)) count = 6 + chance.Below(domain::kSeatsPerHoldMax - 5);
  for (std::uint64_t i = 0; i < count; ++i) {
    const bool unknown = chance.OneIn(40);
    seats.push_back(unknown ? SeatNumber{static_cast<std::uint32_t>(1 + chance.Below(999'999))}
                            : chance.Of(std::span<const SeatNumber>(offer.seats)));
  }
  SortSeats(seats);
  return seats;
}

namespace {

std::string AnyOf(Chance& chance, std::initializer_list<const char*> words) {
  return *(words.begin() + chance.Below(words.size()));
}

// Mostly few seats anywhere; also in a category or section that the show does not have, or has no
// longer, because the catalogue changed after the request was read.
BestSeats AnyBest(Chance& chance) {
  using enum Together;
  BestSeats best{.count = chance.Of({1, 1, 2, 2, 2, 3, 4, 5, 6, 9}),
                 .together = chance.Of({kRow, kRow, kBlock, kAny})};
  if (chance.OneIn(40)) best.count = chance.In({10, std::int64_t{kSeatsPerHoldMax}});
  if (chance.OneIn(3)) best.category = AnyOf(chance, {"a", "a", "b", "b", "c"});
  if (chance.OneIn(4)) best.section = AnyOf(chance, {"floor", "floor", "side", "box", kNewSection});
  best.accessible = chance.OneIn(6);
  return best;
}

}  // namespace

Command Client::Join(std::size_t room, Offer& offer, Chance& chance) {
  IssueToken command{.user = user, .room = RoomAt(room)};
  // Some tokens of a user are issued without a person.
  if (offer.plan->features.persons && !chance.OneIn(6)) command.rights = rights;
  // Some calls have solved no challenge.
  if (offer.plan->features.challenges && chance.OneIn(4)) {
    command.challenge =
        chance.OneIn(2) ? domain::ChallengeNeed::kAnyLine : domain::ChallengeNeed::kLongLine;
  }
  const std::uint64_t content = ContentOf(command);
  return WithKey(std::move(command), Key(offer, chance, content));
}

// An amount to top up that matches a price or the limit exactly, or differs from it by one.
std::int64_t Client::AnyAmount(const Offer& offer, Chance& chance) const {
  if (offer.plan->features.rich) {
    const bool even = user.text().back() % 2 == 0;
    return even || chance.OneIn(2) ? kTopUpMax.minor : chance.In({1, kTopUpMax.minor});
  }
  return chance.OneIn(2) ? chance.Of({1, 36, 37, 63, 99, 100}) : chance.In({1, 300});
}

Command Client::TopUp(Offer& offer, Chance& chance) {
  TopUpBalance command{
      .user = user, .amount = {AnyAmount(offer, chance)}, .fresh_id = {offer.FreshId(chance)}};
  const std::uint64_t content = ContentOf(command);
  return WithKey(std::move(command), Key(offer, chance, content));
}

Command Client::Hold(const At& at, Offer& offer, Chance& chance) {
  HoldSeats command{.caller = at.token,
                    .show = AnyShow(offer, chance),
                    .seats = {},
                    .fresh_id = {offer.FreshId(chance)}};
  if (chance.OneIn(3)) {
    command.best = AnyBest(chance);
  } else {
    command.seats = AnySeats(offer, chance);
  }
  const std::uint64_t content = ContentOf(command);
  return WithKey(std::move(command), Key(offer, chance, content));
}

ReservationId GuessReservation(const Offer& offer, Chance& chance) {
  ReservationId id{chance.Id()};
  // Without random ids, reservations and payments are numbered from 1.
  if (offer.plan->features.random_ids) return id;
  id.uuid = {};
  id.uuid.bytes[15] = static_cast<std::uint8_t>(1 + chance.Below(255U));
  id.uuid.bytes[14] = static_cast<std::uint8_t>(chance.Below(1 + offer.ids / 256));
  return id;
}

ReservationPage AnyPage(const Offer& offer, Chance& chance) {
  ReservationPage page{.filter = static_cast<ReservationFilter>(1 + chance.Below(5U)),
                       .limit = static_cast<std::int64_t>(1 + chance.Below(4U))};
  if (chance.OneIn(2)) return page;
  const std::chrono::seconds age(chance.Below(7200U));
  page.before = ReservationCursor{kWorldStart + age, GuessReservation(offer, chance)};
  return page;
}

ReservationId Client::AnyReservation(std::size_t room, const Offer& offer, Chance& chance) const {
  if (held.empty() || chance.OneIn(50)) return GuessReservation(offer, chance);
  if (chance.OneIn(4)) return chance.Of(std::span<const Held>(held)).id;
  for (auto latest = held.rbegin(); latest != held.rend(); ++latest) {
    if (latest->room == room) return latest->id;
  }
  return held.back().id;
}

// What the client last saw of these reservations: their amount, sometimes out of date or wrong.
std::optional<Money> Client::SeenAmount(const PayReservation& command, Chance& chance) const {
  if (!chance.OneIn(3)) return std::nullopt;
  Money amount{chance.OneIn(8) ? 1 : 0};
  const auto add = [&](ReservationId id) {
    const auto known = std::ranges::find(held, id, &Held::id);
    if (known != held.end()) amount.minor += known->amount.minor;
  };
  add(command.id);
  for (const PaymentOf& other : command.others) add(other.id);
  return amount;
}

Command Client::Pay(const At& at, Offer& offer, Chance& chance) {
  PayReservation command{.caller = at.token,
                         .id = AnyReservation(at.room, offer, chance),
                         .fresh_id = {offer.FreshId(chance)}};
  // Sometimes the client pays several reservations, also such as were paid or ended before.
  if (chance.OneIn(3)) {
    std::vector<ReservationId> ids = {command.id};
    for (std::int64_t i = chance.In({1, 3}); i > 0; --i) {
      ids.push_back(AnyReservation(at.room, offer, chance));
    }
    std::ranges::sort(ids);
    const auto again = std::ranges::unique(ids);
    ids.erase(again.begin(), again.end());
    command.id = ids.front();
    for (std::size_t i = 1; i < ids.size(); ++i) {
      command.others.push_back({ids[i], {offer.FreshId(chance)}});
    }
  }
  command.expected_amount = SeenAmount(command, chance);
  const std::uint64_t content = ContentOf(command);
  return WithKey(std::move(command), Key(offer, chance, content));
}

// Some seats of the hold stay, some are returned, and others are new; also all or none of each.
Command Client::Exchange(const At& at, Offer& offer, Chance& chance) {
  ExchangeSeats command{.caller = at.token,
                        .id = AnyReservation(at.room, offer, chance),
                        .seats = AnySeats(offer, chance)};
  const auto known = std::ranges::find(held, command.id, &Held::id);
  if (known == held.end()) return command;
  if (chance.OneIn(4)) command.seats.clear();
  for (const SeatNumber seat : known->seats) {
    if (chance.Percent(60)) command.seats.push_back(seat);
  }
  if (command.seats.empty()) command.seats = known->seats;
  SortSeats(command.seats);
  return command;
}

Command Client::Wait(const At& at, Offer& offer, Chance& chance) {
  const std::uint64_t dice = chance.Below(100);
  if (dice < 50) return ReadToken{.caller = at.token};
  if (dice < 65) return WatchToken{.caller = at.token};
  if (dice < 75) return Join(at.room, offer, chance);
  if (dice < 83 && offer.plan->features.leaving) return LeaveQueue{.caller = at.token};
  if (dice < 90) return TopUp(offer, chance);
  return Buy(at, offer, chance);
}

Command Client::Buy(const At& at, Offer& offer, Chance& chance) {
  const std::uint64_t dice = chance.Below(100);
  if (dice < 28) return Hold(at, offer, chance);
  if (dice < 46) return Pay(at, offer, chance);
  if (dice < 53) return CancelReservation{at.token, AnyReservation(at.room, offer, chance)};
  if (dice < 62) return Exchange(at, offer, chance);
  if (dice < 70) return TopUp(offer, chance);
  if (dice < 76) return ListShows{at.token, AnyConcert(offer, chance), chance.OneIn(2)};
  if (dice < 82) return ReadSeats{at.token, AnyShow(offer, chance)};
  if (dice < 87) return ReadReservation{at.token, AnyReservation(at.room, offer, chance)};
  if (dice < 91) {
    // Most lists name the client's user, some another one.
    const bool another = chance.OneIn(4);
    return ListReservations{at.token, another ? UserId::Parse("user-0").value() : user,
                            AnyPage(offer, chance)};
  }
  if (dice < 94) return ReadBalance{user};
  if (dice < 95) return WatchSeats{AnyShow(offer, chance)};
  if (dice < 96) return ReadConcert{AnyConcert(offer, chance)};
  if (dice < 98 && offer.plan->features.leaving) return LeaveQueue{at.token};
  return ReadToken{at.token};
}

Command Client::Ask(Offer& offer, Chance& chance) {
  const std::size_t room = chance.Below(room_sessions.size());
  const RoomSession& here = room_sessions[room];
  if (!here.token || chance.OneIn(25)) return Join(room, offer, chance);
  const At at{room, *here.token};
  if (here.status == TokenStatus::kWaiting) return Wait(at, offer, chance);
  if (offer.plan->features.rich && chance.OneIn(2)) return TopUp(offer, chance);
  if (here.status == TokenStatus::kExpired && !chance.OneIn(5)) return Join(room, offer, chance);
  return Buy(at, offer, chance);
}

Command Client::AskSilently(Offer& offer, Chance& chance) {
  const std::size_t room = chance.Below(room_sessions.size());
  if (!room_sessions[room].token || chance.OneIn(30)) return Join(room, offer, chance);
  return AskInPublic(offer, chance);
}

Command Client::AskWildly(Offer& offer, Chance& chance) {
  const std::size_t room = chance.Below(room_sessions.size());
  Credential token{.key = {RoomAt(room), {chance.Below(40U)}}, .issued_at = kWorldStart};
  if (room_sessions[room].token) token = *room_sessions[room].token;
  switch (chance.Below(4)) {
    case 0:
      ++token.key.number.value;
      break;
    case 1:
      token.issued_at += base::Duration(1);
      break;
    case 2:
      token.key.room.value += static_cast<std::uint32_t>(chance.Below(1000));
      break;
    default:
      break;
  }
  if (chance.OneIn(8)) return WatchToken{token};
  return Buy({room, token}, offer, chance);
}

}  // namespace onsale::sim
