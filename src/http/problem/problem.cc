#include "http/problem/problem.h"

#include <initializer_list>

#include "base/assert.h"
#include "base/escape.h"
#include "base/uuid.h"
#include "domain/words.h"
#include "http/json/json_writer.h"
#include "http/request_log.h"

namespace onsale::http {
namespace {

using domain::RefusalCode;

constexpr std::string_view kBeforeType = R"({"type":")";

std::string FreshUuid() {
  struct Source {
    base::SystemClock clock;
    base::UuidV7Source uuids{clock};
  };
  thread_local Source source;
  return source.uuids.Next().ToString();
}

struct Numbered {
  std::string_view name;
  std::int64_t value;
};

std::string Extensions(std::initializer_list<Numbered> members) {
  std::string text;
  for (const Numbered& member : members) {
    text.append(",\"").append(member.name).append("\":").append(std::to_string(member.value));
  }
  return text;
}

std::string TextExtension(std::string_view name, std::string_view value) {
  std::string text = ",\"";
  text.append(name).append("\":");
  base::AppendJsonString(text, value);
  return text;
}

std::string SeatExtension(std::string_view name, const std::vector<domain::SeatNumber>& seats) {
  std::string text = ",\"";
  text.append(name).append("\":");
  JsonWriter json(text);
  json.BeginArray();
  for (const auto seat : seats) json.Integer(seat.value);
  json.EndArray();
  return text;
}

// As a sentence lists them: `7, 8 and 30`.
std::string Listed(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i != 0) text.append(i + 1 == words.size() ? " and " : ", ");
    text.append(words[i]);
  }
  return text;
}

std::string SeatList(const domain::Refusal& refusal) {
  std::vector<std::string> numbers;
  for (const auto seat : refusal.seats) numbers.push_back(std::to_string(seat.value));
  return (refusal.seats.size() == 1 ? "Seat " : "Seats ") + Listed(numbers);
}

bool IsOperators(const RefusedCall& call) {
  return call.by == domain::CalledBy::kOperator;
}

Response SeatsUnavailable(const domain::Refusal& refusal, const RefusedCall& call) {
  const std::string_view verb = refusal.seats.size() == 1 ? " is" : " are";
  if (IsOperators(call)) {
    return Problem(ProblemCode::kSeatUnavailable,
                   SeatList(refusal).append(verb).append(" held or sold. Nothing was changed."),
                   SeatExtension("unavailableSeats", refusal.seats));
  }
  const std::string_view owner = refusal.seats == refusal.mine
                                     ? " already held or bought by this buyer"
                                     : " held, sold or not for sale";
  std::string extensions =
      SeatExtension("unavailableSeats", refusal.seats) + SeatExtension("mine", refusal.mine);
  if (!refusal.nearest.empty()) extensions += SeatExtension("nearest", refusal.nearest);
  return Problem(ProblemCode::kSeatUnavailable,
                 SeatList(refusal).append(verb).append(owner).append(". Nothing was changed."),
                 extensions);
}

// Why there are no such seats, by what was asked for.
std::string WhyNoneIsBest(const domain::Refusal& refusal) {
  const std::int64_t largest = refusal.largest_together;
  if (refusal.best && refusal.best->accessible) {
    if (largest == 0) return "No wheelchair place is free there";
    if (largest == 1) return "Only a wheelchair place without a companion seat is free there";
    return refusal.best->count == 1
               ? "Only wheelchair places with a companion seat are free there"
               : "A wheelchair place and its companion seat are free there, but not as many "
                 "further seats";
  }
  if (largest == 0) return "No such seat is free there";
  const std::string side_by_side = "at most " + std::to_string(largest) + " side by side";
  if (refusal.best && refusal.best->together == domain::Together::kAny) {
    return "Fewer than " + std::to_string(refusal.best->count) + " such seats are free there, " +
           side_by_side;
  }
  return "Too few such seats are free together there: " + side_by_side;
}

// What is not as the change left it, or why it cannot be as before.
std::string WhatDiffers(const domain::Refusal& refusal) {
  if (refusal.opens_at != domain::Time{}) {
    return "The opening to which the room would return, " + base::FormatRfc3339(refusal.opens_at) +
           ", has passed: the room would open";
  }
  const bool of_seats = !refusal.seats.empty();
  const bool is_one = refusal.seats.size() + refusal.differs.size() == 1;
  return (of_seats ? SeatList(refusal) : Listed(refusal.differs)) +
         (is_one ? " is not as the change left it" : " are not as the change left them");
}

