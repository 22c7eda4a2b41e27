#include "http/endpoints/undo_reader.h"

#include <algorithm>
#include <array>
#include <functional>
#include <string>
#include <utility>

#include "base/ids.h"
#include "base/json_document.h"
#include "base/time.h"
#include "domain/words.h"

namespace onsale::http {
namespace {

using base::JsonKind;
using base::JsonValue;
using domain::RoomMembers;
using domain::RoomState;
using domain::Time;

constexpr std::size_t kGroupMax = 64;  // bytes, as IsSlug checks

// Each Take returns false for a value that the member cannot have.
bool Take(const domain::PolicyCount& field, const JsonValue& value, domain::RoomChange& policy) {
  if (value.kind != JsonKind::kInteger) return false;
  policy.*field.change = value.integer;
  return field.range.least <= value.integer && value.integer <= field.range.most;
}

bool Take(const domain::PolicyLength& field, const JsonValue& value, domain::RoomChange& policy) {
  if (value.kind != JsonKind::kString) return false;
  const auto length = base::ParseDuration(value.text);
  policy.*field.change = length;
  return length && field.range.least <= *length && *length <= field.range.most;
}

template <class Value, std::size_t N>
bool Take(const domain::PolicyWord<Value, N>& field, const JsonValue& value,
          domain::RoomChange& policy) {
  policy.*field.change = domain::ValueOf(value.text, field.values);
  return value.kind == JsonKind::kString && (policy.*field.change).has_value();
}

// Null is the epoch.
bool TakeTime(const JsonValue& value, std::optional<Time>& to) {
  const auto at = base::ParseRfc3339(value.text);
  to = value.kind == JsonKind::kNull ? Time{} : at ? at->time : Time::min();
  return value.kind == JsonKind::kNull || (value.kind == JsonKind::kString && *to > Time{});
}

// Null is the empty text, which is not written otherwise.
bool TakeText(const JsonValue& value, std::size_t most, std::optional<std::string>& to) {
  to = value.text;
  if (value.kind == JsonKind::kNull) return true;
  return value.kind == JsonKind::kString && !to->empty() && to->size() <= most;
}

bool TakeState(const JsonValue& value, std::optional<RoomState>& to) {
  to = domain::ValueOf(value.text, domain::kEnumerators<RoomState>);
  return value.kind == JsonKind::kString && to.has_value();
}

// Takes the member with this name; false also if the room has no such member.
bool TakeMember(const base::JsonMember& member, RoomMembers& to) {
  const JsonValue& value = member.value;
  if (member.name == "state") return TakeState(value, to.state);
  if (member.name == "opensAt") return TakeTime(value, to.opens_at);
  if (member.name == "presaleUntil") return TakeTime(value, to.presale_until);
  if (member.name == "noticeKorean") return TakeText(value, domain::kNoticeMax, to.notice_korean);
  if (member.name == "noticeEnglish") return TakeText(value, domain::kNoticeMax, to.notice_english);
  if (member.name == "presaleGroup") {
    const bool taken = TakeText(value, kGroupMax, to.presale_group);
    return taken && (to.presale_group->empty() || base::IsSlug(*to.presale_group));
  }
  bool taken = false;
  domain::ForEachPolicyField([&](const auto& field) {
    if (member.name == field.json) taken = Take(field, value, to.policy);
  });
  return taken;
}

// The members of a room in a text, behind the room's name.
std::optional<RoomMembers> MembersIn(const JsonValue& text) {
  RoomMembers members;
  for (std::size_t i = 1; i < text.members.size(); ++i) {
    if (!TakeMember(text.members[i], members)) return std::nullopt;
  }
  // A room is SCHEDULED exactly with an opening.
  const bool opens = members.opens_at.value_or(Time{}) != Time{};
  const bool agree = !members.state || (*members.state == RoomState::kScheduled) == opens;
  return agree ? std::optional(std::move(members)) : std::nullopt;
}

bool HaveSameNames(const JsonValue& a, const JsonValue& b) {
  return std::ranges::equal(a.members, b.members, {}, &base::JsonMember::name,
                            &base::JsonMember::name);
}

// Whether the first member, which says what was changed, is a text. Requires: there is one.
bool IsNamed(const JsonValue& text) {
  return text.members[0].value.kind == JsonKind::kString;
}

std::optional<Undo> UndoOfRoom(const JsonValue& before, const JsonValue& after) {
  const std::string& room = before.members[0].value.text;
  const bool changes = before.members.size() > 1;  // without, there is nothing to undo
  if (!changes || room != after.members[0].value.text || !base::IsSlug(room)) return std::nullopt;
  auto was = MembersIn(before);
  auto is = MembersIn(after);
  if (!was || !is) return std::nullopt;
  return domain::UndoRoomChange{
      .room = room, .before = *std::move(was), .after = *std::move(is), .fresh_seed = {}};
}

std::optional<std::vector<domain::SeatNumber>> SeatsIn(const JsonValue& list) {
  std::vector<domain::SeatNumber> seats;
  if (list.items.empty() || list.items.size() > domain::kSeatsByHandMax) return std::nullopt;
  for (const JsonValue& item : list.items) {
    if (item.kind != JsonKind::kInteger || item.integer < 1 || item.integer > UINT32_MAX) {
      return std::nullopt;
    }
    seats.push_back({static_cast<std::uint32_t>(item.integer)});
  }
  const auto again = std::ranges::adjacent_find(seats, std::greater_equal());
  return again == seats.end() ? std::optional(std::move(seats)) : std::nullopt;
}

std::optional<Undo> UndoOfSeats(const JsonValue& before, const JsonValue& after,
                                const domain::Catalog& catalog) {
  constexpr std::array kStatuses{domain::SeatStatus::kAvailable, domain::SeatStatus::kHeldBack};
  if (before.members.size() != 3 || before.members[1].name != "seats" ||
      before.members[2].name != "status") {
    return std::nullopt;
  }
  const std::string& slug = after.members[0].value.text;
  const domain::Show* const show = catalog.FindShow(slug);
  const auto seats = SeatsIn(after.members[1].value);
  const auto was = domain::ValueOf(before.members[2].value.text, kStatuses);
  const auto is = domain::ValueOf(after.members[2].value.text, kStatuses);
  const bool fits = show != nullptr && slug == before.members[0].value.text && seats &&
                    seats == SeatsIn(before.members[1].value) && was && is && was != is;
  if (!fits) return std::nullopt;
  return domain::UndoSeats{
      .show = show->id, .seats = *seats, .held_back = *is == domain::SeatStatus::kHeldBack};
}

}  // namespace

std::optional<Undo> UndoOf(const domain::OperatorAction& action, const domain::Catalog& catalog) {
  const auto before = base::ParseJson(action.before);
  const auto after = base::ParseJson(action.after);
  const bool read = before && after && before->duplicates.empty() && after->duplicates.empty() &&
                    !before->root.members.empty() && HaveSameNames(before->root, after->root) &&
                    IsNamed(before->root) && IsNamed(after->root);
  if (!read) return std::nullopt;
  const std::string& kind = before->root.members[0].name;
  if (kind == "room") return UndoOfRoom(before->root, after->root);
  if (kind == "show") return UndoOfSeats(before->root, after->root, catalog);
  return std::nullopt;
}

}  // namespace onsale::http
