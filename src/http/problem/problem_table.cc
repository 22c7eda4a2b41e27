#include "base/assert.h"
#include "http/problem/problem.h"

namespace onsale::http {
namespace {

using enum ProblemCode;

// All problem codes, in the order of ProblemCode, which a test checks. Names are public: never
// change one.
constexpr ProblemInfo kTable[] = {
    {kMalformedRequest,
     "malformed-request",
     400,
     {"Malformed request",
      "The bytes received are not a request that this server accepts: a header is missing, "
      "repeated or malformed, or the length of the body is ambiguous. `detail` names the reason.",
      "Send HTTP/1.1 with one `Host` header and, with a body, either one `Content-Length` or "
      "`Transfer-Encoding: chunked`. Any common HTTP library does this."},
     {"잘못된 요청",
      "올바른 HTTP 요청이 아닙니다. 필수 헤더가 없거나 중복되었거나, 본문 길이가 분명하지 "
      "않습니다. 구체적인 이유는 `detail`에 있습니다.",
      "HTTP/1.1로 보내고, `Host` 헤더 하나를 넣어 주세요. 본문이 있으면 `Content-Length` 하나 또는 "
      "`Transfer-Encoding: chunked`를 넣습니다. 일반적인 HTTP 라이브러리는 모두 이렇게 보냅니다."}},
    {kHeadersTooLarge,
     "headers-too-large",
     431,
     {"Headers too large", "The request line and headers are larger than 8 KiB.",
      "Send fewer or shorter headers; the API needs no cookies."},
     {"헤더 크기 초과", "요청 줄과 헤더가 8KiB를 넘었습니다.",
      "헤더의 수나 길이를 줄여 주세요. 쿠키는 필요하지 않습니다."}},
    {kUriTooLong,
     "uri-too-long",
     414,
     {"URI too long", "The path and query of the request are longer than 4 KiB.",
      "Shorten the query. No call of this API needs a long one."},
     {"주소 길이 초과", "요청 주소의 경로와 쿼리가 4KiB를 넘었습니다.",
      "쿼리를 줄여 주세요. 이 API에는 긴 주소가 필요하지 않습니다."}},
    {kPayloadTooLarge,
     "payload-too-large",
     413,
     {"Body too large",
      "The body of the request is larger than 16 KiB, or its chunks are too small and too many.",
      "Send only the members that the call describes, and larger chunks."},
     {"본문 크기 초과", "요청 본문이 16KiB를 넘었거나, 너무 잘게 나뉘어 왔습니다.",
      "API 설명에 있는 항목만 보내고, 나누어 보낼 때는 더 큰 단위로 보내 주세요."}},
    {kRequestTimeout,
     "request-timeout",
     408,
     {"Request timeout", "The request did not arrive completely in time.",
      "Check the network and send the request again."},
     {"요청 시간 초과", "요청이 제한 시간 안에 모두 도착하지 않았습니다.",
      "네트워크 상태를 확인하고 다시 보내 주세요."}},
    {kMisdirectedRequest,
     "misdirected-request",
     421,
     {"Misdirected request", "The server does not answer for the host that the request names.",
      "Use the address that the operator has published. Operators allow a host with `--host NAME`; "
      "otherwise only loopback names and the listening address are allowed."},
     {"이 서버의 주소가 아님", "요청에 적힌 호스트는 이 서버가 응답하는 호스트가 아닙니다.",
      "운영자가 안내한 주소를 사용해 주세요. 운영자는 `--host NAME`으로 호스트를 추가할 수 있으며, "
      "추가하지 않으면 루프백 이름과 수신 주소만 허용됩니다."}},
    {kUnsupportedMediaType,
     "unsupported-media-type",
     415,
     {"Unsupported media type", "The body is not declared to be JSON.",
      "Send the header `Content-Type: application/json`."},
     {"지원하지 않는 형식", "`Content-Type`이 JSON이 아닙니다.",
      "`Content-Type: application/json` 헤더를 보내 주세요."}},
    {kNotFound,
     "not-found",
     404,
     {"Not found", "There is nothing at this path.",
      "Compare the path with the API description at `/openapi.json`."},
     {"주소를 찾을 수 없음", "요청한 주소를 찾을 수 없습니다.",
      "`/openapi.json`의 API 설명과 주소를 비교해 주세요."}},
    {kMethodNotAllowed,
     "method-not-allowed",
     405,
     {"Method not allowed", "The path exists, but does not support this method.",
      "Use one of the methods that the header `Allow` lists."},
     {"허용되지 않는 메서드", "이 주소에서 지원하지 않는 메서드입니다.",
      "`Allow` 헤더에 있는 메서드를 사용해 주세요."}},
    {kVersionNotSupported,
     "version-not-supported",
     505,
     {"HTTP version not supported",
      "The request uses a version of HTTP that the server does not support.", "Use HTTP/1.1."},
     {"지원하지 않는 HTTP 버전", "서버가 지원하지 않는 HTTP 버전입니다.",
      "HTTP/1.1을 사용해 주세요."}},
    {kMalformedJson,
     "malformed-json",
     400,
     {"Malformed JSON", "The body is not a single well-formed JSON text in UTF-8.",
      "Let a JSON library write the body, and send nothing before or after it."},
     {"잘못된 JSON", "본문이 UTF-8로 된 올바른 JSON이 아닙니다.",
      "JSON 라이브러리로 본문을 만들고, 앞뒤에 다른 내용을 붙이지 마세요."}},
    {kInvalidMember,
     "invalid-member",
     400,
     {"Invalid member",
      "A member of the body is missing, unknown, repeated or out of range. `member` names it, as a "
      "JSON pointer.",
      "Correct that member as `detail` says."},
     {"잘못된 항목",
      "본문의 항목이 없거나, 알 수 없거나, 중복되었거나, 범위를 벗어났습니다. 어느 항목인지는 "
      "`member`에 JSON 포인터로 있습니다.",
      "`detail`의 설명대로 그 항목을 고쳐 주세요."}},
    {kInvalidParameter,
     "invalid-parameter",
     400,
     {"Invalid parameter",
      "A parameter of the path or of the query is unknown, repeated or has an invalid value. "
      "`parameter` names it.",
      "Correct that parameter or leave it out. A cursor must be sent back exactly as it was "
      "received."},
     {"잘못된 파라미터",
      "경로나 쿼리의 파라미터를 알 수 없거나, 중복되었거나, 값이 올바르지 않습니다. 파라미터 "
      "이름은 `parameter`에 있습니다.",
      "해당 파라미터를 고치거나 빼 주세요. 커서는 받은 그대로 보내야 합니다."}},
    {kIdempotencyKeyInvalid,
     "idempotency-key-invalid",
     400,
     {"Invalid Idempotency-Key",
      "The header `Idempotency-Key` is not 1 to 255 visible ASCII characters, bare or in quotes.",
      "Send a fresh UUID as the key, and the same key with each retry of the same request."},
     {"잘못된 Idempotency-Key",
      "`Idempotency-Key` 헤더는 공백을 제외한 출력 가능한 ASCII 문자 1~255자여야 합니다. 따옴표로 "
      "감싸도 됩니다.",
      "새 UUID를 키로 보내고, 같은 요청을 다시 보낼 때는 같은 키를 사용해 주세요."}},
    {kIdempotencyKeyReused,
     "idempotency-key-reused",
     422,
     {"Idempotency-Key reused",
      "This key was used before with another request. A key is stored for 24 hours.",
      "Use a new key for a new request; only an exact retry may use the old one."},
     {"Idempotency-Key 재사용", "이미 다른 요청에 사용한 키입니다. 키는 24시간 동안 보관됩니다.",
      "새 요청에는 새 키를 사용해 주세요. 같은 키는 완전히 같은 요청을 다시 보낼 때만 쓸 수 "
      "있습니다."}},
    {kTooManyKeys,
     "too-many-idempotency-keys",
     429,
     {"Too many idempotency keys",
      "The answer to every change with an `Idempotency-Key` is stored for a day, for at most "
      "`limit` keys of one user. Nothing was changed.",
      "Send the request again later, with the same key: each key is free 24 hours after its "
      "change. "
      "No buyer makes so many changes by hand, so look for a loop, for many buyers under one user "
      "id, or for a retry that takes a new key. A client that always sends a key has no other way; "
      "without a key the request is accepted, but a retry may make the change twice."},
     {"멱등 키 개수 초과",
      "`Idempotency-Key`마다 응답을 하루 동안 보관하며, 사용자 한 명의 키는 `limit`개까지 "
      "보관합니다. 변경된 내용은 없습니다.",
      "나중에 같은 키로 다시 보내 주세요. 각 키는 변경 후 24시간이 지나면 풀립니다. 한 사람이 직접 "
      "하기에는 너무 많은 변경이므로, 반복 호출, 여러 구매자가 함께 쓰는 사용자 ID, 다시 보낼 때 "
      "새 "
      "키를 쓰는 코드가 없는지 확인해 주세요. 항상 키를 보내는 클라이언트에는 다른 방법이 "
      "없습니다. "
      "키 없이도 요청할 수 있지만, 다시 보내면 두 번 처리될 수 있습니다."}},
    {kQueueTokenRequired,
     "queue-token-required",
     400,
     {"Queue token required",
      "This call needs a queue token, but no `Queue-Token` header was sent.",
      "Get a token with `POST /v1/queue/tokens` and send it in the header `Queue-Token`."},
     {"대기열 토큰 필요", "대기열 토큰이 필요한 API입니다. `Queue-Token` 헤더가 없습니다.",
      "`POST /v1/queue/tokens`로 토큰을 받아 `Queue-Token` 헤더에 넣어 주세요."}},
    {kQueueTokenInvalid,
     "queue-token-invalid",
     400,
     {"Invalid queue token",
      "The queue token was not issued by this server, or it was changed on the way.",
      "Send the token exactly as it was received, or get a new one with `POST /v1/queue/tokens`."},
     {"잘못된 대기열 토큰", "이 서버가 발급하지 않았거나 전송 중에 바뀐 토큰입니다.",
      "토큰을 받은 그대로 보내거나 `POST /v1/queue/tokens`로 새로 받아 주세요."}},
    {kQueueTokenWaiting,
     "queue-token-waiting",
     400,
     {"Not your turn yet", "The token is valid, but its turn has not begun.",
      "Call `GET /v1/queue/tokens/me` every `pollAfterSeconds` until the status is `ACTIVE`."},
     {"대기 중", "유효한 토큰이지만 아직 입장할 차례가 아닙니다.",
      "상태가 `ACTIVE`가 될 때까지 `pollAfterSeconds` 간격으로 `GET /v1/queue/tokens/me`를 호출해 "
      "주세요."}},
    {kQueueTokenExpired,
     "queue-token-expired",
     400,
     {"Your turn has ended",
      "The turn of this token has ended: its time is over, the buyer left the queue, or has paid. "
      "The token still reads reservations for 24 hours after the end.",
      "To buy again, get a new token with `POST /v1/queue/tokens`."},
     {"입장 시간 종료",
      "입장 시간이 끝났거나, 대기열에서 나갔거나, 결제를 마친 토큰입니다. 예매 내역은 종료 후 "
      "24시간 동안 이 토큰으로 계속 조회할 수 있습니다.",
      "다시 예매하려면 `POST /v1/queue/tokens`로 새 토큰을 받아 주세요."}},
    {kQueueTokenWrongRoom,
     "queue-token-wrong-room",
     400,
     {"Token of another room",
      "The token is for another waiting room than the one of this concert, which `roomId` names.",
      "Get a token with this concert's `concertId` in `POST /v1/queue/tokens`."},
     {"다른 대기실의 토큰",
      "이 공연의 대기실이 아닌 다른 대기실의 토큰입니다. 필요한 대기실은 "
      "`roomId`에 있습니다.",
      "`POST /v1/queue/tokens`에 이 공연의 `concertId`를 넣어 토큰을 받아 주세요."}},
    {kOtherUser,
     "other-user",
     403,
     {"Another user",
      "The queue token or buyer token belongs to another user than the one that the call names.",
      "Name the user of the token, or read with `GET /v1/reservations`, which needs no name."},
     {"다른 사용자", "요청의 사용자와 대기열 토큰 또는 구매자 토큰의 사용자가 다릅니다.",
      "토큰을 발급받은 사용자의 ID를 쓰거나, ID가 필요 없는 `GET /v1/reservations`로 조회해 "
      "주세요."}},
    {kBuyerTokenRequired,
     "buyer-token-required",
     401,
     {"Buyer token required",
      "This server accepts only buyers whom the shop has signed; no buyer token was sent, or not "
      "as a bearer token.",
      "Get a token from the shop and send it as `Authorization: Bearer TOKEN`."},
     {"구매자 토큰 필요",
      "판매 서비스가 서명한 구매자 토큰이 필요한 서버입니다. 토큰이 없거나 Bearer 형식이 아닙니다.",
      "판매 서비스에서 토큰을 받아 `Authorization: Bearer TOKEN` 헤더로 보내 주세요."}},
    {kBuyerTokenInvalid,
     "buyer-token-invalid",
     401,
     {"Invalid buyer token", "The buyer token was not accepted; `reason` and `detail` say why.",
      "If `reason` is `expired`, get a new token from the shop; if it is `unknown-key`, send the "
      "call "
      "again after the time in `Retry-After`. Otherwise correct what the shop signs."},
     {"잘못된 구매자 토큰",
      "구매자 토큰을 사용할 수 없습니다. 이유는 `reason`과 `detail`에 있습니다.",
      "`reason`이 `expired`이면 판매 서비스에서 새 토큰을 받고, `unknown-key`이면 `Retry-After`에 "
      "적힌 시간이 지난 뒤 다시 보내 주세요. 그 밖에는 판매 서비스가 "
      "서명하는 "
      "내용을 고쳐야 합니다."}},
    {kOperatorKeyRequired,
     "operator-key-required",
     401,
     {"Operator key required",
      "This call is for the operator of the sale; no key was sent, or not as a bearer key.",
      "Send the header `Authorization: Bearer KEY` with the key from the server's operator key "
      "file."},
     {"운영자 키 필요", "운영자 전용 API입니다. 키가 없거나 Bearer 형식이 아닙니다.",
      "서버의 운영자 키 파일에 있는 키를 `Authorization: Bearer KEY` 헤더로 보내 주세요."}},
    {kOperatorKeyInvalid,
     "operator-key-invalid",
     401,
     {"Invalid operator key", "The key that was sent is not this server's operator key.",
      "Compare it with the server's operator key file; the server reads that file when it starts."},
     {"잘못된 운영자 키", "보낸 키가 이 서버의 운영자 키와 다릅니다.",
      "서버의 운영자 키 파일과 비교해 주세요. 서버는 시작할 때 그 파일을 읽습니다."}},
    {kAuditRunning,
     "audit-running",
     503,
     {"Audit running", "Another audit is running; only one can run at a time.",
      "Send the request again after the time in `Retry-After`."},
     {"검증 진행 중", "이미 검증이 진행 중입니다. 검증은 한 번에 하나만 할 수 있습니다.",
      "`Retry-After`에 적힌 시간이 지난 뒤 다시 요청해 주세요."},
     5},
    {kTokenKeysRefused,
     "token-keys-refused",
     409,
     {"Token keys rejected",
      "The server has read its token key file again and rejected the content. The previous keys "
      "stay in use, and no token became invalid.",
      "Read the reason in the server's log, correct the file and send the call again."},
     {"토큰 키 교체 거부",
      "서버가 토큰 키 파일을 다시 읽었지만 내용이 올바르지 않아 적용하지 않았습니다. 이전 키를 "
      "계속 사용하며, 무효가 된 토큰은 없습니다.",
      "서버 로그에서 이유를 확인하고 파일을 고친 뒤 다시 호출해 주세요."}},
    {kRoomNotOpen,
     "room-not-open",
     409,
     {"Waiting room not open",
      "The waiting room issues no queue tokens now: it has not opened yet, or has closed, as "
      "`state` says. `opensAt` says when it opens, if the time is set.",
      "Try again at the announced opening of booking."},
     {"대기실이 열려 있지 않음",
      "대기실이 아직 열리지 않았거나 마감되었습니다. 어느 쪽인지는 `state`에, 정해진 오픈 시각은 "
      "`opensAt`에 있습니다.",
      "공지된 예매 오픈 시각에 다시 시도해 주세요."}},
    {kRoomFull,
     "room-full",
     503,
     {"Waiting room full",
      "The number of waiting buyers has reached the room's limit. No queue token was issued.",
      "Try again after the time in `Retry-After`."},
     {"대기 인원 초과", "대기 인원이 한도에 도달해 대기열에 들어가지 못했습니다.",
      "`Retry-After`에 적힌 시간이 지난 뒤 다시 시도해 주세요."},
     30},
    {kTooManyTokens,
     "too-many-queue-tokens",
     429,
     {"Too many queue tokens",
      "This user has taken `limit` queue tokens in this waiting room within an hour, and each of "
      "them has ended. Nothing was changed.",
      "Try again after the time in `Retry-After`."},
     {"대기열 참여 횟수 초과",
      "이 사용자는 한 시간 안에 이 대기실의 대기열에 `limit`번 들어갔고, 그때마다 대기열에서 "
      "나갔거나 입장 시간이 끝났습니다. 변경된 내용은 없습니다.",
      "`Retry-After`에 적힌 시간이 지난 뒤 다시 시도해 주세요."}},
    {kRoomNotFound,
     "room-not-found",
     404,
     {"Waiting room not found", "No waiting room has this name.",
      "Take the name from the member `roomId` of a queue token or from the catalogue."},
     {"대기실을 찾을 수 없음", "이 이름의 대기실이 없습니다.",
      "대기열 토큰의 `roomId` 값이나 카탈로그에 있는 이름을 사용해 주세요."}},
    {kRoomInUse,
     "room-in-use",
     409,
     {"Buyers are waiting", "The room cannot be scheduled while buyers wait for it.",
      "Admit them first: raise the capacity, or set the mode to `NO_QUEUE`, which admits everybody "
      "even if nothing is left to buy."},
     {"대기 중인 사람이 있음", "기다리는 사람이 있으면 오픈 시각을 예약할 수 없습니다.",
      "먼저 입장시켜 주세요. 동시 입장 인원을 늘리거나, 남은 좌석이 없어도 모두 입장시키는 "
      "`NO_QUEUE` "
      "방식으로 바꾸면 됩니다."}},
    {kDrawNotFound,
     "draw-not-found",
     404,
     {"No draw", "This waiting room has no draw: its order is the order of arrival.",
      "Read the room; its member `mode` says how it admits buyers."},
     {"추첨 없음", "이 대기실은 추첨 없이 도착한 순서대로 입장합니다.",
      "대기실 정보의 `mode` 값을 확인해 주세요."}},
    {kDrawCommitted,
     "draw-committed",
     409,
     {"Draw committed",
      "The draw of this room has been announced and cannot be cancelled or replaced.",
      "Open the room, which draws the order, and change the mode afterwards."},
     {"추첨이 이미 확정됨", "추첨이 공개되어 취소하거나 바꿀 수 없습니다.",
      "대기실을 열어 추첨을 마친 뒤에 방식을 바꿔 주세요."}},
    {kDrawPending,
     "draw-pending",
     409,
     {"Draw pending", "The order has not been drawn yet; the list is published with it.",
      "Try again when the room has opened; `opensAt` says when, if the time is set."},
     {"추첨 전", "아직 추첨하지 않았습니다. 명단은 추첨할 때 공개됩니다.",
      "대기실이 열린 뒤 다시 요청해 주세요. 시각이 정해졌으면 `opensAt`에 있습니다."}},
    {kPresaleGroupRequired,
     "presale-group-required",
     403,
     {"Presale",
      "Until `until`, only buyers of the group `group` may join this waiting room, or hold seats "
      "of "
      "this show. Nothing was changed.",
      "Try again at `until`. The shop states a buyer's groups in the buyer token; a queue token "
      "keeps those of its issue, so a buyer who is new in the group leaves the queue and joins "
      "again."},
     {"선예매 기간",
      "`until`까지는 `group`에 속한 구매자만 이 대기실에 들어오거나 이 회차의 좌석을 선점할 수 "
      "있습니다. 변경된 내용은 없습니다.",
      "`until`에 다시 시도해 주세요. 구매자의 그룹은 판매자가 구매자 토큰에 넣습니다. 대기열 "
      "토큰에는 발급 당시의 그룹이 유지되므로, 그룹에 새로 가입했다면 대기열에서 나갔다가 다시 "
      "들어와 주세요."}},
    {kConcertNotFound,
     "concert-not-found",
     404,
     {"Concert not found", "No concert has this id.",
      "Take the `concertId` from `GET /v1/concerts`."},
     {"공연을 찾을 수 없음", "이 ID의 공연이 없습니다.",
      "`GET /v1/concerts`에 있는 `concertId`를 사용해 주세요."}},
    {kShowNotFound,
     "show-not-found",
     404,
     {"Show not found", "No show has this id.",
      "Take the `showId` from `GET /v1/concerts/{concertId}/dates`."},
     {"회차를 찾을 수 없음", "이 ID의 회차가 없습니다.",
      "`GET /v1/concerts/{concertId}/dates`에 있는 `showId`를 사용해 주세요."}},
    {kNotOnSale,
     "not-on-sale",
     409,
     {"Not on sale",
      "Booking for this show has not opened yet, or has closed. `saleOpensAt` says when it opens, "
      "if it has not.",
      "Choose a show that `GET /v1/concerts/{concertId}/dates` lists."},
     {"예매 기간 아님",
      "예매가 아직 시작되지 않았거나 마감된 회차입니다. 아직 시작되지 않았으면 오픈 시각이 "
      "`saleOpensAt`에 있습니다.",
      "`GET /v1/concerts/{concertId}/dates`에 나오는 회차를 골라 주세요."}},
    {kTurnEnding,
     "turn-ending",
     409,
     {"Time to choose is over",
      "The time to choose seats is over. Held seats can still be paid for.",
      "Pay for the held seats, or get a new token for more."},
     {"좌석 선택 시간 종료",
      "좌석을 고를 시간이 끝났습니다. 선점한 좌석은 선점 시간 안에 결제할 수 있습니다.",
      "선점한 좌석을 결제해 주세요. 더 예매하려면 새 토큰을 받아 주세요."}},
    {kTooManyHolds,
     "too-many-holds",
     409,
     {"Too many holds",
      "This turn has made `limit` reservations, the most that one turn may make; those that ended "
      "count too. Nothing was changed.",
      "Pay for the held seats. For other seats, leave the queue and join it again."},
     {"좌석 선점 횟수 초과",
      "한 번 입장해서 할 수 있는 좌석 선점 횟수 `limit`을 모두 썼습니다. 이미 끝난 선점도 셉니다. "
      "변경된 내용은 없습니다.",
      "선점한 좌석을 결제해 주세요. 다른 좌석을 고르려면 대기열에서 나갔다가 다시 들어와 주세요."}},
    {kSeatUnknown,
     "seat-unknown",
     422,
     {"No such seat",
      "The show has no seat with one of these numbers. `unknownSeats` lists them. Nothing was "
      "changed.",
      "Take the numbers from `GET /v1/shows/{showId}/seats`."},
     {"없는 좌석",
      "이 회차에 없는 좌석 번호가 있습니다. 해당 좌석은 `unknownSeats`에 있습니다. 변경된 "
      "내용은 없습니다.",
      "`GET /v1/shows/{showId}/seats`에 있는 번호를 사용해 주세요."}},
    {kTooManySeats,
     "too-many-seats",
     409,
     {"Ticket limit exceeded",
      "With these seats the buyer would have more tickets than one person may have. `scope` says "
      "whether the limit is for this show or for all shows of the concert, `limit` is the maximum, "
      "and `have` how many the buyer has. If the shop names persons, all accounts of the person "
      "count. Nothing was changed.",
      "Choose fewer seats, or cancel held ones first."},
     {"매수 제한 초과",
      "1인당 예매 가능 매수를 넘습니다. `scope`는 한도가 이 회차에 적용되는지 공연의 모든 회차에 "
      "적용되는지, `limit`은 한도, `have`는 이미 보유한 매수입니다. 같은 사람의 여러 계정은 함께 "
      "셉니다. 변경된 내용은 없습니다.",
      "좌석 수를 줄이거나 선점한 좌석을 먼저 취소해 주세요."}},
    {kSeatUnavailable,
     "seat-unavailable",
     409,
     {"Seat already taken",
      "At least one of these seats is held or sold. `unavailableSeats` lists them. Nothing was "
      "changed.",
      "Read the seats again and choose others. Those in `mine` are the buyer's own, perhaps of an "
      "earlier request: `GET /v1/reservations` has their reservations. If all are, show the buyer "
      "the text `buyerOwn`. A held seat is free again when its hold ends unpaid."},
     {"이미 선택된 좌석",
      "이미 선점되었거나 판매된 좌석이 있습니다. 해당 좌석은 `unavailableSeats`에 있습니다. "
      "변경된 내용은 없습니다.",
      "좌석을 다시 조회해 다른 좌석을 골라 주세요. `mine`에 있는 좌석은 앞서 보낸 요청 등으로 "
      "본인이 "
      "선점했거나 구매한 좌석이며, `GET /v1/reservations`로 조회할 수 있습니다. 모두 본인의 "
      "좌석이면 "
      "구매자에게 `buyerOwn` 문구를 보여 주세요. 결제되지 않은 좌석은 선점 시간이 지나면 "
      "풀립니다."}},
    {kReservationNotFound,
     "reservation-not-found",
     404,
     {"Reservation not found", "The buyer has no reservation with this id.",
      "Take the id from the response that created the reservation, or from `GET "
      "/v1/reservations`."},
     {"예매 내역을 찾을 수 없음", "이 구매자에게 해당 ID의 예매 내역이 없습니다.",
      "선점할 때 받은 ID나 `GET /v1/reservations`에 있는 ID를 사용해 주세요."}},
    {kAlreadyPaid,
     "already-paid",
     409,
     {"Already paid",
      "The reservation is already paid, and the seats belong to the buyer. Nothing was changed.",
      "It can be neither paid again nor exchanged or cancelled. The payment is in `payment`: of "
      "several reservations, of the first that is paid, by id. "
      "`GET /v1/reservations` has the others. Read the seats with `GET "
      "/v1/reservations/{reservationId}`."},
     {"이미 결제됨", "이미 결제가 완료된 예매입니다. 변경된 내용은 없습니다.",
      "다시 결제하거나 좌석을 바꾸거나 취소할 수 없습니다. 결제 정보는 `payment`에 있습니다. "
      "예매가 여럿이면 ID 순서로 이미 결제된 첫 번째 것이고, "
      "나머지는 `GET /v1/reservations`로 조회할 수 있습니다. 좌석은 `GET "
      "/v1/reservations/{reservationId}`로 확인해 주세요."}},
    {kReservationCancelled,
     "reservation-cancelled",
     409,
     {"Reservation cancelled",
      "The reservation was cancelled and its seats are free again. Nothing was debited.",
      "Choose seats again."},
     {"취소된 선점", "선점이 취소되어 좌석이 풀렸습니다. 결제된 금액은 없습니다.",
      "좌석을 다시 선택해 주세요."}},
    {kHoldExpired,
     "hold-expired",
     409,
     {"Hold expired", "The time to pay is over and the seats are free again. Nothing was debited.",
      "Choose seats again; the same ones may still be free."},
     {"선점 시간 만료", "결제 시간이 지나 선점이 해제되었습니다. 결제된 금액은 없습니다.",
      "좌석을 다시 선택해 주세요. 같은 좌석이 남아 있을 수 있습니다."}},
    {kAmountDiffers,
     "amount-differs",
     409,
     {"Amount differs",
      "The amount to pay is `amount`, and not the `expectedAmount` of the request: the seats were "
      "exchanged since, or another reservation is named. Nothing was changed. The seats stay held.",
      "Read the reservations with `GET /v1/reservations`, show the buyer the new amount, and pay "
      "again with it once the buyer agrees."},
     {"결제 금액 불일치",
      "결제할 금액은 `amount`이며, 요청의 `expectedAmount`와 다릅니다. 그사이 좌석이 변경되었거나 "
      "다른 예매를 지정했습니다. 변경된 내용은 없으며 좌석 선점은 유지됩니다.",
      "`GET /v1/reservations`로 예매 내역을 조회해 구매자에게 새 금액을 보여 주고, 구매자가 "
      "동의하면 그 금액으로 다시 결제해 주세요."}},
    {kInsufficientBalance,
     "insufficient-balance",
     402,
     {"Insufficient balance", "The balance is smaller than the amount to pay. The seats stay held.",
      "Top up the balance with `POST /v1/users/{userId}/balance/top-ups` and pay before "
      "`heldUntil`."},
     {"잔액 부족", "잔액이 결제 금액보다 적습니다. 좌석 선점은 유지됩니다.",
      "`POST /v1/users/{userId}/balance/top-ups`로 충전한 뒤 `heldUntil` 전에 결제해 주세요."}},
    {kBalanceLimit,
     "balance-limit",
     409,
     {"Balance limit",
      "The top-up would raise the balance above its maximum, `limit`. Nothing was added.",
      "Top up a smaller amount."},
     {"잔액 한도 초과",
      "충전하면 잔액 한도를 넘습니다. 한도는 `limit`에 있습니다. 충전되지 않았습니다.",
      "더 적은 금액을 충전해 주세요."}},
    {kQuotaExceeded,
     "quota-exceeded",
     429,
     {"Quota exceeded",
      "The caller has made more calls of this kind than its limit allows: a caller is known by its "
      "buyer token or queue token or, without a valid one, by its address. This call was not "
      "carried out.",
      "Send it again after the time in `Retry-After`. Poll at the pace of `pollAfterSeconds`, and "
      "read `RateLimit` to learn how many calls are left."},
     {"호출 한도 초과",
      "이 종류의 호출이 한도를 넘었습니다. 한도는 구매자 토큰이나 대기열 토큰별로, 유효한 토큰이 "
      "없으면 IP "
      "주소별로 "
      "적용됩니다. 이 호출은 처리되지 않았습니다.",
      "`Retry-After`에 적힌 시간이 지난 뒤 다시 보내 주세요. 조회는 `pollAfterSeconds` 간격을 지켜 "
      "주세요. 남은 호출 수는 `RateLimit` 헤더에 있습니다."}},
    {kOverloaded,
     "overloaded",
     503,
     {"Overloaded",
      "More requests arrive than the server can process now. This request was not carried out.",
      "Send it again after the time in `Retry-After`, with the same `Idempotency-Key`."},
     {"일시적 과부하", "지금은 요청이 많아 이 요청을 처리하지 않았습니다. 변경된 내용은 없습니다.",
      "`Retry-After`에 적힌 시간이 지난 뒤 같은 `Idempotency-Key`로 다시 보내 주세요."},
     1},
    {kUnavailable,
     "unavailable",
     503,
     {"Unavailable", "The server cannot reach its data now. The request was not carried out.",
      "Send it again after the time in `Retry-After`, with the same `Idempotency-Key`."},
     {"일시적으로 사용할 수 없음",
      "서버가 지금 데이터에 접근할 수 없어 요청을 처리하지 않았습니다.",
      "`Retry-After`에 적힌 시간이 지난 뒤 같은 `Idempotency-Key`로 다시 보내 주세요."},
     2},
    {kDataDamaged,
     "data-damaged",
     500,
     {"Data damaged",
      "The stored data that this request has to read is damaged. Nothing was changed.",
      "Sending the request again does not help. Inform the operator: the server's log says what is "
      "damaged, and `onsale audit` checks everything."},
     {"데이터 손상", "이 요청이 읽어야 할 저장 데이터가 손상되어 있습니다. 변경된 내용은 없습니다.",
      "다시 보내도 해결되지 않습니다. 서버 운영자에게 알려 주세요. 손상된 곳은 서버 로그에 있고, "
      "`onsale audit`이 전체를 검사합니다."}},
    {kOutcomeUnknown,
     "outcome-unknown",
     500,
     {"Outcome unknown", "The server does not know now whether the request was carried out.",
      "Send the same request with the same `Idempotency-Key`: it takes effect at most once. "
      "Without a key, read the state first."},
     {"처리 결과를 알 수 없음", "요청이 처리되었는지 서버가 지금 확인할 수 없습니다.",
      "같은 `Idempotency-Key`로 같은 요청을 다시 보내 주세요. 중복 처리되지 않습니다. 키 없이 "
      "보냈다면 먼저 상태를 조회해 주세요."}},
};

}  // namespace

std::span<const ProblemInfo> AllProblems() {
  return kTable;
}

const ProblemInfo& InfoOf(ProblemCode code) {
  const auto index = static_cast<std::size_t>(code);
  ONSALE_ASSERT(index < std::size(kTable) && kTable[index].code == code);
  return kTable[index];
}

}  // namespace onsale::http