Response UndoConflict(const domain::Refusal& refusal) {
  std::string extensions = ",\"differs\":";
  {
    JsonWriter json(extensions);
    json.BeginArray();
    if (!refusal.seats.empty()) json.String("seats");
    for (const std::string& name : refusal.differs) json.String(name);
    json.EndArray();
  }
  if (!refusal.seats.empty()) extensions += SeatExtension("unavailableSeats", refusal.seats);
  return Problem(ProblemCode::kUndoConflict, WhatDiffers(refusal) + ". Nothing was changed.",
                 extensions);
}

Response RotationConflict(const domain::Refusal& refusal) {
  if (!refusal.former_until) {
    return Problem(ProblemCode::kRotationConflict,
                   "The key has one valid secret, and a rotation replaces none: call again without "
                   "`replaces` and `formerEndsAt`. Nothing was changed.");
  }
  const std::string until = base::FormatRfc3339(*refusal.former_until);
  return Problem(
      ProblemCode::kRotationConflict,
      "Two secrets of the key are valid, the former one until " + until +
          ". To end one of them, give `replaces`, \"former\" or \"current\", and this time as "
          "`formerEndsAt`; with `onsale key rotate`, --replaces and --former-ends. Nothing was "
          "changed.",
      TextExtension("formerEndsAt", until));
}

Response BestUnavailable(const domain::Refusal& refusal) {
  return Problem(ProblemCode::kBestUnavailable, WhyNoneIsBest(refusal) + ". Nothing was changed.",
                 Extensions({{"largestTogether", refusal.largest_together}}));
}

Response LeavesSingleSeat(const domain::Refusal& refusal) {
  return Problem(
      ProblemCode::kLeavesSingleSeat,
      SeatList(refusal).append(" would be left single. Nothing was changed."),
      SeatExtension("singleSeats", refusal.seats) + SeatExtension("alternative", refusal.nearest));
}

Response SeatsUnknown(const domain::Refusal& refusal, const RefusedCall& call) {
  const std::string_view verb = refusal.seats.size() == 1 ? " does" : " do";
  std::string detail = SeatList(refusal).append(verb).append(" not exist.");
  if (!call.reads) detail += " Nothing was changed.";
  return Problem(ProblemCode::kSeatUnknown, detail, SeatExtension("unknownSeats", refusal.seats));
}

Response TooManySeats(const domain::Refusal& refusal) {
  const bool of_show = refusal.scope == domain::CapScope::kShow;
  return Problem(ProblemCode::kTooManySeats,
                 "A buyer may hold or own at most " + std::to_string(refusal.limit) + " seats of " +
                     (of_show ? "this show" : "all shows of this concert") + ", and has " +
                     std::to_string(refusal.have) + ". Nothing was changed.",
                 Extensions({{"limit", refusal.limit}, {"have", refusal.have}}) +
                     TextExtension("limitOf", of_show ? "show" : "concert"));
}

Response TooManyKeys(const domain::Refusal& refusal) {
  return Problem(ProblemCode::kTooManyKeys,
                 "Answers are kept for at most " + std::to_string(refusal.limit) +
                     " Idempotency-Keys of one user at a time. Nothing was changed.",
                 Extensions({{"limit", refusal.limit}}));
}

Response TooManyTokens(const domain::Refusal& refusal) {
  const auto wait = std::chrono::ceil<std::chrono::seconds>(refusal.retry_after);
  Response response =
      Problem(ProblemCode::kTooManyTokens,
              "This user has taken " + std::to_string(refusal.limit) +
                  " queue tokens in this waiting room within an hour. Nothing was changed.",
              Extensions({{"limit", refusal.limit}, {"retryAfterSeconds", wait.count()}}));
  response.AddHeader("Retry-After", std::to_string(wait.count()));
  return response;
}

Response TooManyHolds(const domain::Refusal& refusal) {
  return Problem(ProblemCode::kTooManyHolds,
                 "At most " + std::to_string(refusal.limit) +
                     " reservations can be made in one turn. Nothing was changed.",
                 Extensions({{"limit", refusal.limit}}));
}

Response AmountDiffers(const domain::Refusal& refusal, std::string_view currency) {
  return Problem(
      ProblemCode::kAmountDiffers,
      "The amount to pay is " + std::to_string(refusal.amount.minor) +
          ", which is not the expected amount. Nothing was changed.",
      Extensions({{"amount", refusal.amount.minor}}) + TextExtension("currency", currency));
}

