#include "store/draw_question.h"

#include <algorithm>

#include "domain/draw.h"
#include "store/table_reader.h"

namespace onsale::store {

std::expected<DrawEntriesQuestion::Answer, StoreError> DrawEntriesQuestion::Read(
    TableReader& tables) const {
  const auto rooms = ReadRows<domain::Room>(tables, "WHERE slug = $1", {room});
  if (!rooms) return std::unexpected(rooms.error());
  if (rooms->empty() || domain::InLobby(rooms->front())) return Answer{};
  const domain::Draw& draw = rooms->front().draw;
  const auto before = static_cast<std::int64_t>(draw.before.value);
  // Entries are few enough for a queue number (domain::kQueueNumberMax), so no sum overflows.
  const std::int64_t first = std::min(after, draw.entries);
  const std::int64_t last = std::min(draw.entries, first + limit);
  const auto tokens = ReadRows<domain::QueueToken>(
      tables, "WHERE room_id = $1 AND place > $2 AND place <= $3 ORDER BY place",
      {std::int64_t{rooms->front().id.value}, before + first, before + last});
  if (!tokens) return std::unexpected(tokens.error());
  Answer entries;
  for (const domain::QueueToken& token : *tokens) {
    entries.push_back({domain::EntryOf(rooms->front(), token.key.number), token.issued_at});
  }
  return entries;
}

}  // namespace onsale::store
