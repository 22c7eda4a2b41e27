#include "http/problem/problem.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <set>

#include "http/pages/html_page.h"

namespace onsale::http {
namespace {

boost::json::object Document(const Response& response) {
  return boost::json::parse(response.body).as_object();
}

std::string_view Text(const boost::json::object& document, std::string_view member) {
  const auto& text = document.at(member).as_string();
  return {text.data(), text.size()};
}

TEST(ProblemTest, TheTableHasEveryCodeOnceAndInOrder) {
  std::size_t index = 0;
  for (const ProblemInfo& info : AllProblems()) {
    EXPECT_EQ(static_cast<std::size_t>(info.code), index++) << info.name;
  }
  EXPECT_EQ(index, static_cast<std::size_t>(ProblemCode::kOutcomeUnknown) + 1);
}

TEST(ProblemTest, NamesAreUniqueAndSafeInPaths) {
  std::set<std::string_view> names;
  for (const ProblemInfo& info : AllProblems()) {
    EXPECT_TRUE(names.insert(info.name).second) << info.name;
    EXPECT_EQ(info.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz-"), std::string_view::npos);
  }
}

TEST(ProblemTest, EveryCodeIsExplainedInBothLanguages) {
  for (const ProblemInfo& info : AllProblems()) {
    for (const ProblemText& text : {info.english, info.korean}) {
      EXPECT_FALSE(text.title.empty() || text.happened.empty() || text.advice.empty()) << info.name;
    }
  }
}

TEST(ProblemTest, EveryCodeMakesACompleteDocument) {
  for (const ProblemInfo& info : AllProblems()) {
    const Response response = Problem(info.code, "Why \"this\"\n");
    const auto document = Document(response);
    EXPECT_EQ(response.status, info.status);
    EXPECT_EQ(response.content_type, "application/problem+json");
    EXPECT_EQ(document.size(), 6U);
    EXPECT_EQ(Text(document, "type"), "/problems/" + std::string(info.name));
    EXPECT_EQ(Text(document, "title"), info.english.title);
    EXPECT_EQ(document.at("status").as_int64(), info.status);
    EXPECT_EQ(Text(document, "detail"), "Why \"this\"\n");
    EXPECT_EQ(Text(document, "code"), info.name);
    EXPECT_TRUE(Text(document, "instance").starts_with("urn:uuid:"));
  }
}

TEST(ProblemTest, TheTypeBeginsWithTheBasePath) {
  Response problem = Problem(ProblemCode::kNotFound, "Why");
  SetBasePath(problem, "/shop");
  SetInstance(problem, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
  EXPECT_EQ(Text(Document(problem), "type"), "/shop/problems/not-found");
  EXPECT_EQ(Text(Document(problem), "instance"), "urn:uuid:0af76519-16cd-43dd-8448-eb211c80319c");
}

TEST(ProblemTest, LinksOfPagesBeginWithTheBasePath) {
  EXPECT_NE(ProblemIndex({.base_path = "/shop"}).body.find("href=\"/shop/problems/not-found\""),
            std::string::npos);
  const std::string page = ProblemPage("not-found", {.base_path = "/shop"}).body;
  EXPECT_NE(page.find("href=\"/shop/problems\""), std::string::npos);
  EXPECT_EQ(page.find("href=\"/problems"), std::string::npos);
}

TEST(ProblemTest, EveryTypeHasAPage) {
  for (const ProblemInfo& info : AllProblems()) {
    for (const bool korean : {false, true}) {
      const Response page = ProblemPage(info.name, {.korean = korean});
      EXPECT_EQ(page.status, 200U) << info.name;
      EXPECT_NE(page.body.find(korean ? "<html lang=\"ko\">" : "<html lang=\"en\">"),
                std::string::npos);
      EXPECT_NE(page.body.find(info.name), std::string::npos);
    }
  }
}

TEST(ProblemTest, ThePageOfAnUnknownCodeIsNotFound) {
  EXPECT_EQ(ProblemPage("no-such-code", {}).status, 404U);
  EXPECT_EQ(ProblemPage("", {}).status, 404U);
  EXPECT_EQ(ProblemPage("<script>", {}).status, 404U);
}

TEST(ProblemTest, PagesAllowOnlyTheirOwnStyle) {
  const Response page = ProblemIndex({});
  EXPECT_NE(page.headers.find("Content-Security-Policy: default-src 'none'; style-src 'sha256-"),
            std::string::npos);
  EXPECT_EQ(page.headers.find("unsafe"), std::string::npos);
}

TEST(ProblemTest, TheIndexLinksEveryCode) {
  const std::string body = ProblemIndex({.korean = true}).body;
  for (const ProblemInfo& info : AllProblems()) {
    EXPECT_NE(body.find("\"/problems/" + std::string(info.name) + "\""), std::string::npos);
  }
}

TEST(ProblemTest, ProblemsOfTheQueueCheckAre400) {
  using enum ProblemCode;
  for (const ProblemCode code : {kQueueTokenRequired, kQueueTokenInvalid, kQueueTokenWaiting,
                                 kQueueTokenExpired, kQueueTokenWrongRoom}) {
    EXPECT_EQ(InfoOf(code).status, 400U);
    EXPECT_TRUE(InfoOf(code).name.starts_with("queue-token-"));
  }
}

TEST(ProblemTest, ExactlyThe503ProblemsHaveRetryAfter) {
  for (const ProblemInfo& info : AllProblems()) {
    const Response response = Problem(info.code, "");
    EXPECT_EQ(response.headers.find("Retry-After: ") != std::string::npos, info.status == 503)
        << info.name;
  }
}

TEST(ProblemTest, ATraceparentBecomesTheInstance) {
  Response problem = Problem(ProblemCode::kNotFound, "");
  SetInstance(problem, "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
  const auto document = Document(problem);
  EXPECT_EQ(Text(document, "instance"), "urn:uuid:4bf92f35-77b3-4da6-a3ce-929d0e0e4736");
  EXPECT_EQ(document.size(), 6U);
}

TEST(ProblemTest, ATraceparentChangesOnlyTheInstance) {
  Response problem = Problem({.code = domain::RefusalCode::kTooManySeats, .limit = 4}, "KRW");
  const Response before = problem;
  SetInstance(problem, "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
  const std::size_t end = before.instance_at + 36;  // the length of a UUID
  EXPECT_EQ(problem.body.substr(0, before.instance_at), before.body.substr(0, before.instance_at));
  EXPECT_EQ(problem.body.substr(end), before.body.substr(end));
}

TEST(ProblemTest, AMalformedTraceparentIsNotRepeated) {
  for (const std::string_view bad :
       {"", "x", "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-\"},\"x\":\"34da6a3ce929d0e0e4736-000-00f067aa0ba902b7-01"}) {
    Response problem = Problem(ProblemCode::kNotFound, "");
    const std::string before = problem.body;
    SetInstance(problem, bad);
    EXPECT_EQ(problem.body, before) << bad;
  }
}

TEST(ProblemTest, GeneratedInstancesDiffer) {
  const auto first = Document(Problem(ProblemCode::kNotFound, ""));
  const auto second = Document(Problem(ProblemCode::kNotFound, ""));
  EXPECT_NE(Text(first, "instance"), Text(second, "instance"));
}

// --- Refusals of the business ---

std::string Extensions(const domain::Refusal& refusal) {
  const std::string body = Problem(refusal, "KRW").body;
  const std::size_t code = body.find(",\"code\":\"");
  return body.substr(body.find('"', code + 9) + 1);
}

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
      {kShowNotOnSale, "not-on-sale"},
      {kTurnEnding, "turn-ending"},
      {kTooManyHolds, "too-many-holds"},
      {kSeatUnknown, "seat-unknown"},
      {kTooManySeats, "too-many-seats"},
      {kSeatUnavailable, "seat-unavailable"},
      {kReservationUnknown, "reservation-not-found"},
      {kReservationPaid, "already-paid"},
      {kReservationCancelled, "reservation-cancelled"},
      {kHoldExpired, "hold-expired"},
      {kBalanceInsufficient, "insufficient-balance"},
      {kBalanceLimit, "balance-limit"}};
  EXPECT_EQ(std::size(cases), static_cast<std::size_t>(kBalanceLimit) + 1);
  for (const auto& [code, name] : cases) {
    EXPECT_EQ(Text(Document(Problem({.code = code}, "KRW")), "code"), name);
  }
}

TEST(ProblemTest, UnavailableSeatsAreNamed) {
  const domain::Refusal refusal{.code = domain::RefusalCode::kSeatUnavailable,
                                .seats = {{7}, {8}, {30}}};
  EXPECT_EQ(Extensions(refusal), R"(,"unavailableSeats":[7,8,30]})");
  EXPECT_EQ(Text(Document(Problem(refusal, "KRW")), "detail"),
            "Seats 7, 8 and 30 are held or sold. No seat was held.");
}

TEST(ProblemTest, UnknownSeatsAreNamed) {
  EXPECT_EQ(Extensions({.code = domain::RefusalCode::kSeatUnknown, .seats = {{51}}}),
            R"(,"unknownSeats":[51]})");
}

TEST(ProblemTest, AnInsufficientBalanceIsShownWithTheAmount) {
  EXPECT_EQ(
      Extensions(
          {.code = domain::RefusalCode::kBalanceInsufficient, .balance = {10}, .amount = {20}}),
      R"(,"balance":10,"amount":20,"currency":"KRW"})");
}

TEST(ProblemTest, APaymentThatWasMadeIsShown) {
  domain::Refusal refusal{.code = domain::RefusalCode::kReservationPaid,
                          .amount = {130'000},
                          .paid_at = base::ParseRfc3339("2027-04-01T09:01:00.5Z")->time};
  refusal.payment.uuid.bytes.fill(0x22);
  refusal.reservation.uuid.bytes.fill(0x11);
  EXPECT_EQ(Extensions(refusal),
            R"(,"payment":{"paymentId":"22222222-2222-2222-2222-222222222222",)"
            R"("reservationId":"11111111-1111-1111-1111-111111111111","amount":130000,)"
            R"("currency":"KRW","paidAt":"2027-04-01T09:01:00.500Z"}})");
}

TEST(ProblemTest, LimitsAreShown) {
  EXPECT_EQ(Extensions({.code = domain::RefusalCode::kTooManySeats, .limit = 4}), R"(,"limit":4})");
  EXPECT_EQ(Extensions({.code = domain::RefusalCode::kBalanceLimit, .limit = 1'000}),
            R"(,"limit":1000,"currency":"KRW"})");
}

TEST(ProblemTest, TooManyTokensReportsWhenAnotherIsAllowed) {
  const Response response = Problem({.code = domain::RefusalCode::kTooManyTokens,
                                     .limit = 30,
                                     .retry_after = std::chrono::milliseconds(61'001)},
                                    "KRW");
  EXPECT_EQ(response.status, 429U);
  EXPECT_NE(response.headers.find("Retry-After: 62\r\n"), std::string::npos);
}

// --- The language of HTML pages (Accept-Language) ---

TEST(HtmlPageTest, KoreanIsPreferredWhenItRanksFirst) {
  for (const std::string_view yes :
       {"ko", "ko-KR", "ko-KR,ko;q=0.9,en;q=0.8", "fr, ko", "en;q=0.5,ko;q=0.6"}) {
    EXPECT_TRUE(PrefersKorean(yes)) << yes;
  }
  for (const std::string_view no :
       {"", "en", "en-US,en;q=0.9,ko;q=0.8", "*", "ko;q=0", "kok", ";;;,,,", "ko;q=0.5,en"}) {
    EXPECT_FALSE(PrefersKorean(no)) << no;
  }
}

TEST(HtmlPageTest, ALanguageWithAMalformedWeightIsIgnored) {
  for (const std::string_view weight : {"1.5", "1.001", "2", "10", "-1", "0.8888", "x", ""}) {
    EXPECT_FALSE(PrefersKorean("ko;q=" + std::string(weight) + ",en;q=0.1")) << weight;
    EXPECT_TRUE(PrefersKorean("en;q=" + std::string(weight) + ",ko;q=0.1")) << weight;
  }
  for (const std::string_view weight : {"1", "1.", "1.000", "0.2", "0.101"}) {
    EXPECT_TRUE(PrefersKorean("ko;q=" + std::string(weight) + ",en;q=0.1")) << weight;
  }
}

}  // namespace
}  // namespace onsale::http
