#include "http/endpoints/token_json.h"

#include <algorithm>

#include "http/json_writer.h"
#include "http/words.h"

namespace onsale::http {
namespace {

using domain::TokenStatus;
using domain::TokenView;

constexpr std::int64_t kPollNear = 1;
constexpr std::int64_t kPollFar = 300;
constexpr std::int64_t kPollActive = 10;
constexpr std::int64_t kPollExpired = 30;
constexpr std::int64_t kAheadPerSecond = 100;  // how many ahead make one second more
constexpr std::int64_t kWaitPerSecond = 20;    // how many seconds of waiting do
constexpr std::int64_t kPollLobby = 30;      // and up to as much more, so that not all come at once
constexpr std::int64_t kOpeningSpread = 10;  // within how many seconds of the opening they come

// Who is admitted must hear of it in time to claim the turn.
std::int64_t LongestPoll(const TokenView& view) {
  if (view.claim_time == domain::Duration{}) return kPollFar;
  const auto half = std::chrono::floor<std::chrono::seconds>(view.claim_time / 2).count();
  return std::clamp(half, kPollNear, kPollFar);
}

std::int64_t PollBeforeOpening(const TokenView& view) {
  const auto place = static_cast<std::int64_t>(view.credential.key.place.value);
  const std::int64_t spread = std::min(kOpeningSpread, LongestPoll(view));
  const std::int64_t often = std::min(kPollLobby + place % kPollLobby, LongestPoll(view));
  if (!view.opens_in) return often;
  const auto left = std::chrono::ceil<std::chrono::seconds>(*view.opens_in).count();
  return std::clamp(left + place % spread, kPollNear, often);
}

std::int64_t PollInLine(const TokenView& view) {
  const std::int64_t far = view.estimated_wait ? view.estimated_wait->count() / kWaitPerSecond
                                               : view.ahead / kAheadPerSecond;
  return std::clamp(kPollNear + far, kPollNear, LongestPoll(view));
}

void WriteWait(JsonWriter& json, const TokenView& view) {
  json.Key("estimatedWaitSeconds");
  if (view.status == TokenStatus::kActive) {
    json.Integer(0);
  } else if (view.status == TokenStatus::kWaiting && view.estimated_wait) {
    json.Integer(view.estimated_wait->count());
  } else {
    json.Null();
  }
}

void WriteTime(JsonWriter& json, const std::optional<domain::Time>& time) {
  time ? json.String(base::FormatRfc3339(*time)) : json.Null();
}

void WritePosition(JsonWriter& json, const TokenView& view) {
  if (view.in_lobby) {
    json.Key("position").Null();
    json.Key("ahead").Null();
    json.Key("place").Null();
    return;
  }
  const bool waiting = view.status == TokenStatus::kWaiting;
  json.Key("position").Integer(waiting ? view.ahead + 1 : 0);
  json.Key("ahead").Integer(waiting ? view.ahead : 0);
  json.Key("place").Integer(static_cast<std::int64_t>(view.turn.value));
}

}  // namespace

std::int64_t PollAfterSeconds(const TokenView& view) {
  switch (view.status) {
    case TokenStatus::kWaiting:
      return view.in_lobby || view.opens_in ? PollBeforeOpening(view) : PollInLine(view);
    case TokenStatus::kActive:
      return kPollActive;
    case TokenStatus::kExpired:
      break;
  }
  return kPollExpired;
}

std::string TokenJson(const TokenView& view, std::string_view token) {
  std::string out;
  out.reserve(512);
  JsonWriter json(out);
  json.BeginObject();
  json.Key("token").String(token);
  json.Key("userId").String(view.user.text());
  json.Key("room").String(view.room_slug);
  json.Key("status").String(WordOf(view.status));
  WritePosition(json, view);
  WriteWait(json, view);
  json.Key("pollAfterSeconds").Integer(PollAfterSeconds(view));
  // To the microsecond in a draw: so it stands in the published list.
  const domain::Time issued_at = view.credential.issued_at;
  json.Key("issuedAt")
      .String(view.entry > 0 ? base::FormatRfc3339Micros(issued_at)
                             : base::FormatRfc3339(issued_at));
  json.Key("activeUntil");
  WriteTime(json, view.active_until);
  json.Key("claimBefore");
  WriteTime(json, view.claim_before);
  json.Key("soldOut").Bool(view.sold_out);
  if (view.entry > 0) json.Key("drawEntry").Integer(view.entry);
  if (view.status == TokenStatus::kExpired) {
    json.Key("expiredBecause").String(WordOf(view.expiry_reason));
  }
  json.EndObject();
  return out;
}

}  // namespace onsale::http
