// What a world is like: who comes, what is for sale, which features are on. All of it follows from
// the world's seed.
//
// Units:    virtual time in microseconds; it begins at kWorldStart.
// Shape:    features are switched on one by one at random, so that rare combinations are common
//           somewhere (swarm testing).
// Source:   Groce et al., Swarm Testing, ISSTA 2012.
#pragma once

#include <cstdint>

#include "base/keyed_hash.h"
#include "domain/command.h"
#include "domain/limits.h"

namespace onsale::sim {

// Where commands are decided: the parts of the store driven by one thread, or the whole engine with
// the threads it has.
enum class GroundKind : std::uint8_t { kStore, kEngine };

struct Features {
  bool cuts = false;           // crashes and restarts
  bool shared_frames = false;  // several batches share a frame
  bool clock_back = false;     // the wall clock steps back
  bool clock_leaps = false;    // hours and days pass at once
  bool edges = false;          // just before, at and just after what is due
  bool lost_replies = false;   // the client asks again
  bool duplicates = false;     // a request arrives twice
  bool reordering = false;
  bool retry_keys = false;
  bool room_changes = false;
  bool reloads = false;  // other catalogues
  bool lobbies = false;  // rooms that open with a draw, and are scheduled again and again
  bool leaving = false;
  bool silent = false;  // most users take places and are not heard of again
  bool wild = false;    // what no honest client sends
  bool rich = false;    // charges up to the limit
  bool random_ids = false;
  bool undo = false;   // batches are decided, undone and decided again, as after a conflict
  bool tight = false;  // small limits: a batch holds little, and who asks for much is refused
};

struct WorldPlan {
  std::uint64_t seed = 0;
  GroundKind ground = GroundKind::kStore;
  Features features;
  std::int64_t commands = 0;  // at least as many, and less than a batch more
  std::int64_t users = 0;
  std::int64_t rooms = 1;
  std::int64_t concerts = 1;
  std::int64_t shows = 1;
  std::int64_t seats = 10;  // of a chart
  std::int64_t batch_max = 1;
  std::int64_t step_max_us = 1;  // the usual step of time is at most this
  std::uint64_t segment_bytes = 0;
  domain::Limits limits;
};

inline constexpr base::Time kWorldStart{std::chrono::hours(24 * 365 * 40)};

// The key of the hash indexes in memory, from the world's seed. No outcome may depend on it.
base::HashKey HashKeyOf(const WorldPlan& plan);

// The seed of a run's world.
std::uint64_t WorldSeed(std::uint64_t run_seed, std::uint64_t index);
WorldPlan PlanWorld(std::uint64_t seed);

// A variant of the world's catalogue. 0 is the first; the others differ in policies, seats, prices,
// windows, and in what is there at all. The same number gives the same.
domain::CatalogSpec SpecOf(const WorldPlan& plan, std::uint32_t variant);
// Seeds for its draws that follow from the salt: each time it is loaded they are others.
void GiveSeeds(domain::CatalogSpec& spec, std::uint64_t salt);
std::uint64_t SaltOf(const domain::CatalogSpec& spec);
// Which variant a specification is.
std::uint32_t VariantOf(const domain::CatalogSpec& spec);

// A policy within the documented bounds, mostly with small numbers and with times that fit the pace of
// the world.
domain::RoomPolicy AnyPolicy(const WorldPlan& plan, class Chance& chance);

}  // namespace onsale::sim
