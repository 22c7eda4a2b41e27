#include "domain/undo.h"

#include <string_view>

#include "domain/policy_fields.h"

namespace onsale::domain {
namespace {

Time WholeMilliseconds(Time time) {
  return std::chrono::floor<std::chrono::milliseconds>(time);
}

}  // namespace

std::vector<std::string> DifferingMembers(const Room& room, const RoomMembers& values) {
  std::vector<std::string> names;
  const auto compare = [&names](std::string_view name, const auto& value, const auto& is) {
    if (value && *value != is) names.emplace_back(name);
  };
  const auto moment = [](bool is_set, Time time) {
    return is_set ? WholeMilliseconds(time) : Time{};
  };
  compare("state", values.state, room.state);
  compare("opensAt", values.opens_at, moment(room.state == RoomState::kScheduled, room.opens_at));
  compare("presaleGroup", values.presale_group, room.presale.group);
  compare("presaleUntil", values.presale_until,
          moment(!room.presale.group.empty(), room.presale.until));
  compare("noticeKorean", values.notice_korean, room.notice.korean);
  compare("noticeEnglish", values.notice_english, room.notice.english);
  ForEachPolicyFieldShown([&](const auto& field) {
    compare(field.json, values.policy.*field.change, room.policy.*field.member);
  });
  return names;
}

RoomChange ChangeBack(const Room& room, const RoomMembers& values) {
  RoomChange change = values.policy;
  change.state = values.state;
  if (values.opens_at && *values.opens_at != Time{}) {
    change.state = RoomState::kScheduled;
    change.opens_at = values.opens_at;
  }
  if (values.presale_group || values.presale_until) {
    Presale presale{.group = values.presale_group.value_or(room.presale.group),
                    .until = values.presale_until.value_or(room.presale.until)};
    change.presale = presale.group.empty() ? Presale{} : std::move(presale);
  }
  return change;
}

Notice NoticeBack(const Notice& notice, const RoomMembers& values, Time now) {
  Notice back{.korean = values.notice_korean.value_or(notice.korean),
              .english = values.notice_english.value_or(notice.english),
              .set_at = notice.set_at};
  const bool same = back == notice;
  if (!same) back.set_at = back.IsEmpty() ? Time{} : now;
  return back;
}

}  // namespace onsale::domain
