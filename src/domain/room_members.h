// The members of a room that operators change, for every text about a change: the row that is kept
// of it (operator_action.h) and the line in the log.
#pragma once

#include <optional>
#include <string_view>

#include "domain/policy_fields.h"
#include "domain/rows.h"
#include "domain/words.h"

namespace onsale::domain {

// Calls note(name, before, after) for each member, with its name in the API. A value is a word, a
// count, a Duration, or an optional word or Time that is nothing where the room has none. The seed
// of a draw is left out.
template <class Note>
void ForEachRoomMember(const Room& before, const Room& after, Note note) {
  const auto opening = [](const Room& room) {
    return room.state == RoomState::kScheduled ? std::optional(room.opens_at) : std::nullopt;
  };
  const auto unless_empty = [](const std::string& text) {
    return text.empty() ? std::nullopt : std::optional<std::string_view>(text);
  };
  const auto until = [](const Room& room) {
    return room.presale.group.empty() ? std::nullopt : std::optional(room.presale.until);
  };
  note("state", WordOf(before.state), WordOf(after.state));
  note("opensAt", opening(before), opening(after));
  note("presaleGroup", unless_empty(before.presale.group), unless_empty(after.presale.group));
  note("presaleUntil", until(before), until(after));
  note("noticeKorean", unless_empty(before.notice.korean), unless_empty(after.notice.korean));
  note("noticeEnglish", unless_empty(before.notice.english), unless_empty(after.notice.english));
  ForEachPolicyFieldShown([&](const auto& field) {
    note(field.json, before.policy.*field.member, after.policy.*field.member);
  });
}

}  // namespace onsale::domain
