#include "domain/archive.h"

#include <algorithm>

#include "base/assert.h"
#include "domain/command.h"

namespace onsale::domain {
namespace {

using ArchiveStep = std::chrono::duration<std::int64_t, std::ratio<600>>;

}  // namespace

std::optional<Time> ArchiveTime(const QueueToken& token) {
  if (token.status != TokenStatus::kExpired) return std::nullopt;
  const Time over = std::max(token.issued_at, token.active_until);
  return std::chrono::ceil<ArchiveStep>(over + kReadTime);
}

bool IsArchived(QueueTokenKey key, RowSet& rows) {
  const Room* const room = rows.Find(key.room);
  return room != nullptr && key.number.value > 0 && key.number <= room->last_archived;
}

std::int64_t ArchiveTokens(const Archiving& archiving, RowSet& rows, Time now) {
  const Room* const current = rows.Find(archiving.room);
  ONSALE_ASSERT(current != nullptr);
  QueueNumber last = current->last_archived;
  std::int64_t archived = 0;
  for (; archived < archiving.most && last < current->last_number; ++last.value) {
    const QueueTokenKey key{current->id, {last.value + 1}};
    const QueueToken* const token = rows.Find(key);
    ONSALE_ASSERT(token != nullptr);  // every number above last_archived has a row
    const auto due = ArchiveTime(*token);
    if (!due || *due > now) break;
    archived += 1 + rows.ReservationsMade(key);
  }
  if (archived == 0) return 0;
  Room room = *current;
  room.last_archived = last;
  rows.Put(room);
  return archived;
}

}  // namespace onsale::domain
