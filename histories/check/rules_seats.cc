// The checker's rules for reading, holding and cancelling seats.
#include <algorithm>
#include <bit>
#include <set>

#include "histories/check/rules.h"

namespace onsale::histories {
namespace {

std::int64_t Bit(std::size_t seat) {
  return std::int64_t{1} << seat;
}

std::int64_t CountOf(std::int64_t seats) {
  return std::popcount(static_cast<std::uint64_t>(seats));
}

Id IdAt(const Words& words, std::size_t from) {
  return {words[from], words[from + 1]};
}

}  // namespace

// Checks a reservation in an answer. `from` is its first index in `response`. The answer to a
// payment lacks the times of the hold.
bool Rules::IsBooking(const Words& response, std::size_t from, const Booking& booking) {
  if (response.size() < from + ReservationView::kWords) return Is("the size of the answer", 0, 1);
  const auto word = [&](std::size_t which) { return response[from + which]; };
  const bool partly = word(ReservationView::kCreated) == 0;
  const std::int64_t until = booking.created_ms + state_.world.hold_ms;
  return Is("the reservation", word(ReservationView::kLow), booking.id.low) &&
         Is("the reservation", word(ReservationView::kHigh), booking.id.high) &&
         Is("the reservation's status", word(ReservationView::kStatus),
            static_cast<std::int64_t>(booking.status)) &&
         Is("the reservation's show", word(ReservationView::kShow), booking.show) &&
         Is("the reservation's seats", word(ReservationView::kSeats), booking.seats) &&
         Is("the amount", word(ReservationView::kAmount), CountOf(booking.seats) * World::kPrice) &&
         (partly || Is("the creation time", word(ReservationView::kCreated), booking.created_ms)) &&
         (partly || Is("the end of the hold", word(ReservationView::kUntil), until)) &&
         Is("the payment", word(ReservationView::kPaymentLow), booking.payment.low) &&
         Is("the payment", word(ReservationView::kPaymentHigh), booking.payment.high) &&
         Is("the payment time", word(ReservationView::kPaidAt), booking.paid_ms);
}

bool Rules::HoldSeats(const Scene& scene) {
  const Op& op = scene.op;
  if (!Has(scene, 2, 0)) return false;
  const auto show = static_cast<std::uint32_t>(op.arguments[0]);
  const std::int64_t seats = op.arguments[1];
  if (show == 0 || show > state_.world.shows())
    return Is("whether the requested show exists", show, 1);
  if (const auto turn = CheckTurn(scene, state_.world.RoomOfShow(show)); turn != ResultCode::kOk) {
    return Answers(scene, turn);
  }
  Token& token = state_.TokenAt(op.room, op.token);
  // If the time to choose may have ended, the answer shows whether it had: kEnding or not.
  const bool ending = scene.at.lo >= token.choose.hi ||
                      (scene.at.hi >= token.choose.lo && op.result == ResultCode::kEnding);
  if (ending) {
    if (scene.at.hi < token.choose.hi) state_.Edit(token.choose).hi = scene.at.hi;
    return Answers(scene, ResultCode::kEnding);
  }
  if (scene.at.lo >= token.choose.lo) state_.Edit(token.choose).lo = scene.at.lo + 1;

  std::int64_t taken = 0;
  for (const std::uint32_t index : state_.UserAt(op.user).open) {
    const Booking& booking = state_.bookings[index];
    if (booking.show == show) taken += CountOf(booking.seats);
  }
  if (taken + CountOf(seats) > state_.world.seats_per_user_max) {
    return Answers(scene, ResultCode::kTooMany) && Has(scene, 2, 1) &&
           Is("the seat limit of a buyer", op.response[0], state_.world.seats_per_user_max);
  }
  std::int64_t in_the_way = 0;
  const std::vector<std::uint32_t>& owners = state_.owners[show];
  for (std::size_t seat = 0; seat < owners.size(); ++seat) {
    if ((seats & Bit(seat)) != 0 && owners[seat] != 0) in_the_way |= Bit(seat);
  }
  if (in_the_way != 0) {
    return Answers(scene, ResultCode::kTaken) && Has(scene, 2, 1) &&
           Is("the unavailable seats", op.response[0], in_the_way);
  }
  if (!Answers(scene, ResultCode::kCreated) || !Has(scene, 2, ReservationView::kWords))
    return false;

  const std::int64_t created = op.response[ReservationView::kCreated];
  const Span at{std::max(scene.at.lo, created * 1000), std::min(scene.at.hi, created * 1000 + 999)};
  if (at.lo > at.hi) return Is("the creation time", created, scene.at.lo / 1000);
  const std::int64_t length = std::int64_t{state_.world.hold_ms} * 1000;
  const Booking booking{.id = IdAt(op.response, 0),
                        .user = op.user,
                        .room = op.room,
                        .token = op.token,
                        .show = show,
                        .seats = seats,
                        .created_ms = created,
                        .until = {at.lo + length, at.hi + length},
                        .payment = {}};
  if (booking.id.IsNil() || state_.by_id.contains(booking.id)) {
    return Is("whether the id of a reservation was used before", 1, 0);
  }
  const std::uint32_t index = state_.AddBooking(booking);
  std::vector<std::uint32_t>& mine = state_.Edit(state_.owners[show]);
  for (std::size_t seat = 0; seat < mine.size(); ++seat) {
    if ((seats & Bit(seat)) != 0) mine[seat] = index;
  }
  state_.Edit(state_.UserAt(op.user).open).push_back(index);
  state_.PushDue({booking.until.lo, 0, index});
  return IsBooking(op.response, 0, booking);
}

// The booking that the operation names, if it is the caller's; otherwise null.
const Booking* Rules::FindOwn(const Scene& scene) {
  const auto found = state_.by_id.find(IdAt(scene.op.arguments, 0));
  if (found == state_.by_id.end()) return nullptr;
  Booking& booking = state_.bookings[found->second];
  if (booking.user != scene.op.user) return nullptr;
  if (booking.in_doubt) {
    const Op& op = scene.op;
    const bool has_booking =
        op.result == ResultCode::kOk && op.response.size() > ReservationView::kStatus;
    const auto cancelled = static_cast<std::int64_t>(Hold::kCancelled);
    const bool back = op.result == ResultCode::kCancelled ||
                      (has_booking && op.response[ReservationView::kStatus] == cancelled);
    Booking& settled = state_.Edit(booking);
    settled.in_doubt = false;
    if (back) settled.status = Hold::kCancelled;
  }
  return &booking;
}

// Cancels a hold. If only this hold prolonged the turn, the turn ends too.
void Rules::GiveBack(const Booking& booking, Span at) {
  EndHold(state_.by_id.at(booking.id), Hold::kCancelled);
  const Span end = EndOf(booking.room, booking.token);
  if (end.hi <= at.lo) {
    state_.Edit(state_.rooms[booking.room].unswept).push_back(booking.user);
    EndTurn(booking.room, booking.token, Reason::kTimeUp, at.lo);
  } else {
    state_.PushDue({end.lo, booking.room, booking.token});
  }
}

bool Rules::Cancel(const Scene& scene) {
  if (!Has(scene, 2, 0)) return false;
  const auto turn = CheckTurn(scene, scene.op.room);
  if (turn != ResultCode::kOk) return Answers(scene, turn);
  const Booking* booking = FindOwn(scene);
  if (booking == nullptr) return Answers(scene, ResultCode::kUnknown);
  if (booking->status == Hold::kConfirmed) return Answers(scene, ResultCode::kPaid);
  if (booking->status == Hold::kExpired) return Answers(scene, ResultCode::kHoldOver);
  if (booking->status == Hold::kHeld) GiveBack(*booking, scene.at);
  return Answers(scene, ResultCode::kOk) && IsBooking(scene.op.response, 0, *booking);
}

bool Rules::CancelUnheard(const Op& op, Span at) {
  const Scene scene{op, at, 0};
  if (!Knows(scene) || !Has(scene, 2, 0) || CheckTurn(scene, op.room) != ResultCode::kOk)
    return false;
  const auto found = state_.by_id.find(IdAt(op.arguments, 0));
  if (found == state_.by_id.end()) return false;
  const Booking& booking = state_.bookings[found->second];
  if (booking.user != op.user || booking.status != Hold::kHeld) return false;
  GiveBack(booking, at);
  return true;
}

bool Rules::ReadBooking(const Scene& scene) {
  if (!Has(scene, 2, 0)) return false;
  const Booking* booking = FindOwn(scene);
  if (booking == nullptr) return Answers(scene, ResultCode::kUnknown);
  return Answers(scene, ResultCode::kOk) && IsBooking(scene.op.response, 0, *booking);
}

bool Rules::ReadBookings(const Scene& scene) {
  const Words& response = scene.op.response;
  const std::vector<std::uint32_t>& open = state_.UserAt(scene.op.user).open;
  if (!Answers(scene, ResultCode::kOk) || !Has(scene, 0, 1)) return false;
  if (!Is("the number of reservations", response[0], static_cast<std::int64_t>(open.size())))
    return false;
  if (!Has(scene, 0, 1 + open.size() * ReservationView::kWords)) return false;
  // The list may have any order, but names each reservation once.
  std::set<std::uint32_t> listed;
  for (std::size_t i = 0; i < open.size(); ++i) {
    const std::size_t from = 1 + i * ReservationView::kWords;
    const auto found = state_.by_id.find(IdAt(response, from));
    const bool mine = found != state_.by_id.end() &&
                      std::find(open.begin(), open.end(), found->second) != open.end();
    if (!Is("whether a listed reservation is the caller's", mine, 1)) return false;
    const bool fresh = listed.insert(found->second).second;
    if (!Is("the number of times a reservation is listed", fresh ? 1 : 2, 1)) return false;
    if (!IsBooking(response, from, state_.bookings[found->second])) return false;
  }
  return true;
}

bool Rules::ReadSeats(const Scene& scene) {
  const Op& op = scene.op;
  if (!Has(scene, 1, 0)) return false;
  const auto show = static_cast<std::uint32_t>(op.arguments[0]);
  if (show == 0 || show > state_.world.shows())
    return Is("whether the requested show exists", show, 1);
  if (const auto turn = CheckTurn(scene, state_.world.RoomOfShow(show)); turn != ResultCode::kOk) {
    return Answers(scene, turn);
  }
  std::int64_t held = 0;
  std::int64_t sold = 0;
  const std::vector<std::uint32_t>& owners = state_.owners[show];
  for (std::size_t seat = 0; seat < owners.size(); ++seat) {
    if (owners[seat] == 0) continue;
    (state_.bookings[owners[seat]].status == Hold::kConfirmed ? sold : held) |= Bit(seat);
  }
  const auto free = static_cast<std::int64_t>(owners.size()) - CountOf(held | sold);
  return Answers(scene, ResultCode::kOk) && Has(scene, 1, 3) &&
         Is("the seats sold", op.response[2], sold) && Is("the seats held", op.response[1], held) &&
         Is("the number of free seats", op.response[0], free);
}

std::int64_t Rules::FreeSeats(std::uint32_t show) {
  return std::ranges::count(state_.owners[show], 0U);
}

bool Rules::ReadDates(const Scene& scene) {
  const Op& op = scene.op;
  if (!Has(scene, 1, 0)) return false;
  const auto concert = static_cast<std::uint32_t>(op.arguments[0]);
  if (concert == 0 || concert > state_.world.concerts())
    return Is("whether the concert exists", concert, 1);
  if (const auto turn = CheckTurn(scene, state_.world.RoomOfConcert(concert));
      turn != ResultCode::kOk) {
    return Answers(scene, turn);
  }
  if (!Answers(scene, ResultCode::kOk)) return false;
  std::size_t at = 0;
  const std::uint32_t each = state_.world.shows_per_concert;
  for (std::uint32_t show = (concert - 1) * each + 1; show <= concert * each; ++show) {
    const std::int64_t free = FreeSeats(show);
    if (free == 0) continue;
    if (!Has(scene, 1, at + 2) || !Is("a show with seats", op.response[at], show) ||
        !Is("the number of free seats", op.response[at + 1], free)) {
      return false;
    }
    at += 2;
  }
  return Is("the number of shows with free seats",
            static_cast<std::int64_t>(op.response.size() / 2), static_cast<std::int64_t>(at / 2));
}

}  // namespace onsale::histories
