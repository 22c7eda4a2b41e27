// The plan of a simulated world: its users, what is for sale, which features are on. Everything
// follows from a seed.
//
// Units:    virtual time in microseconds, from kWorldStart.
// Shape:    each feature is switched on independently at random, so that every combination occurs
//           in some world (swarm testing).
// Source:   Groce et al., Swarm Testing, ISSTA 2012.
#pragma once

#include <cstdint>

#include "base/keyed_hash.h"
#include "domain/command.h"
#include "domain/limits.h"

namespace onsale::sim {

// The system under test: the store's parts on one thread, or the real engine with its threads.
enum class SystemKind : std::uint8_t { kStore, kEngine };

struct Features {
  bool cuts = false;           // power cuts and restarts
  bool shared_frames = false;  // several batches share a frame
  bool clock_back = false;     // the wall clock steps back
  bool clock_leaps = false;    // hours and days pass at once
  bool edges = false;          // steps to just before, at and just after due moments
  bool lost_replies = false;   // responses get lost, so clients retry
  bool duplicates = false;     // a request arrives twice
  bool reordering = false;
  bool idempotency_keys = false;
  bool room_changes = false;
  bool reloads = false;  // other catalogues are loaded
  bool lobbies = false;  // rooms are scheduled with a draw, repeatedly
  bool leaving = false;
  bool silent = false;  // most users join a queue and never call again
  bool wild = false;    // requests that no honest client sends
  bool rich = false;    // top-ups reach the largest balance
  bool random_ids = false;
  bool undo = false;        // batches are decided, undone and decided again, as after a conflict
  bool persons = false;     // the shop says which accounts are of one person, and names groups
  bool tight = false;       // small limits on batches, keys, tokens and holds
  bool challenges = false;  // some buyers who join a line have to solve a challenge first
};

struct WorldPlan {
  std::uint64_t seed = 0;
  SystemKind system = SystemKind::kStore;
  Features features;
  std::int64_t commands = 0;  // the world ends with the batch that reaches it
  std::int64_t users = 0;
  std::int64_t rooms = 1;
  std::int64_t concerts = 1;
  std::int64_t shows = 1;
  std::int64_t seats = 10;  // in each chart
  std::int64_t batch_max = 1;
  std::int64_t step_max_us = 1;  // the usual longest time between two steps
  std::uint64_t segment_bytes = 0;
  std::uint64_t frame_bytes = 0;  // the most bytes of changes in a frame of several batches
  std::uint64_t read_ahead = 0;   // JournalDirectory::read_ahead
  bool one_chart = false;         // whether the shows of all concerts and rooms share a chart
  bool ranks_reversed = false;    // whether category b ranks before category a
  domain::Limits limits;
};

inline constexpr base::Time kWorldStart{std::chrono::hours(24 * 365 * 40)};

// The key of the hash indexes in memory. No outcome may depend on it.
base::HashKey HashKeyOf(const WorldPlan& plan);

// The seed of the world at `index` of a run.
std::uint64_t WorldSeed(std::uint64_t run_seed, std::uint64_t index);
WorldPlan PlanWorld(std::uint64_t seed);

// Variants of the world's catalogue, reproducible by their numbers. Variant 0 is loaded first.
// Those below kWholeVariants differ in policies, seats, prices, sale windows and contents: some
// leave rooms out, with their concerts and shows. The others differ from variant 0 in one member.
inline constexpr std::uint32_t kWholeVariants = 6;
// A variant in another currency, which leaves a show out if there is another.
inline constexpr std::uint32_t kOtherCurrencyVariant = 1;
domain::CatalogSpec SpecOf(const WorldPlan& plan, std::uint32_t variant);
// Derives the draw seeds of all rooms in the specification from `salt`, so that each load has other
// seeds.
void GiveSeeds(domain::CatalogSpec& spec, std::uint64_t salt);
std::uint64_t SaltOf(const domain::CatalogSpec& spec);
// The number of the variant from which SpecOf made the specification.
std::uint32_t VariantOf(const domain::CatalogSpec& spec);

// A random policy within the documented bounds, mostly with small numbers and with times that suit
// the length of the world's steps.
domain::RoomPolicy AnyPolicy(const WorldPlan& plan, class Chance& chance);

}  // namespace onsale::sim
