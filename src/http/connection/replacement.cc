#include "http/connection/replacement.h"

#include <algorithm>
#include <tuple>

#include "http/connection/connection.h"
#include "http/connection/lingering_connection.h"
#include "http/connection/stream_connection.h"

namespace onsale::http {
namespace {

using Hook = Deadlines::Hook;

// The most strangers in each kind of wait that are compared: all that fit into the operator's
// address.
constexpr int kComparedMax = 64;

// The one whose wait began first; null if both are.
const Hook* Longer(const Deadlines& deadlines, const Hook* one, const Hook* other) {
  if (one == nullptr || other == nullptr) return one == nullptr ? other : one;
  return deadlines.Since(*other) < deadlines.Since(*one) ? other : one;
}

// The connection that has been in one of two kinds of wait longest, stranger or known.
const Hook* Longest(const Deadlines& deadlines, Wait one, Wait other) {
  const Hook* longest = nullptr;
  for (const Wait wait : {one, other}) {
    for (const Standing standing : {Standing::kStranger, Standing::kKnown}) {
      longest = Longer(deadlines, longest, deadlines.Longest(wait, standing));
    }
  }
  return longest;
}

// The waits in which a stranger is replaced, and after how long.
struct StrangersWait {
  Wait wait;
  base::Duration at_least;
};
std::array<StrangersWait, 6> WaitsOf(const ServerOptions& options) {
  const base::Duration soon = std::min(options.stranger_time_min, options.idle_time_min);
  return {{{Wait::kSilent, soon},
           {Wait::kIdle, soon},
           {Wait::kHeader, soon},
           {Wait::kBody, soon},
           {Wait::kLinger, soon},
           {Wait::kWrite, options.idle_time_min}}};
}

std::size_t StrangersBeside(const ThreadContext& context, const Hook& hook) {
  std::size_t number = 0;
  context.connections.Visit(
      hook.tag(), [&](const auto& connection) { number = connection.client().stranger.number(); });
  return number;
}

const Hook* FindStranger(const ThreadContext& context, SteadyTime now) {
  const Deadlines& deadlines = context.deadlines;
  const Hook* found = nullptr;
  std::size_t most = 0;
  for (const auto& [wait, at_least] : WaitsOf(context.options)) {
    const Hook* hook = deadlines.Longest(wait, Standing::kStranger);
    for (int i = 0; i < kComparedMax && hook != nullptr; ++i, hook = deadlines.Next(*hook)) {
      if (deadlines.Since(*hook) + at_least > now) break;
      const std::size_t number = StrangersBeside(context, *hook);
      if (number > most) std::tie(found, most) = std::tuple(hook, number);
      if (number == most) found = Longer(deadlines, found, hook);
    }
  }
  return found;
}

}  // namespace

SteadyTime FirstReplaceable(const ThreadContext& context) {
  const Deadlines& deadlines = context.deadlines;
  SteadyTime first = SteadyTime::max();
  const auto consider = [&](const Hook* hook, base::Duration at_least) {
    if (hook != nullptr) first = std::min(first, deadlines.Since(*hook) + at_least);
  };
  consider(Longest(deadlines, Wait::kIdle, Wait::kSilent), context.options.idle_time_min);
  consider(Longest(deadlines, Wait::kHeader, Wait::kBody), context.options.idle_time_min);
  for (const auto& [wait, at_least] : WaitsOf(context.options)) {
    consider(deadlines.Longest(wait, Standing::kStranger), at_least);
  }
  return first;
}

const Hook* FindReplaceable(const ThreadContext& context, SteadyTime now) {
  const Deadlines& deadlines = context.deadlines;
  const SteadyTime before = now - context.options.idle_time_min;
  const Hook* const idle = Longest(deadlines, Wait::kIdle, Wait::kSilent);
  if (idle != nullptr && deadlines.Since(*idle) <= before) return idle;
  const Hook* const half = Longest(deadlines, Wait::kHeader, Wait::kBody);
  if (half != nullptr && deadlines.Since(*half) <= before) return half;
  return FindStranger(context, now);
}

}  // namespace onsale::http
