#include "domain/map_rows_testing.h"

#include <algorithm>
#include <functional>

#include "domain/admission.h"
#include "domain/archive.h"

namespace onsale::domain {
namespace {

// The row with the earliest `until(row)` of those that `wanted` accepts; null if that time is after
// `now`, or if there is no such row.
template <class Map, class Wanted, class Until>
const typename Map::mapped_type* Earliest(const Map& map, Time now, Wanted wanted, Until until) {
  const typename Map::mapped_type* first = nullptr;
  for (const auto& [key, row] : map) {
    if (!wanted(row) || until(row) > now) continue;
    if (first == nullptr || until(row) < until(*first)) first = &row;
  }
  return first;
}

}  // namespace

AccessKeysPtr MapRows::access_keys() {
  std::vector<AccessKeyRow> sorted;
  for (const auto& [id, key] : keys) sorted.push_back(key);
  return std::make_shared<const AccessKeys>(std::move(sorted));
}

std::vector<RoomId> MapRows::Rooms() {
  std::vector<RoomId> ids;
  for (const auto& [id, room] : rooms) ids.push_back(id);
  return ids;
}

std::vector<const Reservation*> MapRows::OpenReservations(const UserId& user) {
  std::vector<const Reservation*> open;
  for (const auto& [id, row] : reservations) {
    if (row.user == user && IsOpen(row.status)) open.push_back(&row);
  }
  std::ranges::stable_sort(open, {}, &Reservation::created_at);
  return open;
}

std::vector<const Reservation*> MapRows::OpenReservations(PersonKey person) {
  std::vector<const Reservation*> open;
  for (const auto& [id, row] : reservations) {
    if (row.person == person && IsOpen(row.status)) open.push_back(&row);
  }
  return open;
}

std::vector<const Reservation*> MapRows::EndedReservations(
    const UserId& user, const std::optional<ReservationCursor>& before, std::int64_t max) {
  std::vector<const Reservation*> ended;
  for (const auto& [id, row] : reservations) {
    const bool older = !before || CursorOf(row) < *before;
    if (row.user == user && !IsOpen(row.status) && IsKept(row) && older) ended.push_back(&row);
  }
  std::ranges::sort(ended, std::greater(), [](const Reservation* row) { return CursorOf(*row); });
  if (std::ssize(ended) > max) ended.resize(static_cast<std::size_t>(max));
  return ended;
}

std::vector<ReservationId> MapRows::ReservationsWith(BookingNumber number) {
  std::vector<ReservationId> ids;
  for (const auto& [id, row] : reservations) {
    if (base::BookingNumberOf(id) == number && IsKept(row)) ids.push_back(id);
  }
  return ids;
}

std::int64_t MapRows::ReservationsMade(QueueTokenKey turn) {
  if (!IsKept(turn)) return 0;
  return std::ranges::count_if(reservations,
                               [&](const auto& entry) { return entry.second.token == turn; });
}

std::optional<Time> MapRows::IssuedAt(RoomId room, const UserId& user, std::int64_t n) {
  for (auto at = tokens.rbegin(); at != tokens.rend(); ++at) {
    if (!IsKept(at->first)) continue;
    if (at->first.room == room && at->second.user == user && --n == 0) return at->second.issued_at;
  }
  return std::nullopt;
}

std::vector<QueueNumber> MapRows::TokensOf(RoomId room, const UserId& user,
                                           const TokenCursor& before, std::int64_t max) {
  std::vector<QueueNumber> numbers;
  for (auto at = tokens.rbegin(); at != tokens.rend() && std::ssize(numbers) < max; ++at) {
    const QueueToken& token = at->second;
    const bool is_own = token.key.room == room && token.user == user && IsKept(token.key);
    if (is_own && CursorOf(token) < before) numbers.push_back(token.key.number);
  }
  return numbers;
}

std::int64_t MapRows::RecordsOf(const UserId& user) {
  return std::ranges::count_if(records,
                               [&](const auto& entry) { return entry.first.user == user; });
}

std::optional<QueueNumber> MapRows::NextWaiting(RoomId room, AdmissionRank after) {
  const QueueToken* first = nullptr;
  for (const auto& [key, token] : tokens) {
    if (key.room != room || token.status != TokenStatus::kWaiting) continue;
    const AdmissionRank rank = RankOf(room, key.number);
    if (rank <= after) continue;
    if (first == nullptr || rank < RankOf(room, first->key.number)) first = &token;
  }
  return first ? std::optional(first->key.number) : std::nullopt;
}

std::int64_t MapRows::WaitingBefore(RoomId room, QueueNumber number) {
  return std::ranges::count_if(tokens, [&](const auto& entry) {
    return entry.first.room == room && entry.second.status == TokenStatus::kWaiting &&
           RankOf(room, entry.first.number) < RankOf(room, number);
  });
}

std::int64_t MapRows::AvailableSeats(ShowId show) {
  return Seats(show)->available;
}

std::int64_t MapRows::HeldSeats(ShowId show) {
  return std::ranges::count(Seats(show)->statuses, SeatStatus::kHeld);
}

std::vector<SeatTally> MapRows::TallySeats(ShowId show) {
  const ChartId chart = catalog_->Find(show)->chart;
  std::vector<SeatTally> tallies;
  for (const Category& category : catalog_->CategoriesOf(chart)) {
    SeatTally& tally = tallies.emplace_back();
    for (const ChartSeat& seat : catalog_->SeatsOf(chart)) {
      if (seat.category != category.slug) continue;
      const Seat& row = seats.at({show, seat.number});
      ++tally.seats;
      if (row.status == SeatStatus::kAvailable) ++tally.free;
      if (row.status == SeatStatus::kHeld) ++tally.held;
      if (row.status != SeatStatus::kSold) continue;
      ++tally.sold;
      for (const ReservedSeat& sold : reservations.at(row.reservation).seats) {
        if (sold.number == seat.number) tally.revenue.minor += sold.price.minor;
      }
    }
  }
  return tallies;
}

std::int64_t MapRows::HeldBackSeats(ShowId show) {
  return std::ranges::count(Seats(show)->statuses, SeatStatus::kHeldBack);
}

SeatMapPtr MapRows::Seats(ShowId show) {
  auto map = std::make_shared<SeatMap>();
  map->show = show;
  map->version = static_cast<std::uint64_t>(changes);
  const Show* const found = catalog_->Find(show);
  if (found == nullptr) return map;
  for (const ChartSeat& seat : catalog_->SeatsOf(found->chart)) {
    map->statuses.push_back(seats.at({show, seat.number}).status);
    if (map->statuses.back() == SeatStatus::kAvailable) ++map->available;
  }
  return map;
}

FreeRuns& MapRows::FreeSeats(ShowId show) {
  free_seats_ = std::make_shared<FreeRuns>(*catalog_, *catalog_->Find(show));
  const SeatMapPtr map = Seats(show);
  for (std::uint32_t seat = 0; seat < map->statuses.size(); ++seat) {
    free_seats_->Set(seat, map->statuses[seat] == SeatStatus::kAvailable);
  }
  return *free_seats_;
}

std::optional<ReservationId> MapRows::NextHoldDue(Time now) {
  const auto held = [](const Reservation& row) { return row.status == ReservationStatus::kHeld; };
  const auto* row = Earliest(reservations, now, held, [](const auto& r) { return r.held_until; });
  return row ? std::optional(row->id) : std::nullopt;
}

std::optional<QueueTokenKey> MapRows::NextTurnDue(Time now) {
  const auto active = [](const QueueToken& row) { return row.status == TokenStatus::kActive; };
  const auto* row = Earliest(tokens, now, active, [](const auto& r) { return r.active_until; });
  return row ? std::optional(row->key) : std::nullopt;
}

std::optional<IdempotencyRecordKey> MapRows::NextRecordDue(Time now) {
  const auto any = [](const IdempotencyRecord&) { return true; };
  const auto* row = Earliest(records, now, any, [](const auto& r) { return r.expires_at; });
  return row ? std::optional(row->key) : std::nullopt;
}

std::optional<RoomId> MapRows::NextRoomDue(Time now) {
  for (const auto& [id, room] : rooms) {
    const auto due = domain::NextRoomDue(room);
    if (due && *due <= now) return id;
  }
  return std::nullopt;
}

std::optional<RoomId> MapRows::NextTokenToArchive(Time now) {
  std::optional<RoomId> next;
  std::optional<Time> earliest;
  for (const auto& [id, room] : rooms) {
    const auto oldest = tokens.find({id, {room.last_archived.value + 1}});
    const auto due = oldest == tokens.end() ? std::nullopt : ArchiveTime(oldest->second);
    if (!due || *due > now || (earliest && *earliest <= *due)) continue;
    earliest = due;
    next = id;
  }
  return next;
}

const QueueToken* MapRows::FindLive(RoomId room, const UserId& user) {
  for (const auto& [key, token] : tokens) {
    const bool live = token.status != TokenStatus::kExpired;
    if (live && key.room == room && token.user == user) return &token;
  }
  return nullptr;
}

void MapRows::Put(const Room& row) {
  Set(rooms, row.id, row);
  if (!orders_[row.id].IsOf(row.draw)) orders_[row.id] = DrawOrder(row.draw);
}

void MapRows::Put(CatalogPtr catalog) {
  ++changes;
  catalog_ = std::move(catalog);
}

void MapRows::Erase(const SeatKey& key) {
  ++changes;
  seats.erase(key);
}

void MapRows::Erase(const IdempotencyRecordKey& key) {
  ++changes;
  records.erase(IdempotencyRecordKey(key));
}

void MapRows::Erase(const AccessKeyRow& key) {
  ++changes;
  keys.erase(std::string(key.id));  // `key` may be the erased row
}

}  // namespace onsale::domain
