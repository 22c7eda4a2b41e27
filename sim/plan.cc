#include "sim/plan.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "sim/chance.h"

namespace onsale::sim {

using domain::RoomMode;
using domain::RoomPolicy;
using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

Features AnyFeatures(Chance& chance) {
  Features on;
  const auto maybe = [&chance](bool& feature) { feature = chance.Percent(60); };
  maybe(on.cuts);
  maybe(on.shared_frames);
  maybe(on.clock_back);
  maybe(on.edges);
  maybe(on.lost_replies);
  maybe(on.duplicates);
  maybe(on.reordering);
  maybe(on.idempotency_keys);
  maybe(on.room_changes);
  maybe(on.reloads);
  maybe(on.leaving);
  maybe(on.wild);
  maybe(on.random_ids);
  maybe(on.undo);
  on.lobbies = chance.Percent(30);
  on.clock_leaps = chance.Percent(25);
  on.rich = chance.Percent(20);
  on.tight = chance.Percent(30) && !on.rich;
  on.silent = chance.Percent(25);
  return on;
}

// Random limits of a world. Most worlds have limits that no buyer reaches: a whole sale often fits
// into the hour of the token limit.
domain::Limits AnyLimits(const WorldPlan& plan, Chance& chance) {
  domain::Limits limits{
      .keys_per_user = 1'000'000, .tokens_per_window = 1'000'000, .holds_per_turn = 1'000'000};
  if (!plan.features.tight) return limits;
  limits.keys_per_user = chance.Of({1, 3, 20});
  limits.tokens_per_window = chance.Of({2, 5, 30});
  limits.holds_per_turn = chance.Of({1, 3, 10});
  // The engine does not report which batches only did due work, so its worlds do not limit that
  // work.
  if (plan.system == SystemKind::kStore) limits.due_per_batch = chance.Of({1, 2, 5, 50});
  return limits;
}

// A random time for turns and holds: as long as 1 to 300 of the world's longest usual steps.
base::Duration AnyLength(const WorldPlan& plan, Chance& chance) {
  const base::Duration least = milliseconds(100);
  const base::Duration most = hours(24);
  const base::Duration step(plan.step_max_us);
  const base::Duration length =
      step * chance.Of({1, 5, 20, 60, 300}) + microseconds(chance.Below(5));
  return std::clamp(length, least, most);
}

// The next seat number after `last`: last + 1, or up to last + 3 in a chart with gaps.
domain::SeatNumber SeatAt(Chance& chance, bool gaps, std::uint32_t last) {
  return {last + 1 + (gaps ? static_cast<std::uint32_t>(chance.Below(3)) : 0)};
}

}  // namespace

base::HashKey HashKeyOf(const WorldPlan& plan) {
  return {plan.seed, Mix(plan.seed)};
}

std::uint64_t WorldSeed(std::uint64_t run_seed, std::uint64_t index) {
  return Mix(run_seed * base::kMixStep + index);
}

