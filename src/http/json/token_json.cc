#include "http/json/token_json.h"

#include <algorithm>

#include "base/assert.h"
#include "domain/pause.h"
#include "domain/words.h"

namespace onsale::http {
namespace {

using domain::TokenStatus;
using domain::TokenView;

constexpr std::int64_t kPollUnclaimed = 1;
constexpr std::int64_t kPollActive = 10;
constexpr std::int64_t kPollExpired = 30;

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

void WritePosition(JsonWriter& json, const TokenView& view) {
  if (view.in_lobby) {
    json.Key("position").Null();
    json.Key("admissionRank").Null();
    return;
  }
  const bool waiting = view.status == TokenStatus::kWaiting;
  json.Key("position").Integer(waiting ? view.ahead + 1 : 0);
  json.Key("admissionRank").Integer(static_cast<std::int64_t>(view.admission_rank.value));
}

}  // namespace

void WriteNotice(JsonWriter& json, const domain::Notice& notice) {
  if (notice.IsEmpty()) return;
  json.Key("notice").BeginObject();
  if (!notice.korean.empty()) json.Key("korean").String(notice.korean);
  if (!notice.english.empty()) json.Key("english").String(notice.english);
  json.Key("setAt").String(base::FormatRfc3339(notice.set_at));
  json.EndObject();
}

void WriteTimeOrNull(JsonWriter& json, const std::optional<domain::Time>& time) {
  time ? json.String(base::FormatRfc3339(*time)) : json.Null();
}

void WriteSecondsLeft(JsonWriter& json, const std::optional<domain::Time>& end, domain::Time now) {
  if (!end) return static_cast<void>(json.Null());
  const auto left = std::chrono::floor<std::chrono::seconds>(*end - now);
  json.Integer(std::max<std::int64_t>(left.count(), 0));
}

void WriteSecondsUntil(JsonWriter& json, const std::optional<domain::Time>& opening,
                       domain::Time now) {
  if (!opening) return static_cast<void>(json.Null());
  const auto left = std::chrono::ceil<std::chrono::seconds>(*opening - now);
  json.Integer(std::max<std::int64_t>(left.count(), 0));
}

std::int64_t PollAfterSeconds(const TokenView& view) {
  switch (view.status) {
    case TokenStatus::kWaiting:
      return domain::PauseOf(view).count();
    case TokenStatus::kActive:
      return view.claim_before ? kPollUnclaimed : kPollActive;
    case TokenStatus::kExpired:
      break;
  }
  return kPollExpired;
}

std::string TokenJson(const TokenView& view, std::string_view token, domain::Time now) {
  std::string out;
  out.reserve(512);
  JsonWriter json(out);
  json.BeginObject();
  json.Key("token").String(token);
  json.Key("userId").String(view.user.text());
  json.Key("roomId").String(view.room_slug);
  json.Key("status").String(WordOf(view.status));
  WritePosition(json, view);
  WriteWait(json, view);
  json.Key("pollAfterSeconds").Integer(PollAfterSeconds(view));
  // With microseconds, as in the published list of a draw's entries.
  json.Key("issuedAt").String(base::FormatRfc3339Micros(view.credential.issued_at));
  json.Key("activeUntil");
  WriteTimeOrNull(json, view.active_until);
  json.Key("remainingSeconds");
  WriteSecondsLeft(json, view.active_until, now);
  json.Key("claimBefore");
  WriteTimeOrNull(json, view.claim_before);
  json.Key("claimRemainingSeconds");
  WriteSecondsLeft(json, view.claim_before, now);
  json.Key("soldOut").Bool(view.sold_out);
  json.Key("roomState");
  view.status == TokenStatus::kWaiting ? json.String(WordOf(view.room_state)) : json.Null();
  json.Key("opensAt");
  WriteTimeOrNull(json, view.opens_at);
  json.Key("opensInSeconds");
  WriteSecondsUntil(json, view.opens_at, now);
  WriteNotice(json, view.notice);
  if (view.entry > 0) json.Key("drawEntry").Integer(view.entry);
  if (view.status == TokenStatus::kExpired) {
    ONSALE_ASSERT(view.expiry_reason != domain::ExpiryReason::kNone);
    json.Key("expiredBecause").String(WordOf(view.expiry_reason));
  }
  json.EndObject();
  return out;
}

}  // namespace onsale::http
