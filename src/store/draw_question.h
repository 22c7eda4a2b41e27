// A page of the entries of a room's last draw.
#pragma once

#include "domain/views.h"
#include "store/question.h"

namespace onsale::store {

// Asks for at most `limit` entries of the draw of the room with this slug, in order, after entry
// `after`. Nothing if there is no such room, or if its last draw has not taken place.
struct DrawEntriesQuestion {
  using Answer = std::vector<domain::DrawEntry>;
  static constexpr bool kIsLong = false;
  static constexpr const char* kReads = "the entries of a draw";

  std::string room;
  std::int64_t after = 0;  // 0: from the first entry on
  std::int64_t limit = 0;

  std::expected<Answer, StoreError> Read(TableReader& tables) const;
};

}  // namespace onsale::store
