#include "http/stream/stream_token.h"

#include <utility>

#include "base/assert.h"
#include "domain/words.h"
#include "http/json/token_json.h"

namespace onsale::http {
namespace {

using domain::TokenStatus;
using domain::TokenView;

std::string PositionJson(const TokenView& view) {
  std::string out;
  JsonWriter json(out);
  json.BeginObject();
  json.Key("position");
  view.in_lobby ? json.Null() : json.Integer(view.ahead + 1);
  json.Key("estimatedWaitSeconds");
  view.estimated_wait ? json.Integer(view.estimated_wait->count()) : json.Null();
  json.EndObject();
  return out;
}

std::string AdmittedJson(const TokenView& view, domain::Time now) {
  std::string out;
  JsonWriter json(out);
  json.BeginObject();
  json.Key("activeUntil");
  WriteTimeOrNull(json, view.active_until);
  json.Key("remainingSeconds");
  WriteSecondsLeft(json, view.active_until, now);
  json.Key("claimBefore");
  WriteTimeOrNull(json, view.claim_before);
  json.Key("claimRemainingSeconds");
  WriteSecondsLeft(json, view.claim_before, now);
  json.EndObject();
  return out;
}

SharedBytes MakeSoldOutEvent(bool sold_out) {
  std::string bytes;
  AppendEvent(bytes, {.name = "sold-out",
                      .data = sold_out ? R"({"soldOut":true})" : R"({"soldOut":false})"});
  return Share(std::move(bytes));
}

std::string EventOf(const TokenView& view, domain::Time now) {
  std::string event;
  switch (view.status) {
    case TokenStatus::kWaiting:
      AppendEvent(event, {.name = "position", .data = PositionJson(view)});
      break;
    case TokenStatus::kActive:
      AppendEvent(event, {.name = "admitted", .data = AdmittedJson(view, now)});
      break;
    case TokenStatus::kExpired:
      AppendExpired(event, view, kEndedId);
      break;
  }
  return event;
}

}  // namespace

std::string TokenFeed::Advance(const TokenView& view, domain::Time now) {
  status_ = view.status;
  rank_ = view.admission_rank;
  std::string events;
  // Compares events as of one moment: that time passes is not a change.
  if (std::string event = EventOf(view, {}); event != told_) {
    events = EventOf(view, now);
    told_ = std::move(event);
  }
  const RoomNews news{
      .state = view.room_state, .opens_at = view.opens_at, .notice_at = view.notice.set_at};
  if (NoteRoom(news)) events.append(*RoomEvent(news, view.notice, now));
  if (NoteSoldOut(view.sold_out)) events.append(*SoldOutEvent(view.sold_out));
  return events;
}

bool TokenFeed::NoteSoldOut(bool sold_out) {
  if (status_ != TokenStatus::kWaiting) return false;
  return std::exchange(sold_out_, sold_out) != sold_out;
}

bool TokenFeed::NoteRoom(const RoomNews& news) {
  if (status_ != TokenStatus::kWaiting) return false;
  return std::exchange(news_, news) != news;
}

SharedBytes RoomEvent(const RoomNews& news, const domain::Notice& notice, domain::Time now) {
  std::string data;
  JsonWriter json(data);
  json.BeginObject();
  json.Key("state").String(WordOf(news.state));
  json.Key("opensAt");
  WriteTimeOrNull(json, news.opens_at);
  json.Key("opensInSeconds");
  WriteSecondsUntil(json, news.opens_at, now);
  WriteNotice(json, notice);
  json.EndObject();
  std::string bytes;
  AppendEvent(bytes, {.name = "room", .data = data});
  return Share(std::move(bytes));
}

const SharedBytes& SoldOutEvent(bool sold_out) {
  static const SharedBytes sold = MakeSoldOutEvent(true);
  static const SharedBytes back = MakeSoldOutEvent(false);
  return sold_out ? sold : back;
}

void AppendExpired(std::string& out, const TokenView& view, std::string_view id) {
  ONSALE_ASSERT(view.expiry_reason != domain::ExpiryReason::kNone);
  std::string data;
  {
    JsonWriter json(data);
    json.BeginObject();
    json.Key("expiredBecause").String(WordOf(view.expiry_reason));
    json.EndObject();
  }
  AppendEvent(out, {.name = "expired", .data = data, .id = id});
}

}  // namespace onsale::http
