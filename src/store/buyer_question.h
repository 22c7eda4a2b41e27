// What the tables have of a user: queue tokens and reservations that have ended, those that left
// memory too, and ledger entries.
#pragma once

#include "store/question.h"

namespace onsale::store {

struct StoredToken {
  domain::QueueToken row;
  std::string room;  // the slug; empty if the room does not exist
};

struct BuyerHistory {
  std::vector<StoredToken> tokens;                     // newest first, in the order of TokenCursor
  std::vector<domain::LedgerEntry> ledger;             // newest first
  std::vector<domain::Reservation> reservations = {};  // newest first
};

// Asks for the user's EXPIRED tokens of all rooms that are older than `tokens_before`, for the
// reservations older than `reservations_before` that ended without payment and, if `ledger_before`
// is given, for the ledger entries with a number below it: at most `limit` of each.
struct BuyerQuestion {
  using Answer = BuyerHistory;
  static constexpr bool kIsLong = false;
  static constexpr const char* kReads = "a buyer's history";

  base::UserId user;
  domain::TokenCursor tokens_before = domain::kNewestToken;
  domain::ReservationCursor reservations_before = domain::kNewestReservation;
  std::optional<std::int64_t> ledger_before = {};
  std::size_t limit = 50;

  std::expected<Answer, StoreError> Read(TableReader& tables) const;
};

}  // namespace onsale::store
