// The model of what an operator does to seats and notices by hand: docs/by-hand.md.

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>

#include "domain/policy_fields.h"
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

namespace {

// In the text of a change a moment has three digits of a second.
base::Time Written(base::Time time) {
  return base::Time(time.time_since_epoch() -
                    time.time_since_epoch() % std::chrono::milliseconds(1));
}

// The values of all members that a text of a change can have, of the room as it is.
domain::RoomMembers MembersOf(const domain::Room& room) {
  domain::RoomMembers all;
  domain::ForEachPolicyField(
      [&](const auto& field) { all.policy.*field.change = room.policy.*field.member; });
  const bool scheduled = room.state == domain::RoomState::kScheduled;
  const bool presale = !room.presale.group.empty();
  all.state = room.state;
  all.opens_at = scheduled ? Written(room.opens_at) : base::Time{};
  all.presale_group = room.presale.group;
  all.presale_until = presale ? Written(room.presale.until) : base::Time{};
  all.notice_korean = room.notice.korean;
  all.notice_english = room.notice.english;
  return all;
}

std::vector<std::string> Differences(const domain::RoomMembers& wanted,
                                     const domain::RoomMembers& found) {
  std::vector<std::string> names;
  const auto look = [&names](std::string_view name, const auto& want, const auto& is) {
    if (want.has_value() && want != is) names.emplace_back(name);
  };
  look("state", wanted.state, found.state);
  look("opensAt", wanted.opens_at, found.opens_at);
  look("presaleGroup", wanted.presale_group, found.presale_group);
  look("presaleUntil", wanted.presale_until, found.presale_until);
  look("noticeKorean", wanted.notice_korean, found.notice_korean);
  look("noticeEnglish", wanted.notice_english, found.notice_english);
  domain::ForEachPolicyFieldShown([&](const auto& field) {
    look(field.json, wanted.policy.*field.change, found.policy.*field.change);
  });
  return names;
}

}  // namespace

domain::UndoRoomChange::Answer Model::To(const domain::UndoRoomChange& command) {
  RoomQueue* const queue = QueueOf(command.room);
  if (queue == nullptr) return domain::Refuse(RefusalCode::kRoomUnknown);
  domain::Room& room = queue->room;
  Refusal conflict{.code = RefusalCode::kUndoConflict};
  conflict.differs = Differences(command.after, MembersOf(room));
  if (!conflict.differs.empty()) return std::unexpected(conflict);

  const domain::RoomMembers& was = command.before;
  domain::RoomChange change = was.policy;
  change.state = was.state;
  if (was.opens_at.value_or(base::Time{}) != base::Time{}) {
    change.state = domain::RoomState::kScheduled;
    change.opens_at = was.opens_at;
    if (*was.opens_at <= now_) {
      conflict.differs = {"opensAt"};
      conflict.opens_at = *was.opens_at;
      return std::unexpected(conflict);
    }
  }
  const bool of_presale = was.presale_group.has_value() || was.presale_until.has_value();
  if (of_presale) {
    change.presale = room.presale;
    if (was.presale_group) change.presale->group = *was.presale_group;
    if (was.presale_until) change.presale->until = *was.presale_until;
    if (change.presale->group.empty()) change.presale->until = {};
  }
  if (queue->in_lobby()) {
    const bool draws = change.state == domain::RoomState::kOpen;
    const bool other_mode = change.mode && *change.mode != domain::RoomMode::kDraw;
    if (draws || other_mode) return domain::Refuse(RefusalCode::kDrawCommitted);
  } else if (change.state == domain::RoomState::kScheduled && !queue->waiting.empty()) {
    return domain::Refuse(RefusalCode::kRoomInUse);
  }
  domain::Room before = ViewOf(*queue).room;
  queue->Apply(change, command.fresh_seed, now_);
  domain::Notice notice{.korean = was.notice_korean.value_or(room.notice.korean),
                        .english = was.notice_english.value_or(room.notice.english),
                        .set_at = room.notice.set_at};
  if (notice != room.notice) {
    const bool none = notice.korean.empty() && notice.english.empty();
    notice.set_at = none ? base::Time{} : now_;
    room.notice = notice;
  }
  Note(command.actor);
  return domain::UndoneView{.number = actions_,
                            .room = domain::ChangedRoomView{ViewOf(*queue), std::move(before)}};
}

domain::UndoSeats::Answer Model::To(const domain::UndoSeats& command) {
  const SeatStatus made = command.held_back ? SeatStatus::kHeldBack : SeatStatus::kAvailable;
  const auto at = model_shows_.find(command.show);
  Refusal conflict{.code = RefusalCode::kUndoConflict};
  for (const domain::SeatNumber number : command.seats) {
    const ModelShow::ModelSeat* const seat =
        at == model_shows_.end() ? nullptr : at->second.Find(number);
    if (seat == nullptr || seat->row.status != made) conflict.seats.push_back(number);
  }
  if (!conflict.seats.empty()) return std::unexpected(conflict);
  const SeatStatus other = command.held_back ? SeatStatus::kAvailable : SeatStatus::kHeldBack;
  if (const auto set = SetSeats(command.show, command.seats, other, command.actor); !set) {
    return std::unexpected(set.error());
  }
  return domain::UndoneView{.number = actions_, .show = command.show, .seats = command.seats};
}

}  // namespace onsale::sim
