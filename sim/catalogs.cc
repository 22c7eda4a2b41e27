// The catalogues of a world: the first one, variants of it, and changes of a single member.

#include <algorithm>
#include <cstring>

#include "domain/policy_fields.h"
#include "sim/chance.h"
#include "sim/halls.h"
#include "sim/plan.h"

namespace onsale::sim {

using domain::CatalogSpec;
using domain::RoomMode;
using domain::RoomPolicy;
using std::chrono::hours;

namespace {

template <class Row>
Row& Any(Chance& chance, std::vector<Row>& rows) {
  return rows[chance.Below(rows.size())];
}

void AddRooms(const WorldPlan& plan, Chance& chance, CatalogSpec& spec) {
  for (std::int64_t i = 0; i < plan.rooms; ++i) {
    domain::RoomSpec& room = spec.rooms.emplace_back();
    room.slug = i == 0 ? "main" : "room-" + std::to_string(i);
    room.policy = AnyPolicy(plan, chance);
    const base::Duration soon(chance.In({1, 200}) * plan.step_max_us);
    if (plan.features.lobbies) room.policy.mode = RoomMode::kDraw;
    if (plan.features.lobbies || chance.OneIn(3)) room.opens_at = kWorldStart + soon;
    room.from_settings = i == 0 && chance.OneIn(4);
  }
}

domain::OrphanPolicy AnyOrphanPolicy(Chance& chance) {
  using enum domain::OrphanPolicy;
  return chance.Of({kRefuse, kRefuse, kAvoid, kAvoid, kAllow});
}

void AddShow(const WorldPlan& plan, Chance& chance, std::uint32_t variant, std::uint32_t number,
             domain::CatalogRows& rows) {
  const auto id = static_cast<std::uint32_t>(rows.shows.size() + 1);
  // In some variants the last show belongs to another concert, which the sale must refuse.
  const bool moved = variant != 0 && number == plan.shows && chance.OneIn(10);
  const auto concerts = static_cast<std::uint32_t>(plan.concerts);
  domain::Show show{.id = {id},
                    .slug = "show-" + std::to_string(number),
                    .concert = {(number - 1 + (moved ? 1 : 0)) % concerts + 1},
                    .chart = {plan.one_chart ? 1 : (number - 1) % kCharts + 1},
                    .starts_at = kWorldStart + hours(24 * 400) + hours(number % 2),
                    .date = "2011-02-03",
                    .sale_closes_at = kWorldStart + hours(24 * 400)};
  const base::Duration step(plan.step_max_us);
  if (chance.OneIn(4)) show.sale_opens_at = kWorldStart + step * chance.In({1, 60});
  if (chance.OneIn(4)) show.sale_closes_at = kWorldStart + step * chance.In({5, 400});
  if (plan.features.persons && chance.OneIn(3)) {
    // A later catalogue may begin a presale while seats are held.
    const std::int64_t steps = chance.In({1, variant == 0 ? 60 : 400});
    show.presale = {.group = "fans", .until = kWorldStart + step * steps};
  }
  show.orphans = AnyOrphanPolicy(chance);
  if (chance.OneIn(3)) show.accessible_places = domain::AccessiblePlaces::kAccessClaim;
  rows.shows.push_back(show);
  const std::int64_t dearer = variant != 0 && chance.OneIn(20) ? 1 : 0;
  rows.prices.push_back({.show = {id}, .category = "a", .amount = {93 + 7 * number + dearer}});
  rows.prices.push_back(
      {.show = {id}, .category = SecondCategory(variant), .amount = {34 + 3 * number}});
}

constexpr std::uint32_t kOut = 0;

// Leaves out some rooms, but not all, with their concerts and shows. Their charts stay.
void LeaveRoomsOut(Chance& chance, CatalogSpec& spec) {
  // Erases rows, and returns the new position of each, plus 1; kOut if it is left out.
  const auto keep = [](auto& rows, auto is_kept) {
    std::vector<std::uint32_t> places;
    std::uint32_t place = 0;
    for (const auto& row : rows) places.push_back(is_kept(row) ? ++place : kOut);
    auto at = places.begin();
    std::erase_if(rows, [&at](const auto&) { return *at++ == kOut; });
    return places;
  };
  const auto at = [](const std::vector<std::uint32_t>& places, auto id) {
    return places[id.value - 1];
  };
  domain::CatalogRows& rows = spec.rows;
  const std::string stays = Any(chance, spec.rooms).slug;
  const auto rooms =
      keep(spec.rooms, [&](const auto& room) { return room.slug == stays || chance.OneIn(2); });
  const auto concerts =
      keep(rows.concerts, [&](const auto& concert) { return at(rooms, concert.room) != kOut; });
  const auto shows =
      keep(rows.shows, [&](const auto& show) { return at(concerts, show.concert) != kOut; });
  keep(rows.prices, [&](const auto& price) { return at(shows, price.show) != kOut; });
  for (domain::Concert& concert : rows.concerts) {
    concert.id = {at(concerts, concert.id)};
    concert.room = {at(rooms, concert.room)};
  }
  for (domain::Show& show : rows.shows) {
    show.id = {at(shows, show.id)};
    show.concert = {at(concerts, show.concert)};
  }
  for (domain::Price& price : rows.prices) price.show = {at(shows, price.show)};
}

// A seat that is not one of a pair: a pair stays in one row.
domain::ChartSeat& AnyUnpaired(Chance& chance, CatalogSpec& spec) {
  std::vector<domain::ChartSeat>& seats = spec.rows.seats;
  const std::size_t from = chance.Below(seats.size());
  for (std::size_t i = 0; i < seats.size(); ++i) {
    domain::ChartSeat& seat = seats[(from + i) % seats.size()];
    if (seat.pair == domain::SeatNumber{}) return seat;
  }
  seats.front().access = domain::SeatAccess::kNone;
  MendPairs(spec.rows);
  return seats.front();
}

// The other seats of a seat's section, in the same chart, or those of its row.
std::vector<domain::ChartSeat*> SeatsBeside(const domain::ChartSeat& seat, bool in_row,
                                            CatalogSpec& spec) {
  std::vector<domain::ChartSeat*> beside;
  for (domain::ChartSeat& other : spec.rows.seats) {
    const bool same = other.chart == seat.chart && other.section == seat.section;
    if (same && &other != &seat && (!in_row || other.row == seat.row)) beside.push_back(&other);
  }
  return beside;
}

// Moves a seat to the second row of its section, with the rank of that row.
void MoveToAnotherRow(Chance& chance, CatalogSpec& spec) {
  domain::ChartSeat& seat = AnyUnpaired(chance, spec);
  seat.row = "2";
  for (const domain::ChartSeat* const other : SeatsBeside(seat, true, spec))
    seat.rank = other->rank;
}

// A section of a catalogue file has one category.
void MoveToAnotherCategory(Chance& chance, CatalogSpec& spec) {
  domain::ChartSeat& seat = Any(chance, spec.rows.seats);
  seat.category = chance.OneIn(2) ? "a" : SecondCategory(0);
  for (domain::ChartSeat* const other : SeatsBeside(seat, false, spec)) {
    other->category = seat.category;
  }
}

void RankARow(Chance& chance, CatalogSpec& spec) {
  domain::ChartSeat& seat = Any(chance, spec.rows.seats);
  seat.rank = chance.Of({domain::kRowRankMin, domain::kRowRankMax, std::int64_t{60}});
  for (domain::ChartSeat* const other : SeatsBeside(seat, true, spec)) other->rank = seat.rank;
}

// A change of one member, or of one seat.
using OneChange = void (*)(const WorldPlan& plan, Chance& chance, CatalogSpec& spec);
constexpr OneChange kOneChanges[] = {
    [](auto&, auto& chance, auto& spec) { Any(chance, spec.rows.concerts).title = "Another"; },
    [](auto&, auto& chance, auto& spec) { Any(chance, spec.rows.concerts).artist = "Kim"; },
    [](auto&, auto& chance, auto& spec) { Any(chance, spec.rows.concerts).venue = "Arena"; },
    [](auto&, auto& chance, auto& spec) {
      const auto room = static_cast<std::uint32_t>(chance.Below(spec.rooms.size()) + 1);
      Any(chance, spec.rows.concerts).room = {room};
    },
    [](auto&, auto& chance, auto& spec) {
      Any(chance, spec.rows.concerts).seats_per_user_max = chance.In({1, 50});
    },
    [](auto&, auto& chance, auto& spec) {
      Any(chance, spec.rows.concerts).seats_per_concert_max = chance.In({1, 50});
    },
    [](auto&, auto& chance, auto& spec) { Any(chance, spec.rows.shows).starts_at += hours(1); },
    [](auto&, auto& chance, auto& spec) { Any(chance, spec.rows.shows).date = "2011-02-04"; },
    [](auto&, auto& chance, auto& spec) { Any(chance, spec.rows.shows).utc_offset_min = -570; },
    [](auto&, auto& chance, auto& spec) { Any(chance, spec.rows.concerts).time_zone = "UTC"; },
    [](auto& plan, auto& chance, auto& spec) {
      Any(chance, spec.rows.shows).sale_opens_at =
          kWorldStart + base::Duration(plan.step_max_us) * chance.In({1, 60});
    },
    [](auto& plan, auto& chance, auto& spec) {
      Any(chance, spec.rows.shows).sale_closes_at =
          kWorldStart + base::Duration(plan.step_max_us) * chance.In({5, 400});
    },
    [](auto&, auto& chance, auto& spec) {
      Any(chance, spec.rows.shows).chart = {static_cast<std::uint32_t>(chance.In({1, kCharts}))};
    },
    [](auto&, auto& chance, auto& spec) { Any(chance, spec.rows.charts).name = "Hall"; },
    [](auto&, auto& chance, auto& spec) { Any(chance, spec.rows.categories).name = "Best"; },
    [](auto&, auto& chance, auto& spec) { Any(chance, spec.rows.categories).color = "#0000aa"; },
    [](auto&, auto&, auto& spec) {
      std::swap(spec.rows.categories[0].rank, spec.rows.categories[1].rank);
    },
    [](auto&, auto& chance, auto& spec) { AnyUnpaired(chance, spec).section = kNewSection; },
    [](auto&, auto& chance, auto& spec) { MoveToAnotherRow(chance, spec); },
    [](auto&, auto& chance, auto& spec) { Any(chance, spec.rows.seats).label += "x"; },
    [](auto&, auto& chance, auto& spec) { MoveToAnotherCategory(chance, spec); },
    [](auto&, auto& chance, auto& spec) {
      AnyUnpaired(chance, spec).category = chance.OneIn(2) ? "a" : SecondCategory(0);
    },
    [](auto&, auto& chance, auto& spec) { RankARow(chance, spec); },
    [](auto&, auto& chance, auto& spec) {
      AnyUnpaired(chance, spec).access = domain::SeatAccess::kWheelchair;
    },
    [](auto&, auto& chance, auto& spec) {
      Any(chance, spec.rows.seats).access = domain::SeatAccess::kStepFree;
      MendPairs(spec.rows);
    },
    [](auto&, auto& chance, auto& spec) {
      Any(chance, spec.rows.shows).orphans = AnyOrphanPolicy(chance);
    },
    [](auto&, auto& chance, auto& spec) {
      using enum domain::AccessiblePlaces;
      Any(chance, spec.rows.shows).accessible_places = chance.Of({kAnybody, kAccessClaim});
    },
    [](auto&, auto& chance, auto& spec) { Any(chance, spec.rows.seats).x_cm = 7; },
    [](auto&, auto& chance, auto& spec) { Any(chance, spec.rows.seats).y_cm = 7; },
    [](auto&, auto& chance, auto& spec) { ++Any(chance, spec.rows.prices).amount.minor; },
    [](auto&, auto& chance, auto& spec) { Any(chance, spec.rows.prices).amount = {}; },
    [](auto&, auto&, auto& spec) { spec.currency = "USD"; },
    [](auto&, auto&, auto& spec) {
      domain::ChartSeat seat = spec.rows.seats.back();
      seat.number.value += 10;
      seat.label += "x";
      seat.access = domain::SeatAccess::kNone;
      seat.pair = {};
      spec.rows.seats.push_back(seat);
    },
    // A chart of variant 0 has at least two seats.
    [](auto&, auto& chance, auto& spec) {
      const std::size_t at = chance.Below(spec.rows.seats.size());
      spec.rows.seats.erase(spec.rows.seats.begin() + static_cast<std::ptrdiff_t>(at));
      MendPairs(spec.rows);
    },
    [](auto& plan, auto& chance, auto& spec) {
      const RoomPolicy other = AnyPolicy(plan, chance);
      RoomPolicy& policy = Any(chance, spec.rooms).policy;
      const std::uint64_t one = chance.Below(domain::kPolicyFieldCount);
      domain::ForEachPolicyField([&](const auto& field) {
        if (field.digest_place == one) policy.*field.member = other.*field.member;
      });
    },
    [](auto& plan, auto& chance, auto& spec) {
      Any(chance, spec.rooms).opens_at =
          kWorldStart + base::Duration(plan.step_max_us) * chance.In({1, 200});
    },
};

CatalogSpec WholeVariant(const WorldPlan& plan, std::uint32_t variant) {
  Chance chance(Mix(plan.seed ^ Mix(variant)));
  CatalogSpec spec;
  AddRooms(plan, chance, spec);
  domain::CatalogRows& rows = spec.rows;
  for (std::uint32_t i = 0; i < kCharts; ++i) AddChart(plan, chance, variant, rows);
  for (std::int64_t i = 0; i < plan.concerts; ++i) {
    const auto number = static_cast<std::uint32_t>(i + 1);
    const auto room = static_cast<std::uint32_t>(i % plan.rooms + 1);
    rows.concerts.push_back({.id = {number},
                             .slug = "concert-" + std::to_string(number),
                             .title = "A concert",
                             .room = {room},
                             .seats_per_user_max = chance.Of({1, 2, 4, 10, 50}),
                             .seats_per_concert_max = chance.Of({0, 0, 2, 6, 12})});
  }
  // Every variant of the catalogue but the first may add a show, leave one out, or both. A show
  // that it leaves out stays in the sale.
  const std::int64_t shows = plan.shows + (variant != 0 && chance.OneIn(3) ? 1 : 0);
  std::int64_t left_out = variant != 0 && chance.OneIn(3) ? chance.In({1, shows}) : 0;
  if (variant == kOtherCurrencyVariant && shows > 1) left_out = 1;
  for (std::int64_t number = 1; number <= shows; ++number) {
    if (number == left_out) continue;
    AddShow(plan, chance, variant, static_cast<std::uint32_t>(number), rows);
  }
  spec.currency = variant != 0 && chance.OneIn(30) ? "USD" : "KRW";
  if (variant == kOtherCurrencyVariant) spec.currency = "USD";
  if (variant != 0 && chance.OneIn(40)) spec.currency = "KRV";  // not in ISO 4217
  if (variant != 0 && chance.OneIn(2)) LeaveRoomsOut(chance, spec);
  return spec;
}

// The number of a specification's variant is in the first room's seed, after the salt.
constexpr std::size_t kVariantAt = sizeof(std::uint64_t);

}  // namespace

CatalogSpec SpecOf(const WorldPlan& plan, std::uint32_t variant) {
  const bool whole = variant < kWholeVariants;
  CatalogSpec spec = WholeVariant(plan, whole ? variant : 0);
  if (!whole) {
    Chance chance(Mix(plan.seed ^ Mix(variant)));
    kOneChanges[chance.Below(std::size(kOneChanges))](plan, chance, spec);
  }
  GiveSeeds(spec, variant + 1);
  std::memcpy(spec.rooms.front().fresh_seed.bytes.data() + kVariantAt, &variant, sizeof variant);
  return spec;
}

void GiveSeeds(CatalogSpec& spec, std::uint64_t salt) {
  for (std::size_t i = 0; i < spec.rooms.size(); ++i) {
    auto& bytes = spec.rooms[i].fresh_seed.bytes;
    std::memcpy(bytes.data(), &salt, sizeof salt);
    bytes.back() = static_cast<std::uint8_t>(i + 1);
  }
}

std::uint64_t SaltOf(const CatalogSpec& spec) {
  std::uint64_t salt = 0;
  std::memcpy(&salt, spec.rooms.front().fresh_seed.bytes.data(), sizeof salt);
  return salt;
}

std::uint32_t VariantOf(const CatalogSpec& spec) {
  std::uint32_t variant = 0;
  std::memcpy(&variant, spec.rooms.front().fresh_seed.bytes.data() + kVariantAt, sizeof variant);
  return variant;
}

}  // namespace onsale::sim
