#include "http/endpoints/token_json.h"

#include <algorithm>

#include "http/json_writer.h"
#include "http/words.h"

namespace onsale::http {
namespace {

using domain::TokenStatus;
using domain::TokenView;

constexpr std::int64_t kPollNear = 1;
constexpr std::int64_t kPollFar = 30;
constexpr std::int64_t kPollActive = 10;
constexpr std::int64_t kAheadPerSecond = 100;  // how many ahead make one second more

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

void WriteActiveUntil(JsonWriter& json, const TokenView& view) {
  json.Key("activeUntil");
  if (view.status == TokenStatus::kActive && view.active_until) {
    json.String(base::FormatRfc3339(*view.active_until));
  } else {
    json.Null();
  }
}

}  // namespace

std::int64_t PollAfterSeconds(const TokenView& view) {
  switch (view.status) {
    case TokenStatus::kWaiting:
      return std::clamp(kPollNear + view.ahead / kAheadPerSecond, kPollNear, kPollFar);
    case TokenStatus::kActive:
      return kPollActive;
    case TokenStatus::kExpired:
      break;
  }
  return kPollFar;
}

std::string TokenJson(const TokenView& view, const TokenSeal& seal) {
  const bool waiting = view.status == TokenStatus::kWaiting;
  std::string out;
  out.reserve(384);
  JsonWriter json(out);
  json.BeginObject();
  json.Key("token").String(seal.Seal(view.credential));
  json.Key("userId").String(view.user.text());
  json.Key("room").String(view.room_slug);
  json.Key("status").String(WordOf(view.status));
  json.Key("position").Integer(waiting ? view.ahead + 1 : 0);
  json.Key("ahead").Integer(waiting ? view.ahead : 0);
  WriteWait(json, view);
  json.Key("pollAfterSeconds").Integer(PollAfterSeconds(view));
  json.Key("issuedAt").String(base::FormatRfc3339(view.credential.issued_at));
  WriteActiveUntil(json, view);
  if (view.status == TokenStatus::kExpired) {
    json.Key("expiredBecause").String(WordOf(view.expiry_reason));
  }
  json.EndObject();
  return out;
}

}  // namespace onsale::http
