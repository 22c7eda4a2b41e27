#include "http/pages/map_page.h"

#include <utility>

namespace onsale::http {
namespace {

// Whether so little time has passed that a copy of then may still be sent. After the clock was set
// back, none may.
bool IsRecent(base::Time then, base::Time now) {
  return now >= then && now - then < MapPage::kCopyTime;
}

}  // namespace

std::optional<ReadyPage> MapPage::FindCopy(const domain::SeatMap& map, const MapReader& reader) {
  const base::MutexLock lock(mutex_);
  const Copy& copy = copies_[static_cast<std::size_t>(reader.coding)];
  if (copy.page.bytes == nullptr) return std::nullopt;
  const bool is_current = copy.version == map.version;
  // Within one commit a change may have been decided after the copy's map was read.
  const bool has_own_change = copy.commit > reader.own_commit;
  if (is_current || (has_own_change && IsRecent(copy.made_at, reader.now))) return copy.page;
  return std::nullopt;
}

bool MapPage::BeginCopy(const MapReader& reader) {
  const base::MutexLock lock(mutex_);
  Copy& copy = copies_[static_cast<std::size_t>(reader.coding)];
  if (copy.is_being_made || IsRecent(copy.made_at, reader.now)) return false;
  copy.is_being_made = true;
  copy.made_at = reader.now;
  return true;
}

ReadyPage MapPage::MakeCopy(const ReadyPage& plain, const domain::SeatMap& map,
                            const MapReader& reader) {
  ReadyPage page = PackPage(plain, reader.coding, Effort::kOften);
  const base::MutexLock lock(mutex_);
  Copy& copy = copies_[static_cast<std::size_t>(reader.coding)];
  Keep(copy.page, page);
  copy.version = map.version;
  copy.commit = reader.commit;
  copy.is_being_made = false;
  return page;
}

void MapPage::Keep(ReadyPage& place, const ReadyPage& fresh) {
  const std::size_t before = place.bytes == nullptr ? 0 : place.bytes->size();
  kept_ += fresh.bytes->size() - before;
  bytes_ += fresh.bytes->size() - before;
  place = fresh;
}

Response SendMap(const CodedPage& page, std::optional<std::string_view> if_none_match) {
  Response response = SendPage(page.page, if_none_match, "private, no-cache");
  AddCoding(response, page.coding);
  return response;
}

}  // namespace onsale::http
