// Parses the API's answers, as far as buyers and the audit need them.
//
// Owner:    texts point into the answer.
// Errors:   nothing is returned for an answer that lacks what the API promises. Unknown members are
//           ignored: a newer server may have more.
// Source:   /openapi.json.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/uuid.h"

namespace onsale::rehearsal {

enum class TokenStatus : std::uint8_t { kWaiting, kActive, kExpired };

struct TokenAnswer {
  std::string_view token;
  std::string_view room;
  TokenStatus status = TokenStatus::kWaiting;
  std::int64_t position = 0;  // 0 in a draw's lobby, and unless WAITING
  std::int64_t poll_after_seconds = 1;
  std::optional<std::int64_t> place;  // the admission rank; absent in a draw's lobby
  bool sold_out = false;              // no seat is left, unless a hold ends
};
std::optional<TokenAnswer> ReadToken(std::string_view json);

// Numbers of seats; `count` is 0 if there are none.
struct SeatNumbers {
  static constexpr std::size_t kMost = 50;

  std::array<std::uint32_t, kMost> seats{};
  std::size_t count = 0;
};
struct ReservationAnswer {
  base::Uuid id;
  base::Uuid payment;  // nil unless paid
  std::string_view status;
  std::string_view show;
  std::int64_t amount = 0;
  SeatNumbers seats;
  std::optional<std::int64_t> balance;  // only in the answer to a payment
};
// Reads a reservation, or the answer to a payment, which also has a balance.
std::optional<ReservationAnswer> ReadReservation(std::string_view json);

// Reads the member `balance` of the answer to a top-up or to a read of the balance.
std::optional<std::int64_t> ReadBalance(std::string_view json);
// Whether the status means that the server refuses for now, or does not know the outcome: the
// request must be repeated.
bool SaysLater(unsigned status);
// The code of a problem document; empty if there is none.
std::string_view ReadCode(std::string_view json);

// The seats that a refused hold offers instead: `nearest` or `alternative`. Nothing if they are not
// seat numbers.
std::optional<SeatNumbers> ReadOffer(std::string_view json);
// The member `largestTogether` of a refused hold of the best seats.
std::optional<std::int64_t> ReadLargestTogether(std::string_view json);

struct LedgerAnswer {
  struct Entry {
    bool top_up = false;  // true: a top-up; false: a payment
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

// A concert with its shows, as anybody may read it.
struct ConcertPage {
  struct Show {
    std::string_view id;
    std::string_view chart;  // the digest in `chartUrl`: 32 hexadecimal digits
    // Ids and prices of the categories; those that are not for sale are absent.
    std::vector<std::pair<std::string_view, std::int64_t>> prices;
  };
  std::vector<Show> shows;
};
std::optional<ConcertPage> ReadConcert(std::string_view json);

// Reads the ids of the shows on sale.
std::optional<std::vector<std::string_view>> ReadDates(std::string_view json);

// The numbers of a show's seats by status, from the answer to a request with `status=all`.
struct SeatMapAnswer {
  std::vector<std::uint32_t> held;
  std::vector<std::uint32_t> sold;
  std::size_t total = 0;
};
std::optional<SeatMapAnswer> ReadSeatMap(std::string_view json);

}  // namespace onsale::rehearsal
