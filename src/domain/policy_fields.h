// The table of a room policy's members: their names, ranges and flags. Settings, catalogue files,
// the operator's calls, the log and a catalogue's digest follow from it.
//
// Shape:    a member is a count, a length of time or a word. Only counts and lengths have a flag.
//           Functions that read or write members have an overload for each of the three; a fourth
//           kind does not compile until all of them have one. policy_fields_test.cc does not
//           compile while the table lacks a member.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <tuple>

#include "base/range.h"
#include "domain/rows.h"

namespace onsale::domain {

// What an operator or a catalogue changes about a room; absent members stay as they are.
struct RoomChange {
  std::optional<std::int64_t> capacity;
  std::optional<std::int64_t> waiting_max;
  std::optional<Duration> active_time;
  std::optional<Duration> hold_time;
  std::optional<RoomMode> mode;
  std::optional<std::int64_t> entry_per_minute;
  std::optional<std::int64_t> entry_burst;
  std::optional<Duration> claim_time;
  std::optional<RoomState> state;
  std::optional<Time> opens_at;  // present if and only if `state` is SCHEDULED
  std::optional<Presale> presale;
  bool operator==(const RoomChange&) const = default;
};

// The command-line flag for a policy member; its value is for rooms whose catalogue does not set
// the member.
template <class Value>
struct PolicyFlag {
  std::size_t place;         // the flag's position in the help, from 0
  std::string_view name;     // e.g. `hold-time`
  std::string_view meaning;  // the help text: half a sentence
  Value fallback;
};

template <class Value>
struct PolicyQuantity {
  Value RoomPolicy::* member;
  std::optional<Value> RoomChange::* change;
  std::string_view json;  // the member's name in catalogues and the log, e.g. `holdTime`
  std::string_view api;   // its name in the API, e.g. `holdTimeSeconds`: lengths are whole seconds
  std::size_t digest_place;  // position in DigestOf (load_catalog.cc); persisted: do not renumber
  base::Range<Value> range;
  PolicyFlag<Value> flag;
};
using PolicyCount = PolicyQuantity<std::int64_t>;
using PolicyLength = PolicyQuantity<Duration>;

template <class Value, std::size_t N>
struct PolicyWord {
  Value RoomPolicy::* member;
  std::optional<Value> RoomChange::* change;
  std::string_view json;
  std::string_view api;
  std::size_t digest_place;
  std::array<Value, N> values;
};

template <class Field>
inline constexpr bool kIsPolicyWord = requires(const Field& field) { field.values; };

// All members of a policy, in the order in which a catalogue's mistakes are listed.
inline constexpr auto kPolicyFields = std::tuple(
    PolicyCount{.member = &RoomPolicy::capacity,
                .change = &RoomChange::capacity,
                .json = "capacity",
                .api = "capacity",
                .digest_place = 0,
                .range = {1, 10'000'000},
                .flag = {.place = 2,
                         .name = "room-capacity",
                         .meaning = "the most buyers admitted to a room at once",
                         .fallback = RoomPolicy{}.capacity}},
    PolicyCount{.member = &RoomPolicy::waiting_max,
                .change = &RoomChange::waiting_max,
                .json = "waitingMax",
                .api = "waitingMax",
                .digest_place = 1,
                .range = {1, 10'000'000},
                .flag = {.place = 3,
                         .name = "waiting-max",
                         .meaning = "the most buyers waiting for a room",
                         .fallback = RoomPolicy{}.waiting_max}},
    PolicyLength{.member = &RoomPolicy::active_time,
                 .change = &RoomChange::active_time,
                 .json = "activeTime",
                 .api = "activeTimeSeconds",
                 .digest_place = 2,
                 .range = {std::chrono::milliseconds(100), std::chrono::days(7)},
                 .flag = {.place = 1,
                          .name = "active-time",
                          .meaning = "how long an admitted buyer may choose seats",
                          .fallback = RoomPolicy{}.active_time}},
    PolicyLength{.member = &RoomPolicy::hold_time,
                 .change = &RoomChange::hold_time,
                 .json = "holdTime",
                 .api = "holdTimeSeconds",
                 .digest_place = 3,
                 .range = {std::chrono::milliseconds(100), std::chrono::days(1)},
                 .flag = {.place = 0,
                          .name = "hold-time",
                          .meaning = "how long a buyer may hold seats before paying",
                          .fallback = RoomPolicy{}.hold_time}},
    PolicyWord<RoomMode, 3>{.member = &RoomPolicy::mode,
                            .change = &RoomChange::mode,
                            .json = "mode",
                            .api = "mode",
                            .digest_place = 4,
                            .values = {RoomMode::kFifo, RoomMode::kDraw, RoomMode::kNoQueue}},
    PolicyLength{.member = &RoomPolicy::claim_time,
                 .change = &RoomChange::claim_time,
                 .json = "claimTime",
                 .api = "claimTimeSeconds",
                 .digest_place = 7,
                 .range = {Duration{}, std::chrono::days(1)},
                 .flag = {.place = 4,
                          .name = "claim-time",
                          .meaning = "how soon an admitted buyer must make a call while others "
                                     "wait; 0s: no limit",
                          // RoomPolicy has another default, 0: it applies to rows that were
                          // stored before the member existed.
                          .fallback = std::chrono::seconds(30)}},
    // Up to the largest rate, rounding the interval between two admissions up to a whole
    // microsecond slows admission by at most 1 %.
    PolicyCount{.member = &RoomPolicy::entry_per_minute,
                .change = &RoomChange::entry_per_minute,
                .json = "entryPerMinute",
                .api = "entryPerMinute",
                .digest_place = 5,
                .range = {0, 600'000},
                .flag = {.place = 5,
                         .name = "entry-per-minute",
                         .meaning = "the most buyers admitted to a room per minute; 0: no limit",
                         .fallback = RoomPolicy{}.entry_per_minute}},
    PolicyCount{.member = &RoomPolicy::entry_burst,
                .change = &RoomChange::entry_burst,
                .json = "entryBurst",
                .api = "entryBurst",
                .digest_place = 6,
                .range = {1, 1'000'000},
                .flag = {.place = 6,
                         .name = "entry-burst",
                         .meaning = "the most buyers admitted to a room at one moment",
                         .fallback = RoomPolicy{}.entry_burst}});

inline constexpr std::size_t kPolicyFieldCount = std::tuple_size_v<decltype(kPolicyFields)>;

template <class Visit>
constexpr void ForEachPolicyField(Visit visit) {
  std::apply([&visit](const auto&... field) { (visit(field), ...); }, kPolicyFields);
}

// Visits only the members that are words, or only those that are not.
template <bool Words, class Visit>
constexpr void ForEachPolicyFieldIf(Visit visit) {
  ForEachPolicyField([&visit]<class Field>(const Field& field) {
    if constexpr (kIsPolicyWord<Field> == Words) visit(field);
  });
}

// Visits the members in the order in which answers and the log show them: words first.
template <class Visit>
constexpr void ForEachPolicyFieldShown(Visit visit) {
  ForEachPolicyFieldIf<true>(visit);
  ForEachPolicyFieldIf<false>(visit);
}

}  // namespace onsale::domain