WorldPlan PlanWorld(std::uint64_t seed) {
  Chance chance(seed);
  WorldPlan plan{.seed = seed};
  // One world in sixteen uses the real engine: these worlds take longer, because the engine's
  // threads wait for each other.
  plan.system = chance.OneIn(16) ? SystemKind::kEngine : SystemKind::kStore;
  plan.features = AnyFeatures(chance);
  plan.users = chance.Of({3, 10, 40, 150, 400});
  if (plan.features.rich) plan.users = 3;
  plan.rooms = chance.In({1, 3});
  plan.concerts = chance.In({1, 3});
  plan.shows = plan.concerts + chance.In({0, 2});
  plan.seats = chance.Of({2, 10, 50, 200});
  // Enough commands to sell most seats.
  plan.commands = std::min(chance.In({1'000, 3'000}) + plan.seats * plan.shows * chance.In({5, 50}),
                           std::int64_t{15'000});
  if (plan.features.rich) plan.commands = 12'000;
  plan.batch_max = chance.Of({1, 8, 40, 120});
  plan.step_max_us = chance.Of({1'000, 100'000, 5'000'000, 120'000'000});
  plan.segment_bytes = static_cast<std::uint64_t>(chance.Of({4'096, 65'536, 1'048'576}));
  plan.limits = AnyLimits(plan, chance);
  return plan;
}

RoomPolicy AnyPolicy(const WorldPlan& plan, Chance& chance) {
  RoomPolicy policy;
  policy.capacity = chance.Of({1, 2, 5, 20, 100, 10'000'000});
  policy.waiting_max = chance.Of({3, 30, 1'000, 1'000'000, 10'000'000});
  if (chance.OneIn(30)) policy.waiting_max = 1;
  policy.active_time = AnyLength(plan, chance);
  policy.hold_time = AnyLength(plan, chance);
  policy.mode = chance.Of({RoomMode::kFifo, RoomMode::kFifo, RoomMode::kDraw, RoomMode::kOpen});
  if (chance.OneIn(2)) policy.entry_per_minute = chance.Of({1, 7, 60, 1'000, 600'000});
  policy.entry_burst = chance.Of({1, 1, 3, 50, 1'000'000});
  if (chance.OneIn(2)) policy.claim_time = AnyLength(plan, chance);
  return policy;
}

namespace {

void AddRooms(const WorldPlan& plan, Chance& chance, domain::CatalogSpec& spec) {
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

// The slug of the second category: some catalogue variants rename it.
const char* SecondCategory(std::uint32_t variant) {
  return variant % 3 == 2 ? "c" : "b";
}

// Both charts have the same seat numbers, but the seats belong to other categories.
constexpr std::uint32_t kCharts = 2;

void AddChart(const WorldPlan& plan, Chance& chance, std::uint32_t variant,
              domain::CatalogRows& rows) {
  const domain::ChartId id{static_cast<std::uint32_t>(rows.charts.size() + 1)};
  rows.charts.push_back({.id = id,
                         .slug = "hall-" + std::to_string(id.value),
                         .name = "variant " + std::to_string(variant)});
  rows.categories.push_back({.chart = id, .slug = "a", .name = "A", .color = "#aa0000", .rank = 0});
  rows.categories.push_back(
      {.chart = id, .slug = SecondCategory(variant), .name = "B", .color = "#00aa00", .rank = 1});
  const std::size_t before = rows.seats.size();
  // Seat numbers follow from the world's seed, so all variants give a seat the same number.
  Chance numbers(plan.seed);
  const bool gaps = numbers.OneIn(2);
  std::uint32_t last = 0;
  for (std::int64_t i = 0; i < plan.seats + 2; ++i) {
    last = SeatAt(numbers, gaps, last).value;
    const bool extra = i >= plan.seats;
    // A chart must have at least one seat.
    const bool must = variant == 0 || (i + 1 == plan.seats && rows.seats.size() == before);
    const bool there = extra ? variant != 0 && chance.OneIn(2) : must || !chance.OneIn(40);
    if (!there) continue;
    const bool renamed = variant != 0 && chance.OneIn(100);
    rows.seats.push_back({.chart = id,
                          .number = {last},
                          .section = "floor",
                          .row = "1",
                          .label = (renamed ? "x-" : "1-") + std::to_string(last),
                          .category = i % 3 + 1 == id.value ? SecondCategory(variant) : "a"});
  }
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
                    .chart = {(number - 1) % kCharts + 1},
                    .starts_at = kWorldStart + hours(24 * 400) + hours(number % 2),
                    .date = "2011-02-03",
                    .sale_closes_at = kWorldStart + hours(24 * 400)};
  const base::Duration step(plan.step_max_us);
  if (chance.OneIn(4)) show.sale_opens_at = kWorldStart + step * chance.In({1, 60});
  if (chance.OneIn(4)) show.sale_closes_at = kWorldStart + step * chance.In({5, 400});
  rows.shows.push_back(show);
  const std::int64_t dearer = variant != 0 && chance.OneIn(20) ? 1 : 0;
  rows.prices.push_back({.show = {id}, .category = "a", .amount = {93 + 7 * number + dearer}});
  rows.prices.push_back(
      {.show = {id}, .category = SecondCategory(variant), .amount = {34 + 3 * number}});
}

}  // namespace

domain::CatalogSpec SpecOf(const WorldPlan& plan, std::uint32_t variant) {
  Chance chance(Mix(plan.seed ^ Mix(variant)));
  domain::CatalogSpec spec;
  AddRooms(plan, chance, spec);
  GiveSeeds(spec, variant + 1);
  domain::CatalogRows& rows = spec.rows;
  for (std::uint32_t i = 0; i < kCharts; ++i) AddChart(plan, chance, variant, rows);
  for (std::int64_t i = 0; i < plan.concerts; ++i) {
    const auto number = static_cast<std::uint32_t>(i + 1);
    const auto room = static_cast<std::uint32_t>(i % plan.rooms + 1);
    rows.concerts.push_back({.id = {number},
                             .slug = "concert-" + std::to_string(number),
                             .title = "A concert",
                             .room = {room},
                             .seats_per_user_max = chance.Of({1, 2, 4, 10, 50})});
  }
  // Every variant of the catalogue but the first may add a show, leave one out, or both. A show
  // that it leaves out stays in the sale.
  const std::int64_t shows = plan.shows + (variant != 0 && chance.OneIn(3) ? 1 : 0);
  const std::int64_t left_out = variant != 0 && chance.OneIn(3) ? chance.In({1, shows}) : 0;
  for (std::int64_t number = 1; number <= shows; ++number) {
    if (number == left_out) continue;
    AddShow(plan, chance, variant, static_cast<std::uint32_t>(number), rows);
  }
  spec.currency = variant != 0 && chance.OneIn(30) ? "USD" : "KRW";
  return spec;
}

void GiveSeeds(domain::CatalogSpec& spec, std::uint64_t salt) {
  for (std::size_t i = 0; i < spec.rooms.size(); ++i) {
    auto& bytes = spec.rooms[i].fresh_seed.bytes;
    std::memcpy(bytes.data(), &salt, sizeof salt);
    bytes.back() = static_cast<std::uint8_t>(i + 1);
  }
}

std::uint64_t SaltOf(const domain::CatalogSpec& spec) {
  std::uint64_t salt = 0;
  std::memcpy(&salt, spec.rooms.front().fresh_seed.bytes.data(), sizeof salt);
  return salt;
}

std::uint32_t VariantOf(const domain::CatalogSpec& spec) {
  constexpr std::string_view kName = "variant ";
  const std::string_view name = spec.rows.charts.front().name;
  ONSALE_ASSERT(name.starts_with(kName));
  std::uint32_t variant = 0;
  std::from_chars(name.data() + kName.size(), name.data() + name.size(), variant);
  return variant;
}

}  // namespace onsale::sim
