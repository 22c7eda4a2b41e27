#include "histories/crowd/asker.h"

#include <array>
#include <bit>

#include "base/assert.h"
#include "base/decimal.h"
#include "histories/crowd/members.h"

namespace onsale::histories {
namespace {

// How often a kind of operation is chosen: its weight relative to the sum of the weights of its
// list.
struct Wish {
  Kind kind;
  std::uint32_t weight;
};
constexpr std::array kWithoutToken{Wish{Kind::kJoin, 80}, Wish{Kind::kTopUp, 8},
                                   Wish{Kind::kBalance, 8}, Wish{Kind::kLedger, 4}};
constexpr std::array kWaiting{
    Wish{Kind::kToken, 50},       Wish{Kind::kTopUp, 10},   Wish{Kind::kBalance, 14},
    Wish{Kind::kLedger, 4},       Wish{Kind::kLeave, 2},    Wish{Kind::kHold, 3},
    Wish{Kind::kSeats, 2},        Wish{Kind::kDates, 1},    Wish{Kind::kPay, 2},
    Wish{Kind::kCancel, 1},       Wish{Kind::kJoin, 8},     Wish{Kind::kReservation, 2},
    Wish{Kind::kReservations, 1}, Wish{Kind::kExchange, 1}, Wish{Kind::kBest, 1}};
constexpr std::array kActive{
    Wish{Kind::kHold, 20},   Wish{Kind::kBest, 14},        Wish{Kind::kPay, 9},
    Wish{Kind::kCancel, 11}, Wish{Kind::kToken, 8},        Wish{Kind::kSeats, 8},
    Wish{Kind::kDates, 4},   Wish{Kind::kReservation, 8},  Wish{Kind::kTopUp, 6},
    Wish{Kind::kBalance, 6}, Wish{Kind::kLedger, 3},       Wish{Kind::kLeave, 1},
    Wish{Kind::kJoin, 3},    Wish{Kind::kReservations, 3}, Wish{Kind::kExchange, 10}};
constexpr std::array kEnded{
    Wish{Kind::kJoin, 60},       Wish{Kind::kToken, 5},   Wish{Kind::kPay, 5},
    Wish{Kind::kReservation, 6}, Wish{Kind::kCancel, 12}, Wish{Kind::kHold, 3},
    Wish{Kind::kLedger, 4},      Wish{Kind::kSeats, 2},   Wish{Kind::kDates, 1},
    Wish{Kind::kBalance, 6},     Wish{Kind::kLeave, 1},   Wish{Kind::kReservations, 2},
    Wish{Kind::kExchange, 3},    Wish{Kind::kBest, 1}};
constexpr std::uint32_t kRepeatOneIn = 40;
// The largest top-up in minor units: small compared with a ticket of 1,000, so that balances are
// often insufficient.
constexpr std::uint32_t kTopUpMost = 1'500;
constexpr std::int64_t kLedgerLimit = 4;

template <std::size_t Count>
Kind Pick(const std::array<Wish, Count>& wishes, base::SplitMix64& dice) {
  std::uint32_t sum = 0;
  for (const Wish& wish : wishes) sum += wish.weight;
  std::uint32_t roll = dice.Below(sum);
  for (const Wish& wish : wishes) {
    if (roll < wish.weight) return wish.kind;
    roll -= wish.weight;
  }
  return wishes.back().kind;
}

}  // namespace

std::uint32_t Demand::FirstOf(std::uint32_t room) const {
  return (room - 1) * PerRoom() + 1;
}

bool Demand::IsOver(std::uint32_t room) const {
  return next_[room] >= PerRoom();
}

std::uint32_t Demand::Show(std::uint32_t room, base::SplitMix64& dice) const {
  const std::uint32_t done = IsOver(room) ? PerRoom() - 1 : next_[room];
  const std::uint32_t wanted = std::min(2U, PerRoom() - done);
  return FirstOf(room) + done + dice.Below(wanted);
}

void Demand::Tell(std::uint32_t show, std::uint32_t left) {
  const std::uint32_t room = world_.RoomOfShow(show);
  const bool is_first = show == FirstOf(room) + next_[room];
  if (is_first && left * 8 < world_.seats_per_show) ++next_[room];
}

std::string Asker::UserName(std::uint32_t user) const {
  return options_.prefix + "-" + std::to_string(user);
}

std::string Asker::Key(const Op& op) const {
  return options_.prefix + "-" + std::to_string(op.key);
}

std::string Asker::ListOf(std::int64_t seats) {
  std::string numbers;
  for (auto rest = static_cast<std::uint64_t>(seats); rest != 0; rest &= rest - 1) {
    if (!numbers.empty()) numbers += ",";
    base::AppendDecimal(numbers, static_cast<std::uint64_t>(std::countr_zero(rest)) + 1);
  }
  return numbers;
}

Kind Asker::Choose(const Person& person, base::SplitMix64& dice) const {
  if (person.token_text.empty()) return Pick(kWithoutToken, dice);
  switch (person.status) {
    case Status::kWaiting:
      return Pick(kWaiting, dice);
    case Status::kActive:
      return Pick(kActive, dice);
    case Status::kEnded:
      break;
  }
  return Pick(kEnded, dice);
}

std::string Asker::Ask(Person& person, base::SplitMix64& dice, const Demand& demand, Op& op) {
  op.user = person.user;
  if (!person.answered.empty() && dice.Below(kRepeatOneIn) == 0) return Again(person, dice, op);
  op.kind = Choose(person, dice);
  const bool of_reservation = op.kind == Kind::kPay || op.kind == Kind::kCancel ||
                              op.kind == Kind::kReservation || op.kind == Kind::kExchange;
  if (of_reservation && person.seen.empty()) op.kind = Kind::kReservations;
  if (op.kind == Kind::kTopUp || op.kind == Kind::kBalance || op.kind == Kind::kLedger) {
    return OfWallet(person, dice, op);
  }
  op.room = person.room;
  if (op.kind == Kind::kJoin) return Join(person, dice, op);
  op.token = person.token;
  switch (op.kind) {
    case Kind::kHold:
    case Kind::kBest:
      return Hold(person, dice, demand, op);
    case Kind::kExchange:
    case Kind::kCancel:
    case Kind::kPay:
    case Kind::kReservation:
      return OfReservation(person, dice, op);
    case Kind::kSeats:
    case Kind::kDates:
      return Browse(person, dice, demand, op);
    default:
      return OfToken(person, op);
  }
}

std::string Asker::Again(const Person& person, base::SplitMix64& dice, Op& op) {
  const auto count = static_cast<std::uint32_t>(person.answered.size());
  const Answered& before = person.answered[dice.Below(count)];
  op.kind = before.kind;
  op.key = before.number;
  op.room = before.room;
  op.token = before.token;
  op.arguments = before.arguments;
  return before.request;
}

std::string Asker::Join(const Person& person, base::SplitMix64& dice, Op& op) {
  op.key = op.number;
  const std::uint32_t concert =
      (person.room - 1) * world_.concerts_per_room + 1 + dice.Below(world_.concerts_per_room);
  const std::string access = World::HasAccess(person.user) ? R"(,"access":true)" : "";
  const std::string body = R"({"userId":")" + UserName(person.user) + R"(","concertId":")" +
                           ConcertName(concert) + R"(")" + access + "}";
  return Write({.method = "POST", .path = "/v1/queue/tokens", .key = Key(op), .body = body});
}

