#include "http/problem/problem.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <set>

#include "http/pages/html_page.h"
#include "http/problem/problem_guide.h"

namespace onsale::http {
namespace {

boost::json::object Document(const Response& response) {
  return boost::json::parse(response.body).as_object();
}

std::string_view Text(const boost::json::object& document, std::string_view member) {
  const auto& text = document.at(member).as_string();
  return {text.data(), text.size()};
}

// --- The table ---

TEST(ProblemTest, TheTableHasEveryCodeInOrderWithANameAndBothLanguages) {
  std::set<std::string_view> names;
  for (const ProblemInfo& info : AllProblems()) {
    EXPECT_EQ(static_cast<std::size_t>(info.code), names.size()) << info.name;
    EXPECT_TRUE(names.insert(info.name).second) << info.name << " is not unique";
    EXPECT_EQ(info.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz-"), std::string_view::npos);
    for (const ProblemText& text : {info.english, info.korean}) {
      EXPECT_FALSE(text.title.empty() || text.happened.empty() || text.advice.empty()) << info.name;
    }
  }
  EXPECT_EQ(names.size(), static_cast<std::size_t>(ProblemCode::kOutcomeUnknown) + 1);
}

TEST(ProblemTest, EveryCodeMakesACompleteDocument) {
  for (const ProblemInfo& info : AllProblems()) {
    const Response response = Problem(info.code, "Why \"this\"\n");
    const auto document = Document(response);
    EXPECT_EQ(response.status, info.status);
    EXPECT_EQ(response.content_type, "application/problem+json");
    EXPECT_EQ(response.headers.contains("Retry-After: "), info.status == 503) << info.name;
    EXPECT_EQ(document.contains("retryAfterSeconds"), info.status == 503) << info.name;
    EXPECT_EQ(document.size(), info.status == 503 ? 7U : 6U);
    EXPECT_EQ(Text(document, "type"), "/problems/" + std::string(info.name));
    EXPECT_EQ(Text(document, "title"), info.english.title);
    EXPECT_EQ(document.at("status").as_int64(), info.status);
    EXPECT_EQ(Text(document, "detail"), "Why \"this\"\n");
    EXPECT_EQ(Text(document, "code"), info.name);
    EXPECT_TRUE(Text(document, "instance").starts_with("urn:uuid:"));
  }
}

TEST(ProblemTest, EveryTypeHasAPageThatTheIndexLinks) {
  for (const bool korean : {false, true}) {
    const std::string index = ProblemIndex({.korean = korean});
    for (const ProblemInfo& info : AllProblems()) {
      EXPECT_TRUE(IsProblemCode(info.name)) << info.name;
      const std::string page = ProblemPage(info.name, {.korean = korean});
      EXPECT_TRUE(page.contains(korean ? "<html lang=\"ko\">" : "<html lang=\"en\">"));
      EXPECT_TRUE(page.contains(info.name));
      EXPECT_TRUE(index.contains("\"/problems/" + std::string(info.name) + "\"")) << info.name;
    }
  }
}

TEST(ProblemTest, ThePageOfAnUnknownCodeIsNotFound) {
  for (const char* const code : {"no-such-code", "", "<script>"}) {
    EXPECT_FALSE(IsProblemCode(code)) << code;
    const Response document = UnknownProblem({});
    EXPECT_EQ(document.status, 404U) << code;
    EXPECT_EQ(document.content_type, kProblemJson);
    const Response page = UnknownProblem({.html = true, .base_path = "/shop"});
    EXPECT_EQ(page.status, 404U) << code;
    EXPECT_EQ(page.content_type, kHtml);
    EXPECT_TRUE(page.body.contains("href=\"/shop/problems\""));
    EXPECT_FALSE(page.body.contains("<script>"));
  }
}

TEST(ProblemTest, APageBeginsWithItsTitle) {
  const std::string page = ProblemPage("seat-unavailable", {.korean = true});
  EXPECT_TRUE(page.contains("<title>이미 선택된 좌석 · Onsale</title>"));
  EXPECT_TRUE(page.contains("<h1>이미 선택된 좌석</h1>"));
  EXPECT_TRUE(page.contains("&larr; 모든 오류 코드"));
  EXPECT_TRUE(ProblemPage("seat-unavailable", {}).contains("<h1>Seat already taken</h1>"));
}

TEST(ProblemTest, TheIndexListsEachCodeOnceInItsGroup) {
  const std::string index = ProblemIndex({});
  for (const ProblemInfo& info : AllProblems()) {
    const std::string link = "\"/problems/" + std::string(info.name) + "\"";
    EXPECT_EQ(index.find(link), index.rfind(link)) << info.name;
  }
  const std::size_t queue = index.find("<h2 id=\"queue\">");
  const std::size_t show = index.find("<h2 id=\"show\">");
  const std::size_t room_full = index.find("/problems/room-full");
  EXPECT_TRUE(queue < room_full && room_full < show);
}

// The JSON between <pre><code> and </code></pre>.
boost::json::object ExampleOf(const std::string& page) {
  const std::string_view begin = "<pre><code>";
  const std::size_t from = page.find(begin) + begin.size();
  std::string json = page.substr(from, page.find("</code></pre>") - from);
  for (const auto& [entity, character] :
       {std::pair<std::string, std::string>{"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}}) {
    for (std::size_t at = json.find(entity); at != std::string::npos; at = json.find(entity)) {
      json.replace(at, entity.size(), character);
    }
  }
  return boost::json::parse(json).as_object();
}

TEST(ProblemTest, ThePageShowsACompleteExample) {
  for (const ProblemInfo& info : AllProblems()) {
    const auto example = ExampleOf(ProblemPage(info.name, {.base_path = "/shop"}));
    EXPECT_EQ(example.size(), 6 + GuideOf(info.code).members.size()) << info.name;
    EXPECT_EQ(Text(example, "type"), "/shop/problems/" + std::string(info.name));
    EXPECT_EQ(example.at("status").as_int64(), info.status);
    EXPECT_EQ(Text(example, "code"), info.name);
    for (const char* const member : {"title", "detail", "instance"}) {
      EXPECT_FALSE(Text(example, member).empty()) << info.name;
    }
  }
}

TEST(ProblemTest, EveryGuideHasTextsForBuyersInBothLanguages) {
  EXPECT_EQ(AllGuides().size(), AllProblems().size());
  for (const ProblemInfo& info : AllProblems()) {
    const ProblemGuide& guide = GuideOf(info.code);
    EXPECT_TRUE(guide.buyer_english.ends_with('.')) << info.name;
    EXPECT_TRUE(guide.buyer_korean.ends_with("니다.") || guide.buyer_korean.ends_with("주세요."))
        << info.name;
    EXPECT_FALSE(guide.buyer_english.contains('`') || guide.buyer_korean.contains('`'));
    // A status that asks to try again, and a page that advises against it, would contradict.
    if (info.status == 503) EXPECT_EQ(guide.retry, RetryAdvice::kAfterPause) << info.name;
  }
}

// Regression: after a hold without a key was sent twice, the page blamed a faster buyer.
TEST(ProblemTest, SeatsOfTheBuyerHaveATextOfTheirOwn) {
  const ProblemGuide& guide = GuideOf(ProblemCode::kSeatUnavailable);
  const std::string list = ProblemList("");
  for (const bool korean : {false, true}) {
    const std::string own(korean ? guide.buyer_own_korean : guide.buyer_own_english);
    EXPECT_TRUE(list.contains("\"buyerOwn\":\"" + own + "\"")) << own;
    EXPECT_TRUE(ProblemPage("seat-unavailable", {.korean = korean}).contains(own)) << own;
    EXPECT_FALSE(ProblemPage("hold-expired", {.korean = korean}).contains("<p></p>"));
  }
}

TEST(ProblemTest, APageNamesTheCallsThatAnswerTheCode) {
  const std::string taken = ProblemPage("seat-unavailable", {.base_path = "/shop"});
  EXPECT_TRUE(taken.contains("href=\"/shop/docs#holdSeats\"><code>POST /v1/reservations</code>"));
  EXPECT_FALSE(taken.contains("payReservation"));
  const auto says = [](std::string_view code, std::string_view text) {
    return ProblemPage(code, {}).contains(text);
  };
  EXPECT_TRUE(says("malformed-request", "<p>Every call of the API.</p>"));
  EXPECT_TRUE(says("method-not-allowed", "<p>Requests that are not a call of the API.</p>"));
  EXPECT_TRUE(says("quota-exceeded", " calls</summary>"));
}

TEST(ProblemTest, PagesAllowOnlyTheirOwnStyle) {
  const Response page = MakeHtmlPage({.title = "Onsale", .body = {}}, {});
  EXPECT_TRUE(
      page.headers.contains("Content-Security-Policy: default-src 'none'; style-src 'sha256-"));
  EXPECT_FALSE(page.headers.contains("unsafe"));
}

// --- The list for front ends ---

TEST(ProblemTest, TheListHasEveryCodeWithItsTextsAndMembers) {
  const auto document = boost::json::parse(ProblemList("/shop")).as_object();
  const auto& problems = document.at("problems").as_array();
  ASSERT_EQ(problems.size(), AllProblems().size());
  for (std::size_t i = 0; i < problems.size(); ++i) {
    const ProblemInfo& info = AllProblems()[i];
    const ProblemGuide& guide = GuideOf(info.code);
    const auto& problem = problems[i].as_object();
    EXPECT_EQ(Text(problem, "code"), info.name);
    EXPECT_EQ(Text(problem, "type"), "/shop/problems/" + std::string(info.name));
    EXPECT_EQ(Text(problem, "title"), info.english.title);
    EXPECT_EQ(problem.at("status").as_int64(), info.status);
    EXPECT_EQ(problem.at("members").as_array().size(), guide.members.size()) << info.name;
    EXPECT_EQ(problem.at("operations").as_array().empty(), info.name == "method-not-allowed");
    const auto& texts = problem.at("texts").as_object();
    EXPECT_EQ(Text(texts.at("en").as_object(), "buyer"), guide.buyer_english);
    EXPECT_EQ(Text(texts.at("ko").as_object(), "buyer"), guide.buyer_korean);
    EXPECT_EQ(Text(texts.at("ko").as_object(), "title"), info.korean.title);
  }
}

TEST(ProblemTest, TheListSaysWhetherARetryIsSafe) {
  const auto document = boost::json::parse(ProblemList("")).as_object();
  const auto retry_of = [&document](ProblemCode code) {
    const auto& problem = document.at("problems").as_array()[static_cast<std::size_t>(code)];
    return std::string(Text(problem.as_object(), "retry"));
  };
  EXPECT_EQ(retry_of(ProblemCode::kSeatUnavailable), "CORRECT_FIRST");
  EXPECT_EQ(retry_of(ProblemCode::kOverloaded), "AFTER_PAUSE");
  EXPECT_EQ(retry_of(ProblemCode::kOutcomeUnknown), "SAME_KEY");
  EXPECT_EQ(retry_of(ProblemCode::kAlreadyPaid), "USELESS");
}

// --- Base paths and instances ---

TEST(ProblemTest, LinksOfPagesBeginWithTheBasePath) {
  EXPECT_TRUE(ProblemIndex({.base_path = "/shop"}).contains("href=\"/shop/problems/not-found\""));
  const std::string page = ProblemPage("not-found", {.base_path = "/shop"});
  EXPECT_TRUE(page.contains("href=\"/shop/problems\""));
  EXPECT_FALSE(page.contains("href=\"/problems"));
}

TEST(ProblemTest, TheBasePathAndATraceparentChangeOnlyTypeAndInstance) {
  Response problem = Problem({.code = domain::RefusalCode::kTooManySeats, .limit = 4}, "KRW");
  auto expected = Document(problem);
  expected["type"] = "/shop/problems/too-many-seats";
  expected["instance"] = "urn:uuid:0af76519-16cd-43dd-8448-eb211c80319c";
  SetBasePath(problem, "/shop");
  SetInstance(problem, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
  EXPECT_EQ(Document(problem), expected);
  SetInstance(problem, "00-\"},\"x\":\"34da6a3ce929d0e0e4736-000-00f067aa0ba902b7-01");
  EXPECT_EQ(Document(problem), expected) << "a malformed traceparent is not repeated";
}

TEST(ProblemTest, GeneratedInstancesDiffer) {
  const auto first = Document(Problem(ProblemCode::kNotFound, ""));
  const auto second = Document(Problem(ProblemCode::kNotFound, ""));
  EXPECT_NE(Text(first, "instance"), Text(second, "instance"));
}

// --- Refusals of the business ---

TEST(ProblemTest, EveryRefusalMapsToItsProblem) {
  using enum domain::RefusalCode;
  const std::pair<domain::RefusalCode, std::string_view> cases[] = {
      {kIdempotencyKeyReused, "idempotency-key-reused"},
      {kTooManyKeys, "too-many-idempotency-keys"},
      {kTokenInvalid, "queue-token-invalid"},
      {kTokenWaiting, "queue-token-waiting"},
      {kTokenExpired, "queue-token-expired"},
      {kTokenWrongRoom, "queue-token-wrong-room"},
      {kOtherUser, "other-user"},
      {kRoomNotOpen, "room-not-open"},
      {kRoomFull, "room-full"},
      {kRoomUnknown, "room-not-found"},
      {kTooManyTokens, "too-many-queue-tokens"},
      {kRoomInUse, "room-in-use"},
      {kDrawUnknown, "draw-not-found"},
      {kDrawCommitted, "draw-committed"},
      {kDrawPending, "draw-pending"},
      {kPresaleGroupRequired, "presale-group-required"},
      {kChallengeRequired, "challenge-required"},
      {kShowNotOnSale, "not-on-sale"},
      {kTurnEnding, "turn-ending"},
      {kTooManyHolds, "too-many-holds"},
      {kSeatUnknown, "seat-unknown"},
      {kTooManySeats, "too-many-seats"},
      {kSeatUnavailable, "seat-unavailable"},
      {kAccessRequired, "access-required"},
      {kBestUnavailable, "best-unavailable"},
      {kLeavesSingleSeat, "leaves-single-seat"},
      {kReservationUnknown, "reservation-not-found"},
      {kReservationPaid, "already-paid"},
      {kReservationCancelled, "reservation-cancelled"},
      {kHoldExpired, "hold-expired"},
      {kAmountDiffers, "amount-differs"},
      {kBalanceInsufficient, "insufficient-balance"},
      {kBalanceLimit, "balance-limit"},
      {kScopeExceeded, "scope-exceeded"},
      {kAccessKeyUnknown, "access-key-not-found"},
      {kAccessKeyExists, "unavailable"},
      {kAccessKeyEnded, "access-key-ended"},
      {kRotationConflict, "rotation-conflict"},
      {kLastOwnerKey, "last-owner-key"},
      {kOwnerKeyExists, "unavailable"},
      {kTooManyAccessKeys, "too-many-access-keys"},
      {kUndoConflict, "undo-conflict"}};
  EXPECT_EQ(std::size(cases), domain::kRefusalCodes);
  for (const auto& [code, name] : cases) {
    EXPECT_EQ(Text(Document(Problem({.code = code}, "KRW")), "code"), name);
  }
}

TEST(ProblemTest, ARefusalIsShownWithItsSeatsAmountsAndLimits) {
  using enum domain::RefusalCode;
  const domain::Time opening = base::ParseRfc3339("2027-04-01T09:01:00.5Z")->time;
  domain::Refusal paid{.code = kReservationPaid, .amount = {130'000}, .paid_at = opening};
  paid.payment.uuid.bytes.fill(0x22);
  paid.reservation.uuid.bytes.fill(0x11);
  const std::pair<domain::Refusal, std::string_view> cases[] = {
      {{.code = kSeatUnavailable, .seats = {{7}, {8}, {30}}, .mine = {{8}}},
       R"(,"unavailableSeats":[7,8,30],"mine":[8]})"},
      {{.code = kTokenWaiting, .position = 1'234, .poll_after = std::chrono::seconds(13)},
       R"(,"position":1234,"pollAfterSeconds":13})"},
      {{.code = kTokenWaiting, .poll_after = std::chrono::seconds(31)},
       R"(,"pollAfterSeconds":31})"},
      {{.code = kTokenExpired, .expiry_reason = domain::ExpiryReason::kNoShow},
       R"(,"expiredBecause":"NO_SHOW"})"},
      {{.code = kTokenWrongRoom, .room = "side"}, R"(,"roomId":"side"})"},
      {{.code = kRoomNotOpen, .room_state = domain::RoomState::kClosed}, R"(,"state":"CLOSED"})"},
      {{.code = kRoomNotOpen, .opens_at = opening, .room_state = domain::RoomState::kScheduled},
       R"(,"state":"SCHEDULED","opensAt":"2027-04-01T09:01:00.500Z"})"},
      {{.code = kShowNotOnSale, .opens_at = opening},
       R"(,"saleOpensAt":"2027-04-01T09:01:00.500Z"})"},
      {{.code = kPresaleGroupRequired,
        .opens_at = opening,
        .retry_after = std::chrono::milliseconds(59'001),
        .group = "fan-club"},
       R"(,"group":"fan-club","until":"2027-04-01T09:01:00.500Z","remainingSeconds":60})"},
      {{.code = kRoomFull}, R"(,"retryAfterSeconds":30})"},
      {{.code = kTooManyTokens, .limit = 30, .retry_after = std::chrono::milliseconds(61'001)},
       R"(,"limit":30,"retryAfterSeconds":62})"},
      {{.code = kSeatUnknown, .seats = {{51}}}, R"(,"unknownSeats":[51]})"},
      {{.code = kReservationCancelled, .end_reason = domain::EndReason::kCancelledByOperator},
       R"(,"endedBecause":"CANCELLED_BY_OPERATOR"})"},
      {{.code = kAmountDiffers, .amount = {20}}, R"(,"amount":20,"currency":"KRW"})"},
      {{.code = kBalanceInsufficient, .balance = {10}, .amount = {20}},
       R"(,"balance":10,"amount":20,"currency":"KRW"})"},
      {paid, R"(,"payment":{"paymentId":"22222222-2222-2222-2222-222222222222",)"
             R"("reservationId":"11111111-1111-1111-1111-111111111111",)"
             R"("bookingNumber":"9X7H-UN3G","amount":130000,)"
             R"("currency":"KRW","paidAt":"2027-04-01T09:01:00.500Z"}})"},
      {{.code = kTooManySeats, .limit = 4, .have = 3}, R"(,"limit":4,"have":3,"limitOf":"show"})"},
      {{.code = kTooManySeats, .limit = 6, .scope = domain::CapScope::kConcert, .have = 5},
       R"(,"limit":6,"have":5,"limitOf":"concert"})"},
      {{.code = kBalanceLimit, .limit = 1'000}, R"(,"limit":1000,"currency":"KRW"})"},
      {{.code = kUndoConflict, .differs = {"state", "opensAt"}},
       R"(,"differs":["state","opensAt"]})"},
      {{.code = kUndoConflict, .seats = {{3}}}, R"(,"differs":["seats"],"unavailableSeats":[3]})"}};
  for (const auto& [refusal, extensions] : cases) {
    const std::string body = Problem(refusal, "KRW").body;
    const std::size_t code = body.find(",\"code\":\"");
    EXPECT_EQ(body.substr(body.find('"', code + 9) + 1), extensions);
  }
  EXPECT_EQ(Text(Document(Problem(cases[0].first, "KRW")), "detail"),
            "Seats 7, 8 and 30 are held, sold or not for sale. Nothing was changed.");
  const domain::Refusal own{.code = kSeatUnavailable, .seats = {{7}}, .mine = {{7}}};
  EXPECT_EQ(Text(Document(Problem(own, "KRW")), "detail"),
            "Seat 7 is already held or bought by this buyer. Nothing was changed.");
}

std::string DetailOf(const domain::Refusal& refusal, const RefusedCall& call = {}) {
  return std::string(Text(Document(Problem(refusal, "KRW", call)), "detail"));
}

// Regression: an operator read of "the buyer", of seats that are not for sale, and of `mine`.
TEST(ProblemTest, ARefusalOfAnOperatorsCallSpeaksToTheOperator) {
  const RefusedCall by_hand{.by = domain::CalledBy::kOperator};
  EXPECT_EQ(
      DetailOf({.code = domain::RefusalCode::kReservationUnknown}, by_hand),
      "There is no reservation with this id, or it ended without payment more than a day ago.");
  const domain::Refusal taken{.code = domain::RefusalCode::kSeatUnavailable, .seats = {{7}, {8}}};
  EXPECT_EQ(DetailOf(taken, by_hand), "Seats 7 and 8 are held or sold. Nothing was changed.");
  EXPECT_FALSE(Document(Problem(taken, "KRW", by_hand)).contains("mine"));
  EXPECT_EQ(DetailOf({.code = domain::RefusalCode::kReservationCancelled}, by_hand),
            "The reservation is already cancelled and its seats are free. Nothing was changed.");
  for (const domain::RefusalCode code :
       {domain::RefusalCode::kReservationUnknown, domain::RefusalCode::kReservationPaid,
        domain::RefusalCode::kReservationCancelled, domain::RefusalCode::kHoldExpired,
        domain::RefusalCode::kSeatUnknown, domain::RefusalCode::kSeatUnavailable}) {
    const std::string detail = DetailOf({.code = code, .seats = {{7}}}, by_hand);
    for (const char* const word : {"buyer", "your", "you "}) {
      EXPECT_FALSE(detail.contains(word)) << detail;
    }
  }
}

// Regression: the answer to a read of a seat that does not exist said that nothing was changed.
TEST(ProblemTest, ARefusalOfAReadDoesNotSayThatNothingWasChanged) {
  const RefusedCall read{.by = domain::CalledBy::kOperator, .reads = true};
  EXPECT_EQ(DetailOf({.code = domain::RefusalCode::kSeatUnknown, .seats = {{51}}}, read),
            "Seat 51 does not exist.");
  using enum domain::RefusalCode;
  for (const domain::RefusalCode code :
       {kTokenInvalid, kTokenWaiting, kTokenExpired, kTokenWrongRoom, kOtherUser, kRoomUnknown,
        kDrawUnknown, kDrawPending, kShowNotOnSale, kReservationUnknown}) {
    EXPECT_FALSE(DetailOf({.code = code}, read).contains("changed")) << static_cast<int>(code);
  }
}

TEST(ProblemTest, AnUndoThatIsRefusedNamesWhatDiffers) {
  const auto detail = [](const domain::Refusal& refusal) {
    const std::string text = DetailOf(refusal);
    const std::string_view end = ". Nothing was changed.";
    EXPECT_TRUE(text.ends_with(end)) << text;
    return text.substr(0, text.size() - end.size());
  };
  using enum domain::RefusalCode;
  EXPECT_EQ(detail({.code = kUndoConflict, .differs = {"holdTime"}}),
            "holdTime is not as the change left it");
  EXPECT_EQ(detail({.code = kUndoConflict, .differs = {"state", "opensAt", "capacity"}}),
            "state, opensAt and capacity are not as the change left them");
  EXPECT_EQ(detail({.code = kUndoConflict, .seats = {{3}}}), "Seat 3 is not as the change left it");
  EXPECT_EQ(detail({.code = kUndoConflict, .seats = {{3}, {4}}}),
            "Seats 3 and 4 are not as the change left them");
  const domain::Time opening = base::ParseRfc3339("2027-04-01T09:01:00Z")->time;
  EXPECT_EQ(detail({.code = kUndoConflict, .opens_at = opening, .differs = {"opensAt"}}),
            "The opening to which the room would return, 2027-04-01T09:01:00.000Z, has passed: the "
            "room would open");
}

TEST(ProblemTest, EveryMemberOfARefusalIsExplainedOnItsPage) {
  const std::set<std::string_view> common = {"type",   "title",    "status",
                                             "detail", "instance", "code"};
  for (std::size_t i = 0; i < domain::kRefusalCodes; ++i) {
    domain::Refusal refusal{.code = static_cast<domain::RefusalCode>(i), .seats = {{7}}};
    refusal.opens_at = base::ParseRfc3339("2027-04-01T09:01:00Z")->time;
    refusal.reservation.uuid.bytes.fill(0x11);
    refusal.expiry_reason = domain::ExpiryReason::kLeft;
    refusal.position = 3;
    refusal.poll_after = std::chrono::seconds(1);
    refusal.room = "side";
    refusal.room_state = domain::RoomState::kClosed;
    const auto document = Document(Problem(refusal, "KRW"));
    const std::string_view code = Text(document, "code");
    const auto info = std::ranges::find(AllProblems(), code, &ProblemInfo::name);
    for (const auto& member : document) {
      const std::string_view name(member.key().data(), member.key().size());
      const auto members = GuideOf(info->code).members;
      const bool explained =
          std::ranges::find(members, name, &ProblemMember::name) != members.end();
      EXPECT_TRUE(common.contains(name) || explained) << code << " " << name;
    }
  }
}

TEST(ProblemTest, TooManyTokensReportsWhenAnotherIsAllowed) {
  const Response response = Problem({.code = domain::RefusalCode::kTooManyTokens,
                                     .limit = 30,
                                     .retry_after = std::chrono::milliseconds(61'001)},
                                    "KRW");
  EXPECT_EQ(response.status, 429U);
  EXPECT_TRUE(response.headers.contains("Retry-After: 62\r\n"));
}

}  // namespace
}  // namespace onsale::http
