#include "app/access_log.h"

#include <algorithm>
#include <string>

#include "app/room_change_text.h"

namespace onsale::app {
namespace {

// Whether a response's status means a failure of the server. 505 does not: the client chose the
// HTTP version.
bool IsOwnTrouble(unsigned status) {
  return status == 500 || status == 503;
}

constexpr unsigned kUnauthorized = 401;

}  // namespace

bool AccessLog::Wants(unsigned status) const {
  return IsOwnTrouble(status) || status == kUnauthorized || log_.Wants(LogLevel::kDebug);
}

void AccessLog::OnRequest(const http::RequestRecord& record) {
  const Log::Fields fields{{"method", http::NameOf(record.method)},
                           {"route", record.route},
                           {"status", record.status},
                           {"micros", record.duration.count()},
                           {"bytes", record.body_bytes},
                           {"trace", record.trace_id},
                           {"instance", record.instance},
                           {"path", record.unknown_path}};
  if (IsOwnTrouble(record.status)) {
    log_.Limited(LogTopic::kRequests, LogLevel::kWarn, "request", fields);
  } else {
    log_.Debug("request", fields);
  }
  if (record.status == kUnauthorized) OnRefusedCaller(record);
}

void AccessLog::OnSlowRequest(const http::SlowRequest& slow) {
  log_.Limited(LogTopic::kSlowRequests, LogLevel::kWarn, "slow request",
               {{"method", http::NameOf(slow.method)},
                {"route", slow.route},
                {"status", slow.status},
                {"micros", (slow.wait + slow.write).count()},
                {"parseMicros", slow.parse.count()},
                {"queueMicros", slow.queue().count()},
                {"decideMicros", slow.decide.count()},
                {"syncMicros", slow.sync.count()},
                {"readMicros", slow.read.count()},
                {"writeMicros", slow.write.count()},
                {"trace", slow.trace_id}});
}

// Tokens that have expired are everyday traffic: they must not hide somebody who guesses keys.
void AccessLog::OnRefusedCaller(const http::RequestRecord& record) {
  if (record.is_for_user) {
    log_.Limited(LogTopic::kBuyerTokens, LogLevel::kInfo, "buyer token refused",
                 {{"method", http::NameOf(record.method)},
                  {"route", record.route},
                  {"token", record.has_authorization ? "refused" : "missing"},
                  {"peer", record.peer}});
    return;
  }
  log_.Limited(LogTopic::kAccessKeys, LogLevel::kWarn, "access key refused",
               {{"method", http::NameOf(record.method)},
                {"route", record.route},
                {"key", record.has_authorization ? "wrong" : "missing"},
                {"peer", record.peer}});
}

// With the first kSeatsShown of the seats: the row of the change names all of them.
void AccessLog::OnSeatsChange(const http::OperatorChange& change, std::string_view by) {
  constexpr std::size_t kSeatsShown = 20;
  const std::size_t shown = std::min(change.seats.size(), kSeatsShown);
  std::string seats;
  for (std::size_t i = 0; i < shown; ++i) {
    if (i != 0) seats += ',';
    seats += std::to_string(change.seats[i].value);
  }
  log_.Limited(LogTopic::kOperatorChanges, LogLevel::kInfo, "operator's change",
               {{"call", change.actor.call},
                {"show", change.show},
                {"seats", seats},
                {"andMore", change.seats.size() - shown},
                {"by", by},
                {"reason", change.actor.reason}});
}

void AccessLog::OnOperatorChange(const http::OperatorChange& change) {
  const domain::Actor& actor = change.actor;
  const std::string by = actor.key + " (" + std::string(change.key_name) + ")";
  if (!change.seats.empty()) return OnSeatsChange(change, by);
  if (change.room == nullptr) {
    const auto* const key = change.key;
    log_.Limited(LogTopic::kOperatorChanges, LogLevel::kInfo, "operator's change",
                 {{"call", actor.call},
                  {"key", key == nullptr ? std::string() : key->id + " (" + key->name + ")"},
                  {"by", by},
                  {"reason", actor.reason}});
    return;
  }
  const RoomChangeText text = TextOf(*change.room);
  if (text.before.empty()) return;
  log_.Limited(LogTopic::kOperatorChanges, LogLevel::kInfo, "room changed",
               {{"room", change.room->room.slug},
                {"from", text.before},
                {"to", text.after},
                {"by", by},
                {"reason", actor.reason},
                {"call", actor.call}});
}

void AccessLog::OnOperatorRead(const http::OperatorRead& read) {
  log_.Limited(
      LogTopic::kBuyersRead, LogLevel::kInfo, "buyer read",
      {{"call", read.call}, {"by", std::string(read.key) + " (" + std::string(read.name) + ")"}});
}

void AccessLog::OnTrouble(std::string_view what) {
  log_.Limited(LogTopic::kServer, LogLevel::kWarn, "server", {{"trouble", what}});
}

void AccessLog::OnExceeded(const http::Exceeded& exceeded) {
  log_.Info("limit exceeded", {{"class", NameOf(exceeded.call_class)},
                               {"caller", NameOf(exceeded.kind)},
                               {"calls", exceeded.calls},
                               {"limits", NameOf(exceeded.mode)}});
}

void AccessLog::OnLimitMode(http::LimitMode before, http::LimitMode now) {
  log_.Limited(LogTopic::kOperatorChanges, LogLevel::kInfo, "limits changed",
               {{"from", NameOf(before)}, {"to", NameOf(now)}, {"by", "operator"}});
}

void AccessLog::OnChallengeMode(http::ChallengeMode before, http::ChallengeMode now) {
  log_.Limited(LogTopic::kOperatorChanges, LogLevel::kInfo, "challenge changed",
               {{"from", NameOf(before)}, {"to", NameOf(now)}, {"by", "operator"}});
}

}  // namespace onsale::app