// One to three seats, as bits.
std::int64_t Asker::AnySeats(base::SplitMix64& dice) const {
  std::int64_t seats = 0;
  for (std::uint32_t count = 1 + dice.Below(3); count > 0; --count) {
    seats |= std::int64_t{1} << dice.Below(world_.seats_per_show);
  }
  return seats;
}

// Half of the time seats side by side, which often leave one single.
std::int64_t Asker::SeatsByHand(base::SplitMix64& dice) const {
  if (dice.Below(2) == 0) return AnySeats(dice);
  std::int64_t seats = 0;
  const std::uint32_t from = dice.Below(world_.seats_per_show);
  const std::uint32_t end = std::min(from + 1 + dice.Below(3), world_.seats_per_show);
  for (std::uint32_t seat = from; seat < end; ++seat) seats |= std::int64_t{1} << seat;
  return seats;
}

// Adds the members of BestRequest to the arguments, and returns them as JSON.
std::string Asker::Best(base::SplitMix64& dice, Op& op) {
  constexpr std::string_view kTogether[] = {"row", "block", "any"};
  const std::uint32_t count = 1 + dice.Below(world_.seats_per_user_max + 1);
  const std::uint32_t together = dice.Below(3);
  const bool accessible = dice.Below(6) == 0;
  const bool in_section = dice.Below(4) == 0;
  const std::uint32_t sections = in_section ? world_.sections() : 0;
  op.arguments.resize(BestRequest::kWords);
  op.arguments[BestRequest::kCount] = count;
  op.arguments[BestRequest::kTogether] = together + 1;
  op.arguments[BestRequest::kAccessible] = accessible ? 1 : 0;
  std::string json = R"({"count":)" + std::to_string(count);
  // The default is not always said.
  if (together > 0 || dice.Below(2) == 0) {
    json += R"(,"together":")" + std::string(kTogether[together]) + '"';
  }
  if (accessible) json += R"(,"accessible":true)";
  if (sections > 0) {
    const std::uint32_t which = dice.Below(sections);
    op.arguments[BestRequest::kSection] = which + 1;
    json += R"(,"section":")" + std::string(World::kSections[which]) + '"';
  }
  return json + "}";
}

