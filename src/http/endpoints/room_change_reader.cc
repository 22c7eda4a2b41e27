#include "http/endpoints/room_change_reader.h"

#include <array>

#include "domain/policy_bounds.h"
#include "domain/words.h"
#include "http/endpoints/reply.h"

namespace onsale::http {
namespace {

using domain::Duration;
using domain::RoomChange;
using domain::RoomMode;
using domain::RoomState;

constexpr std::int64_t kAbsent = INT64_MIN;
constexpr std::size_t kTextMax = 64;

// The members of the body; empty or kAbsent if absent.
struct Body {
  std::int64_t capacity = kAbsent;
  std::int64_t waiting_max = kAbsent;
  std::int64_t entry_per_minute = kAbsent;
  std::int64_t entry_burst = kAbsent;
  std::string active_time;
  std::string hold_time;
  std::string claim_time;
  std::string mode;
  std::string state;
  std::string opens_at;
};

Member Number(std::string_view name, std::int64_t& value, domain::IntegerRange range) {
  return {.name = name, .target = IntegerTarget{value, range.least, range.most}, .required = false};
}

Member Text(std::string_view name, std::string& text) {
  return {.name = name, .target = TextTarget{text, kTextMax}, .required = false};
}

std::optional<Response> ReadMembers(std::string_view bytes, Body& body) {
  const Member members[] = {
      Number("capacity", body.capacity, domain::kRoomCapacityRange),
      Number("waitingMax", body.waiting_max, domain::kWaitingMaxRange),
      Number("entryPerMinute", body.entry_per_minute, domain::kEntryPerMinuteRange),
      Number("entryBurst", body.entry_burst, domain::kEntryBurstRange),
      Text("activeTime", body.active_time),
      Text("holdTime", body.hold_time),
      Text("claimTime", body.claim_time),
      Text("mode", body.mode),
      Text("state", body.state),
      Text("opensAt", body.opens_at)};
  return ReadBody(bytes, members);
}

void TakeNumber(std::int64_t value, std::optional<std::int64_t>& to) {
  if (value != kAbsent) to = value;
}

struct Length {
  std::string_view path;
  const std::string& text;
  domain::DurationRange range;
};

std::optional<Response> TakeLength(const Length& length, std::optional<Duration>& to) {
  if (length.text.empty()) return std::nullopt;
  to = base::ParseDuration(length.text);
  if (to && length.range.least <= *to && *to <= length.range.most) return std::nullopt;
  return MemberProblem({.path = length.path,
                        .sentence = std::string(length.path.substr(1)) + " must be a duration of " +
                                    base::FormatDuration(length.range.least) + " to " +
                                    base::FormatDuration(length.range.most) +
                                    ", such as \"10m\"."});
}

// Sets `to` to the value whose word is `text`.
template <class Enum, std::size_t N>
std::optional<Response> TakeWord(BadMember bad, std::string_view text,
                                 const std::array<Enum, N>& values, std::optional<Enum>& to) {
  if (text.empty()) return std::nullopt;
  for (const Enum value : values) {
    if (WordOf(value) == text) to = value;
  }
  if (to) return std::nullopt;
  return MemberProblem(bad);
}

std::optional<Response> TakeLengths(const Body& body, RoomChange& change) {
  auto problem =
      TakeLength({"/activeTime", body.active_time, domain::kActiveTimeRange}, change.active_time);
  if (!problem) {
    problem = TakeLength({"/holdTime", body.hold_time, domain::kHoldTimeRange}, change.hold_time);
  }
  if (!problem) {
    problem =
        TakeLength({"/claimTime", body.claim_time, domain::kClaimTimeRange}, change.claim_time);
  }
  return problem;
}

std::optional<Response> TakeWords(const Body& body, RoomChange& change) {
  constexpr std::array kModes{RoomMode::kFifo, RoomMode::kDraw, RoomMode::kOpen};
  constexpr std::array kStates{RoomState::kScheduled, RoomState::kOpen, RoomState::kPaused,
                               RoomState::kClosed};
  auto problem = TakeWord({"/mode", "mode must be \"FIFO\", \"DRAW\" or \"OPEN\"."}, body.mode,
                          kModes, change.mode);
  if (problem) return problem;
  return TakeWord({"/state", "state must be \"SCHEDULED\", \"OPEN\", \"PAUSED\" or \"CLOSED\"."},
                  body.state, kStates, change.state);
}

std::optional<Response> TakeOpening(const Body& body, RoomChange& change) {
  if (!body.opens_at.empty()) {
    const auto at = base::ParseRfc3339(body.opens_at);
    if (!at) {
      return MemberProblem({.path = "/opensAt",
                            .sentence = "opensAt must be a date and time with an offset, such as "
                                        "\"2027-04-01T20:00:00+09:00\"."});
    }
    change.opens_at = at->time;
  }
  if (change.opens_at.has_value() == (change.state == RoomState::kScheduled)) return std::nullopt;
  return MemberProblem({.path = change.opens_at ? "/state" : "/opensAt",
                        .sentence = "The state SCHEDULED and opensAt go together."});
}

}  // namespace

std::expected<RoomChange, Response> ReadRoomChange(std::string_view bytes) {
  Body body;
  RoomChange change;
  auto problem = ReadMembers(bytes, body);
  if (!problem) problem = TakeLengths(body, change);
  if (!problem) problem = TakeWords(body, change);
  if (!problem) problem = TakeOpening(body, change);
  if (problem) return std::unexpected(*std::move(problem));
  TakeNumber(body.capacity, change.capacity);
  TakeNumber(body.waiting_max, change.waiting_max);
  TakeNumber(body.entry_per_minute, change.entry_per_minute);
  TakeNumber(body.entry_burst, change.entry_burst);
  return change;
}

}  // namespace onsale::http
