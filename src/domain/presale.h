// A presale: until a moment, only buyers of one group may join a room, or hold seats of a show.
//
// Shape:    at `until` the presale is over. A presale of a show does not change who is admitted:
//           buyers are admitted in order, whatever their groups.
// Source:   docs/rules.md, rule 1; docs/waiting-room.md.
#pragma once

#include <optional>

#include "domain/refusal.h"

namespace onsale::domain {

// Refuses: kPresaleGroupRequired.
inline std::optional<Refusal> CheckPresale(const Presale& presale, const Rights& rights, Time now) {
  if (presale.group.empty() || now >= presale.until || rights.HasGroup(presale.group)) {
    return std::nullopt;
  }
  return Refusal{.code = RefusalCode::kPresaleGroupRequired,
                 .opens_at = presale.until,
                 .retry_after = presale.until - now,
                 .group = presale.group};
}

}  // namespace onsale::domain
