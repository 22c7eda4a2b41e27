#include "domain/rules.h"
#include "domain/turn.h"

namespace onsale::domain::rules {

ReadToken::Answer Decide(const ReadToken& command, RowSet& rows, Time now) {
  const auto token = FindReader(command.caller, rows, now);
  if (!token) return std::unexpected(token.error());
  return ViewOf(**token, rows, now);
}

WatchToken::Answer Decide(const WatchToken& command, RowSet& rows, Time now) {
  const auto token = FindReader(command.caller, rows, now);
  if (!token) return std::unexpected(token.error());
  return ViewOf(**token, rows, now);
}

LeaveQueue::Answer Decide(const LeaveQueue& command, RowSet& rows, Time now) {
  const auto token = FindToken(command.caller, rows);
  // To leave with a token that is over changes nothing, also if the token is archived.
  if (!token && token.error().code == RefusalCode::kTokenExpired) return None{};
  if (!token) return std::unexpected(token.error());

  // Past this line the command must succeed.
  const bool over = StatusAt(**token, now) == TokenStatus::kExpired;
  if ((*token)->status != TokenStatus::kExpired) {
    EndTurn(**token, over ? OverReason(**token) : ExpiryReason::kLeft, rows, now);
  }
  return None{};
}

}  // namespace onsale::domain::rules
