// The rule book's rules 1, 3 and 6 of docs/rules.md, and rule 2 for holds.

#include <algorithm>

#include "sim/check/rule_book.h"
#include "sim/check/tell.h"

namespace onsale::sim {

using namespace domain;

void RuleBook::Take(const Seat& row) {
  seats_[row.key] = row;
  touched_seats_.push_back(row.key);
}

void RuleBook::Lose(const Seat& row) {
  const auto at = seats_.find(row.key);
  if (at == seats_.end()) return;
  // A seat that is held or sold must not be erased, unless its reservation released it in the same
  // batch: CheckReservation decides.
  if (at->second.status != SeatStatus::kAvailable) {
    touched_reservations_.push_back(at->second.reservation);
  }
  seats_.erase(at);
}

void RuleBook::Take(const Reservation& row) {
  const auto [at, fresh] = reservations_.try_emplace(row.id, row);
  Reservation& kept = at->second;
  if (!fresh) {
    const bool exchanged = kept.seats != row.seats || kept.amount != row.amount;
    const bool may_change = kept.status == ReservationStatus::kHeld;
    const bool end_changed = kept.end_reason != row.end_reason || kept.ended_at != row.ended_at;
    if (!may_change && (exchanged || end_changed || kept.status != row.status)) {
      Wrong("rule 3: a reservation changed after its end: ", TellRow(row));
    }
    if (kept.user != row.user || kept.show != row.show || kept.token != row.token ||
        kept.held_until != row.held_until) {
      Wrong("user, show, turn or end of a reservation changed: ", TellRow(row));
    }
    // The seats that the reservation has returned must not name it any more.
    for (const ReservedSeat& seat : kept.seats) touched_seats_.push_back({row.show, seat.number});
    holds_.erase({kept.held_until, kept.id});
    if (kept.status == ReservationStatus::kConfirmed) {
      --confirmed_;
      confirmed_amount_ -= kept.amount.minor;
    }
    kept = row;
  }
  if (row.status == ReservationStatus::kHeld) holds_.insert({row.held_until, row.id});
  if (row.status == ReservationStatus::kConfirmed) {
    ++confirmed_;
    confirmed_amount_ += row.amount.minor;
  }
  touched_reservations_.push_back(row.id);
}

void RuleBook::CheckSeat(const Seat& seat) {
  if (seat.status == SeatStatus::kAvailable) {
    if (!seat.reservation.uuid.IsNil() || seat.held_until != base::Time{}) {
      Wrong("rule 1: an AVAILABLE seat has a reservation: ", TellRow(seat));
    }
    return;
  }
  const auto at = reservations_.find(seat.reservation);
  if (at == reservations_.end())
    return Wrong("rule 1: the reservation of a seat does not exist: ", TellRow(seat));
  const Reservation& owner = at->second;
  const bool named =
      owner.show == seat.key.show &&
      std::ranges::find(owner.seats, seat.key.number, &ReservedSeat::number) != owner.seats.end();
  const bool held = seat.status == SeatStatus::kHeld;
  const ReservationStatus wanted = held ? ReservationStatus::kHeld : ReservationStatus::kConfirmed;
  if (!named || owner.status != wanted) {
    Wrong("rule 1: a seat and its reservation do not match: ", TellRow(seat), " and ",
          TellRow(owner));
  }
  if (held && (seat.held_until != owner.held_until || batch_.now >= seat.held_until)) {
    Wrong("rule 2: a hold that has ended keeps its seat: ", TellRow(seat));
  }
}

void RuleBook::CheckReservation(const Reservation& row) {
  const bool owns =
      row.status == ReservationStatus::kHeld || row.status == ReservationStatus::kConfirmed;
  std::int64_t sum = 0;
  for (const ReservedSeat& reserved : row.seats) {
    sum += reserved.price.minor;
    const auto seat = seats_.find({row.show, reserved.number});
    const bool has = seat != seats_.end() && seat->second.reservation == row.id;
    if (has == owns) continue;
    Wrong(
        owns ? "rule 1: the seats do not name reservation " : "rule 1: a seat was not released by ",
        TellRow(row));
  }
  if (sum != row.amount.minor || row.seats.empty())
    Wrong("rule 4: the amount is not the sum of the prices: ", TellRow(row));
  const bool has_end = row.end_reason != domain::EndReason::kNone && row.ended_at >= row.created_at;
  const bool has_none = row.end_reason == domain::EndReason::kNone && row.ended_at == base::Time{};
  if (owns ? !has_none : !has_end) {
    Wrong("rule 2: reason and time of an end do not match: ", TellRow(row));
  }
  if (row.status == ReservationStatus::kHeld) CheckLiveHold(row);
  if (row.status == ReservationStatus::kConfirmed) CheckPaid(row);
}

void RuleBook::CheckLiveHold(const Reservation& row) {
  if (batch_.now >= row.held_until) Wrong("rule 2: a hold that has ended is HELD: ", TellRow(row));
  const QueueToken* const token = Find(QueueToken{.key = row.token});
  if (token == nullptr || token->user != row.user || token->status != TokenStatus::kActive ||
      token->active_until < row.held_until) {
    Wrong("rule 6: a hold outlives its turn: ", TellRow(row));
  }
}

void RuleBook::CheckPaid(const Reservation& row) {
  const auto payment = payments_.find(row.payment);
  if (payment == payments_.end() || payment->second.reservation != row.id ||
      payment->second.amount != row.amount || payment->second.user != row.user ||
      payment->second.paid_at != row.paid_at) {
    Wrong("rule 3: CONFIRMED without its payment: ", TellRow(row));
  }
  const auto entry = payment_entries_.find(row.payment.uuid);
  if (entry == payment_entries_.end() || entry->second.reservation != row.id ||
      entry->second.amount != row.amount || entry->second.user != row.user) {
    Wrong("rule 3: paid, but not in the ledger: ", TellRow(row));
  }
  const QueueToken* const token = Find(QueueToken{.key = row.token});
  if (token == nullptr || token->expiry_reason != ExpiryReason::kPaid) {
    Wrong("rule 3: paid, but the turn continues: ", TellRow(row));
  }
}

}  // namespace onsale::sim
