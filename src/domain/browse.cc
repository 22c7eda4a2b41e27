#include "base/assert.h"
#include "domain/on_sale.h"
#include "domain/rules.h"
#include "domain/turn.h"

namespace onsale::domain::rules {
namespace {

ShowState StateOf(const Show& show, RowSet& rows, Time now) {
  if (now < show.sale_opens_at) return ShowState::kUpcoming;
  if (!IsOnSale(show, now)) return ShowState::kClosed;
  return rows.AvailableSeats(show.id) > 0 ? ShowState::kOnSale : ShowState::kSoldOut;
}

}  // namespace

ReadConcert::Answer Decide(const ReadConcert& command, RowSet& rows, Time now) {
  const Concert* concert = rows.catalog().Find(command.concert);
  // An unknown concert: as in ListShows.
  if (concert == nullptr) return {};
  const Room* room = rows.Find(concert->room);
  ONSALE_ASSERT(room != nullptr);
  ConcertView view{.room_slug = room->slug, .shows = {}};
  for (const Show* show : rows.catalog().ShowsOf(command.concert)) {
    view.shows.push_back({.show = show->id, .state = StateOf(*show, rows, now)});
  }
  return view;
}

ListShows::Answer Decide(const ListShows& command, RowSet& rows, Time now) {
  const Concert* concert = rows.catalog().Find(command.concert);
  // An unknown concert: the command was built from a newer catalogue than the rows', because a
  // database was restored.
  if (concert == nullptr) return {};
  const auto token = CheckQueue(command.caller, concert->room, rows, now);
  if (!token) return std::unexpected(token.error());

  std::vector<ShowView> shows;
  for (const Show* show : rows.catalog().ShowsOf(command.concert)) {
    const std::int64_t available = rows.AvailableSeats(show->id);
    if (!IsOnSale(*show, now) || (available == 0 && !command.with_sold_out)) continue;
    const std::size_t total = rows.catalog().SeatsOf(show->chart).size();
    shows.push_back({.show = show->id,
                     .seats_available = available,
                     .seats_total = static_cast<std::int64_t>(total)});
  }
  return shows;
}

ReadSeats::Answer Decide(const ReadSeats& command, RowSet& rows, Time now) {
  // An unknown show has an empty seat map.
  if (rows.catalog().Find(command.show) == nullptr) return rows.Seats(command.show);
  const auto token = CheckQueue(command.caller, RoomOf(command.show, rows), rows, now);
  if (!token) return std::unexpected(token.error());
  return rows.Seats(command.show);
}

WatchSeats::Answer Decide(const WatchSeats& command, RowSet& rows, Time) {
  return rows.Seats(command.show);
}

}  // namespace onsale::domain::rules
