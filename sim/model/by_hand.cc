// The model of what an operator does to seats and notices by hand: docs/by-hand.md.

#include <algorithm>

#include "sim/model/model.h"

namespace onsale::sim {

using domain::Refusal;
using domain::RefusalCode;
using domain::Reservation;
using domain::ReservationStatus;
using domain::SeatStatus;

domain::Result<domain::SeatsForSaleView> Model::SetSeats(
    domain::ShowId show, const std::vector<domain::SeatNumber>& numbers, SeatStatus wanted,
    const domain::Actor& actor) {
  const auto at = model_shows_.find(show);
  ModelShow* const model_show = at == model_shows_.end() ? nullptr : &at->second;
  Refusal unknown{.code = RefusalCode::kSeatUnknown};
  Refusal taken{.code = RefusalCode::kSeatUnavailable};
  std::vector<ModelShow::ModelSeat*> others;  // those with another status than the wanted one
  for (const domain::SeatNumber number : numbers) {
    ModelShow::ModelSeat* const seat = model_show == nullptr ? nullptr : model_show->Find(number);
    if (seat == nullptr) {
      unknown.seats.push_back(number);
    } else if (seat->row.status == SeatStatus::kHeld || seat->row.status == SeatStatus::kSold) {
      taken.seats.push_back(number);
    } else if (seat->row.status != wanted) {
      others.push_back(seat);
    }
  }
  if (!unknown.seats.empty()) return std::unexpected(unknown);
  if (!taken.seats.empty()) return std::unexpected(taken);

  domain::SeatsForSaleView view{.show = show};
  for (ModelShow::ModelSeat* const seat : others) {
    view.changed.push_back(seat->row.key.number);
    model_show->Set(*seat, {.key = seat->row.key, .status = wanted});
  }
  if (!others.empty()) {
    RoomQueue& queue = queues_.at(model_show->room);
    const bool nothing_to_buy = queue.room.sold_out || queue.room.sale_from > now_;
    const bool matters =
        wanted == SeatStatus::kAvailable ? nothing_to_buy : model_show->available == 0;
    if (matters) NoteOffer(queue);
    Note(actor);
  }
  view.available = model_show->available;
  view.held_back = std::ranges::count_if(model_show->model_seats, [](const auto& seat) {
    return seat.row.status == SeatStatus::kHeldBack;
  });
  return view;
}

domain::HoldBackSeats::Answer Model::To(const domain::HoldBackSeats& command) {
  return SetSeats(command.show, command.seats, SeatStatus::kHeldBack, command.actor);
}

domain::PutSeatsOnSale::Answer Model::To(const domain::PutSeatsOnSale& command) {
  return SetSeats(command.show, command.seats, SeatStatus::kAvailable, command.actor);
}

domain::ReleaseReservation::Answer Model::To(const domain::ReleaseReservation& command) {
  const auto at = reservations_.find(command.id);
  if (at == reservations_.end()) return domain::Refuse(RefusalCode::kReservationUnknown);
  Reservation& reservation = at->second;
  if (reservation.status == ReservationStatus::kConfirmed) {
    return std::unexpected(PaidBefore(reservation));
  }
  if (reservation.status == ReservationStatus::kExpired) {
    return domain::Refuse(RefusalCode::kHoldExpired);
  }
  if (reservation.status == ReservationStatus::kCancelled) {
    const bool again = reservation.end_reason == domain::EndReason::kCancelledByOperator;
    if (!again) return std::unexpected(CancelledBefore(reservation));
    return domain::ReservationView{reservation};
  }
  Cancel(reservation, domain::EndReason::kCancelledByOperator);
  Note(command.actor);
  return domain::ReservationView{reservation};
}

domain::ChangeNotice::Answer Model::To(const domain::ChangeNotice& command) {
  RoomQueue* const queue = QueueOf(command.room);
  if (queue == nullptr) return domain::Refuse(RefusalCode::kRoomUnknown);
  domain::ChangedRoomView view{ViewOf(*queue), ViewOf(*queue).room};
  domain::Notice& shown = queue->room.notice;
  if (shown.korean == command.korean && shown.english == command.english) return view;
  const bool removed = command.korean.empty() && command.english.empty();
  shown = {command.korean, command.english, removed ? base::Time{} : now_};
  view.room.notice = shown;
  Note(command.actor);
  return view;
}

}  // namespace onsale::sim
