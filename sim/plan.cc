#include "sim/plan.h"

#include <algorithm>

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
  limits.access_keys = chance.Of({1, 3, 1'000});
  limits.access_key_rows = chance.Of({4, 10'000});
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
  // Half of the worlds use the real engine, and take four times as long, because the engine's
  // threads wait for each other. Only the other half has groups of batches, small limits on due
  // work, and batches that are undone.
  plan.system = chance.OneIn(2) ? SystemKind::kEngine : SystemKind::kStore;
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
  plan.frame_bytes = static_cast<std::uint64_t>(chance.Of({1, 400, 4'000, 1 << 24}));
  plan.read_ahead = static_cast<std::uint64_t>(chance.Of({0, 500, 1 << 18}));
  plan.one_chart = chance.OneIn(3);
  plan.ranks_reversed = chance.OneIn(2);
  plan.features.persons = chance.OneIn(2);
  plan.features.challenges = chance.OneIn(3);
  return plan;
}

RoomPolicy AnyPolicy(const WorldPlan& plan, Chance& chance) {
  RoomPolicy policy;
  policy.capacity = chance.Of({1, 2, 5, 20, 100, 10'000'000});
  policy.waiting_max = chance.Of({3, 30, 1'000, 1'000'000, 10'000'000});
  if (chance.OneIn(30)) policy.waiting_max = 1;
  policy.active_time = AnyLength(plan, chance);
  policy.hold_time = AnyLength(plan, chance);
  policy.mode = chance.Of({RoomMode::kFifo, RoomMode::kFifo, RoomMode::kDraw, RoomMode::kNoQueue});
  if (chance.OneIn(2)) policy.entry_per_minute = chance.Of({1, 7, 60, 1'000, 600'000});
  policy.entry_burst = chance.Of({1, 1, 3, 50, 1'000'000});
  if (chance.OneIn(2)) policy.claim_time = AnyLength(plan, chance);
  return policy;
}

}  // namespace onsale::sim