std::string Asker::Hold(const Person& person, base::SplitMix64& dice, const Demand& demand,
                        Op& op) {
  op.key = op.number;
  // Some holds name a show of another room.
  const std::uint32_t room = dice.Below(60) == 0 ? 1 + dice.Below(world_.rooms) : person.room;
  const std::uint32_t show = demand.Show(room, dice);
  std::string seats;
  op.arguments = {show};
  if (op.kind == Kind::kBest) {
    seats = R"("best":)" + Best(dice, op);
  } else {
    const std::int64_t bits = SeatsByHand(dice);
    op.arguments.push_back(bits);
    seats = R"("seatNumbers":[)" + ListOf(bits) + "]";
  }
  const std::string body = R"({"showId":")" + ShowName(show) + R"(",)" + seats + "}";
  return Write({.method = "POST",
                .path = "/v1/reservations",
                .token = person.token_text,
                .key = Key(op),
                .body = body});
}

// Some of the hold's seats stay. Of eight exchanges, one names the seats that the hold has already,
// and two name several more, often too many.
std::string Asker::Exchange(const Person& person, const Seen& hold, base::SplitMix64& dice,
                            Op& op) {
  std::int64_t seats = hold.seats;
  const std::uint32_t which = dice.Below(8);
  if (seats == 0 || which > 2) seats = AnySeats(dice) | (seats & AnySeats(dice));
  if (which == 1 || which == 2) seats |= AnySeats(dice) | AnySeats(dice);
  op.arguments.push_back(seats);
  return Write({.method = "PUT",
                .path = "/v1/reservations/" + hold.id.ToString() + "/seats",
                .token = person.token_text,
                .body = R"({"seatNumbers":[)" + ListOf(seats) + "]}"});
}

std::string Asker::OfReservation(const Person& person, base::SplitMix64& dice, Op& op) {
  const auto count = static_cast<std::uint32_t>(person.seen.size());
  // Most calls name the buyer's latest reservation.
  const std::uint32_t which = dice.Below(3) > 0 ? count - 1 : dice.Below(count);
  Seen seen = person.seen[which];
  base::Uuid& id = seen.id;
  // Some calls name a reservation id that does not exist.
  if (dice.Below(80) == 0) id.bytes[15] ^= 1;
  op.arguments = {Half(id, 0), Half(id, 8)};
  if (op.kind == Kind::kExchange) return Exchange(person, seen, dice, op);
  if (op.kind == Kind::kPay) {
    op.key = op.number;
    const std::string body = R"({"reservationId":")" + id.ToString() + R"("})";
    return Write({.method = "POST",
                  .path = "/v1/payments",
                  .token = person.token_text,
                  .key = Key(op),
                  .body = body});
  }
  const std::string path = "/v1/reservations/" + id.ToString();
  return Write({.method = op.kind == Kind::kCancel ? "DELETE" : "GET",
                .path = path,
                .token = person.token_text});
}

std::string Asker::OfWallet(const Person& person, base::SplitMix64& dice, Op& op) {
  const std::string user = "/v1/users/" + UserName(person.user);
  if (op.kind == Kind::kBalance) return Write({.path = user + "/balance"});
  if (op.kind == Kind::kLedger) {
    op.arguments = {kLedgerLimit};
    return Write({.path = user + "/ledger?limit=" + std::to_string(kLedgerLimit)});
  }
  op.key = op.number;
  op.arguments = {1 + dice.Below(kTopUpMost)};
  const std::string body = R"({"amount":)" + std::to_string(op.arguments[0]) + "}";
  return Write({.method = "POST", .path = user + "/balance/top-ups", .key = Key(op), .body = body});
}

std::string Asker::Browse(const Person& person, base::SplitMix64& dice, const Demand& demand,
                          Op& op) {
  const std::uint32_t show = demand.Show(person.room, dice);
  if (op.kind == Kind::kSeats) {
    op.arguments = {show};
    return Write(
        {.path = "/v1/shows/" + ShowName(show) + "/seats?status=all", .token = person.token_text});
  }
  const std::uint32_t concert = world_.ConcertOfShow(show);
  op.arguments = {concert};
  return Write(
      {.path = "/v1/concerts/" + ConcertName(concert) + "/dates", .token = person.token_text});
}

std::string Asker::OfToken(const Person& person, Op& op) {
  if (op.kind == Kind::kReservations) {
    return Write({.path = "/v1/reservations", .token = person.token_text});
  }
  return Write({.method = op.kind == Kind::kLeave ? "DELETE" : "GET",
                .path = "/v1/queue/tokens/me",
                .token = person.token_text});
}

}  // namespace onsale::histories
