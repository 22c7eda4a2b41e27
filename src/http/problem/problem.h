// Error responses: RFC 9457 problem documents, and a page that explains each code.
//
// Shape:    there is one table of codes: status, title, and an explanation in English and Korean.
//           The member `type` is `/problems/<code>`, the URL of that explanation, after the base
//           path if the server has one. Not relative to the request's path: clients compare it.
// Source:   RFC 9457.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "domain/called_by.h"
#include "domain/refusal.h"
#include "http/pages/html_page.h"
#include "http/response.h"

namespace onsale::http {

enum class ProblemCode : std::uint8_t {
  // Codes of malformed requests.
  kMalformedRequest,       // 400
  kHeadersTooLarge,        // 431
  kUriTooLong,             // 414
  kPayloadTooLarge,        // 413
  kRequestTimeout,         // 408
  kMisdirectedRequest,     // 421
  kUnsupportedMediaType,   // 415
  kNotFound,               // 404
  kMethodNotAllowed,       // 405
  kVersionNotSupported,    // 505
  kMalformedJson,          // 400
  kInvalidMember,          // 400, with `member`
  kInvalidParameter,       // 400, with `parameter`
  kIdempotencyKeyInvalid,  // 400
  kIdempotencyKeyReused,   // 422
  kTooManyKeys,            // 429, with `limit`
  // Codes of the queue check; all have status 400.
  kQueueTokenRequired,
  kQueueTokenInvalid,
  kQueueTokenWaiting,    // with `position` except in a lobby, `pollAfterSeconds`
  kQueueTokenExpired,    // with `expiredBecause`
  kQueueTokenWrongRoom,  // with `roomId`
  // Codes of calls for a user.
  kOtherUser,           // 403: the call names another user than the caller is
  kBuyerTokenRequired,  // 401
  kBuyerTokenInvalid,   // 401, with `reason`
  // Codes of the operator's calls.
  kAccessKeyRequired,  // 401
  kAccessKeyInvalid,   // 401
  kScopeRequired,      // 403, with `scope`
  kAuditRunning,       // 503, Retry-After
  kTokenKeysRefused,   // 409
  kCatalogueRefused,   // 422, with `mistakes`, `moreMistakes`
  // Codes of refusals by the business rules.
  kRoomNotOpen,           // 409, with `state`, `opensAt` if that is known
  kRoomFull,              // 503, Retry-After
  kTooManyTokens,         // 429, with `limit`, Retry-After
  kRoomNotFound,          // 404
  kRoomInUse,             // 409
  kDrawNotFound,          // 404
  kDrawCommitted,         // 409
  kDrawPending,           // 409, with `opensAt` if that is known
  kPresaleGroupRequired,  // 403, with `group`, `until`, `remainingSeconds`
  kChallengeRequired,     // 403, with `challenge`
  kConcertNotFound,       // 404
  kShowNotFound,          // 404
  kNotOnSale,             // 409, with `saleOpensAt` if that is to come
  kTurnEnding,            // 409
  kTooManyHolds,          // 409, with `limit`
  kSeatUnknown,           // 422, with `unknownSeats`
  kTooManySeats,          // 409, with `limit`
  kAccessRequired,        // 403
  kSeatUnavailable,       // 409, with `unavailableSeats`; of buyers `mine`, `nearest` if any
  kBestUnavailable,       // 409, with `largestTogether`
  kLeavesSingleSeat,      // 409, with `singleSeats`, `alternative`
  kReservationNotFound,   // 404
  kAlreadyPaid,           // 409
  kReservationCancelled,  // 409
  kHoldExpired,           // 409
  kAmountDiffers,         // 409, with `amount`
  kInsufficientBalance,   // 402, with `balance` and `amount`
  kBalanceLimit,          // 409, with `limit`
  kScopeExceeded,         // 403
  kAccessKeyNotFound,     // 404
  kAccessKeyEnded,        // 409
  kRotationConflict,      // 409, with `formerEndsAt`
  kLastOwnerKey,          // 409
  kTooManyAccessKeys,     // 409, with `limit`
  kActionNotFound,        // 404
  kActionNotUndoable,     // 409
  kUndoConflict,          // 409, with `differs`, of seats `unavailableSeats`
  // Codes of the server's own limits and failures.
  kQuotaExceeded,   // 429, Retry-After
  kOverloaded,      // 503, Retry-After
  kUnavailable,     // 503, Retry-After
  kDataDamaged,     // 500: stored data is unreadable; nothing was changed
  kOutcomeUnknown,  // 500: may have taken effect; retry with the same Idempotency-Key
};

// The explanation of a problem code in one language.
struct ProblemText {
  std::string_view title;
  std::string_view happened;  // what has happened
  std::string_view advice;    // what the client should do
};

struct ProblemInfo {
  ProblemCode code;
  std::string_view name;  // e.g. `seat-unavailable`: the member `code`, the end of `type`
  unsigned status;
  ProblemText english;  // its title is also in the document
  ProblemText korean;
  // The header Retry-After and the member `retryAfterSeconds`; 0 omits them.
  unsigned retry_after_seconds = 0;
};

// The table: every code once, in the order of ProblemCode.
std::span<const ProblemInfo> AllProblems();
const ProblemInfo& InfoOf(ProblemCode code);

// A problem document with `Cache-Control: no-store`. Its `instance` is `urn:uuid:` and a new id.
// `extensions` is empty, or complete members, each with a leading comma:
// `,"balance":10,"amount":20`.
Response Problem(ProblemCode code, std::string_view detail, std::string_view extensions = {});

// The call that was refused, as far as the words depend on it.
struct RefusedCall {
  // An operator is not addressed as a buyer, and nothing is the operator's own.
  domain::CalledBy by = domain::CalledBy::kBuyer;
  bool reads = false;  // of a read the text does not say that nothing was changed
};

// The problem of a refusal, with a detail sentence and extensions.
Response Problem(const domain::Refusal& refusal, std::string_view currency,
                 const RefusedCall& call = {});

// The problem of a call beyond its caller's limit for calls of this class.
Response QuotaExceeded(std::string_view call_class, std::int64_t retry_after_seconds);

// Puts the base path (options.h) before the path in the problem's `type`. Requires: `problem` was
// made by Problem, and this was not done before.
void SetBasePath(Response& problem, std::string_view base_path);

// Makes the trace id of a well-formed traceparent the problem's instance. Requires: `problem` was
// made by Problem.
void SetInstance(Response& problem, std::string_view traceparent);

// The UUID of the problem's instance, a view of its body; empty if the response is not a problem.
std::string_view InstanceOf(const Response& response);

// All codes as JSON, for front ends that show their texts: `{"problems": [...]}`. The member `type`
// of each begins with the base path; `operations` are the ids of the calls that can answer it.
std::string ProblemList(std::string_view base_path);

// The HTML page that lists all codes by group, each with a link to its own page.
std::string ProblemIndex(const PageReader& reader);

// Whether there is a code with this name.
bool IsProblemCode(std::string_view code);

// The HTML page of one code, in the reader's language first. Requires: IsProblemCode.
std::string ProblemPage(std::string_view code, const PageReader& reader);

// The 404 for a code that does not exist: a page if the reader prefers HTML, else a problem
// document.
Response UnknownProblem(const PageReader& reader);

}  // namespace onsale::http
