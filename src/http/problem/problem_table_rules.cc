#include "http/problem/problem_table.h"

namespace onsale::http {
namespace {

using enum ProblemCode;

// Of the business rules, and of the server's own limits and failures. Names are public: never
// change one.
constexpr ProblemInfo kRules[] = {
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
     {"추첨 일정이 이미 공개됨", "추첨 실시가 이미 공개되어 취소하거나 바꿀 수 없습니다.",
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
      "`until`에 다시 시도해 주세요. 구매자의 그룹은 판매처가 구매자 토큰에 넣습니다. 대기열 "
      "토큰에는 발급 당시의 그룹이 유지되므로, 그룹에 새로 가입했다면 대기열에서 나갔다가 다시 "
      "들어와 주세요."}},
    {kChallengeRequired,
     "challenge-required",
     403,
     {"Challenge required",
      "Many buyers are arriving, and each new one first has to solve a challenge: some computing, "
      "about a second of a phone. No queue token was issued.",
      "Solve `challenge` and repeat the call with the result as the member `proof`. ALTCHA's "
      "widget "
      "and the TypeScript client solve it as it is. It is for this user and this room, and ends at "
      "its `expiresAt`. Buyers whose `person` the shop names need no proof."},
     {"접속자 확인 필요",
      "접속자가 많아, 대기열에 새로 들어오려면 먼저 간단한 계산을 해야 합니다. 휴대폰으로 1초쯤 "
      "걸립니다. 대기열 토큰은 발급되지 않았습니다.",
      "`challenge`를 풀어 그 결과를 `proof`에 넣고 다시 요청해 주세요. ALTCHA 위젯과 TypeScript "
      "클라이언트는 그대로 풀 수 있습니다. 이 사용자와 이 대기실에만 쓸 수 있으며 `expiresAt`까지 "
      "유효합니다. 판매처가 `person`을 알려 준 구매자는 풀지 않아도 됩니다."}},
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
      "The show has no seat with one of these numbers. `unknownSeats` lists them. A change of "
      "seats "
      "has changed nothing.",
      "Take the numbers from `GET /v1/shows/{showId}/seats`."},
     {"없는 좌석",
      "이 회차에 없는 좌석 번호가 있습니다. 해당 좌석은 `unknownSeats`에 있습니다. 좌석을 바꾸는 "
      "호출이었다면 변경된 내용은 없습니다.",
      "`GET /v1/shows/{showId}/seats`에 있는 번호를 사용해 주세요."}},
    {kTooManySeats,
     "too-many-seats",
     409,
     {"Ticket limit exceeded",
      "With these seats the buyer would have more tickets than one person may have. `limitOf` says "
      "whether the limit is for this show or for all shows of the concert, `limit` is the maximum, "
      "and `have` how many the buyer has. If the shop names persons, all accounts of the person "
      "count. Nothing was changed.",
      "Choose fewer seats, or cancel held ones first."},
     {"매수 제한 초과",
      "1인당 예매 가능 매수를 넘습니다. `limitOf`는 한도가 이 회차에 적용되는지 공연의 모든 회차에 "
      "적용되는지, `limit`은 한도, `have`는 이미 보유한 매수입니다. 판매처가 사람을 구분해 알려 "
      "주면 "
      "같은 사람의 여러 계정을 함께 셉니다. 변경된 내용은 없습니다.",
      "좌석 수를 줄이거나 선점한 좌석을 먼저 취소해 주세요."}},
    {kAccessRequired,
     "access-required",
     403,
     {"Accessible places",
      "Wheelchair places and companion seats of this show are only for buyers of whom the shop "
      "says "
      "that they need them. Nothing was changed.",
      "Choose other seats. The shop states the need in the buyer token; a queue token keeps what "
      "was said at its issue."},
     {"휠체어석 예매 대상 아님",
      "이 회차의 휠체어석과 동반자석은 판매처가 이용 대상으로 확인한 구매자만 예매할 수 있습니다. "
      "변경된 내용은 없습니다.",
      "다른 좌석을 골라 주세요. 이용 대상 여부는 판매처가 구매자 토큰에 넣으며, 대기열 토큰에는 "
      "발급 당시의 값이 유지됩니다."}},
    {kSeatUnavailable,
     "seat-unavailable",
     409,
     {"Seat already taken",
      "At least one of these seats is held, sold or kept from sale. `unavailableSeats` lists them. "
      "Nothing was "
      "changed.",
      "Take those in `nearest`, which are free and as many, or read the seats again and choose "
      "others. Those in `mine` are the buyer's own, perhaps of an "
      "earlier request: `GET /v1/reservations` has their reservations. If all are, show the buyer "
      "the text `buyerOwn`. A held seat is free again when its hold ends unpaid. An operator gets "
      "only `unavailableSeats`, and releases a hold or chooses other seats."},
     {"이미 선택된 좌석",
      "이미 선점되었거나 판매된 좌석, 또는 판매가 보류된 좌석이 있습니다. 해당 좌석은 "
      "`unavailableSeats`에 있습니다. "
      "변경된 내용은 없습니다.",
      "비어 있는 같은 수의 좌석인 `nearest`를 선택하거나, 좌석을 다시 조회해 다른 좌석을 골라 "
      "주세요. `mine`에 있는 좌석은 앞서 보낸 요청 등으로 "
      "본인이 "
      "선점했거나 구매한 좌석이며, `GET /v1/reservations`로 조회할 수 있습니다. 모두 본인의 "
      "좌석이면 "
      "구매자에게 `buyerOwn` 문구를 보여 주세요. 결제되지 않은 좌석은 선점 시간이 지나면 "
      "풀립니다. 운영자의 호출에는 `unavailableSeats`만 있으며, 선점을 해제하거나 다른 좌석을 "
      "골라 주세요."}},
    {kBestUnavailable,
     "best-unavailable",
     409,
     {"No such seats",
      "The show, or the part of it that was asked for, has no such free seats. `largestTogether` "
      "is the largest number of seats side by side; with `accessible` it is 2 if a wheelchair "
      "place with its companion seat is free, 1 if only one without is, and otherwise 0. Nothing "
      "was changed.",
      "Ask for at most `largestTogether` seats, or for another category or section. Seats that "
      "need not be side by side: `together` `any`; if that is refused, fewer seats are free than "
      "were asked for. With `accessible`, 1 seat is a place without a companion seat, 2 and more "
      "have one. A held seat is free again when its hold ends unpaid."},
     {"조건에 맞는 좌석 없음",
      "요청한 조건에 맞는 빈 좌석이 없습니다. `largestTogether`는 나란히 앉을 수 있는 가장 큰 "
      "좌석 수입니다. `accessible`을 요청했다면 동반자석이 있는 휠체어석이 비어 있으면 2, "
      "동반자석이 없는 휠체어석만 비어 있으면 1, 모두 없으면 0입니다. 변경된 내용은 없습니다.",
      "`largestTogether` 이하의 좌석 수나 다른 등급, 다른 구역으로 다시 요청해 주세요. 나란히 앉지 "
      "않아도 되면 `together`의 `any`를 사용해 주세요. `any`로도 거절되면 빈 좌석이 요청한 "
      "수보다 적은 것입니다. `accessible`에서 1석은 동반자석이 없는 휠체어석, 2석 이상은 "
      "동반자석이 "
      "있는 휠체어석입니다. 결제되지 않은 좌석은 선점 시간이 지나면 풀립니다."}},
    {kLeavesSingleSeat,
     "leaves-single-seat",
     409,
     {"A single seat would be left",
      "These seats would leave a single free seat between taken ones, which this show does not "
      "allow. `singleSeats` lists the seats left. Nothing was changed.",
      "Take those in `alternative`, the nearest free seats of the category that leave none, or "
      "choose others."},
     {"혼자 남는 좌석이 생김",
      "선택한 좌석 옆에 한 좌석만 남게 되며, 이 회차에서는 그렇게 선택할 수 없습니다. 남는 좌석은 "
      "`singleSeats`에 있습니다. 변경된 내용은 없습니다.",
      "같은 등급에서 가장 가까운 좌석인 `alternative`를 선택하거나 다른 좌석을 골라 주세요."}},
    {kReservationNotFound,
     "reservation-not-found",
     404,
     {"Reservation not found",
      "There is no reservation with this id or, for a buyer, it is another buyer's. One that ended "
      "without payment can only be read; a day after its turn, changing it has this answer.",
      "Take the id from the response that created the reservation, or from `GET "
      "/v1/reservations`. An operator finds it by user, booking number or seat."},
     {"예매 내역을 찾을 수 없음",
      "이 ID의 예매 내역이 없거나, 구매자의 호출이라면 다른 구매자의 예매입니다. 결제 없이 끝난 "
      "예매 내역은 조회만 할 수 있습니다. 순서가 끝난 지 하루가 지난 뒤 변경하려고 하면 이 오류가 "
      "납니다.",
      "선점할 때 받은 ID나 `GET /v1/reservations`에 있는 ID를 사용해 주세요. 운영자는 사용자, "
      "예매번호, 좌석으로 찾을 수 있습니다."}},
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
      "The reservation was cancelled, by the buyer or by the operator (`endedBecause`), and its "
      "seats are free again. Nothing was debited.",
      "Choose seats again. An operator has nothing to release."},
     {"취소된 선점",
      "구매자 또는 운영자가 선점을 취소해 좌석이 풀렸습니다. 이유는 `endedBecause`에 있습니다. "
      "결제된 금액은 없습니다.",
      "좌석을 다시 선택해 주세요. 운영자는 해제할 것이 없습니다."}},
    {kHoldExpired,
     "hold-expired",
     409,
     {"Hold expired", "The time to pay is over and the seats are free again. Nothing was debited.",
      "Choose seats again; the same ones may still be free. An operator has nothing to release."},
     {"선점 시간 만료", "결제 시간이 지나 선점이 해제되었습니다. 결제된 금액은 없습니다.",
      "좌석을 다시 선택해 주세요. 같은 좌석이 남아 있을 수 있습니다. 운영자는 해제할 것이 "
      "없습니다."}},
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
    {kScopeExceeded,
     "scope-exceeded",
     403,
     {"Scope exceeded", "A key makes and rotates only keys whose scopes it has itself.",
      "Give fewer scopes, or use a key that has them all."},
     {"권한 범위 초과", "자신에게 있는 권한의 키만 만들고 교체할 수 있습니다.",
      "권한을 줄이거나, 그 권한이 모두 있는 키를 사용해 주세요."}},
    {kAccessKeyNotFound,
     "access-key-not-found",
     404,
     {"No such access key", "No access key has the id of the path.",
      "List the keys with `GET /v1/operator/keys`."},
     {"존재하지 않는 액세스 키", "경로에 적힌 식별자의 액세스 키가 없습니다.",
      "`GET /v1/operator/keys`로 조회해 주세요."}},
    {kAccessKeyEnded,
     "access-key-ended",
     409,
     {"Access key ended", "The access key was revoked or has ended.", "Make a new key."},
     {"종료된 액세스 키", "폐기되었거나 기간이 끝난 액세스 키는 교체할 수 없습니다.",
      "`POST /v1/operator/keys`로 새 키를 만들어 주세요."}},
    {kRotationConflict,
     "rotation-conflict",
     409,
     {"Rotation conflict",
      "The valid secrets of the access key are not those that the rotation reckons with: two are "
      "valid and it names none of them, or something has changed since.",
      "List the keys with `GET /v1/operator/keys`, and say which secret ends."},
     {"액세스 키 교체 충돌",
      "유효한 비밀 값이 요청과 다릅니다. 두 개가 유효한데 끝낼 값을 지정하지 않았거나, 그사이에 "
      "바뀌었습니다.",
      "`GET /v1/operator/keys`로 확인한 뒤 끝낼 값을 지정해 주세요."}},
    {kLastOwnerKey,
     "last-owner-key",
     409,
     {"Last owner key", "No other key may make keys.",
      "Make another such key, or rotate this one."},
     {"마지막 소유자 키", "`keys:write` 권한이 있고 만료되지 않는 다른 키가 없습니다.",
      "그런 키를 먼저 하나 더 만들거나, 이 키를 교체해 주세요."}},
    {kTooManyAccessKeys,
     "too-many-access-keys",
     409,
     {"Too many access keys", "The sale has as many access keys as it can hold, `limit`.",
      "Revoke keys that nobody uses: `lastUsedAt`."},
     {"액세스 키 개수 초과", "액세스 키가 최대 개수인 `limit`개에 이르렀습니다.",
      "`lastUsedAt`을 보고 쓰지 않는 키를 폐기해 주세요."}},
    {kActionNotFound,
     "action-not-found",
     404,
     {"No such change", "No operator's change has the number of the path.",
      "List the changes with `GET /v1/operator/actions`."},
     {"존재하지 않는 변경", "경로에 적힌 번호의 운영 변경 이력이 없습니다.",
      "`GET /v1/operator/actions`로 조회해 주세요."}},
    {kActionNotUndoable,
     "action-not-undoable",
     409,
     {"Change cannot be undone",
      "Changes of rooms, of notices and of seats that are held back or put on sale can be undone; "
      "this one is of another kind. Nothing was changed.",
      "`undoable` in `GET /v1/operator/actions` says which changes can be undone."},
     {"되돌릴 수 없는 변경",
      "되돌릴 수 있는 것은 대기실과 공지의 변경, 좌석의 판매 보류와 그 해제입니다. 이 변경은 다른 "
      "종류입니다. 변경된 내용은 없습니다.",
      "되돌릴 수 있는 변경은 `GET /v1/operator/actions`의 `undoable`로 확인해 주세요."}},
    {kUndoConflict,
     "undo-conflict",
     409,
     {"Changed since",
      "Something is not as the change left it: `differs` names the members of the room, or "
      "`seats`, whose numbers are in `unavailableSeats`. With `opensAt`, the opening to return to "
      "may also have passed; `detail` says which. Nothing was changed.",
      "Undo the later changes first, or make a new change."},
     {"이후에 변경됨",
      "그사이 다른 변경이 있었습니다. 달라진 대기실 항목은 `differs`에 있으며, `seats`이면 해당 "
      "좌석은 `unavailableSeats`에 있습니다. `opensAt`이면 되돌릴 오픈 시각이 이미 지났을 수도 "
      "있습니다. 구체적인 내용은 `detail`에 있습니다. 변경된 내용은 없습니다.",
      "나중의 변경을 먼저 되돌리거나, 새로 변경해 주세요."}},
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

std::span<const ProblemInfo> RuleProblems() {
  return kRules;
}

}  // namespace onsale::http
