// One operation of a history: its request, its final answer, and their times.
//
// Units:    `began`, `sent`, `answered`: nanoseconds of the recorder's steady clock. `at_us`: the
//           server's time of decision, microseconds since 1970. In `response`: milliseconds since
//           1970, as in the API.
// Shape:    `arguments` and `response` are lists of numbers whose meaning depends on the Kind; an
//           id is two of them.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/uuid.h"

namespace onsale::histories {

// The kinds of operations. Each line has the arguments, then the response, after `; or` that of a
// refusal, besides those that ResultCode gives. The last three are calls of the operator. Persisted
// in files: do not renumber.
enum class Kind : std::uint8_t {
  kJoin = 0,          // - -> TokenView
  kToken = 1,         // - -> TokenView
  kLeave = 2,         // - -> -
  kHold = 3,          // show, seats (bits) -> ReservationView; or SeatsInstead; or limit
  kCancel = 4,        // id -> ReservationView
  kPay = 5,           // id -> ReservationView, balance; or balance, amount
  kReservation = 6,   // id -> ReservationView
  kReservations = 7,  // - -> count, ReservationViews
  kSeats = 8,         // show -> seats available; held, sold, held back (bits)
  kDates = 9,         // concert -> show and seats available of each
  kTopUp = 10,        // amount -> id, amount, balance
  kBalance = 11,      // - -> balance
  kLedger = 12,       // limit -> LedgerViews, newest first; then 1 if there are more
  kExchange = 13,     // id, seats (bits) -> as kHold
  kBest = 14,         // BestRequest -> ReservationView; or the most seats together; or limit
  kRelease = 15,      // id -> ReservationView
  kHoldBack = 16,     // show, seats (bits) -> SeatsForSaleView; or SeatsInstead
  kPutOnSale = 17,    // as kHoldBack
};
inline constexpr std::size_t kKinds = 18;

// The result of an operation: a success, or the code of the problem. After `->` the response of a
// refusal of any kind.
enum class ResultCode : std::uint8_t {
  kOk = 0,
  kCreated = 1,
  kWaiting = 2,
  kExpired = 3,
  kWrongRoom = 4,
  kUnknown = 5,
  kPaid = 6,       // -> PaidBefore
  kCancelled = 7,  // -> why it ended, as ReservationView::kEndedBecause
  kHoldOver = 8,
  kInsufficientBalance = 9,
  kTaken = 10,
  kTooMany = 11,
  kEnding = 12,
  kOther = 13,  // an answer that the API does not allow
  kNoneBest = 14,
  kSingle = 15,
  kNeedsAccess = 16,
};
inline constexpr std::size_t kResultCodes = 17;

enum class Status : std::uint8_t { kWaiting = 0, kActive = 1, kEnded = 2 };
enum class Reason : std::uint8_t { kNone = 0, kTimeUp = 1, kLeft = 2, kPaid = 3, kOther = 4 };
enum class Hold : std::uint8_t { kHeld = 0, kConfirmed = 1, kExpired = 2, kCancelled = 3 };

// TokenView, ReservationView, PaidBefore, SeatsInstead, SeatsForSaleView and LedgerView: the index
// of each member in `response`.
struct TokenView {
  enum : std::size_t { kStatus, kReason, kRank, kAhead, kIssued, kUntil, kWords };
};
struct ReservationView {
  enum : std::size_t {
    kHigh,
    kLow,
    kStatus,
    kShow,
    kSeats,
    kAmount,
    kCreated,  // kCreated and kUntil are 0 in the answer to a payment
    kUntil,
    kPaymentHigh,  // this and the next two are 0 unless paid
    kPaymentLow,
    kPaidAt,
    kEndedBecause,  // as domain::EndReason numbers it; this and the next are 0 unless ended
    kEndedAt,
    kWords
  };
};
struct PaidBefore {
  enum : std::size_t { kPaymentHigh, kPaymentLow, kHigh, kLow, kAmount, kPaidAt, kWords };
};
// The arguments of kBest: `kTogether` as domain::Together numbers it; `kSection` is 0 for any
// section, 1 for A, 2 for B.
struct BestRequest {
  enum : std::size_t { kShow, kCount, kTogether, kAccessible, kSection, kWords };
};
// The response of kTaken and kSingle, as bits: the seats that are taken or would be left single,
// and those to take instead.
struct SeatsInstead {
  enum : std::size_t { kSeats, kNearest, kWords };
};
// `kChanged` as bits; `kAvailable` and `kHeldBack` count seats of the show.
struct SeatsForSaleView {
  enum : std::size_t { kShow, kChanged, kAvailable, kHeldBack, kWords };
};
struct LedgerView {
  enum : std::size_t { kNumber, kIsTopUp, kAmount, kBalance, kHigh, kLow, kAt, kWords };
};

using Words = std::vector<std::int64_t>;

// Eight bytes of an id, from byte `from` on, as one number, big-endian.
inline std::int64_t Half(const base::Uuid& id, std::size_t from) {
  std::uint64_t word = 0;
  for (std::size_t i = from; i < from + 8; ++i) word = word << 8 | id.bytes[i];
  return static_cast<std::int64_t>(word);
}

struct Op {
  std::uint64_t number = 0;  // from 1, in order of `began`
  // The first operation with its idempotency key; 0: no key. The operator's calls take no key: this
  // is the number in their reason, their own.
  std::uint64_t key = 0;
  std::int64_t began = 0;  // when the first attempt was sent
  std::int64_t sent = 0;   // when the answered attempt was sent
  std::int64_t answered = 0;
  std::uint64_t commit = 0;  // commit to index: the order that the answer claims; none for a ledger
  std::int64_t at_us = 0;
  std::uint64_t engine_batch = 0;
  std::uint32_t index = 0;
  std::uint32_t user = 0;   // the owner of the token, or the user in the request; 0: the operator
  std::uint32_t room = 0;   // the token's room
  std::uint32_t token = 0;  // the token's queue number
  Kind kind = Kind::kBalance;
  ResultCode result = ResultCode::kOk;
  bool lost = false;  // an earlier attempt got no answer and may have happened
  Words arguments;
  Words response;

  bool Succeeded() const { return result == ResultCode::kOk || result == ResultCode::kCreated; }
  bool ByOperator() const {
    return kind == Kind::kRelease || kind == Kind::kHoldBack || kind == Kind::kPutOnSale;
  }
  bool Changes() const {
    return kind == Kind::kJoin || kind == Kind::kLeave || kind == Kind::kHold ||
           kind == Kind::kCancel || kind == Kind::kPay || kind == Kind::kTopUp ||
           kind == Kind::kExchange || kind == Kind::kBest || ByOperator();
  }
  // Whether the operation made a change: a join that returns the user's existing token did not.
  bool Creates() const { return Changes() && !(kind == Kind::kJoin && result == ResultCode::kOk); }
  bool HasOrder() const { return kind != Kind::kLedger; }
};

std::string_view NameOf(Kind kind);
std::string_view NameOf(ResultCode result);
std::string TextOf(const Op& op);

}  // namespace onsale::histories
