// Updates what a buyer knows, from the answer to an operation.
#include <algorithm>

#include "histories/crowd/answers.h"

namespace onsale::histories {
namespace {

constexpr std::size_t kSeenMost = 4;

void LearnToken(const Op& op, std::string_view body, Person& person) {
  const std::string_view text = TokenTextOf(body);
  const auto rank = static_cast<std::uint32_t>(op.response[TokenView::kRank]);
  // Ignores an answer that is older than what the buyer knows, or about a room that the buyer has
  // left.
  if (op.room != person.room || rank < person.token || text.empty()) return;
  if (rank > person.token) person.turns += 1;
  person.token_text = text;
  person.token = rank;
  person.status = static_cast<Status>(op.response[TokenView::kStatus]);
}

void LearnReservation(const Op& op, Person& person) {
  const base::Uuid id = IdOf(op.response);
  const auto status = static_cast<Hold>(op.response[ReservationView::kStatus]);
  const auto known = std::ranges::find(person.seen, id, &Seen::id);
  const std::int64_t seats = op.response[ReservationView::kSeats];
  if (known != person.seen.end()) {
    known->status = status;
    known->seats = seats;
    return;
  }
  person.seen.push_back({.id = id, .status = status, .seats = seats});
  if (person.seen.size() > kSeenMost) person.seen.erase(person.seen.begin());
}

}  // namespace

base::Uuid IdOf(const Words& words) {
  base::Uuid id;
  for (std::size_t i = 0; i < 16; ++i) {
    const auto word = static_cast<std::uint64_t>(words[i / 8]);
    id.bytes[i] = static_cast<std::uint8_t>(word >> (56 - 8 * (i % 8)));
  }
  return id;
}

void Learn(const Op& op, std::string_view body, Person& person) {
  if (op.user != person.user) return;
  if (op.result == ResultCode::kExpired && op.token == person.token) person.status = Status::kEnded;
  if (!op.Succeeded()) return;
  switch (op.kind) {
    case Kind::kJoin:
    case Kind::kToken:
      LearnToken(op, body, person);
      return;
    case Kind::kPay:
    case Kind::kLeave:
      if (op.token == person.token && op.room == person.room) person.status = Status::kEnded;
      return;
    case Kind::kHold:
    case Kind::kBest:
    case Kind::kExchange:
    case Kind::kCancel:
    case Kind::kReservation:
      LearnReservation(op, person);
      return;
    default:
      return;
  }
}

}  // namespace onsale::histories
