#include "app/room_change_text.h"

#include <array>
#include <string_view>

#include "base/time.h"
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

// What an operator can change. A new member of the policy breaks the structured binding.
std::array<Member, 10> MembersOf(const Room& room) {
  const auto& [capacity, waiting_max, active_time, hold_time, mode, entry_per_minute, entry_burst,
               claim_time] = room.policy;
  return {{{"state", std::string(domain::WordOf(room.state))},
           {"opensAt", OpensAt(room)},
           {"mode", std::string(domain::WordOf(mode))},
           {"capacity", std::to_string(capacity)},
           {"waitingMax", std::to_string(waiting_max)},
           {"activeTime", base::FormatDuration(active_time)},
           {"holdTime", base::FormatDuration(hold_time)},
           {"claimTime", base::FormatDuration(claim_time)},
           {"entryPerMinute", std::to_string(entry_per_minute)},
           {"entryBurst", std::to_string(entry_burst)}}};
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
