#include "app/room_change_text.h"

#include <string_view>
#include <vector>

#include "base/time.h"
#include "domain/policy_fields.h"
#include "domain/words.h"

namespace onsale::app {
namespace {

using domain::Room;

struct Member {
  std::string_view name;
  std::string value;
};

std::string OpensAt(const Room& room) {
  return room.state == domain::RoomState::kScheduled ? base::FormatRfc3339(room.opens_at) : "none";
}

std::string PresaleOf(const Room& room) {
  if (room.presale.group.empty()) return "none";
  return room.presale.group + "-until-" + base::FormatRfc3339(room.presale.until);
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

// The members of a room that an operator can change, with their values as text.
std::vector<Member> MembersOf(const Room& room) {
  std::vector<Member> members{{"state", std::string(domain::WordOf(room.state))},
                              {"opensAt", OpensAt(room)},
                              {"presale", PresaleOf(room)}};
  domain::ForEachPolicyFieldShown(
      [&](const auto& field) { members.push_back({field.json, Text(room.policy.*field.member)}); });
  return members;
}

void Append(std::string& text, const Member& member) {
  if (!text.empty()) text.push_back(' ');
  text.append(member.name).append("=").append(member.value);
}

}  // namespace

RoomChangeText TextOf(const domain::ChangedRoomView& room) {
  const auto before = MembersOf(room.before);
  const auto after = MembersOf(room.room);
  RoomChangeText text;
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (before[i].value == after[i].value) continue;
    Append(text.before, before[i]);
    Append(text.after, after[i]);
  }
  return text;
}

}  // namespace onsale::app
