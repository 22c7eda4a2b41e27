#include "domain/funnel.h"

#include "domain/rate.h"

namespace onsale::domain {

RoomFunnel FunnelOf(RoomId room, RowSet& rows) {
  const RoomFunnel* funnel = rows.FindFunnel(room);
  return funnel != nullptr ? *funnel : RoomFunnel{.room = room};
}

void CountJoin(RoomId room, RowSet& rows) {
  RoomFunnel funnel = FunnelOf(room, rows);
  ++funnel.joined;
  rows.Put(funnel);
}

void CountHold(RoomId room, RowSet& rows) {
  RoomFunnel funnel = FunnelOf(room, rows);
  ++funnel.holds;
  rows.Put(funnel);
}

void CountPayment(RoomId room, std::int64_t seats, RowSet& rows, Time now) {
  RoomFunnel funnel = FunnelOf(room, rows);
  ++funnel.payments;
  funnel.seats_sold += seats;
  CountEvents(funnel.sales, seats, now);
  rows.Put(funnel);
}

void CountEnd(const QueueToken& token, ExpiryReason reason, RowSet& rows, Time now) {
  RoomFunnel funnel = FunnelOf(token.key.room, rows);
  switch (reason) {
    case ExpiryReason::kNone:
    case ExpiryReason::kPaid:  // CountPayment has counted a paid turn
      return;
    case ExpiryReason::kTimeUp:
      ++funnel.timed_out;
      break;
    case ExpiryReason::kNoShow:
      ++funnel.no_shows;
      break;
    case ExpiryReason::kLeft:
      if (token.status == TokenStatus::kActive) {
        ++funnel.left_active;
        break;
      }
      ++funnel.left_waiting;
      funnel.left_waiting_time += now - token.issued_at;
      break;
  }
  rows.Put(funnel);
}

}  // namespace onsale::domain
