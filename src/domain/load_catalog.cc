// Merges a specification into the catalogue: translates its ids, checks for conflicts, applies it.

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/assert.h"
#include "base/currency.h"
#include "domain/admission.h"
#include "domain/draw.h"
#include "domain/offer.h"
#include "domain/policy_fields.h"
#include "domain/rules.h"

namespace onsale::domain::rules {
namespace {

// Maps slugs to ids, for rows of the stored catalogue and for rows that the specification adds.
template <class Id>
class Names {
 public:
  template <class Row>
  explicit Names(const std::vector<Row>& rows) {
    for (const Row& row : rows) Learn(row.slug, row.id);
  }

  void Learn(const std::string& slug, Id id) {
    ids_.emplace(slug, id);
    last_ = std::max(last_, id);
  }
  // The id of a slug; a new slug gets the next free id.
  Id Of(const std::string& slug) {
    const auto [it, added] = ids_.try_emplace(slug, Id{last_.value + 1});
    if (added) last_ = it->second;
    return it->second;
  }

 private:
  std::map<std::string, Id> ids_;
  Id last_{};
};

// The specification's rows with the ids under which they will be stored.
struct Translated {
  std::vector<Room> rooms;
  CatalogRows rows;
  std::vector<std::string> rooms_changed;
  std::vector<std::string> rooms_not_scheduled;
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

void TranslateRooms(const std::vector<RoomSpec>& specs, RowSet& rows, Time now, Translated& t) {
  Names<RoomId> names(std::vector<Room>{});
  names.Learn("main", kMainRoom);
  for (const RoomId id : rows.Rooms()) names.Learn(rows.Find(id)->slug, id);
  for (const RoomSpec& spec : specs) {
    const RoomId id = names.Of(spec.slug);
    const Room* known = rows.Find(id);
    Room& room = t.rooms.emplace_back(known ? *known : Room{.id = id, .slug = spec.slug});
    if (known == nullptr) room.rate.start = now;
    if (room.in_catalog && spec.from_settings) continue;  // a policy from a catalogue stays
    room.in_catalog = !spec.from_settings;
    const std::uint64_t digest = DigestOf(spec);
    if (digest == room.spec_digest) continue;
    room.spec_digest = digest;
    if (!FollowSpec(room, spec, known == nullptr, now)) t.rooms_not_scheduled.push_back(room.slug);
    if (known != nullptr) t.rooms_changed.push_back(room.slug);
  }
}

Translated Translate(const CatalogSpec& spec, RowSet& rows, Time now) {
  Translated t{.rooms = {}, .rows = spec.rows, .rooms_changed = {}, .rooms_not_scheduled = {}};
  TranslateRooms(spec.rooms, rows, now, t);
  const CatalogRows& known = rows.catalog().rows();
  Names<ConcertId> concerts(known.concerts);
  Names<ChartId> charts(known.charts);
  Names<ShowId> shows(known.shows);

  // An id in a specification is a position in its list plus 1; `at` finds that row, also after its
  // id was translated.
  const auto at = [](const auto& list, auto id) -> const auto& {
    ONSALE_ASSERT(id.value >= 1 && id.value <= list.size());
    return list[id.value - 1];
  };
  const auto chart_of = [&](ChartId id) { return charts.Of(at(spec.rows.charts, id).slug); };
  for (Concert& concert : t.rows.concerts) {
    concert.id = concerts.Of(concert.slug);
    concert.room = at(t.rooms, concert.room).id;
    concert.currency = spec.currency;
  }
  for (Chart& chart : t.rows.charts) chart.id = charts.Of(chart.slug);
  for (Category& category : t.rows.categories) category.chart = chart_of(category.chart);
  for (ChartSeat& seat : t.rows.seats) seat.chart = chart_of(seat.chart);
  for (Show& show : t.rows.shows) {
    show.id = shows.Of(show.slug);
    show.concert = at(t.rows.concerts, show.concert).id;
    show.chart = chart_of(show.chart);
  }
  for (Price& price : t.rows.prices) price.show = shows.Of(at(spec.rows.shows, price.show).slug);
  return t;
}

// Merges two lists, sorted by key: all rows of `added`, and those of `base` whose owner (a chart or
// show) has no row in `added`.
template <class Row, class Owner, class Key>
std::vector<Row> MergeList(std::vector<Row> base, const std::vector<Row>& added, Owner owner,
                           Key key) {
  std::vector<decltype(owner(added.front()))> spoken_of;
  for (const Row& row : added) spoken_of.push_back(owner(row));
  std::ranges::sort(spoken_of);
  std::erase_if(base,
                [&](const Row& row) { return std::ranges::binary_search(spoken_of, owner(row)); });
  base.insert(base.end(), added.begin(), added.end());
  std::ranges::sort(base, {}, key);
  return base;
}

CatalogRows Merge(const CatalogRows& base, const CatalogRows& added) {
  const auto id = [](const auto& row) { return row.id; };
  const auto chart = [](const auto& row) { return row.chart; };
  const auto show = [](const auto& row) { return row.show; };
  CatalogRows merged;
  merged.concerts = MergeList(base.concerts, added.concerts, id, id);
  merged.shows = MergeList(base.shows, added.shows, id, id);
  merged.charts = MergeList(base.charts, added.charts, id, id);
  merged.categories = MergeList(base.categories, added.categories, chart,
                                [](const Category& c) { return std::pair(c.chart, c.rank); });
  merged.seats = MergeList(base.seats, added.seats, chart,
                           [](const ChartSeat& s) { return std::pair(s.chart, s.number); });
  merged.prices = MergeList(base.prices, added.prices, show,
                            [](const Price& p) { return std::pair(p.show, p.category); });
  return merged;
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
// ISO 4217 is only kept: earlier versions took any three letters. `named` are the specification's
// rows.
std::vector<CatalogConflict> FindCurrencyConflicts(const std::string& currency,
                                                   const CatalogRows& named, RowSet& rows) {
  using Kind = CatalogConflict::Kind;
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
    std::set<ShowId> followed;
    for (const Show& show : named.shows) followed.insert(show.id);
    for (const Show& show : rows.catalog().rows().shows) {
      if (followed.contains(show.id)) continue;
      conflicts.push_back(
          {.kind = Kind::kShowInOtherCurrency, .show = show.slug, .seat = {}, .word = current});
    }
  }
  return conflicts;
}

// The first held or sold seat of the show that the new catalogue removes or calls otherwise. Its
// price may change: what is held or sold keeps its own.
std::optional<CatalogConflict> FindLoss(const Show& before, const Catalog& next, RowSet& rows) {
  using Kind = CatalogConflict::Kind;
  const Catalog& current = rows.catalog();
  const Show& after = *next.Find(before.id);
  for (const ChartSeat& seat : current.SeatsOf(before.chart)) {
    const Seat* row = rows.Find(SeatKey{before.id, seat.number});
    if (row == nullptr || !HasOwner(row->status)) continue;
    const ChartSeat* kept = next.FindSeat(after.chart, seat.number);
    if (kept == nullptr) {
      return CatalogConflict{.kind = Kind::kSeatLost, .show = before.slug, .seat = seat.number};
    }
    if (kept->label != seat.label) {
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
std::optional<CatalogConflict> FindConflict(const Show& before, const Catalog& next, RowSet& rows) {
  using Kind = CatalogConflict::Kind;
  const Show& after = *next.Find(before.id);
  if (after.concert != before.concert) {
    return CatalogConflict{.kind = Kind::kShowOfOtherConcert, .show = before.slug, .seat = {}};
  }
  if (auto loss = FindLoss(before, next, rows)) return loss;
  // A specification may change a chart that is also used by a show outside the specification, so
  // that show's prices are checked too.
  for (const Category& category : next.CategoriesOf(after.chart)) {
    if (next.PriceOf(after.id, category.slug)) continue;
    return CatalogConflict{
        .kind = Kind::kPriceMissing, .show = before.slug, .seat = {}, .word = category.slug};
  }
  return std::nullopt;
}

void EraseLostSeats(const Catalog& next, RowSet& rows) {
  const Catalog& current = rows.catalog();
  for (const Show& before : current.rows().shows) {
    const ChartId chart = next.Find(before.id)->chart;
    for (const ChartSeat& seat : current.SeatsOf(before.chart)) {
      if (next.FindSeat(chart, seat.number) == nullptr) rows.Erase(SeatKey{before.id, seat.number});
    }
  }
}

std::int64_t AddNewSeats(const Catalog& next, RowSet& rows) {
  std::int64_t added = 0;
  for (const Show& show : next.rows().shows) {
    for (const ChartSeat& seat : next.SeatsOf(show.chart)) {
      const SeatKey key{show.id, seat.number};
      if (rows.Find(key) != nullptr) continue;
      rows.Put(Seat{.key = key});
      ++added;
    }
  }
  return added;
}

void PutRooms(const std::vector<Room>& rooms, RowSet& rows) {
  for (const Room& room : rooms) {
    const Room* known = rows.Find(room.id);
    if (known != nullptr && known->spec_digest == room.spec_digest &&
        known->in_catalog == room.in_catalog) {
      continue;
    }
    rows.Put(room);
  }
}

void SetCurrency(RoomId id, const std::string& currency, RowSet& rows) {
  if (rows.Find(id)->currency == currency) return;
  Room room = *rows.Find(id);
  room.currency = currency;
  rows.Put(room);
}

}  // namespace

LoadCatalog::Answer Decide(const LoadCatalog& command, RowSet& rows, Time now) {
  Translated translated = Translate(command.spec, rows, now);
  const CatalogRows& before = rows.catalog().rows();
  auto next = std::make_shared<const Catalog>(Merge(before, translated.rows));
  std::vector<CatalogConflict> conflicts =
      FindCurrencyConflicts(command.spec.currency, translated.rows, rows);
  for (const Show& show : before.shows) {
    if (auto conflict = FindConflict(show, *next, rows)) {
      conflicts.push_back(std::move(*conflict));
    }
  }
  if (!conflicts.empty()) return std::unexpected(std::move(conflicts));

  // Past this line the command must succeed.
  PutRooms(translated.rooms, rows);
  CatalogChange change{
      .concerts_added = std::ssize(next->rows().concerts) - std::ssize(before.concerts),
      .shows_added = std::ssize(next->rows().shows) - std::ssize(before.shows),
      .rooms_changed = std::move(translated.rooms_changed),
      .rooms_not_scheduled = std::move(translated.rooms_not_scheduled)};
  if (next->rows() != before) {
    EraseLostSeats(*next, rows);
    rows.Put(next);
    change.seats_added = AddNewSeats(*next, rows);
  }
  // Also with the same catalogue: the room may be new, or its row of an earlier version.
  for (const RoomId room : rows.Rooms()) {
    SetCurrency(room, command.spec.currency, rows);
    RefreshOffer(room, rows, now);
  }
  return change;
}

}  // namespace onsale::domain::rules
