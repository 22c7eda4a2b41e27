// The checker's rules for joining, reading and leaving a queue.
#include <algorithm>

#include "histories/check/rules.h"

namespace onsale::histories {
namespace {

std::int64_t FloorMs(std::int64_t us) {
  return us / 1000;
}

// The part of the span within the millisecond `ms`; empty (lo > hi) if there is none.
Span Within(Span span, std::int64_t ms) {
  return {std::max(span.lo, ms * 1000), std::min(span.hi, ms * 1000 + 999)};
}

}  // namespace

// Checks the `activeUntil` of an answer, and narrows the span of the token's time to choose by it.
bool Rules::IsUntil(const Scene& scene, std::uint32_t rank) {
  const std::int64_t response = scene.op.response[TokenView::kUntil];
  Token& token = state_.TokenAt(scene.op.room, rank);
  const Span end = EndOf(scene.op.room, rank);
  const Span known = Within(end, response);
  if (known.lo > known.hi) {
    return Is("the end of the turn", response, FloorMs(end.lo));
  }
  // `activeUntil` is the end of the token's time to choose or of its last hold, whichever is later.
  // If the hold may end later, `activeUntil` only bounds the time to choose from above.
  const bool held = end.hi > token.choose.hi || end.lo > token.choose.lo;
  const Span choose = held ? Span{token.choose.lo, std::min(token.choose.hi, known.hi)}
                           : Within(token.choose, response);
  if (choose.lo != token.choose.lo || choose.hi != token.choose.hi) {
    state_.Edit(token.choose) = choose;
  }
  return true;
}

bool Rules::IsView(const Scene& scene, std::uint32_t rank) {
  const Words& response = scene.op.response;
  if (!Has(scene, 0, TokenView::kWords)) return false;
  Token& token = state_.TokenAt(scene.op.room, rank);
  const auto reason = static_cast<Reason>(response[TokenView::kReason]);
  if (token.reason == Reason::kOther && (reason == Reason::kTimeUp || reason == Reason::kLeft)) {
    state_.Edit(token.reason) = reason;
  }
  const Room& room = state_.rooms[scene.op.room];
  const bool waits = token.status == Status::kWaiting;
  const bool same = Is("the token's status", response[TokenView::kStatus],
                       static_cast<std::int64_t>(token.status)) &&
                    Is("the token's expiry reason", response[TokenView::kReason],
                       static_cast<std::int64_t>(token.reason)) &&
                    Is("the admission rank", response[TokenView::kRank], rank) &&
                    Is("the number of buyers ahead", response[TokenView::kAhead],
                       waits ? room.line.Before(rank) : 0) &&
                    Is("the token's issue time", response[TokenView::kIssued], token.issued_ms);
  if (!same) return false;
  if (token.status == Status::kActive) return IsUntil(scene, rank);
  return Is("the end of the turn", response[TokenView::kUntil], 0);
}

bool Rules::Join(const Scene& scene) {
  const Op& op = scene.op;
  const std::uint32_t live = state_.UserAt(op.user).live[op.room];
  if (live != 0) return Answers(scene, ResultCode::kOk) && IsView(scene, live);
  if (!Answers(scene, ResultCode::kCreated) || !Has(scene, 0, TokenView::kWords)) return false;
  // The answer's `issuedAt` has milliseconds only; that millisecond must overlap the span.
  const std::int64_t issued = op.response[TokenView::kIssued];
  if (Within(scene.at, issued).lo > Within(scene.at, issued).hi) {
    return Is("the token's issue time", issued, FloorMs(scene.at.lo));
  }
  const std::uint32_t rank =
      state_.AddToken(op.room, {.user = op.user, .issued_ms = issued, .choose = {}});
  state_.SetWaiting(op.room, rank, 1);
  state_.Edit(state_.UserAt(op.user).live[op.room]) = rank;
  Room& room = state_.rooms[op.room];
  if (!room.unswept.empty()) std::erase(state_.Edit(room.unswept), op.user);
  state_.Edit(room.vacant_from) = std::min(room.vacant_from, scene.at.lo);
  // A token is admitted at once if nobody else waits and a slot is free; others before the next
  // batch.
  if (room.waiting == 1) Admit(op.room, scene.at.hi);
  return IsView(scene, rank);
}

bool Rules::ReadToken(const Scene& scene) {
  return Answers(scene, ResultCode::kOk) && IsView(scene, scene.op.token);
}

bool Rules::Leave(const Scene& scene) {
  const Op& op = scene.op;
  if (!Answers(scene, ResultCode::kOk)) return false;
  if (state_.TokenAt(op.room, op.token).status != Status::kEnded) {
    const Reason known = later_facts_.Of(op.room, op.token).reason;
    if (known != Reason::kNone && known != Reason::kLeft) {
      return Is("the token's expiry reason", static_cast<std::int64_t>(known),
                static_cast<std::int64_t>(Reason::kLeft));
    }
    EndTurn(op.room, op.token, Reason::kLeft, scene.at.lo);
  }
  return true;
}

ResultCode Rules::CheckTurn(const Scene& scene, std::uint32_t room) {
  switch (state_.TokenAt(scene.op.room, scene.op.token).status) {
    case Status::kWaiting:
      return ResultCode::kWaiting;
    case Status::kEnded:
      return ResultCode::kExpired;
    case Status::kActive:
      break;
  }
  return room == scene.op.room ? ResultCode::kOk : ResultCode::kWrongRoom;
}

}  // namespace onsale::histories
