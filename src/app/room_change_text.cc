#include "app/room_change_text.h"

#include <optional>
#include <string_view>

#include "base/time.h"
#include "domain/room_members.h"

namespace onsale::app {
namespace {

std::string Text(std::string_view word) {
  return std::string(word);
}
std::string Text(std::int64_t count) {
  return std::to_string(count);
}
std::string Text(base::Duration length) {
  return base::FormatDuration(length);
}
std::string Text(domain::RoomMode mode) {
  return std::string(domain::WordOf(mode));
}
std::string Text(std::optional<std::string_view> word) {
  return std::string(word.value_or("none"));
}
std::string Text(std::optional<base::Time> time) {
  return time ? base::FormatRfc3339(*time) : "none";
}

void Append(std::string& text, std::string_view name, std::string_view value) {
  if (!text.empty()) text.push_back(' ');
  text.append(name).append("=").append(value);
}

}  // namespace

RoomChangeText TextOf(const domain::ChangedRoomView& room) {
  RoomChangeText text;
  domain::ForEachRoomMember(room.before, room.room,
                            [&text](std::string_view name, const auto& before, const auto& after) {
                              if (before == after) return;
                              Append(text.before, name, Text(before));
                              Append(text.after, name, Text(after));
                            });
  return text;
}

}  // namespace onsale::app