Response BalanceInsufficient(const domain::Refusal& refusal, std::string_view currency) {
  const std::string extensions =
      Extensions({{"balance", refusal.balance.minor}, {"amount", refusal.amount.minor}}) +
      TextExtension("currency", currency);
  return Problem(ProblemCode::kInsufficientBalance,
                 "The balance is " + std::to_string(refusal.balance.minor) +
                     " and the amount to pay is " + std::to_string(refusal.amount.minor) +
                     ". The seats stay held until the hold ends.",
                 extensions);
}

Response BalanceLimit(const domain::Refusal& refusal, std::string_view currency) {
  return Problem(
      ProblemCode::kBalanceLimit,
      "The balance would be more than " + std::to_string(refusal.limit) + ". Nothing was added.",
      Extensions({{"limit", refusal.limit}}) + TextExtension("currency", currency));
}

Response AlreadyPaid(const domain::Refusal& refusal, std::string_view currency) {
  std::string extensions = ",\"payment\":";
  JsonWriter json(extensions);
  json.BeginObject();
  json.Key("paymentId").String(refusal.payment.uuid.ToString());
  json.Key("reservationId").String(refusal.reservation.uuid.ToString());
  json.Key("bookingNumber").String(base::BookingText(base::BookingNumberOf(refusal.reservation)));
  json.Key("amount").Integer(refusal.amount.minor);
  json.Key("currency").String(currency);
  json.Key("paidAt").String(base::FormatRfc3339(refusal.paid_at));
  json.EndObject();
  return Problem(ProblemCode::kAlreadyPaid, "The reservation is already paid. Nothing was changed.",
                 extensions);
}

// Names the reservation that is refused, of a payment of several.
std::string WhichReservation(const domain::Refusal& refusal) {
  if (refusal.reservation.uuid.IsNil()) return {};
  return TextExtension("reservationId", refusal.reservation.uuid.ToString());
}

Response ReservationUnknown(const domain::Refusal& refusal, const RefusedCall& call) {
  // What is read is also looked for in the tables; what is to be changed is not.
  std::string text = IsOperators(call) ? "There is no reservation with this id"
                                       : "The buyer has no reservation with this id";
  text += call.reads ? "." : ", or it ended without payment more than a day ago.";
  return Problem(ProblemCode::kReservationNotFound, text, WhichReservation(refusal));
}

// A sentence for the buyer, or for the operator whose release came too late.
std::string_view WhyCancelled(const domain::Refusal& refusal, const RefusedCall& call) {
  if (IsOperators(call)) {
    return "The reservation is already cancelled and its seats are free. Nothing was changed.";
  }
  return refusal.end_reason == domain::EndReason::kCancelledByOperator
             ? "The operator released the seats of this reservation."
             : "The reservation was cancelled.";
}

Response Cancelled(const domain::Refusal& refusal, const RefusedCall& call) {
  std::string extensions = WhichReservation(refusal);
  if (refusal.end_reason != domain::EndReason::kNone) {
    extensions += TextExtension("endedBecause", WordOf(refusal.end_reason));
  }
  return Problem(ProblemCode::kReservationCancelled, WhyCancelled(refusal, call), extensions);
}

// The opening of the room or of a sale, in the member `name`.
std::string OpensAt(const domain::Refusal& refusal, std::string_view name = "opensAt") {
  if (refusal.opens_at == domain::Time{}) return {};
  return TextExtension(name, base::FormatRfc3339(refusal.opens_at));
}

// The position is absent in the lobby of a draw.
Response Waiting(const domain::Refusal& refusal) {
  std::string extensions;
  if (refusal.position > 0) extensions = Extensions({{"position", refusal.position}});
  if (refusal.poll_after.count() > 0) {
    extensions += Extensions({{"pollAfterSeconds", refusal.poll_after.count()}});
  }
  return Problem(ProblemCode::kQueueTokenWaiting, "The token is still waiting for its turn.",
                 extensions);
}

Response Expired(const domain::Refusal& refusal) {
  std::string extensions;
  if (refusal.expiry_reason != domain::ExpiryReason::kNone) {
    extensions = TextExtension("expiredBecause", WordOf(refusal.expiry_reason));
  }
  return Problem(ProblemCode::kQueueTokenExpired, "The token's turn is over.", extensions);
}

