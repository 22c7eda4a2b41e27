// Parses the API's answers, as far as a buyer or the audit needs them.
//
// Owner:    texts point into the answer.
// Errors:   nothing, if the answer lacks what the API promises. Unknown members are ignored: a
//           newer server may have more.
// Source:   /openapi.json.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/uuid.h"

namespace onsale::rehearsal {

enum class TokenStatus : std::uint8_t { kWaiting, kActive, kExpired };

struct TokenAnswer {
  std::string_view token;
  std::string_view room;
  TokenStatus status = TokenStatus::kWaiting;
  std::int64_t position = 0;  // 0 unless WAITING, and in the lobby of a draw
  std::int64_t poll_after_seconds = 1;
  std::optional<std::int64_t> place;  // the admission rank; absent in the lobby
  bool sold_out = false;              // no seat is left, unless a hold ends
};
std::optional<TokenAnswer> ReadToken(std::string_view json);

struct ReservationAnswer {
  static constexpr std::size_t kSeatsMax = 50;

  base::Uuid id;
  base::Uuid payment;  // nil unless paid
  std::string_view status;
  std::string_view show;
  std::int64_t amount = 0;
  std::array<std::uint32_t, kSeatsMax> seats{};
  std::size_t count = 0;
  std::optional<std::int64_t> balance;  // only in a payment
};
// A reservation, or a payment, which has a balance in addition.
std::optional<ReservationAnswer> ReadReservation(std::string_view json);

// The member `balance` of a charge or a balance.
std::optional<std::int64_t> ReadBalance(std::string_view json);
// Whether the server refuses for now, or does not know the outcome: the request is to be repeated.
bool SaysLater(unsigned status);
// The code of a problem; empty if there is none.
std::string_view ReadCode(std::string_view json);

struct LedgerAnswer {
  struct Entry {
    bool charge = false;  // false: a payment
    std::int64_t amount = 0;
    std::int64_t balance_after = 0;
    base::Uuid payment;
  };
  std::vector<Entry> entries;  // newest first
  bool more = false;
};
std::optional<LedgerAnswer> ReadLedger(std::string_view json);

struct ConcertAnswer {
  std::string_view id;
  std::int64_t seats_per_user_max = 1;
};
std::optional<std::vector<ConcertAnswer>> ReadConcerts(std::string_view json);

// The ids of the shows on sale.
std::optional<std::vector<std::string_view>> ReadDates(std::string_view json);

// The numbers of a show's seats by status, from the answer with `status=all`.
struct SeatMapAnswer {
  std::vector<std::uint32_t> held;
  std::vector<std::uint32_t> sold;
  std::size_t total = 0;
};
std::optional<SeatMapAnswer> ReadSeatMap(std::string_view json);

}  // namespace onsale::rehearsal
