// Reads, holds and cancellations of seats: docs/rules.md, rules 1, 2 and 6.

#include <algorithm>

#include "sim/model/model.h"

namespace onsale::sim {

using domain::QueueToken;
using domain::Refusal;
using domain::RefusalCode;
using domain::Reservation;
using domain::ReservationStatus;
using domain::ReservationView;
using domain::SeatStatus;

domain::SeatMapPtr Model::MapOf(domain::ShowId show) const {
  auto map = std::make_shared<domain::SeatMap>();
  const House& house = houses_.at(show);
  map->show = show;
  map->available = house.available;
  for (const House::Chair& chair : house.chairs) map->statuses.push_back(chair.row.status);
  return map;
}

domain::ListShows::Answer Model::To(const domain::ListShows& command) {
  const domain::RoomId room = catalog_.concerts.at(command.concert).room;
  if (auto refusal = QueueCheck(FindToken(command.caller), room)) {
    return std::unexpected(*refusal);
  }
  std::vector<std::pair<base::Time, domain::ShowView>> found;
  for (const auto& [id, show] : catalog_.shows) {
    const House& house = houses_.at(id);
    if (show.concert != command.concert || house.available == 0 || !house.IsOnSale(now_)) continue;
    found.push_back({show.starts_at,
                     {.show = id,
                      .seats_available = house.available,
                      .seats_total = std::ssize(house.chairs)}});
  }
  // Ordered by start, then by id: `found` is in order of id.
  std::ranges::stable_sort(found, {}, [](const auto& one) { return one.first; });
  std::vector<domain::ShowView> shows;
  for (const auto& [start, view] : found) shows.push_back(view);
  return shows;
}

domain::ReadSeats::Answer Model::To(const domain::ReadSeats& command) {
  const domain::RoomId room = houses_.at(command.show).room;
  if (auto refusal = QueueCheck(FindToken(command.caller), room)) {
    return std::unexpected(*refusal);
  }
  return MapOf(command.show);
}

domain::WatchSeats::Answer Model::To(const domain::WatchSeats& command) {
  return MapOf(command.show);
}

std::optional<Refusal> Model::MayHold(const domain::HoldSeats& command, const QueueToken& token) {
  const House& house = houses_.at(command.show);
  if (auto refusal = QueueCheck(&token, house.room)) return refusal;
  if (!house.IsOnSale(now_)) return Refusal{.code = RefusalCode::kShowNotOnSale};
  if (token.choose_until <= now_) return Refusal{.code = RefusalCode::kTurnEnding};
  const auto made = reservations_made_.find(token.key);
  if (made != reservations_made_.end() && made->second >= limits_.holds_per_turn) {
    return Refusal{.code = RefusalCode::kTooManyHolds, .limit = limits_.holds_per_turn};
  }
  Refusal unknown{.code = RefusalCode::kSeatUnknown};
  Refusal taken{.code = RefusalCode::kSeatUnavailable};
  for (const domain::SeatNumber number : command.seats) {
    const House::Chair* const chair = house.Find(number);
    if (chair == nullptr) {
      unknown.seats.push_back(number);
    } else if (chair->row.status != SeatStatus::kAvailable) {
      taken.seats.push_back(number);
    }
  }
  if (!unknown.seats.empty()) return unknown;
  std::size_t seats = command.seats.size();
  for (const auto& [created, id] : UserOf(token.user).open) {
    const Reservation& other = reservations_.at(id);
    if (other.show == command.show) seats += other.seats.size();
  }
  if (static_cast<std::int64_t>(seats) > house.seats_per_user_max) {
    return Refusal{.code = RefusalCode::kTooManySeats, .limit = house.seats_per_user_max};
  }
  if (!taken.seats.empty()) return taken;
  return std::nullopt;
}

domain::HoldSeats::Answer Model::To(const domain::HoldSeats& command) {
  QueueToken* const token = FindToken(command.caller);
  if (auto refusal = ReadCheck(token)) return std::unexpected(*refusal);
  if (auto again = FindStoredAnswer<ReservationView>(token->user, command.idempotency_key))
    return *again;
  if (auto refusal = MayHold(command, *token)) return std::unexpected(*refusal);

  House& house = houses_.at(command.show);
  Line& line = lines_.at(house.room);
  Reservation held{.id = command.fresh_id,
                   .token = token->key,
                   .user = token->user,
                   .show = command.show,
                   .created_at = now_,
                   .held_until = now_ + line.room.policy.hold_time};
  for (const domain::SeatNumber number : command.seats) {
    House::Chair& chair = *house.Find(number);
    held.seats.push_back({number, chair.price});
    held.amount.minor += chair.price.minor;
    house.Set(chair, {.key = {command.show, number},
                      .status = SeatStatus::kHeld,
                      .reservation = held.id,
                      .held_until = held.held_until});
  }
  reservations_[held.id] = held;
  ++reservations_made_[held.token];
  holds_.insert({held.held_until, held.id});
  UserOf(held.user).open.insert({held.created_at, held.id});
  if (house.available == 0 && !SeatsLeft(house.room)) line.room.sold_out = true;
  ++line.Numbers().holds;
  if (held.held_until > token->active_until) SetActiveUntil(*token, held.held_until);
  return StoreAnswer(ReservationView{held}, held.user, command.idempotency_key);
}

domain::Result<Reservation*> Model::FindOwn(const QueueToken& token, domain::ReservationId id) {
  const auto at = reservations_.find(id);
  if (at == reservations_.end() || at->second.user != token.user) {
    return domain::Refuse(RefusalCode::kReservationUnknown);
  }
  return &at->second;
}

domain::ReadReservation::Answer Model::To(const domain::ReadReservation& command) {
  const QueueToken* const token = FindToken(command.caller);
  if (auto refusal = ReadCheck(token)) return std::unexpected(*refusal);
  const auto own = FindOwn(*token, command.id);
  if (!own) return std::unexpected(own.error());
  return ReservationView{**own};
}

domain::ListReservations::Answer Model::To(const domain::ListReservations& command) {
  const QueueToken* const token = FindToken(command.caller);
  if (auto refusal = ReadCheck(token)) return std::unexpected(*refusal);
  std::vector<ReservationView> views;
  const auto& open = UserOf(token->user).open;
  for (auto at = open.rbegin(); at != open.rend(); ++at) {
    views.push_back({reservations_.at(at->second)});
  }
  return views;
}

domain::CancelReservation::Answer Model::To(const domain::CancelReservation& command) {
  const QueueToken* const token = FindToken(command.caller);
  // A token of any room will do: the hold belongs to the buyer.
  const domain::RoomId room = token == nullptr ? domain::RoomId{} : token->key.room;
  if (auto refusal = QueueCheck(token, room)) return std::unexpected(*refusal);
  const auto own = FindOwn(*token, command.id);
  if (!own) return std::unexpected(own.error());
  Reservation& reservation = **own;
  if (reservation.status == ReservationStatus::kConfirmed) {
    return domain::Refuse(RefusalCode::kReservationPaid);
  }
  if (reservation.status == ReservationStatus::kExpired) {
    return domain::Refuse(RefusalCode::kHoldExpired);
  }
  if (reservation.status == ReservationStatus::kCancelled) return ReservationView{reservation};
  GiveBack(reservation, ReservationStatus::kCancelled);
  // The turn lasts as long as its time to choose and its remaining holds.
  QueueToken& turn = lines_.at(reservation.token.room).At(reservation.token.number);
  base::Time until = turn.choose_until;
  for (const auto& [created, id] : UserOf(turn.user).open) {
    const Reservation& other = reservations_.at(id);
    const bool held = other.token == turn.key && other.status == ReservationStatus::kHeld;
    if (held) until = std::max(until, other.held_until);
  }
  SetActiveUntil(turn, until);
  return ReservationView{reservation};
}

}  // namespace onsale::sim
