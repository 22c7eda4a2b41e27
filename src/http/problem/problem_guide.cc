#include "http/problem/problem_guide.h"

#include "base/assert.h"

namespace onsale::http {
namespace {

using enum ProblemCode;
using enum RetryAdvice;

// The texts for buyers where the page, and not the buyer, has made the mistake.
constexpr std::string_view kPageFailed = "Something went wrong on this page. Please reload it.";
constexpr std::string_view kPageFailedKorean =
    "페이지에 문제가 생겼습니다. 새로고침한 뒤 다시 시도해 주세요.";
constexpr std::string_view kTryShortly = "We could not do this now. Please try again shortly.";
constexpr std::string_view kTryShortlyKorean =
    "지금은 요청을 처리할 수 없습니다. 잠시 후 다시 시도해 주세요.";
constexpr std::string_view kForOperators = "This is for the operator only.";
constexpr std::string_view kForOperatorsKorean = "운영자만 사용할 수 있습니다.";
constexpr std::string_view kJoinAgain = "Please join the queue again.";
constexpr std::string_view kJoinAgainKorean = "대기열에 다시 들어가 주세요.";

constexpr std::string_view kSignIn = "Please sign in again.";
constexpr std::string_view kSignInKorean = "다시 로그인해 주세요.";

constexpr std::string_view kSampleId = R"("0195f1e2-7c3a-7a10-8c21-5d1f0a2b3c4d")";
constexpr std::string_view kSampleTime = R"("2030-05-01T11:00:00.000Z")";

constexpr ProblemMember kMemberPointer[] = {
    {"member", "string", R"("/seatNumbers/2")", true,
     "A JSON pointer into the body; empty for the whole body.",
     "본문 안의 위치를 나타내는 JSON 포인터입니다. 빈 값은 본문 전체를 뜻합니다."}};
constexpr ProblemMember kMemberParameter[] = {{"parameter", "string", R"("cursor")", true,
                                               "The name of the parameter or header.",
                                               "파라미터나 헤더의 이름입니다."}};
constexpr ProblemMember kMemberKeysMax[] = {
    {"limit", "integer", "300", true, "The most keys of one user at a time.",
     "사용자 한 명이 동시에 쓸 수 있는 키의 최대 개수입니다."}};
constexpr ProblemMember kMemberScope[] = {{"scope", "string", R"("rooms:write")", true,
                                           "The scope that the call needs.",
                                           "이 API에 필요한 권한입니다."}};
constexpr ProblemMember kMemberMistakes[] = {
    {"mistakes", "array of strings", R"(["7:15: charts[0].name is missing"])", true,
     "What is wrong, in words; up to 200 sentences.", "잘못된 내용입니다. 최대 200개입니다."},
    {"moreMistakes", "integer", "0", true, "How many more there are.", "나머지 오류의 수입니다."}};
constexpr ProblemMember kRetryAfter = {"retryAfterSeconds",
                                       "integer",
                                       "30",
                                       true,
                                       "When to try again, as in the header `Retry-After`.",
                                       "다시 시도할 때까지의 시간(초)으로, `Retry-After` 헤더와 "
                                       "같습니다."};
constexpr ProblemMember kMemberAccessKeysMax[] = {
    {"limit", "integer", "1000", true, "The most keys that are neither revoked nor ended.",
     "폐기되지도 만료되지도 않은 키의 최대 개수입니다."}};
constexpr ProblemMember kMemberFormerEndsAt[] = {
    {"formerEndsAt", "string", "\"2027-04-08T09:00:00.000Z\"", false,
     "When the former secret ends by itself; absent if there is none.",
     "이전 비밀 값이 저절로 만료되는 시각입니다. 이전 값이 없으면 없습니다."}};
constexpr ProblemMember kMemberRetryAfter[] = {kRetryAfter};
constexpr ProblemMember kMemberTokensMax[] = {
    {"limit", "integer", "30", true, "The most queue tokens of one user in this room in an hour.",
     "사용자 한 명이 한 시간 안에 이 대기실에서 받을 수 있는 토큰의 최대 개수입니다."},
    kRetryAfter};
constexpr ProblemMember kMemberWaiting[] = {
    {"position", "integer", "1234", false, "The position in the queue; absent before a draw.",
     "대기 순번입니다. 추첨 전에는 없습니다."},
    {"pollAfterSeconds", "integer", "13", true, "When to read the token again.",
     "토큰을 다시 조회할 때까지의 시간(초)입니다."}};
constexpr ProblemMember kMemberExpired[] = {
    {"expiredBecause", "string", R"("TIME_UP")", false,
     "`TIME_UP`: the time of the turn ran out. `LEFT`: the buyer left the queue. `PAID`: a payment "
     "ended the turn. `NO_SHOW`: no call came within the time to enter. May be absent a day "
     "or more after the end.",
     "`TIME_UP`은 입장 시간 종료, `LEFT`는 대기열에서 나감, `PAID`는 결제 완료, `NO_SHOW`는 입장 "
     "확인 시간 안에 호출이 없었음을 뜻합니다. 끝난 지 하루가 지나면 없을 수 있습니다."}};
constexpr ProblemMember kMemberTokenReason[] = {
    {"reason", "string", R"("expired")", true,
     "Why, as one of the words in `/openapi.json`. `expired`: a new token helps.",
     "이유를 나타내는 단어입니다. `expired`이면 새 토큰을 받으면 됩니다."}};
constexpr ProblemMember kMemberWrongRoom[] = {
    {"roomId", "string", R"("main")", true, "The waiting room whose token is needed.",
     "토큰이 필요한 대기실입니다."},
    {"reservationId", "uuid", kSampleId, false,
     "Of a payment of several reservations: the one that was refused.",
     "예매 여러 건을 함께 결제했을 때 거절된 예매의 ID입니다."}};
constexpr ProblemMember kMemberRoomNotOpen[] = {
    {"state", "string", R"("SCHEDULED")", true,
     "`SCHEDULED`: the room opens later. `CLOSED`: it has closed.",
     "`SCHEDULED`는 아직 열리지 않은 상태, `CLOSED`는 마감된 상태입니다."},
    {"opensAt", "date-time", kSampleTime, false, "When the room opens, if the time is known.",
     "정해진 대기실 오픈 시각입니다."}};
constexpr ProblemMember kMemberPresale[] = {
    {"group", "string", R"("fan-club")", true, "The group that buys first.",
     "먼저 예매할 수 있는 그룹입니다."},
    {"until", "date-time", kSampleTime, true, "When the presale ends, and everybody may buy.",
     "선예매가 끝나고 누구나 예매할 수 있는 시각입니다."},
    {"remainingSeconds", "integer", "86400", true, "The seconds until then.",
     "그때까지 남은 시간(초)입니다."}};
constexpr ProblemMember kMemberChallenge[] = {
    {"challenge", "object",
     R"({"parameters":{"algorithm":"PBKDF2/SHA-256","cost":500,"expiresAt":1806656400,)"
     R"("keyLength":32,"keyPrefix":"...","nonce":"...","salt":"..."},"signature":"..."})",
     true, "What to solve, as ALTCHA's widget reads it.",
     "풀어야 할 문제입니다. ALTCHA 위젯이 읽는 형식입니다."}};
constexpr ProblemMember kMemberSaleOpensAt[] = {
    {"saleOpensAt", "date-time", kSampleTime, false, "When the sale opens, if it is to come.",
     "예매가 아직 시작되지 않았을 때의 오픈 시각입니다."}};
constexpr ProblemMember kMemberHoldsMax[] = {{"limit", "integer", "100", true,
                                              "The most reservations of one turn.",
                                              "한 번 입장해서 할 수 있는 선점의 최대 횟수입니다."}};
constexpr ProblemMember kMemberSeatsMax[] = {
    {"limit", "integer", "4", true, "The most tickets of one person.",
     "1인당 예매 가능 매수입니다."},
    {"have", "integer", "3", true,
     "How many of them this person has already. `limit` minus `have` are left.",
     "이미 보유한 매수입니다. `limit`에서 `have`를 뺀 만큼 더 예매할 수 있습니다."},
    {"limitOf", "string", "\"show\"", true,
     "What the limit counts: the tickets for this `show`, or for all shows of the `concert`.",
     "한도가 적용되는 범위입니다. `show`는 이 회차, `concert`는 공연의 모든 회차입니다."}};
constexpr ProblemMember kMemberOpensAt[] = {{"opensAt", "date-time", kSampleTime, false,
                                             "When it opens, if the time is known.",
                                             "정해진 오픈 시각입니다."}};
constexpr ProblemMember kMemberUnknownSeats[] = {{"unknownSeats", "array of integers", "[12829]",
                                                  true, "The numbers that do not exist.",
                                                  "존재하지 않는 좌석 번호입니다."}};
constexpr ProblemMember kMemberTakenSeats[] = {
    {"unavailableSeats", "array of integers", "[261, 262]", true,
     "The numbers of the seats that are held, sold or kept from sale.",
     "이미 선점되었거나 판매된, 또는 판매가 보류된 좌석 번호입니다."},
    {"mine", "array of integers", "[262]", false,
     "Those of them that the buyer holds or has bought; absent from the answers to operators.",
     "그중 본인이 선점했거나 구매한 좌석 번호입니다. 운영자의 호출에는 없습니다."},
    {"nearest", "array of integers", "[263, 264]", false,
     "As many seats that are free, the nearest ones.",
     "같은 수의 빈 좌석 중 가장 가까운 좌석 번호입니다."}};
constexpr ProblemMember kMemberDiffers[] = {
    {"differs", "array of strings", R"(["capacity"])", true,
     "The members of the room that are not as the change left them, or `seats`.",
     "변경 이후 달라진 대기실 항목, 또는 `seats`입니다."},
    {"unavailableSeats", "array of integers", "[261, 262]", false,
     "Of seats: those that are not as the change left them.",
     "좌석의 변경이면, 그 이후 달라진 좌석 번호입니다."}};
constexpr ProblemMember kMemberLargestTogether[] = {
    {"largestTogether", "integer", "2", true, "The most seats side by side that there are.",
     "나란히 선택할 수 있는 좌석의 최대 수입니다."}};
constexpr ProblemMember kMemberSingleSeats[] = {
    {"singleSeats", "array of integers", "[264]", true,
     "The numbers of the seats that would be left single.", "혼자 남게 되는 좌석 번호입니다."},
    {"alternative", "array of integers", "[264, 265]", true,
     "As many seats that leave none, the nearest ones.",
     "혼자 남는 좌석이 생기지 않는, 같은 수의 가장 가까운 좌석 번호입니다."}};
constexpr ProblemMember kMemberReservation[] = {
    {"reservationId", "uuid", kSampleId, false,
     "Of a payment of several reservations: the one that was refused.",
     "예매 여러 건을 함께 결제했을 때 거절된 예매의 ID입니다."}};
constexpr ProblemMember kMemberCancelled[] = {
    kMemberReservation[0],
    {"endedBecause", "string", R"("CANCELLED_BY_OPERATOR")", false,
     "`CANCELLED_BY_BUYER`: the buyer cancelled it. `LEFT_QUEUE`: the buyer left the queue. "
     "`TURN_ENDED`: another payment ended the turn. `CANCELLED_BY_OPERATOR`: the operator released "
     "the seats.",
     "`CANCELLED_BY_BUYER`는 구매자의 취소, `LEFT_QUEUE`는 대기열에서 나감, `TURN_ENDED`는 다른 "
     "결제로 입장 종료, `CANCELLED_BY_OPERATOR`는 운영자의 해제를 뜻합니다."}};
constexpr ProblemMember kMemberPayment[] = {
    {"payment", "object",
     R"({"paymentId": "0195f1e3-0000-7a10-8c21-5d1f0a2b3c4d", )"
     R"("reservationId": "0195f1e2-7c3a-7a10-8c21-5d1f0a2b3c4d", )"
     R"("bookingNumber": "CMP5-ZVRF", "amount": 330000, )"
     R"("currency": "KRW", "paidAt": "2030-05-01T11:03:20.000Z"})",
     true, "The payment that was made before.", "이전에 완료된 결제입니다."}};
constexpr ProblemMember kAmount = {"amount",
                                   "integer",
                                   "330000",
                                   true,
                                   "The amount to pay, in minor units of the currency.",
                                   "결제할 금액입니다(통화의 최소 단위)."};
constexpr ProblemMember kCurrency = {"currency", "string",    R"("KRW")",
                                     true,       "ISO 4217.", "ISO 4217 통화 코드입니다."};
constexpr ProblemMember kMemberAmount[] = {kAmount, kCurrency};
constexpr ProblemMember kMemberBalance[] = {
    {"balance", "integer", "100000", true, "The balance, in minor units of the currency.",
     "현재 잔액입니다(통화의 최소 단위)."},
    kAmount,
    kCurrency};
constexpr ProblemMember kMemberBalanceMax[] = {
    {"limit", "integer", "1000000000", true, "The largest balance, in minor units of the currency.",
     "잔액 한도입니다(통화의 최소 단위)."},
    kCurrency};

constexpr ProblemGuide kGuides[] = {
    {kMalformedRequest, ProblemGroup::kRequest, kCorrectFirst, kPageFailed, kPageFailedKorean},
    {kHeadersTooLarge, ProblemGroup::kRequest, kCorrectFirst, kPageFailed, kPageFailedKorean},
    {kUriTooLong, ProblemGroup::kRequest, kCorrectFirst, kPageFailed, kPageFailedKorean},
    {kPayloadTooLarge, ProblemGroup::kRequest, kCorrectFirst, kPageFailed, kPageFailedKorean},
    {kRequestTimeout, ProblemGroup::kRequest, kImmediately,
     "Your connection is slow or was interrupted. Please try again.",
     "네트워크 연결이 느리거나 끊어졌습니다. 다시 시도해 주세요."},
    {kMisdirectedRequest, ProblemGroup::kRequest, kCorrectFirst,
     "This address is not right. Please begin at the address that was announced.",
     "주소가 올바르지 않습니다. 안내된 주소로 다시 접속해 주세요."},
    {kUnsupportedMediaType, ProblemGroup::kRequest, kCorrectFirst, kPageFailed, kPageFailedKorean},
    {kNotFound, ProblemGroup::kRequest, kCorrectFirst, "This page does not exist.",
     "페이지를 찾을 수 없습니다."},
    {kMethodNotAllowed, ProblemGroup::kRequest, kCorrectFirst, kPageFailed, kPageFailedKorean},
    {kVersionNotSupported, ProblemGroup::kRequest, kCorrectFirst, kPageFailed, kPageFailedKorean},
    {kMalformedJson, ProblemGroup::kRequest, kCorrectFirst, kPageFailed, kPageFailedKorean},
    {kInvalidMember, ProblemGroup::kRequest, kCorrectFirst,
     "Something you entered is not right. Please check it and try again.",
     "입력한 내용이 올바르지 않습니다. 확인한 뒤 다시 시도해 주세요.", kMemberPointer},
    {kInvalidParameter, ProblemGroup::kRequest, kCorrectFirst, kPageFailed, kPageFailedKorean,
     kMemberParameter},
    {kIdempotencyKeyInvalid, ProblemGroup::kRequest, kCorrectFirst, kPageFailed, kPageFailedKorean},
    {kIdempotencyKeyReused, ProblemGroup::kRequest, kCorrectFirst, kPageFailed, kPageFailedKorean},
    {kTooManyKeys, ProblemGroup::kRequest, kLater,
     "You have made very many requests today. Please try again later.",
     "오늘 보낸 요청이 너무 많습니다. 나중에 다시 시도해 주세요.", kMemberKeysMax},
    {kQueueTokenRequired, ProblemGroup::kQueue, kCorrectFirst, "Please join the queue first.",
     "먼저 대기열에 들어가 주세요."},
    {kQueueTokenInvalid, ProblemGroup::kQueue, kCorrectFirst, kJoinAgain, kJoinAgainKorean},
    {kQueueTokenWaiting, ProblemGroup::kQueue, kLater,
     "It is not your turn yet. Please wait; your place in line is kept.",
     "아직 입장할 차례가 아닙니다. 잠시만 기다려 주세요. 대기 순번은 유지됩니다.", kMemberWaiting},
    {kQueueTokenExpired, ProblemGroup::kQueue, kCorrectFirst,
     "Your turn has ended. To buy more, please join the queue again.",
     "입장 시간이 종료되었습니다. 더 예매하려면 대기열에 다시 들어가 주세요.", kMemberExpired},
    {kQueueTokenWrongRoom, ProblemGroup::kQueue, kCorrectFirst,
     "This concert has another waiting room. Please join the queue there.",
     "이 공연의 대기실은 따로 있습니다. 해당 대기실의 대기열에 들어가 주세요.", kMemberWrongRoom},
    {kOtherUser, ProblemGroup::kQueue, kCorrectFirst, "You can only see your own bookings.",
     "본인의 예매 내역만 볼 수 있습니다."},
    {kBuyerTokenRequired, ProblemGroup::kQueue, kCorrectFirst, kSignIn, kSignInKorean},
    {kBuyerTokenInvalid, ProblemGroup::kQueue, kCorrectFirst, kSignIn, kSignInKorean,
     kMemberTokenReason},
    {kAccessKeyRequired, ProblemGroup::kOperator, kCorrectFirst, kForOperators,
     kForOperatorsKorean},
    {kAccessKeyInvalid, ProblemGroup::kOperator, kCorrectFirst, kForOperators, kForOperatorsKorean},
    {kScopeRequired, ProblemGroup::kOperator, kCorrectFirst, kForOperators, kForOperatorsKorean,
     kMemberScope},
    {kAuditRunning, ProblemGroup::kOperator, kAfterPause, kTryShortly, kTryShortlyKorean,
     kMemberRetryAfter},
    {kTokenKeysRefused, ProblemGroup::kOperator, kCorrectFirst, kForOperators, kForOperatorsKorean},
    {kCatalogueRefused, ProblemGroup::kOperator, kCorrectFirst, kForOperators, kForOperatorsKorean,
     kMemberMistakes},
    {kRoomNotOpen, ProblemGroup::kQueue, kLater,
     "The waiting room is not open. Please return when booking opens.",
     "대기실이 열려 있지 않습니다. 예매 오픈 시각에 다시 접속해 주세요.", kMemberRoomNotOpen},
    {kRoomFull, ProblemGroup::kQueue, kAfterPause,
     "The waiting room is full. Please try again in a moment.",
     "대기 인원이 많아 대기열에 들어갈 수 없습니다. 잠시 후 다시 시도해 주세요.",
     kMemberRetryAfter},
    {kTooManyTokens, ProblemGroup::kQueue, kAfterPause,
     "You have joined this queue very often. Please try again later.",
     "대기열에 너무 자주 들어왔습니다. 나중에 다시 시도해 주세요.", kMemberTokensMax},
    {kRoomNotFound, ProblemGroup::kQueue, kCorrectFirst, kPageFailed, kPageFailedKorean},
    {kRoomInUse, ProblemGroup::kOperator, kLater, kForOperators, kForOperatorsKorean},
    {kDrawNotFound, ProblemGroup::kQueue, kCorrectFirst, "There is no draw for this concert.",
     "추첨이 없는 공연입니다."},
    {kDrawCommitted, ProblemGroup::kOperator, kCorrectFirst, kForOperators, kForOperatorsKorean},
    {kDrawPending, ProblemGroup::kQueue, kLater, "The draw has not been made yet.",
     "아직 추첨하지 않았습니다.", kMemberOpensAt},
    {kPresaleGroupRequired, ProblemGroup::kShow, kLater,
     "This is a presale. Please return when booking opens for everybody.",
     "선예매 기간입니다. 일반 예매 오픈 시각에 다시 접속해 주세요.", kMemberPresale},
    {kChallengeRequired, ProblemGroup::kQueue, kCorrectFirst,
     "Many people are arriving. One moment please: your device is checking in.",
     "접속자가 많습니다. 확인하는 동안 잠시만 기다려 주세요.", kMemberChallenge},
    {kConcertNotFound, ProblemGroup::kShow, kCorrectFirst, "This concert does not exist.",
     "공연을 찾을 수 없습니다."},
    {kShowNotFound, ProblemGroup::kShow, kCorrectFirst, "This show does not exist.",
     "회차를 찾을 수 없습니다."},
    {kNotOnSale, ProblemGroup::kShow, kLater,
     "Booking for this show has not opened yet, or has closed.",
     "예매가 아직 시작되지 않았거나 마감된 회차입니다.", kMemberSaleOpensAt},
    {kTurnEnding, ProblemGroup::kBooking, kCorrectFirst,
     "The time to choose seats is over. You can still pay for the seats you hold.",
     "좌석 선택 시간이 종료되었습니다. 선점한 좌석은 선점 시간 안에 결제할 수 있습니다."},
    {kTooManyHolds, ProblemGroup::kBooking, kCorrectFirst,
     "You have chosen seats too often in this turn. Please pay for the seats you hold.",
     "좌석을 너무 여러 번 선택했습니다. 선점한 좌석을 결제해 주세요.", kMemberHoldsMax},
    {kSeatUnknown, ProblemGroup::kBooking, kCorrectFirst,
     "One of these seats does not exist. Please choose again.",
     "존재하지 않는 좌석입니다. 다시 선택해 주세요.", kMemberUnknownSeats},
    {kTooManySeats, ProblemGroup::kBooking, kCorrectFirst,
     "This is more than the ticket limit for one person. Please choose fewer seats.",
     "1인당 예매 가능 매수를 넘었습니다. 좌석 수를 줄여 주세요.", kMemberSeatsMax},
    {kAccessRequired, ProblemGroup::kBooking, kCorrectFirst,
     "These places are for buyers who need them. Please choose other seats.",
     "휠체어석과 동반자석은 이용 대상인 분만 예매할 수 있습니다. 다른 좌석을 선택해 주세요."},
    {kSeatUnavailable, ProblemGroup::kBooking, kCorrectFirst,
     "Somebody else was faster: this seat is already taken. Please choose another one.",
     "이미 선택된 좌석입니다. 다른 좌석을 선택해 주세요.", kMemberTakenSeats,
     "You already hold or have bought these seats. Please look at your bookings.",
     "이미 본인이 선점했거나 구매한 좌석입니다. 예매 내역을 확인해 주세요."},
    {kBestUnavailable, ProblemGroup::kBooking, kCorrectFirst,
     "There are not enough such seats together. Please choose fewer seats or another part of the "
     "hall.",
     "조건에 맞는 연속된 좌석이 없습니다. 좌석 수를 줄이거나 다른 구역을 선택해 주세요.",
     kMemberLargestTogether},
    {kLeavesSingleSeat, ProblemGroup::kBooking, kCorrectFirst,
     "This choice would leave a single seat. Please choose the seats beside it.",
     "한 좌석만 남게 됩니다. 옆 좌석까지 이어서 선택해 주세요.", kMemberSingleSeats},
    {kReservationNotFound, ProblemGroup::kBooking, kCorrectFirst, "This booking does not exist.",
     "예매 내역을 찾을 수 없습니다.", kMemberReservation},
    {kAlreadyPaid, ProblemGroup::kBooking, kUseless,
     "This booking is already paid and stays as it is. You were not debited again.",
     "이미 결제가 완료된 예매이며 그대로 유지됩니다. 중복 결제되지 않았습니다.", kMemberPayment},
    {kReservationCancelled, ProblemGroup::kBooking, kCorrectFirst,
     "These seats were released. Nothing was debited. Please choose seats again.",
     "선점이 취소되었습니다. 결제된 금액은 없습니다. 좌석을 다시 선택해 주세요.", kMemberCancelled},
    {kHoldExpired, ProblemGroup::kBooking, kCorrectFirst,
     "The time to pay is over and the seats were released. Nothing was debited. Please choose "
     "again.",
     "결제 시간이 지나 선점이 해제되었습니다. 결제된 금액은 없습니다. 좌석을 다시 선택해 주세요.",
     kMemberReservation},
    {kAmountDiffers, ProblemGroup::kBooking, kCorrectFirst,
     "The amount to pay has changed. Please check your seats and pay again.",
     "결제할 금액이 달라졌습니다. 좌석을 확인한 뒤 다시 결제해 주세요.", kMemberAmount},
    {kInsufficientBalance, ProblemGroup::kBooking, kCorrectFirst,
     "Your balance is too low. Please top up; your seats stay held until the time runs out.",
     "잔액이 부족합니다. 충전한 뒤 결제해 주세요. 선점 시간 동안 좌석은 유지됩니다.",
     kMemberBalance},
    {kBalanceLimit, ProblemGroup::kBooking, kCorrectFirst,
     "This is more than your balance can hold. Please top up a smaller amount.",
     "잔액 한도를 넘습니다. 더 적은 금액을 충전해 주세요.", kMemberBalanceMax},
    {kScopeExceeded, ProblemGroup::kOperator, kCorrectFirst, kForOperators, kForOperatorsKorean},
    {kAccessKeyNotFound, ProblemGroup::kOperator, kCorrectFirst, kForOperators,
     kForOperatorsKorean},
    {kAccessKeyEnded, ProblemGroup::kOperator, kCorrectFirst, kForOperators, kForOperatorsKorean},
    {kRotationConflict, ProblemGroup::kOperator, kCorrectFirst, kForOperators, kForOperatorsKorean,
     kMemberFormerEndsAt},
    {kLastOwnerKey, ProblemGroup::kOperator, kCorrectFirst, kForOperators, kForOperatorsKorean},
    {kTooManyAccessKeys, ProblemGroup::kOperator, kCorrectFirst, kForOperators, kForOperatorsKorean,
     kMemberAccessKeysMax},
    {kActionNotFound, ProblemGroup::kOperator, kCorrectFirst, kForOperators, kForOperatorsKorean},
    {kActionNotUndoable, ProblemGroup::kOperator, kUseless, kForOperators, kForOperatorsKorean},
    {kUndoConflict, ProblemGroup::kOperator, kCorrectFirst, kForOperators, kForOperatorsKorean,
     kMemberDiffers},
    {kQuotaExceeded, ProblemGroup::kRequest, kAfterPause,
     "You have sent very many requests. Please wait a moment and try again; your place is kept.",
     "요청이 너무 많습니다. 잠시 후 다시 시도해 주세요. 대기 순번은 유지됩니다.",
     kMemberRetryAfter},
    {kOverloaded, ProblemGroup::kServer, kAfterPause,
     "Very many people are here right now. Please try again in a moment.",
     "접속자가 많아 처리하지 못했습니다. 잠시 후 다시 시도해 주세요.", kMemberRetryAfter},
    {kUnavailable, ProblemGroup::kServer, kAfterPause, kTryShortly, kTryShortlyKorean,
     kMemberRetryAfter},
    {kDataDamaged, ProblemGroup::kServer, kUseless,
     "We cannot show this because of an error of ours. Please contact customer service.",
     "시스템 오류로 표시할 수 없습니다. 고객센터로 문의해 주세요."},
    {kOutcomeUnknown, ProblemGroup::kServer, kSameKey,
     "We are not sure whether this worked. Please check your bookings before you try again.",
     "처리 결과를 확인하지 못했습니다. 다시 시도하기 전에 예매 내역을 확인해 주세요."},
};

}  // namespace

std::span<const ProblemGuide> AllGuides() {
  return kGuides;
}

const ProblemGuide& GuideOf(ProblemCode code) {
  const auto index = static_cast<std::size_t>(code);
  ONSALE_ASSERT(index < std::size(kGuides) && kGuides[index].code == code);
  return kGuides[index];
}

}  // namespace onsale::http
