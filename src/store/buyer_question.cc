#include "store/buyer_question.h"

#include <algorithm>

#include "store/ledger_question.h"
#include "store/past_reservations_question.h"
#include "store/table_reader.h"

namespace onsale::store {
namespace {

// The index kTokensOfUserIndex finds the rows, and gives most of their order.
std::expected<std::vector<domain::QueueToken>, StoreError> ReadTokens(const BuyerQuestion& question,
                                                                      TableReader& tables) {
  const domain::TokenCursor& before = question.tokens_before;
  return ReadRows<domain::QueueToken>(
      tables,
      "WHERE status = 'EXPIRED' AND user_id = $1 AND (issued_at, room_id, place) < ($2, $3, $4) "
      "ORDER BY issued_at DESC, room_id DESC, place DESC LIMIT $5",
      {question.user.text(), std::min(before.issued_at, kLatestTime),
       std::int64_t{before.key.room.value}, static_cast<std::int64_t>(before.key.number.value),
       static_cast<std::int64_t>(question.limit)});
}

}  // namespace

std::expected<BuyerQuestion::Answer, StoreError> BuyerQuestion::Read(TableReader& tables) const {
  auto tokens = ReadTokens(*this, tables);
  if (!tokens) return std::unexpected(tokens.error());
  const auto rooms = ReadRows<domain::Room>(tables, "ORDER BY id", {});
  if (!rooms) return std::unexpected(rooms.error());
  Answer history;
  for (domain::QueueToken& token : *tokens) {
    const auto room = std::ranges::find(*rooms, token.key.room, &domain::Room::id);
    history.tokens.push_back(
        {.row = std::move(token), .room = room == rooms->end() ? "" : room->slug});
  }
  const EndedReservationsQuestion ended{
      .owner = {.user = user}, .before = reservations_before, .limit = limit};
  auto reservations = ended.Read(tables);
  if (!reservations) return std::unexpected(reservations.error());
  history.reservations = *std::move(reservations);
  if (!ledger_before) return history;
  auto ledger = LedgerQuestion{.user = user, .before = *ledger_before, .limit = limit}.Read(tables);
  if (!ledger) return std::unexpected(ledger.error());
  history.ledger = *std::move(ledger);
  return history;
}

}  // namespace onsale::store
