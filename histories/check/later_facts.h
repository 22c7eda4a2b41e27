// Facts about each token, gathered from the whole history before it is checked, so that no guess is
// tried that a later answer rules out.
//
// Units:    microseconds since 1970.
// Shape:    certain facts only, nothing that is merely likely.
// Threads:  one.
#pragma once

#include <cstdint>
#include <vector>

#include "histories/history/op.h"
#include "histories/world.h"

namespace onsale::histories {

struct Known {
  std::int64_t waited = 0;               // the last time at which it was WAITING
  std::int64_t active = 0;               // the last time at which its turn was running
  std::int64_t choosing = 0;             // the last time at which it could hold a seat
  std::int64_t choose_most = INT64_MAX;  // the latest end of its time to choose
  Reason reason = Reason::kNone;         // why it ended, if an answer contained it
};

class LaterFacts {
 public:
  explicit LaterFacts(const World& world) : tokens_(world.rooms + 1) {}

  void Take(const Op& op);
  // Known{} if the token is unknown.
  const Known& Of(std::uint32_t room, std::uint32_t rank) const;

 private:
  Known& At(std::uint32_t room, std::uint32_t rank);
  void TakeView(const Op& op, std::uint32_t rank);

  std::vector<std::vector<Known>> tokens_;  // by room, by queue number
};

}  // namespace onsale::histories