Response WrongRoom(const domain::Refusal& refusal) {
  std::string extensions = WhichReservation(refusal);
  if (!refusal.room.empty()) extensions += TextExtension("roomId", refusal.room);
  return Problem(ProblemCode::kQueueTokenWrongRoom, "The token is for another waiting room.",
                 extensions);
}

Response RoomNotOpen(const domain::Refusal& refusal) {
  std::string extensions;
  if (refusal.room_state) extensions = TextExtension("state", WordOf(*refusal.room_state));
  return Problem(ProblemCode::kRoomNotOpen, "The waiting room is not open now.",
                 extensions + OpensAt(refusal));
}

Response PresaleGroupRequired(const domain::Refusal& refusal) {
  const auto left = std::chrono::ceil<std::chrono::seconds>(refusal.retry_after);
  return Problem(ProblemCode::kPresaleGroupRequired,
                 "This is a presale for the group " + refusal.group + ". Nothing was changed.",
                 TextExtension("group", refusal.group) + OpensAt(refusal, "until") +
                     Extensions({{"remainingSeconds", left.count()}}));
}

}  // namespace

Response Problem(ProblemCode code, std::string_view detail, std::string_view extensions) {
  const ProblemInfo& info = InfoOf(code);
  Response response{.status = info.status, .content_type = kProblemJson};
  response.problem = static_cast<std::uint8_t>(static_cast<unsigned>(code) + 1);
  std::string& out = response.body;
  out.reserve(256 + detail.size() + extensions.size());
  out.append(kBeforeType).append("/problems/").append(info.name).append("\",\"title\":");
  base::AppendJsonString(out, info.english.title);
  out.append(",\"status\":").append(std::to_string(info.status)).append(",\"detail\":");
  base::AppendJsonString(out, detail);
  out.append(",\"instance\":\"urn:uuid:");
  response.instance_at = out.size();
  out.append(FreshUuid()).append("\",\"code\":\"").append(info.name).push_back('"');
  out.append(extensions);
  if (info.retry_after_seconds != 0) {
    out.append(",\"retryAfterSeconds\":").append(std::to_string(info.retry_after_seconds));
  }
  out.push_back('}');
  response.AddHeader("Cache-Control", "no-store");
  if (info.retry_after_seconds != 0) {
    response.AddHeader("Retry-After", std::to_string(info.retry_after_seconds));
  }
  return response;
}

