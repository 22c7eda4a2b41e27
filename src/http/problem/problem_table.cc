#include "http/problem/problem_table.h"

#include <vector>

#include "base/assert.h"

namespace onsale::http {
namespace {

using enum ProblemCode;

// Of requests, tokens and keys. Names are public: never change one.
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
      "The body of the request is larger than 16 KiB, or its chunks are too small and too many. A "
      "catalogue may have 16 MiB.",
      "Send only the members that the call describes, and larger chunks; a large catalogue with "
      "its Content-Length, not in chunks."},
     {"본문 크기 초과",
      "요청 본문이 16KiB를 넘었거나, 너무 잘게 나뉘어 왔습니다. 카탈로그는 16MiB까지입니다.",
      "API 설명에 있는 항목만 보내고, 나누어 보낼 때는 더 큰 단위로 보내 주세요. 큰 카탈로그는 "
      "나누지 "
      "말고 Content-Length와 함께 보내 주세요."}},
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
     {"Unsupported media type", "The body is not declared to be JSON, or it is compressed.",
      "Send the header `Content-Type: application/json`, and the body as it is, without "
      "`Content-Encoding`."},
     {"지원하지 않는 형식", "`Content-Type`이 JSON이 아니거나 본문이 압축되어 있습니다.",
      "`Content-Type: application/json` 헤더를 보내고, 본문은 압축하지 말고 `Content-Encoding` "
      "없이 "
      "보내 주세요."}},
    {kNotFound,
     "not-found",
     404,
     {"Not found", "There is nothing at this path.",
      "Compare the path with the API description at `/docs`."},
     {"주소를 찾을 수 없음", "요청한 주소를 찾을 수 없습니다.",
      "`/docs`의 API 설명과 주소를 비교해 주세요."}},
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
      "A parameter of the path or of the query, or the header `Onsale-Reason`, is unknown, "
      "repeated, missing or has an invalid value. `parameter` names it.",
      "Correct it as `detail` says, or leave a parameter out. A cursor must be sent back exactly "
      "as "
      "it was received."},
     {"잘못된 파라미터",
      "경로나 쿼리의 파라미터 또는 `Onsale-Reason` 헤더가 없거나, 알 수 없거나, 중복되었거나, "
      "값이 올바르지 않습니다. 이름은 `parameter`에 있습니다.",
      "`detail`의 설명대로 고치거나 파라미터를 빼 주세요. 커서는 받은 그대로 보내야 합니다."}},
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
      "판매처가 서명한 구매자 토큰이 필요한 서버입니다. 토큰이 없거나 Bearer 형식이 아닙니다.",
      "판매처에서 토큰을 받아 `Authorization: Bearer TOKEN` 헤더로 보내 주세요."}},
    {kBuyerTokenInvalid,
     "buyer-token-invalid",
     401,
     {"Invalid buyer token", "The buyer token was not accepted; `reason` and `detail` say why.",
      "If `reason` is `expired`, get a new token from the shop; if it is `unknown-key`, send the "
      "call "
      "again after the time in `Retry-After`. Otherwise correct what the shop signs."},
     {"잘못된 구매자 토큰",
      "구매자 토큰을 사용할 수 없습니다. 이유는 `reason`과 `detail`에 있습니다.",
      "`reason`이 `expired`이면 판매처에서 새 토큰을 받고, `unknown-key`이면 `Retry-After`에 적힌 "
      "시간이 지난 뒤 다시 보내 주세요. 그 밖에는 판매처가 서명하는 내용을 고쳐야 합니다."}},
    {kAccessKeyRequired,
     "access-key-required",
     401,
     {"Access key required", "This call is for the shop or the operator, and needs an access key.",
      "Send the header `Authorization: Bearer KEY` with a key that has the scope of this call."},
     {"액세스 키 필요", "판매처나 운영자 전용 API이며 액세스 키가 필요합니다.",
      "이 API의 권한이 있는 키를 `Authorization: Bearer KEY` 헤더로 보내 주세요."}},
    {kAccessKeyInvalid,
     "access-key-invalid",
     401,
     {"Invalid access key", "The key is unknown, revoked, or has ended: see `detail`.",
      "Compare it with the key as it was shown, or ask for another."},
     {"잘못된 액세스 키",
      "등록되지 않았거나 폐기되었거나 만료된 키입니다. `detail`을 확인해 주세요.",
      "발급받을 때 표시된 키와 비교하거나 새 키를 요청해 주세요."}},
    {kScopeRequired,
     "scope-required",
     403,
     {"Scope required", "The access key is valid, but does not have the scope of this call.",
      "Use a key with the scope in the member `scope`; `onsale key add` makes one."},
     {"권한 부족", "액세스 키는 유효하지만 이 API에 필요한 권한이 없습니다.",
      "`scope`에 있는 권한을 가진 키를 사용해 주세요. `onsale key add`로 만들 수 있습니다."}},
    {kAuditRunning,
     "audit-running",
     503,
     {"Audit running",
      "Another audit or a search for an old booking number is running; only one can run at a time.",
      "Send the request again after the time in `Retry-After`."},
     {"검증 진행 중",
      "다른 검증이나 지난 예매번호 검색이 진행 중입니다. 한 번에 하나만 할 수 있습니다.",
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
    {kCatalogueRefused,
     "catalogue-refused",
     422,
     {"Catalogue refused",
      "The catalogue file has mistakes, or would take away what is held, sold or held back. "
      "Nothing "
      "of it was loaded.",
      "Correct what `mistakes` lists, each with its line and column in the file, and send the file "
      "again."},
     {"카탈로그 거부",
      "카탈로그 파일에 오류가 있거나, 선점·판매되었거나 판매를 보류한 좌석이 없어지는 내용입니다. "
      "파일의 어떤 내용도 적용하지 않았습니다.",
      "`mistakes`에 줄과 열 번호와 함께 적힌 내용을 고친 뒤 파일을 다시 보내 주세요."}},
};

}  // namespace

std::span<const ProblemInfo> AllProblems() {
  static const std::vector<ProblemInfo> all = [] {
    std::vector<ProblemInfo> both(std::begin(kTable), std::end(kTable));
    both.insert(both.end(), RuleProblems().begin(), RuleProblems().end());
    return both;
  }();
  return all;
}

const ProblemInfo& InfoOf(ProblemCode code) {
  const std::span<const ProblemInfo> all = AllProblems();
  const auto index = static_cast<std::size_t>(code);
  ONSALE_ASSERT(index < all.size() && all[index].code == code);
  return all[index];
}

}  // namespace onsale::http
