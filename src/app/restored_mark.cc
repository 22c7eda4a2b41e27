#include "app/restored_mark.h"

#include <algorithm>
#include <system_error>

#include "app/secret_file.h"
#include "domain/room_change.h"

namespace onsale::app {
namespace {

constexpr const char* kName = "restored";

bool HasOpened(const std::vector<domain::RoomView>& rooms) {
  return std::ranges::any_of(
      rooms, [](const domain::RoomView& view) { return domain::IsOpening(view.room.state); });
}

}  // namespace

std::filesystem::path RestoredMark(const Settings& settings) {
  return settings.store.empty() ? settings.data / kName : std::filesystem::path();
}

std::expected<void, std::string> MakeRestoredMark(const std::filesystem::path& data) {
  const auto lock = SecretLock::Take({.what = "mark of the restored sale", .path = data / kName});
  if (!lock) return std::unexpected(lock.error());
  return lock->Replace("this sale was restored\n");
}

bool HasMark(const std::filesystem::path& mark) {
  std::error_code unreadable;
  return !mark.empty() && std::filesystem::exists(mark, unreadable);
}

bool IsRestoredAndClosed(const std::filesystem::path& mark,
                         const std::vector<domain::RoomView>& rooms) {
  return HasMark(mark) && !HasOpened(rooms);
}

void EndRestored(const std::filesystem::path& mark, const std::vector<domain::RoomView>& rooms) {
  std::error_code ignored;  // the next start tries again
  if (HasMark(mark) && HasOpened(rooms)) std::filesystem::remove(mark, ignored);
}

}  // namespace onsale::app
