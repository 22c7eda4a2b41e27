// Loads a specification into the catalogue: checks for conflicts, applies it.

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <utility>

#include "base/currency.h"
#include "domain/admission.h"
#include "domain/draw.h"
#include "domain/merge_catalog.h"
#include "domain/offer.h"
#include "domain/operator_action.h"
#include "domain/policy_fields.h"
#include "domain/rules.h"

namespace onsale::domain::rules {
namespace {

// The specification's rooms as they will be stored.
struct RoomsAfter {
  std::vector<Room> rooms;
  std::vector<std::string> changed;
  std::vector<std::string> not_scheduled;
};

constexpr std::int64_t DigestValue(std::int64_t count) {
  return count;
}
constexpr std::int64_t DigestValue(Duration length) {
  return length.count();
}
constexpr std::int64_t DigestValue(RoomMode mode) {
  return static_cast<std::int64_t>(mode);
}

// Whether each policy member has a digest place of its own: of two members with the same place, the
// digest would ignore one.
consteval bool DigestPlacesAreWhole() {
  std::array<int, kPolicyFieldCount> taken{};
  ForEachPolicyField([&taken](const auto& field) { ++taken.at(field.digest_place); });
  return std::ranges::count(taken, 1) == std::ssize(taken);
}
static_assert(DigestPlacesAreWhole());

// The digest (FNV-1a) of a room's policy in a specification. It is persisted in the room's row, to
// detect changes: a program that computes it differently treats every room as changed.
std::uint64_t DigestOf(const RoomSpec& spec) {
  std::array<std::int64_t, kPolicyFieldCount + 1> values{};
  ForEachPolicyField([&](const auto& field) {
    values.at(field.digest_place) = DigestValue(spec.policy.*field.member);
  });
  values.back() = spec.opens_at ? spec.opens_at->time_since_epoch().count() : -1;
  std::uint64_t digest = 0xCBF29CE484222325U;
  const auto add = [&digest](std::uint8_t byte) { digest = (digest ^ byte) * 0x100000001B3U; };
  const auto add_number = [&add](std::int64_t value) {
    for (int shift = 0; shift < 64; shift += 8) {
      add(static_cast<std::uint8_t>(static_cast<std::uint64_t>(value) >> shift & 0xFF));
    }
  };
  for (const std::int64_t value : values) add_number(value);
  // Without a presale, the digest is that of programs that knew none.
  if (spec.presale != Presale{}) {
    for (const char byte : spec.presale.group) add(static_cast<std::uint8_t>(byte));
    add_number(spec.presale.until.time_since_epoch().count());
  }
  return digest;
}

// Applies the specification to the room. Returns false if `opens_at` was ignored because the room
// already existed and is not SCHEDULED.
bool FollowSpec(Room& room, const RoomSpec& spec, bool fresh, Time now) {
  RoomChange change = ChangeTo(spec.policy);
  change.presale = spec.presale;
  if (InLobby(room)) change.mode = RoomMode::kDraw;  // a lobby's draw must take place
  const bool opens_later = spec.opens_at && *spec.opens_at > now;
  const bool may_schedule = fresh || room.state == RoomState::kScheduled;
  if (opens_later && may_schedule) {
    change.state = RoomState::kScheduled;
    change.opens_at = spec.opens_at;
  }
  ApplyChange(room, change, spec.fresh_seed, now);
  return may_schedule || !opens_later;
}

std::vector<KnownRoom> KnownRooms(RowSet& rows) {
  std::vector<KnownRoom> known;
  for (const RoomId id : rows.Rooms()) known.push_back({rows.Find(id)->slug, id});
  return known;
}

RoomsAfter FollowSpecs(const LoadCatalog& command, const std::vector<RoomId>& ids, RowSet& rows,
                       Time now) {
  RoomsAfter after;
  const std::vector<RoomSpec>& specs = command.spec.rooms;
  for (std::size_t i = 0; i < specs.size(); ++i) {
    const RoomSpec& spec = specs[i];
    const Room* known = rows.Find(ids[i]);
    Room& room = after.rooms.emplace_back(known ? *known : Room{.id = ids[i], .slug = spec.slug});
    if (known == nullptr) room.rate.start = now;
    if (room.in_catalog && spec.from_settings) continue;  // a policy from a catalogue stays
    room.in_catalog = !spec.from_settings;
    const std::uint64_t digest = DigestOf(spec);
    if (digest == room.spec_digest) continue;
    room.spec_digest = digest;
    if (!FollowSpec(room, spec, known == nullptr, now)) after.not_scheduled.push_back(room.slug);
    if (known != nullptr) after.changed.push_back(room.slug);
    if (known == nullptr && command.pauses_new_rooms) PauseIfOpening(room, now);
  }
  return after;
}

// What the load leads to; null if it was prepared from another catalogue or other rooms than those
// of now.
PreparedCatalogPtr StepOf(const LoadCatalog& command, RowSet& rows) {
  const std::vector<KnownRoom> known = KnownRooms(rows);
  if (command.prepared == nullptr) {
    // Not owned: what is made here does not outlive the command.
    return PrepareCatalog(command.spec, CatalogPtr(CatalogPtr(), &rows.catalog()), known);
  }
  const bool fits = command.prepared->base.get() == &rows.catalog() &&
                    command.prepared->rooms == RoomIdsOf(command.spec.rooms, known);
  return fits ? command.prepared : nullptr;
}

// Whether no seat is held or sold and no balance was ever topped up, so that nothing is owed or
// kept in a currency.
bool NothingIsOwed(RowSet& rows) {
  if (rows.HasWallets()) return false;
  const Catalog& catalog = rows.catalog();
  return std::ranges::all_of(catalog.rows().shows, [&](const Show& show) {
    return rows.AvailableSeats(show.id) + rows.HeldBackSeats(show.id) ==
           std::ssize(catalog.SeatsOf(show.chart));
  });
}

// The currency of the sale so far; empty if none is recorded.
std::string CurrencyOf(RowSet& rows) {
  for (const RoomId id : rows.Rooms()) {
    if (const Room* room = rows.Find(id); !room->currency.empty()) return room->currency;
  }
  // Rooms of an earlier version do not record it.
  for (const Concert& concert : rows.catalog().rows().concerts) {
    if (!concert.currency.empty()) return concert.currency;
  }
  return {};
}

// Why the sale cannot take the specification's currency; empty if it can. A currency that is not in
// ISO 4217 is only kept: earlier versions took any three letters.
std::vector<CatalogConflict> FindCurrencyConflicts(const CatalogSpec& spec, RowSet& rows) {
  using Kind = CatalogConflict::Kind;
  const std::string& currency = spec.currency;
  const std::string current = CurrencyOf(rows);
  if (current == currency) return {};
  std::vector<CatalogConflict> conflicts;
  if (!currency.empty() && !base::IsCurrency(currency)) {
    conflicts.push_back({.kind = Kind::kNotACurrency, .show = {}, .seat = {}, .word = currency});
  } else if (current.empty()) {
    return {};
  } else if (!NothingIsOwed(rows)) {
    conflicts.push_back({.kind = Kind::kOtherCurrency, .show = {}, .seat = {}, .word = current});
  } else {
    // A show that the specification leaves out would keep the numbers of its prices.
    std::set<std::string_view> followed;
    for (const Show& show : spec.rows.shows) followed.insert(show.slug);
    for (const Show& show : rows.catalog().rows().shows) {
      if (followed.contains(show.slug)) continue;
      conflicts.push_back(
          {.kind = Kind::kShowInOtherCurrency, .show = show.slug, .seat = {}, .word = current});
    }
  }
  return conflicts;
}

bool KeepsSeats(const Show& before, const PreparedCatalog& step) {
  return std::ranges::binary_search(step.kept, before.id);
}

// The first held or sold seat of the show that the new catalogue removes or calls otherwise, or
// seat held back that it removes. Its price may change: what is held or sold keeps its own.
std::optional<CatalogConflict> FindLoss(const Show& before, const PreparedCatalog& step,
                                        RowSet& rows) {
  using Kind = CatalogConflict::Kind;
  if (KeepsSeats(before, step)) return std::nullopt;
  const Catalog& current = rows.catalog();
  const Catalog& next = *step.next;
  const Show& after = *next.Find(before.id);
  for (const ChartSeat& seat : current.SeatsOf(before.chart)) {
    const Seat* row = rows.Find(SeatKey{before.id, seat.number});
    if (row == nullptr || row->status == SeatStatus::kAvailable) continue;
    const bool has_owner = HasOwner(row->status);
    const ChartSeat* kept = next.FindSeat(after.chart, seat.number);
    // Without its row, a seat held back would be on sale when a later catalogue brings it back.
    if (kept == nullptr) {
      return CatalogConflict{.kind = has_owner ? Kind::kSeatLost : Kind::kHeldBackSeatLost,
                             .show = before.slug,
                             .seat = seat.number};
    }
    if (has_owner && kept->label != seat.label) {
      return CatalogConflict{.kind = Kind::kLabelChanged,
                             .show = before.slug,
                             .seat = seat.number,
                             .word = seat.label,
                             .new_label = kept->label};
    }
  }
  return std::nullopt;
}

// Why a change of the show is refused; nothing if the change is allowed.
std::optional<CatalogConflict> FindConflict(const Show& before, const PreparedCatalog& step,
                                            RowSet& rows) {
  using Kind = CatalogConflict::Kind;
  const Catalog& next = *step.next;
  const Show& after = *next.Find(before.id);
  if (after.concert != before.concert) {
    return CatalogConflict{.kind = Kind::kShowOfOtherConcert, .show = before.slug, .seat = {}};
  }
  if (auto loss = FindLoss(before, step, rows)) return loss;
  // A specification may change a chart that is also used by a show outside the specification, so
  // that show's prices are checked too.
  for (const Category& category : next.CategoriesOf(after.chart)) {
    if (next.PriceOf(after.id, category.slug)) continue;
    return CatalogConflict{
        .kind = Kind::kPriceMissing, .show = before.slug, .seat = {}, .word = category.slug};
  }
  return std::nullopt;
}

void EraseLostSeats(const PreparedCatalog& step, RowSet& rows) {
  const Catalog& current = rows.catalog();
  for (const Show& before : current.rows().shows) {
    if (KeepsSeats(before, step)) continue;
    const ChartId chart = step.next->Find(before.id)->chart;
    std::vector<SeatKey> lost;
    for (const ChartSeat& seat : current.SeatsOf(before.chart)) {
      if (step.next->FindSeat(chart, seat.number) == nullptr)
        lost.push_back({before.id, seat.number});
    }
    rows.EraseAll(lost);
  }
}

// The seats of the new catalogue's shows that have no row yet.
std::vector<SeatKey> NewSeats(const PreparedCatalog& step, RowSet& rows) {
  const Catalog& current = rows.catalog();
  std::vector<SeatKey> added;
  for (const Show& show : step.next->rows().shows) {
    const Show* const before = current.Find(show.id);
    if (before != nullptr && KeepsSeats(*before, step)) continue;
    for (const ChartSeat& seat : step.next->SeatsOf(show.chart)) {
      const SeatKey key{show.id, seat.number};
      if (before == nullptr || rows.Find(key) == nullptr) added.push_back(key);
    }
  }
  return added;
}

// `keys` are in order of show and number.
void PutSeats(const std::vector<SeatKey>& keys, RowSet& rows) {
  std::vector<Seat> of_show;
  for (const SeatKey& key : keys) {
    if (!of_show.empty() && of_show.front().key.show != key.show) {
      rows.PutNew(std::exchange(of_show, {}));
    }
    of_show.push_back(Seat{.key = key});
  }
  rows.PutNew(of_show);
}

// Each of these two returns whether it changed anything.
bool PutRooms(const std::vector<Room>& rooms, RowSet& rows) {
  bool changed = false;
  for (const Room& room : rooms) {
    const Room* known = rows.Find(room.id);
    if (known != nullptr && known->spec_digest == room.spec_digest &&
        known->in_catalog == room.in_catalog) {
      continue;
    }
    rows.Put(room);
    changed = true;
  }
  return changed;
}

bool SetCurrency(RoomId id, const std::string& currency, RowSet& rows) {
  if (rows.Find(id)->currency == currency) return false;
  Room room = *rows.Find(id);
  room.currency = currency;
  rows.Put(room);
  return true;
}

CatalogSize SizeOf(const Catalog& catalog) {
  CatalogSize size{.concerts = std::ssize(catalog.rows().concerts),
                   .shows = std::ssize(catalog.rows().shows)};
  for (const Show& show : catalog.rows().shows) {
    size.seats += std::ssize(catalog.SeatsOf(show.chart));
  }
  return size;
}

// A file is bounded when it is read; with what earlier files brought, the sale is bounded here. A
// sale that an earlier version let grow further may be loaded again as it is.
std::vector<CatalogConflict> FindExcess(const Catalog& next, RowSet& rows) {
  std::vector<CatalogConflict> conflicts;
  const auto check = [&](CatalogConflict::Kind kind, std::int64_t is, std::int64_t was,
                         std::int64_t limit) {
    if (is <= limit || is <= was) return;
    conflicts.push_back({.kind = kind, .show = {}, .seat = {}, .word = std::to_string(limit)});
  };
  const Catalog& current = rows.catalog();
  check(CatalogConflict::Kind::kTooManyChartSeats, std::ssize(next.rows().seats),
        std::ssize(current.rows().seats), rows.limits().chart_seats);
  check(CatalogConflict::Kind::kTooManyShowSeats, SizeOf(next).seats, SizeOf(current).seats,
        rows.limits().show_seats);
  return conflicts;
}

std::vector<CatalogConflict> FindConflicts(const LoadCatalog& command, const PreparedCatalog& step,
                                           RowSet& rows) {
  std::vector<CatalogConflict> conflicts = FindExcess(*step.next, rows);
  if (!conflicts.empty()) return conflicts;
  conflicts = FindCurrencyConflicts(command.spec, rows);
  for (const Show& show : rows.catalog().rows().shows) {
    if (auto conflict = FindConflict(show, step, rows)) conflicts.push_back(std::move(*conflict));
  }
  return conflicts;
}

}  // namespace

LoadCatalog::Answer Decide(const LoadCatalog& command, RowSet& rows, Time now) {
  const PreparedCatalogPtr step = StepOf(command, rows);
  if (step == nullptr) {
    return std::unexpected(std::vector{
        CatalogConflict{.kind = CatalogConflict::Kind::kPreparedTooEarly, .show = {}, .seat = {}}});
  }
  auto conflicts = FindConflicts(command, *step, rows);
  if (!conflicts.empty()) return std::unexpected(std::move(conflicts));

  RoomsAfter rooms = FollowSpecs(command, step->rooms, rows, now);
  const CatalogSize before = SizeOf(rows.catalog());
  const CatalogSize after = SizeOf(*step->next);
  const bool differs = step->next != step->base;
  const std::vector<SeatKey> new_seats = differs ? NewSeats(*step, rows) : std::vector<SeatKey>();
  CatalogChange change{.concerts_added = after.concerts - before.concerts,
                       .shows_added = after.shows - before.shows,
                       .seats_added = std::ssize(new_seats),
                       .rooms_changed = std::move(rooms.changed),
                       .rooms_not_scheduled = std::move(rooms.not_scheduled)};
  if (command.dry_run) return change;

  // Past this line the command must succeed.
  bool changed = PutRooms(rooms.rooms, rows) || differs;
  if (differs) {
    EraseLostSeats(*step, rows);
    rows.Put(step->next);
    PutSeats(new_seats, rows);
  }
  // Also with the same catalogue: the room may be new, or its row of an earlier version.
  for (const RoomId room : rows.Rooms()) {
    changed = SetCurrency(room, command.spec.currency, rows) || changed;
    RefreshOffer(room, rows, now);
  }
  // A start loads its catalogue without an operator.
  if (changed && !command.actor.call.empty()) {
    PutAction(command.actor, TextOf(before, after, command.changes), rows, now);
  }
  return change;
}

}  // namespace onsale::domain::rules
