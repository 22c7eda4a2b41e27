#include "histories/check/later_facts.h"

#include <algorithm>

namespace onsale::histories {
namespace {

// Facts about queue numbers from here on are ignored: a server did not issue so many tokens.
constexpr std::size_t kRanksMost = std::size_t{1} << 26;

void Later(std::int64_t& moment, std::int64_t at) {
  moment = std::max(moment, at);
}

// Whether the answer shows that the token's turn was still running.
bool ShowsTurn(const Op& op) {
  switch (op.kind) {
    case Kind::kHold:
    case Kind::kSeats:
    case Kind::kDates:
    case Kind::kPay:
      return op.result != ResultCode::kWaiting && op.result != ResultCode::kExpired &&
             op.result != ResultCode::kOther;
    default:
      return false;
  }
}

// Whether the answer shows that the token's time to choose was still running: servers check this
// time before the seats.
bool ShowsChoice(const Op& op) {
  return op.kind == Kind::kHold &&
         (op.result == ResultCode::kCreated || op.result == ResultCode::kTaken ||
          op.result == ResultCode::kTooMany);
}

}  // namespace

Known& LaterFacts::At(std::uint32_t room, std::uint32_t rank) {
  std::vector<Known>& known = tokens_[room];
  if (known.size() <= rank) known.resize(rank + 1);
  return known[rank];
}

const Known& LaterFacts::Of(std::uint32_t room, std::uint32_t rank) const {
  static const Known nothing;
  return rank < tokens_[room].size() ? tokens_[room][rank] : nothing;
}

void LaterFacts::TakeView(const Op& op, std::uint32_t rank) {
  if (op.response.size() < TokenView::kWords) return;
  Known& known = At(op.room, rank);
  const auto status = static_cast<Status>(op.response[TokenView::kStatus]);
  if (status == Status::kWaiting) Later(known.waited, op.at_us);
  if (status == Status::kEnded) {
    known.reason = static_cast<Reason>(op.response[TokenView::kReason]);
    if (known.reason == Reason::kTimeUp) known.choose_most = std::min(known.choose_most, op.at_us);
  }
  if (status != Status::kActive) return;
  Later(known.active, op.at_us);
  known.choose_most = std::min(known.choose_most, op.response[TokenView::kUntil] * 1000 + 999);
}

void LaterFacts::Take(const Op& op) {
  // A stored answer, which a retry may get, shows an earlier state than its time says.
  const bool fresh = !op.lost && (op.key == 0 || op.key == op.number);
  if (!fresh || op.room == 0 || op.token >= kRanksMost) return;
  if (op.kind == Kind::kJoin && op.Succeeded() && op.response.size() >= TokenView::kWords) {
    const std::int64_t rank = op.response[TokenView::kRank];
    if (rank > 0 && rank < static_cast<std::int64_t>(kRanksMost)) {
      TakeView(op, static_cast<std::uint32_t>(rank));
    }
    return;
  }
  if (op.token == 0) return;
  if (op.kind == Kind::kToken) TakeView(op, op.token);
  if (op.result == ResultCode::kWaiting) Later(At(op.room, op.token).waited, op.at_us);
  if (ShowsTurn(op)) Later(At(op.room, op.token).active, op.at_us);
  if (ShowsChoice(op)) Later(At(op.room, op.token).choosing, op.at_us);
}

}  // namespace onsale::histories
