#include "histories/crowd/answers.h"

#include <algorithm>
#include <array>
#include <optional>

#include "histories/crowd/members.h"
#include "histories/world.h"

namespace onsale::histories {
namespace {

using rehearsal::AsInteger;
using rehearsal::AsText;
using rehearsal::ForEachElement;

constexpr std::array kTokenWords{Word{"WAITING", 0}, Word{"ACTIVE", 1}, Word{"EXPIRED", 2}};
constexpr std::array kReasonWords{Word{"TIME_UP", 1}, Word{"LEFT", 2}, Word{"PAID", 3},
                                  Word{"NO_SHOW", 4}};
constexpr std::array kHoldWords{Word{"HELD", 0}, Word{"CONFIRMED", 1}, Word{"EXPIRED", 2},
                                Word{"CANCELLED", 3}};
constexpr std::array kEndedWords{Word{"EXPIRED", 1}, Word{"CANCELLED_BY_BUYER", 2},
                                 Word{"LEFT_QUEUE", 3}, Word{"TURN_ENDED", 4},
                                 Word{"CANCELLED_BY_OPERATOR", 5}};

struct Problem {
  std::string_view code;
  ResultCode result;
};
constexpr std::array kProblems{Problem{"queue-token-waiting", ResultCode::kWaiting},
                               Problem{"queue-token-expired", ResultCode::kExpired},
                               Problem{"queue-token-wrong-room", ResultCode::kWrongRoom},
                               Problem{"reservation-not-found", ResultCode::kUnknown},
                               Problem{"already-paid", ResultCode::kPaid},
                               Problem{"reservation-cancelled", ResultCode::kCancelled},
                               Problem{"hold-expired", ResultCode::kHoldOver},
                               Problem{"insufficient-balance", ResultCode::kInsufficientBalance},
                               Problem{"seat-unavailable", ResultCode::kTaken},
                               Problem{"too-many-seats", ResultCode::kTooMany},
                               Problem{"turn-ending", ResultCode::kEnding},
                               Problem{"best-unavailable", ResultCode::kNoneBest},
                               Problem{"leaves-single-seat", ResultCode::kSingle},
                               Problem{"access-required", ResultCode::kNeedsAccess}};

bool ReadTokenView(std::string_view body, Words& response) {
  response.assign(TokenView::kWords, 0);
  std::int64_t position = 0;
  const bool is_whole = Walk(body, [&](Taking member) {
    member.OneOf("status", kTokenWords, response[TokenView::kStatus]);
    member.OneOf("expiredBecause", kReasonWords, response[TokenView::kReason]);
    member.Number("admissionRank", response[TokenView::kRank]);
    member.Number("position", position);
    member.Moment("issuedAt", response[TokenView::kIssued]);
    member.Moment("activeUntil", response[TokenView::kUntil]);
  });
  response[TokenView::kAhead] = std::max<std::int64_t>(position - 1, 0);
  return is_whole;
}

// Reads a JSON list of seats as bits; nothing if a seat is out of range or listed twice.
std::optional<std::int64_t> ReadSeatBits(std::string_view json) {
  std::int64_t bits = 0;
  bool sound = true;
  const auto add = [&](std::int64_t number) {
    sound = sound && number >= 1 && number <= World::kSeatsMost;
    const std::int64_t bit = sound ? std::int64_t{1} << (number - 1) : 0;
    sound = sound && (bits & bit) == 0;
    bits |= bit;
  };
  const bool whole = ForEachElement(json, [&](std::string_view element) {
    if (element.starts_with('{')) {
      std::int64_t number = 0;
      sound = Walk(element, [&](Taking member) { member.Number("number", number); }) && sound;
      add(number);
    } else {
      add(AsInteger(element).value_or(0));
    }
  });
  return whole && sound ? std::optional(bits) : std::nullopt;
}

// Appends the numbers of a reservation to `response` and, if the answer is to a payment, the
// balance.
bool ReadBooking(std::string_view body, Words& response) {
  const std::size_t from = response.size();
  response.resize(from + ReservationView::kWords, 0);
  std::optional<std::int64_t> balance;
  bool seats = false;
  const bool sound = Walk(body, [&](Taking member) {
    const auto word = [&](std::size_t which) -> std::int64_t& { return response[from + which]; };
    member.Id("reservationId", word(ReservationView::kHigh), word(ReservationView::kLow));
    member.OneOf("status", kHoldWords, word(ReservationView::kStatus));
    member.Name("showId", "s-", word(ReservationView::kShow));
    member.Number("amount", word(ReservationView::kAmount));
    member.Moment("createdAt", word(ReservationView::kCreated));
    member.Moment("heldUntil", word(ReservationView::kUntil));
    member.Id("paymentId", word(ReservationView::kPaymentHigh), word(ReservationView::kPaymentLow));
    member.Moment("paidAt", word(ReservationView::kPaidAt));
    member.OneOf("endedBecause", kEndedWords, word(ReservationView::kEndedBecause));
    member.Moment("endedAt", word(ReservationView::kEndedAt));
    if (member.Is("balance")) balance = AsInteger(member.value());
    if (member.Is("seats")) {
      const auto bits = ReadSeatBits(member.value());
      seats = bits.has_value();
      word(ReservationView::kSeats) = bits.value_or(0);
    }
  });
  if (balance) response.push_back(*balance);
  return sound && seats;
}

bool ReadBookings(std::string_view body, Words& response) {
  response.assign(1, 0);
  bool sound = true;
  const bool whole = Walk(body, [&](Taking member) {
    if (!member.Is("reservations")) return;
    sound = ForEachElement(member.value(),
                           [&](std::string_view element) {
                             ++response[0];
                             sound = ReadBooking(element, response) && sound;
                           }) &&
            sound;
  });
  return whole && sound;
}

bool ReadSeatMap(std::string_view body, Words& response) {
  response.assign(4, 0);
  bool sound = true;
  std::int64_t seen = 0;
  std::int64_t free = 0;
  const bool whole = Walk(body, [&](Taking member) {
    member.Number("seatsAvailable", response[0]);
    if (!member.Is("seats")) return;
    sound = ForEachElement(member.value(),
                           [&](std::string_view seat) {
                             std::int64_t number = 0;
                             std::string_view status;
                             sound = Walk(seat,
                                          [&](Taking inner) {
                                            inner.Number("number", number);
                                            if (inner.Is("status"))
                                              status = AsText(inner.value()).value_or("");
                                          }) &&
                                     number >= 1 && number <= World::kSeatsMost && sound;
                             if (!sound) return;
                             const std::int64_t bit = std::int64_t{1} << (number - 1);
                             sound = (seen & bit) == 0;  // each seat is listed once
                             seen |= bit;
                             if (status == "AVAILABLE") ++free;
                             if (status == "HELD") response[1] |= bit;
                             if (status == "SOLD") response[2] |= bit;
                             if (status == "HELD_BACK") response[3] |= bit;
                           }) &&
            sound;
  });
  return whole && sound && free == response[0];
}

bool ReadDates(std::string_view body, Words& response) {
  bool sound = true;
  const bool whole = Walk(body, [&](Taking member) {
    if (!member.Is("dates")) return;
    sound = ForEachElement(member.value(),
                           [&](std::string_view date) {
                             std::int64_t show = 0;
                             std::int64_t free = 0;
                             sound = Walk(date,
                                          [&](Taking inner) {
                                            inner.Name("showId", "s-", show);
                                            inner.Number("seatsAvailable", free);
                                          }) &&
                                     sound;
                             response.push_back(show);
                             response.push_back(free);
                           }) &&
            sound;
  });
  return whole && sound;
}

bool ReadSeatsForSale(std::string_view body, Words& response) {
  response.assign(SeatsForSaleView::kWords, 0);
  std::optional<std::int64_t> changed;
  const bool sound = Walk(body, [&](Taking member) {
    member.Name("showId", "s-", response[SeatsForSaleView::kShow]);
    if (member.Is("changedSeats")) changed = ReadSeatBits(member.value());
    member.Number("seatsAvailable", response[SeatsForSaleView::kAvailable]);
    member.Number("seatsHeldBack", response[SeatsForSaleView::kHeldBack]);
  });
  response[SeatsForSaleView::kChanged] = changed.value_or(0);
  return sound && changed;
}

bool ReadTopUp(std::string_view body, Words& response) {
  response.assign(4, 0);
  return Walk(body, [&](Taking member) {
    member.Id("topUpId", response[0], response[1]);
    member.Number("amount", response[2]);
    member.Number("balance", response[3]);
  });
}

bool ReadEntries(std::string_view body, Words& response) {
  bool sound = true;
  std::int64_t more = 1;
  const bool whole = Walk(body, [&](Taking member) {
    if (member.Is("nextCursor")) more = member.value() == "null" ? 0 : 1;
    if (!member.Is("entries")) return;
    sound =
        ForEachElement(
            member.value(),
            [&](std::string_view entry) {
              std::array<std::int64_t, LedgerView::kWords> words{};
              sound =
                  Walk(entry,
                       [&](Taking inner) {
                         inner.Number("number", words[LedgerView::kNumber]);
                         if (inner.Is("kind"))
                           words[LedgerView::kIsTopUp] = inner.value() == "\"TOP_UP\"";
                         inner.Number("amount", words[LedgerView::kAmount]);
                         inner.Number("balanceAfter", words[LedgerView::kBalance]);
                         inner.Id("topUpId", words[LedgerView::kHigh], words[LedgerView::kLow]);
                         inner.Id("paymentId", words[LedgerView::kHigh], words[LedgerView::kLow]);
                         inner.Moment("createdAt", words[LedgerView::kAt]);
                       }) &&
                  sound;
              response.insert(response.end(), words.begin(), words.end());
            }) &&
        sound;
  });
  response.push_back(more);
  return whole && sound;
}

bool ReadSuccess(std::string_view body, Op& op) {
  switch (op.kind) {
    case Kind::kJoin:
    case Kind::kToken:
      return ReadTokenView(body, op.response);
    case Kind::kLeave:
      return body.empty();
    case Kind::kHold:
    case Kind::kBest:
    case Kind::kExchange:
    case Kind::kCancel:
    case Kind::kPay:
    case Kind::kReservation:
    case Kind::kRelease:
      return ReadBooking(body, op.response);
    case Kind::kHoldBack:
    case Kind::kPutOnSale:
      return ReadSeatsForSale(body, op.response);
    case Kind::kReservations:
      return ReadBookings(body, op.response);
    case Kind::kSeats:
      return ReadSeatMap(body, op.response);
    case Kind::kDates:
      return ReadDates(body, op.response);
    case Kind::kTopUp:
      return ReadTopUp(body, op.response);
    case Kind::kBalance:
      op.response.assign(1, 0);
      return Walk(body, [&](Taking member) { member.Number("balance", op.response[0]); });
    case Kind::kLedger:
      break;
  }
  return ReadEntries(body, op.response);
}

// Reads the member `payment` of a problem.
bool ReadPaidBefore(std::string_view json, Words& paid) {
  return Walk(json, [&](Taking member) {
    member.Id("paymentId", paid[PaidBefore::kPaymentHigh], paid[PaidBefore::kPaymentLow]);
    member.Id("reservationId", paid[PaidBefore::kHigh], paid[PaidBefore::kLow]);
    member.Number("amount", paid[PaidBefore::kAmount]);
    member.Moment("paidAt", paid[PaidBefore::kPaidAt]);
  });
}

bool ReadProblem(std::string_view body, Op& op) {
  std::int64_t limit = 0;
  std::int64_t balance = 0;
  std::int64_t amount = 0;
  std::int64_t together = 0;
  std::int64_t ended = 0;
  Words paid(PaidBefore::kWords, 0);
  bool payment_sound = true;
  std::optional<std::int64_t> seats = 0;
  std::optional<std::int64_t> nearest = 0;
  std::string_view code;
  const bool sound = Walk(body, [&](Taking member) {
    if (member.Is("code")) code = AsText(member.value()).value_or("");
    const bool of_seats = member.Is("unavailableSeats") || member.Is("singleSeats");
    const bool instead = member.Is("nearest") || member.Is("alternative");
    if (of_seats) seats = ReadSeatBits(member.value());
    if (instead) nearest = ReadSeatBits(member.value());
    if (member.Is("payment")) payment_sound = ReadPaidBefore(member.value(), paid);
    member.OneOf("endedBecause", kEndedWords, ended);
    member.Number("largestTogether", together);
    member.Number("limit", limit);
    member.Number("balance", balance);
    member.Number("amount", amount);
  });
  const auto found = std::ranges::find(kProblems, code, &Problem::code);
  const bool whole = sound && payment_sound && seats && nearest;
  if (!whole || found == kProblems.end()) return false;
  op.result = found->result;
  const bool instead = op.result == ResultCode::kTaken || op.result == ResultCode::kSingle;
  if (instead) op.response = {*seats, *nearest};
  if (op.result == ResultCode::kPaid) op.response = paid;
  if (op.result == ResultCode::kCancelled) op.response = {ended};
  if (op.result == ResultCode::kNoneBest) op.response = {together};
  if (op.result == ResultCode::kTooMany) op.response = {limit};
  if (op.result == ResultCode::kInsufficientBalance) op.response = {balance, amount};
  return true;
}

}  // namespace

bool ReadAnswer(unsigned status, std::string_view body, Op& op) {
  op.response.clear();
  const bool success = status == 200 || status == 201 || status == 204;
  op.result = status == 201 ? ResultCode::kCreated : ResultCode::kOk;
  if (success ? ReadSuccess(body, op) : ReadProblem(body, op)) return true;
  op.result = ResultCode::kOther;
  op.response = {status};
  return false;
}

std::string_view TokenTextOf(std::string_view body) {
  std::string_view token;
  rehearsal::ForEachMember(body, [&](std::string_view key, std::string_view value) {
    if (key == "token") token = AsText(value).value_or("");
  });
  return token;
}

}  // namespace onsale::histories
