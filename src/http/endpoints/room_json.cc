#include "http/endpoints/room_json.h"

#include <optional>

#include "domain/policy_fields.h"
#include "domain/words.h"
#include "http/json/json_writer.h"
#include "http/json/show_json.h"
#include "http/json/token_json.h"

namespace onsale::http {
namespace {

using domain::Room;
using domain::Time;

void WriteNumber(JsonWriter& json, const std::optional<std::int64_t>& number) {
  number ? json.Integer(*number) : json.Null();
}

void WriteTime(JsonWriter& json, Time time) {
  time == Time{} ? json.Null() : json.String(base::FormatRfc3339(time));
}

void WriteRoom(JsonWriter& json, const domain::RoomView& view, Time now) {
  const Room& room = view.room;
  json.Key("roomId").String(room.slug);
  json.Key("state").String(WordOf(room.state));
  const auto opens_at =
      room.state == domain::RoomState::kScheduled ? std::optional(room.opens_at) : view.admits_from;
  json.Key("opensAt");
  WriteTimeOrNull(json, opens_at);
  json.Key("opensInSeconds");
  WriteSecondsUntil(json, opens_at, now);
  json.Key("lastAdmittedRank").Integer(static_cast<std::int64_t>(room.last_admitted.value));
  json.Key("admittedPerMinute");
  WriteNumber(json, view.per_minute);
  json.Key("waiting").Integer(room.waiting);
  json.Key("active").Integer(room.active);
  json.Key("soldOut").Bool(room.sold_out);
  WritePresale(json, room.presale, std::chrono::minutes(0));
  WriteNotice(json, room.notice);
}

void WriteValue(JsonWriter& json, std::int64_t count) {
  json.Integer(count);
}
// Rounded down, so that a buyer who keeps to it is in time.
void WriteValue(JsonWriter& json, domain::Duration length) {
  json.Integer(std::chrono::floor<std::chrono::seconds>(length).count());
}
void WriteValue(JsonWriter& json, domain::RoomMode mode) {
  json.String(WordOf(mode));
}

void WritePolicy(JsonWriter& json, const domain::RoomPolicy& policy) {
  json.BeginObject();
  domain::ForEachPolicyFieldShown([&](const auto& field) {
    json.Key(field.api);
    WriteValue(json, policy.*field.member);
  });
  json.EndObject();
}

// The mean of `count` durations in seconds; nothing if `count` is 0.
std::optional<std::int64_t> MeanSeconds(domain::Duration sum, std::int64_t count) {
  if (count == 0) return std::nullopt;
  return std::chrono::round<std::chrono::seconds>(sum / count).count();
}

std::optional<std::int64_t> Percent(std::int64_t part, std::int64_t whole) {
  if (whole == 0) return std::nullopt;
  return (100 * part + whole / 2) / whole;
}

void WriteDigest(JsonWriter& json, const domain::Sha256Digest& digest) {
  digest.IsNil() ? json.Null() : json.String(digest.ToHex());
}

}  // namespace

std::string RoomJson(const domain::RoomView& view, Time now) {
  std::string out;
  JsonWriter json(out);
  json.BeginObject();
  WriteRoom(json, view, now);
  const domain::RoomPolicy& policy = view.room.policy;
  json.Key("mode").String(WordOf(policy.mode));
  json.Key("capacity").Integer(policy.capacity);
  json.Key("claimTimeSeconds");
  WriteValue(json, policy.claim_time);
  json.EndObject();
  return out;
}

void WriteOperatorRoom(JsonWriter& json, const domain::RoomView& view, Time now) {
  json.BeginObject();
  WriteRoom(json, view, now);
  json.Key("policy");
  WritePolicy(json, view.room.policy);
  json.EndObject();
}

std::string FunnelJson(const domain::FunnelView& view) {
  const domain::RoomFunnel& funnel = view.funnel;
  std::string out;
  JsonWriter json(out);
  json.BeginObject();
  json.Key("roomId").String(view.room.slug);
  json.Key("joined").Integer(funnel.joined);
  json.Key("waiting").Integer(view.room.waiting);
  json.Key("leftWaiting").Integer(funnel.left_waiting);
  json.Key("leftWaitingMeanSeconds");
  WriteNumber(json, MeanSeconds(funnel.left_waiting_time, funnel.left_waiting));
  json.Key("admitted").Integer(funnel.admitted);
  json.Key("active").Integer(view.room.active);
  json.Key("noShows").Integer(funnel.no_shows);
  json.Key("leftActive").Integer(funnel.left_active);
  json.Key("timedOut").Integer(funnel.timed_out);
  json.Key("holds").Integer(funnel.holds);
  json.Key("paid").Integer(funnel.payments);
  json.Key("paidPercentOfHolds");
  WriteNumber(json, Percent(funnel.payments, funnel.holds));
  json.Key("seatsSold").Integer(funnel.seats_sold);
  json.Key("seatsPerMinute");
  WriteNumber(json, view.seats_per_minute);
  json.Key("estimates").Integer(funnel.estimates);
  json.Key("estimateErrorMeanSeconds");
  WriteNumber(json, MeanSeconds(funnel.estimate_error, funnel.estimates));
  json.EndObject();
  return out;
}

std::string DrawJson(const domain::DrawView& view) {
  const bool drawn = view.draw.drawn_at != Time{};
  std::string out;
  JsonWriter json(out);
  json.BeginObject();
  json.Key("roomId").String(view.room_slug);
  json.Key("opensAt");
  WriteTime(json, view.opens_at);
  json.Key("drawnAt");
  WriteTime(json, view.draw.drawn_at);
  json.Key("entryCount").Integer(view.entries);
  json.Key("ranksBefore").Integer(static_cast<std::int64_t>(view.draw.before.value));
  json.Key("commitment").String(view.draw.commitment.ToHex());
  json.Key("seed");
  WriteDigest(json, view.draw.seed);
  // WriteDigest would write null for a digest of zeros, which is the hash of an empty list.
  json.Key("listHash");
  drawn ? json.String(view.draw.list_hash.ToHex()) : json.Null();
  json.EndObject();
  return out;
}

}  // namespace onsale::http
