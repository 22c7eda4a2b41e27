// What a history tells of each token at any time, gathered before it is judged: so that of several
// things that may have happened none is guessed that a later answer rules out.
//
// Units:    microseconds since 1970.
// Shape:    facts only: nothing that is merely likely.
// Threads:  one.
#pragma once

#include <cstdint>
#include <vector>

#include "histories/history/op.h"
#include "histories/world.h"

namespace onsale::histories {

struct Known {
  std::int64_t waited = 0;               // when it was last told to wait
  std::int64_t active = 0;               // when its turn was last on
  std::int64_t choosing = 0;             // when it could last hold a seat
  std::int64_t choose_most = INT64_MAX;  // its time to choose was over then at the latest
  Reason reason = Reason::kNone;         // why it ended, if that was ever told
};

class Foresight {
 public:
  explicit Foresight(const World& world) : tokens_(world.rooms + 1) {}

  void Take(const Op& op);
  // Nothing known, if there is no such token.
  const Known& Of(std::uint32_t room, std::uint32_t place) const;

 private:
  Known& At(std::uint32_t room, std::uint32_t place);
  void TakeView(const Op& op, std::uint32_t place);

  std::vector<std::vector<Known>> tokens_;  // by room, by place
};

}  // namespace onsale::histories
