#include "store/past_reservations_question.h"

#include <algorithm>

#include "domain/hold.h"
#include "store/table_reader.h"

namespace onsale::store {
namespace {

using domain::Reservation;

// Ended without payment, in a turn whose token is archived: what memory does not have. Such a row
// never changes.
constexpr const char* kHasLeft =
    "status IN ('EXPIRED', 'CANCELLED') AND EXISTS (SELECT 1 FROM rooms AS r "
    "WHERE r.id = reservations.room_id AND reservations.place <= r.last_archived)";

// The user of the owner; nobody if there is none.
std::expected<base::UserId, StoreError> UserOf(const ReservationOwner& owner, TableReader& tables) {
  if (owner.user != base::UserId{}) return owner.user;
  const auto tokens = ReadRows<domain::QueueToken>(
      tables, "WHERE room_id = $1 AND place = $2",
      {std::int64_t{owner.token.room.value}, static_cast<std::int64_t>(owner.token.number.value)});
  if (!tokens) return std::unexpected(tokens.error());
  return tokens->empty() ? base::UserId{} : tokens->front().user;
}

// Reads reservations as an answer shows them: a row that an earlier version ended has no reason.
std::expected<std::vector<Reservation>, StoreError> ReadShown(
    TableReader& tables, const std::string& rest, const std::vector<TableParameter>& parameters) {
  auto rows = ReadRows<Reservation>(tables, std::string("WHERE ") + kHasLeft + rest, parameters);
  if (!rows) return rows;
  for (Reservation& row : *rows) row = domain::ViewOf(row, tables.scope().now).reservation;
  return rows;
}

std::expected<std::vector<Reservation>, StoreError> ReadEnded(base::ReservationId id,
                                                              TableReader& tables) {
  return ReadShown(tables, " AND id = $1", {id.uuid});
}

// Selects the ids of the reservations of the ended turns of user $1: by the index of ended tokens,
// then by that of reservations. As a join PostgreSQL might read all reservations (sql.cc).
std::string SelectIdsOfUserSql(SqlDialect dialect) {
  const std::string of_turn = "v.room_id = k.room_id AND v.place = k.place";
  const std::string of_user = "k.user_id = $1 AND k.status = 'EXPIRED'";
  if (dialect == SqlDialect::kPostgres) {
    return "= ANY (ARRAY (SELECT of_turn.id FROM queue_tokens AS k CROSS JOIN LATERAL (SELECT v.id "
           "FROM reservations AS v WHERE " +
           of_turn + " ORDER BY v.id) AS of_turn WHERE " + of_user + "))";
  }
  return "IN (SELECT v.id FROM queue_tokens AS k CROSS JOIN reservations AS v WHERE " + of_user +
         " AND " + of_turn + ")";
}

}  // namespace

std::expected<EndedReservationsQuestion::Answer, StoreError> EndedReservationsQuestion::Read(
    TableReader& tables) const {
  const auto user = UserOf(owner, tables);
  if (!user) return std::unexpected(user.error());
  if (*user == base::UserId{}) return Answer{};
  return ReadShown(tables,
                   " AND id " + SelectIdsOfUserSql(tables.scope().dialect) +
                       " AND user_id = $1 AND (created_at, id) < ($2, $3) "
                       "ORDER BY created_at DESC, id DESC LIMIT $4",
                   {user->text(), std::min(before.created_at, kLatestTime), before.id.uuid,
                    static_cast<std::int64_t>(limit)});
}

std::expected<EndedReservationQuestion::Answer, StoreError> EndedReservationQuestion::Read(
    TableReader& tables) const {
  auto found = ReadEnded(id, tables);
  if (!found) return std::unexpected(found.error());
  if (found->empty()) return Answer{};
  if (owner) {
    const auto user = UserOf(*owner, tables);
    if (!user) return std::unexpected(user.error());
    if (*user != found->front().user) return Answer{};
  }
  return std::move(found->front());
}

std::expected<EndedBookingQuestion::Answer, StoreError> EndedBookingQuestion::Read(
    TableReader& tables) const {
  std::vector<base::ReservationId> ids;
  bool good = true;
  const auto done = tables.ForEach(
      {.sql = std::string("SELECT id FROM reservations WHERE ") + kHasLeft}, [&](TableRow row) {
        base::ReservationId id;
        good = good && Field<base::ReservationId>::FromSql(row[0], id);
        if (good && base::BookingNumberOf(id) == number) ids.push_back(id);
      });
  if (!done) return std::unexpected(done.error());
  if (!good) {
    return std::unexpected(
        StoreError{StoreErrorCode::kCorrupt,
                   "a row of reservations holds an impossible id; was it edited by hand?"});
  }
  std::ranges::sort(ids);
  Answer answer;
  for (const base::ReservationId id : ids) {
    auto found = ReadEnded(id, tables);
    if (!found) return found;
    std::ranges::move(*found, std::back_inserter(answer));
  }
  return answer;
}

}  // namespace onsale::store
