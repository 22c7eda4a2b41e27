// Facts about each token, gathered from the whole history before it is checked, so that no guess is
// tried that a later answer rules out.
//
// Units:    microseconds since 1970.
// Shape:    only facts that are certain.
// Threads:  one.
#pragma once

#include <cstdint>
#include <vector>

#include "histories/history/op.h"
#include "histories/world.h"

namespace onsale::histories {

struct Known {
  std::int64_t waited = 0;               // when the token was last seen WAITING
  std::int64_t active = 0;               // when its turn was last seen running
  std::int64_t choosing = 0;             // when its time to choose was last seen running
  std::int64_t choose_most = INT64_MAX;  // the latest possible end of its time to choose
  Reason reason = Reason::kNone;         // why the turn ended, if an answer shows it
};

class LaterFacts {
 public:
  explicit LaterFacts(const World& world) : tokens_(world.rooms + 1) {}

  void Take(const Op& op);
  // What is known of a token; Known{} if nothing is.
  const Known& Of(std::uint32_t room, std::uint32_t rank) const;

 private:
  Known& At(std::uint32_t room, std::uint32_t rank);
  void TakeView(const Op& op, std::uint32_t rank);

  std::vector<std::vector<Known>> tokens_;  // by room and queue number
};

}  // namespace onsale::histories
