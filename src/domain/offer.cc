#include "domain/offer.h"

#include <algorithm>

#include "domain/on_sale.h"

namespace onsale::domain {

namespace {

// Whether a seat of an open sale behind the room is held, so that it may become free.
bool MayComeBack(RoomId room, RowSet& rows, Time now) {
  return std::ranges::any_of(rows.catalog().ShowsBehind(room), [&](const Show* show) {
    return IsOnSale(*show, now) && rows.HeldSeats(show->id) > 0;
  });
}

}  // namespace

bool HasOffer(const Room& room, Time now) {
  return !room.sold_out && room.sale_from <= now;
}

std::optional<Time> AdmitsFrom(const Room& room, RowSet& rows, Time now) {
  std::optional<Time> from;
  if (room.state == RoomState::kClosed) return from;
  if (room.state == RoomState::kScheduled) from = room.opens_at;
  if (room.sale_from > now && !MayComeBack(room.id, rows, now)) {
    from = std::max(room.sale_from, from.value_or(Time{}));
  }
  return from;
}

void ComputeOffer(Room& room, RowSet& rows, Time now) {
  Time closes;  // the last closing of the sales that are open; the epoch if none is
  std::optional<Time> opens;
  const auto shows = rows.catalog().ShowsBehind(room.id);
  for (const Show* show : shows) {
    if (now >= show->sale_closes_at || rows.AvailableSeats(show->id) == 0) continue;
    if (IsOnSale(*show, now)) {
      closes = std::max(closes, show->sale_closes_at);
    } else if (show->sale_opens_at < show->sale_closes_at) {
      opens = std::min(opens.value_or(Time::max()), show->sale_opens_at);
    }
  }
  const bool on_sale = closes != Time{};
  if (on_sale) opens.reset();
  room.sold_out = !shows.empty() && !on_sale && !opens;
  // A wait that ends before the sale opens (a seat of another show became free, or the catalogue
  // changed) ends now.
  room.sale_from = opens.value_or(std::min(room.sale_from, now));
  room.offer_due = opens.value_or(closes);
}

void RefreshOffer(RoomId id, RowSet& rows, Time now) {
  const Room* found = rows.Find(id);
  Room room = *found;
  ComputeOffer(room, rows, now);
  const bool same = room.sold_out == found->sold_out && room.sale_from == found->sale_from &&
                    room.offer_due == found->offer_due;
  if (!same) rows.Put(room);
}

void NoteSeatsGone(ShowId show, RowSet& rows, Time now) {
  RefreshOffer(RoomOf(show, rows), rows, now);
}

void NoteSeatsBack(ShowId show, RowSet& rows, Time now) {
  const RoomId room = RoomOf(show, rows);
  // One more seat changes nothing if something can be bought already.
  if (!HasOffer(*rows.Find(room), now)) RefreshOffer(room, rows, now);
}

}  // namespace onsale::domain