Response Problem(const domain::Refusal& refusal, std::string_view currency,
                 const RefusedCall& call) {
  using enum ProblemCode;
  switch (refusal.code) {
    case RefusalCode::kIdempotencyKeyReused:
      return Problem(kIdempotencyKeyReused,
                     "This Idempotency-Key was used before with another request.");
    case RefusalCode::kTooManyKeys:
      return TooManyKeys(refusal);
    case RefusalCode::kTokenInvalid:
      return Problem(kQueueTokenInvalid, "This token belongs to no queue of this server.");
    case RefusalCode::kTokenWaiting:
      return Waiting(refusal);
    case RefusalCode::kTokenExpired:
      return Expired(refusal);
    case RefusalCode::kTokenWrongRoom:
      return WrongRoom(refusal);
    case RefusalCode::kOtherUser:
      return Problem(kOtherUser, "The queue token belongs to another user than the path names.");
    case RefusalCode::kRoomNotOpen:
      return RoomNotOpen(refusal);
    case RefusalCode::kRoomFull:
      return Problem(kRoomFull, "The waiting room is full.");
    case RefusalCode::kTooManyTokens:
      return TooManyTokens(refusal);
    case RefusalCode::kRoomUnknown:
      return Problem(kRoomNotFound, "No waiting room has this name.");
    case RefusalCode::kRoomInUse:
      return Problem(kRoomInUse, "Buyers wait for this room. Nothing was changed.");
    case RefusalCode::kDrawUnknown:
      return Problem(kDrawNotFound, "This waiting room has no draw.");
    case RefusalCode::kDrawCommitted:
      return Problem(kDrawCommitted,
                     "The room's draw is announced and cannot be changed. Nothing was changed.");
    case RefusalCode::kDrawPending:
      return Problem(kDrawPending, "The order has not been drawn yet.", OpensAt(refusal));
    case RefusalCode::kPresaleGroupRequired:
      return PresaleGroupRequired(refusal);
    case RefusalCode::kChallengeRequired:  // the call that it refuses adds the challenge
      return Problem(kChallengeRequired, "Solve a challenge first. Nothing was changed.");
    case RefusalCode::kShowNotOnSale:
      return Problem(kNotOnSale, "The show is not on sale now.", OpensAt(refusal, "saleOpensAt"));
    case RefusalCode::kTurnEnding:
      return Problem(kTurnEnding,
                     "The time to choose seats is over; held seats can still be paid for.");
    case RefusalCode::kTooManyHolds:
      return TooManyHolds(refusal);
    case RefusalCode::kSeatUnknown:
      return SeatsUnknown(refusal, call);
    case RefusalCode::kTooManySeats:
      return TooManySeats(refusal);
    case RefusalCode::kAccessRequired:
      return Problem(kAccessRequired,
                     "These places are for buyers who need them. Nothing was changed.");
    case RefusalCode::kSeatUnavailable:
      return SeatsUnavailable(refusal, call);
    case RefusalCode::kBestUnavailable:
      return BestUnavailable(refusal);
    case RefusalCode::kLeavesSingleSeat:
      return LeavesSingleSeat(refusal);
    case RefusalCode::kReservationUnknown:
      return ReservationUnknown(refusal, call);
    case RefusalCode::kReservationPaid:
      return AlreadyPaid(refusal, currency);
    case RefusalCode::kReservationCancelled:
      return Cancelled(refusal, call);
    case RefusalCode::kHoldExpired:
      return Problem(kHoldExpired, "The hold has ended and its seats are free again.",
                     WhichReservation(refusal));
    case RefusalCode::kAmountDiffers:
      return AmountDiffers(refusal, currency);
    case RefusalCode::kBalanceInsufficient:
      return BalanceInsufficient(refusal, currency);
    case RefusalCode::kBalanceLimit:
      return BalanceLimit(refusal, currency);
    case RefusalCode::kScopeExceeded:
      return Problem(kScopeExceeded,
                     "The caller's key lacks a scope that the call would give. Nothing was "
                     "changed.");
    case RefusalCode::kAccessKeyUnknown:
      return Problem(kAccessKeyNotFound, "No access key has this id.");
    case RefusalCode::kAccessKeyEnded:
      return Problem(kAccessKeyEnded, "The access key has ended. Nothing was changed.");
    case RefusalCode::kRotationConflict:
      return RotationConflict(refusal);
    case RefusalCode::kLastOwnerKey:
      return Problem(
          kLastOwnerKey,
          "No other key without an end has the scope `keys:write`. Nothing was changed.");
    case RefusalCode::kTooManyAccessKeys:
      return Problem(kTooManyAccessKeys,
                     "There are already " + std::to_string(refusal.limit) +
                         " access keys. Nothing was changed.",
                     Extensions({{"limit", refusal.limit}}));
    case RefusalCode::kUndoConflict:
      return UndoConflict(refusal);
    // By chance, once in 10^10 calls; and of a command that calls do not make.
    case RefusalCode::kAccessKeyExists:
    case RefusalCode::kOwnerKeyExists:
      return Problem(kUnavailable, "The access key could not be made. Nothing was changed.");
  }
  ONSALE_ASSERT(!"a refusal outside the enumeration");
}

Response QuotaExceeded(std::string_view call_class, std::int64_t retry_after_seconds) {
  Response response = Problem(ProblemCode::kQuotaExceeded,
                              std::string("The caller has made too many calls of the class `")
                                  .append(call_class)
                                  .append("`. This call was not carried out."),
                              Extensions({{"retryAfterSeconds", retry_after_seconds}}));
  response.AddHeader("Retry-After", std::to_string(retry_after_seconds));
  return response;
}

void SetBasePath(Response& problem, std::string_view base_path) {
  problem.body.insert(kBeforeType.size(), base_path);
  problem.instance_at += base_path.size();
}

void SetInstance(Response& problem, std::string_view traceparent) {
  ONSALE_ASSERT(problem.instance_at != 0);
  std::string_view trace_id = TraceId(traceparent);
  if (trace_id.empty()) return;
  std::size_t at = problem.instance_at;
  for (const std::size_t length : {8U, 4U, 4U, 4U, 12U}) {
    problem.body.replace(at, length, trace_id.substr(0, length));
    trace_id.remove_prefix(length);
    at += length + 1;  // after it, a hyphen or the closing quote
  }
}

std::string_view InstanceOf(const Response& response) {
  constexpr std::size_t kUuidLength = 36;
  if (response.instance_at == 0) return {};
  return std::string_view(response.body).substr(response.instance_at, kUuidLength);
}

}  // namespace onsale::http
