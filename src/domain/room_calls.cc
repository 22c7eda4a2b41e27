// Commands about rooms: reads for everybody, and reads and changes for the operator.

#include <algorithm>
#include <span>
#include <utility>

#include "base/assert.h"
#include "domain/draw.h"
#include "domain/offer.h"
#include "domain/operator_action.h"
#include "domain/rate.h"
#include "domain/room_change.h"
#include "domain/rules.h"
#include "domain/undo.h"

namespace onsale::domain::rules {
namespace {

Result<Room> FindBySlug(const std::string& slug, RowSet& rows) {
  for (const RoomId id : rows.Rooms()) {
    if (rows.Find(id)->slug == slug) return *rows.Find(id);
  }
  return Refuse(RefusalCode::kRoomUnknown);
}

// A copy of the room without its draw's seed, which is secret until the draw has taken place.
Room WithoutSeed(Room room) {
  room.draw.seed = {};
  return room;
}

RoomView ViewOf(const Room& room, RowSet& rows, Time now) {
  RoomView view{.room = WithoutSeed(room), .admits_from = AdmitsFrom(room, rows, now)};
  if (const auto rate = Measure(room.rate, now)) view.per_minute = rate->PerMinute();
  return view;
}

FunnelView FunnelViewOf(const Room& room, RowSet& rows, Time now) {
  const RoomFunnel* funnel = rows.FindFunnel(room.id);
  FunnelView view{.room = WithoutSeed(room), .funnel = {.room = room.id}};
  if (funnel != nullptr) view.funnel = *funnel;
  if (const auto rate = Measure(view.funnel.sales, now)) view.seats_per_minute = rate->PerMinute();
  if (const auto rate = Measure(room.rate, now)) view.per_minute = rate->PerMinute();
  // Nobody in a lobby has a rank yet.
  const auto front = InLobby(room) ? std::nullopt : rows.NextWaiting(room.id, room.last_admitted);
  if (front) view.front_wait = now - rows.Find(QueueTokenKey{room.id, *front})->issued_at;
  return view;
}

SeatCountsView CountsOf(const Show& show, RowSet& rows) {
  SeatCountsView view{.show = show.id, .all = {}, .categories = {}};
  const std::vector<SeatTally> tallies = rows.TallySeats(show.id);
  const std::span<const Category> categories = rows.catalog().CategoriesOf(show.chart);
  for (std::size_t i = 0; i < categories.size(); ++i) {
    const SeatTally& tally = tallies.at(i);
    view.all.seats += tally.seats;
    view.all.free += tally.free;
    view.all.held += tally.held;
    view.all.sold += tally.sold;
    view.all.revenue.minor += tally.revenue.minor;
    view.categories.push_back({.category = categories[i].slug, .tally = tally});
  }
  return view;
}

// Finds a room that has a draw. Refuses: kRoomUnknown, kDrawUnknown.
Result<Room> FindDrawn(const std::string& slug, RowSet& rows) {
  auto room = FindBySlug(slug, rows);
  if (room && room->draw.commitment.IsNil()) return Refuse(RefusalCode::kDrawUnknown);
  return room;
}

}  // namespace

ReadRoom::Answer Decide(const ReadRoom& command, RowSet& rows, Time now) {
  const auto room = FindBySlug(command.room, rows);
  if (!room) return std::unexpected(room.error());
  return ViewOf(*room, rows, now);
}

ListRooms::Answer Decide(const ListRooms&, RowSet& rows, Time now) {
  std::vector<RoomView> views;
  for (const RoomId id : rows.Rooms()) views.push_back(ViewOf(*rows.Find(id), rows, now));
  return views;
}

ChangeRoom::Answer Decide(const ChangeRoom& command, RowSet& rows, Time now) {
  auto room = FindBySlug(command.room, rows);
  if (!room) return std::unexpected(room.error());
  if (const auto refusal = CheckChange(*room, command.change)) return std::unexpected(*refusal);

  // Past this line the command must succeed.
  Room before = WithoutSeed(*room);
  ApplyChange(*room, command.change, command.fresh_seed, now);
  rows.Put(*room);
  PutAction(command.actor, TextOf(before, *room), rows, now);
  return ChangedRoomView{ViewOf(*room, rows, now), std::move(before)};
}

ChangeNotice::Answer Decide(const ChangeNotice& command, RowSet& rows, Time now) {
  ONSALE_ASSERT(std::max(command.korean.size(), command.english.size()) <= kNoticeMax);
  auto room = FindBySlug(command.room, rows);
  if (!room) return std::unexpected(room.error());
  Room before = WithoutSeed(*room);
  Notice notice{.korean = command.korean, .english = command.english};
  if (!notice.IsEmpty()) notice.set_at = now;
  const bool same =
      notice.korean == before.notice.korean && notice.english == before.notice.english;
  if (same) return ChangedRoomView{ViewOf(*room, rows, now), std::move(before)};

  // Past this line the command must succeed.
  room->notice = std::move(notice);
  rows.Put(*room);
  PutAction(command.actor, TextOf(before, *room), rows, now);
  return ChangedRoomView{ViewOf(*room, rows, now), std::move(before)};
}

UndoRoomChange::Answer Decide(const UndoRoomChange& command, RowSet& rows, Time now) {
  auto room = FindBySlug(command.room, rows);
  if (!room) return std::unexpected(room.error());
  if (auto differs = DifferingMembers(*room, command.after); !differs.empty()) {
    return std::unexpected(
        Refusal{.code = RefusalCode::kUndoConflict, .differs = std::move(differs)});
  }
  const RoomChange change = ChangeBack(*room, command.before);
  // A room that was scheduled for a moment that has passed would open instead.
  if (change.opens_at && *change.opens_at <= now) {
    return std::unexpected(Refusal{
        .code = RefusalCode::kUndoConflict, .opens_at = *change.opens_at, .differs = {"opensAt"}});
  }
  // Opening the room would draw its lobby, which nobody can undo.
  const bool draws = InLobby(*room) && change.state == RoomState::kOpen;
  if (draws) return Refuse(RefusalCode::kDrawCommitted);
  if (const auto refusal = CheckChange(*room, change)) return std::unexpected(*refusal);

  // Past this line the command must succeed.
  Room before = WithoutSeed(*room);
  ApplyChange(*room, change, command.fresh_seed, now);
  room->notice = NoticeBack(room->notice, command.before, now);
  rows.Put(*room);
  PutAction(command.actor, TextOf(before, *room), rows, now);
  return UndoneView{.number = rows.LastAction(),
                    .room = ChangedRoomView{ViewOf(*room, rows, now), std::move(before)}};
}

ReadFunnel::Answer Decide(const ReadFunnel& command, RowSet& rows, Time now) {
  const auto room = FindBySlug(command.room, rows);
  if (!room) return std::unexpected(room.error());
  return FunnelViewOf(*room, rows, now);
}

ReadSale::Answer Decide(const ReadSale& command, RowSet& rows, Time now) {
  SaleView view;
  for (const RoomId id : rows.Rooms()) {
    view.rooms.push_back(FunnelViewOf(*rows.Find(id), rows, now));
  }
  for (const Show& show : rows.catalog().rows().shows) {
    if (command.all_shows || now < show.sale_closes_at) {
      view.shows.push_back(CountsOf(show, rows));
    }
  }
  return view;
}

ReadDraw::Answer Decide(const ReadDraw& command, RowSet& rows, Time) {
  const auto room = FindDrawn(command.room, rows);
  if (!room) return std::unexpected(room.error());
  const Room& shown = InLobby(*room) ? WithoutSeed(*room) : *room;
  return DrawView{.room_slug = shown.slug,
                  .opens_at = shown.opens_at,
                  .draw = shown.draw,
                  .entries = EntriesOf(shown)};
}

ReadDrawEntries::Answer Decide(const ReadDrawEntries& command, RowSet& rows, Time) {
  const auto room = FindDrawn(command.room, rows);
  if (!room) return std::unexpected(room.error());
  if (InLobby(*room)) {
    const bool scheduled = room->state == RoomState::kScheduled;
    return std::unexpected(Refusal{.code = RefusalCode::kDrawPending,
                                   .opens_at = scheduled ? room->opens_at : Time{}});
  }
  std::vector<DrawEntry> entries;
  const std::int64_t last = std::min(room->draw.entries, command.after + command.limit);
  for (std::int64_t entry = command.after + 1; entry <= last; ++entry) {
    const QueueNumber number{room->draw.before.value + static_cast<std::uint64_t>(entry)};
    const QueueToken* const token = rows.Find(QueueTokenKey{room->id, number});
    entries.push_back({entry, token == nullptr ? Time{} : token->issued_at});
  }
  return entries;
}

}  // namespace onsale::domain::rules
