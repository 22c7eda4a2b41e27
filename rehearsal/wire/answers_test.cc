#include "rehearsal/wire/answers.h"

#include <gtest/gtest.h>

#include "rehearsal/wire/json_scan.h"

namespace onsale::rehearsal {
namespace {

constexpr std::string_view kPaid =
    R"({"paymentId":"0195f1e4-1b2c-7d3e-9f40-112233445566",
        "reservationId":"0195f1e2-7c3a-7a10-8c21-5d1f0a2b3c4d","status":"CONFIRMED","userId":"kim",
        "showId":"spring-night-1","seats":[{"number":7,"label":"7 \"}]","price":50000},
        {"number":8,"label":"8","price":50000}],"amount":100000,"currency":"KRW","balance":3,
        "paidAt":"2027-04-01T09:03:00.000Z"})";

TEST(AnswersTest, TokenIsRead) {
  const auto token = ReadToken(
      R"({"token":"abc","userId":"kim","roomId":"main","status":"WAITING","position":42,
          "estimatedWaitSeconds":null,"pollAfterSeconds":3,
          "later":{"a":[1,{"b":"]"}]},"admissionRank":7})");
  ASSERT_TRUE(token);
  EXPECT_EQ(token->token, "abc");
  EXPECT_EQ(token->status, TokenStatus::kWaiting);
  EXPECT_EQ(token->position, 42);
  EXPECT_EQ(token->poll_after_seconds, 3);
  EXPECT_EQ(token->place, 7);
}

TEST(AnswersTest, TokenInTheLobbyOfADrawHasNoPositionYet) {
  const auto token =
      ReadToken(R"({"token":"abc","roomId":"main","status":"WAITING","position":null,)"
                R"("admissionRank":null,"soldOut":true})");
  ASSERT_TRUE(token);
  EXPECT_EQ(token->position, 0);
  EXPECT_FALSE(token->place);
  EXPECT_TRUE(token->sold_out);
}

TEST(AnswersTest, TokenWithAnUnknownStatusIsRefused) {
  EXPECT_FALSE(ReadToken(R"({"token":"abc","roomId":"main","status":"SLEEPING"})"));
}

TEST(AnswersTest, TokenWithALineEndIsRefused) {
  EXPECT_FALSE(ReadToken("{\"token\":\"a\r\nX: 1\",\"room\":\"main\",\"status\":\"ACTIVE\"}"));
}

TEST(AnswersTest, ConcertWithAnInvalidIdIsRefused) {
  EXPECT_TRUE(ReadConcerts(R"({"concerts":[{"concertId":"night","maxSeatsPerUser":4}]})"));
  EXPECT_FALSE(ReadConcerts(R"({"concerts":[{"concertId":"../x y","maxSeatsPerUser":4}]})"));
}

TEST(AnswersTest, PaymentIsRead) {
  const auto paid = ReadReservation(kPaid);
  ASSERT_TRUE(paid);
  EXPECT_EQ(paid->seats.count, 2U);
  EXPECT_EQ(paid->seats.seats[1], 8U);
  EXPECT_EQ(paid->amount, 100'000);
  EXPECT_EQ(paid->balance, 3);
  EXPECT_EQ(paid->id.ToString(), "0195f1e2-7c3a-7a10-8c21-5d1f0a2b3c4d");
}

TEST(AnswersTest, ATruncatedAnswerIsRefused) {
  for (std::size_t size = 0; size < kPaid.size(); ++size) {
    EXPECT_FALSE(ReadReservation(kPaid.substr(0, size))) << size;
  }
}

TEST(AnswersTest, AReservationWithTooManySeatsIsRefused) {
  std::string seats = R"({"number":1})";
  for (int i = 0; i < 50; ++i) seats += R"(,{"number":1})";
  EXPECT_FALSE(ReadReservation(
      R"({"reservationId":"0195f1e2-7c3a-7a10-8c21-5d1f0a2b3c4d","status":"HELD","seats":[)" +
      seats + "]}"));
}

TEST(AnswersTest, NumbersThatAreNotIntegersAreRefused) {
  for (const std::string_view text :
       {"1.0", "1e3", "\"1\"", "", "-", "99999999999999999999", "1 2"}) {
    EXPECT_FALSE(AsInteger(text)) << text;
  }
  EXPECT_EQ(AsInteger("-12"), -12);
}

TEST(AnswersTest, DeepNestingIsRefused) {
  EXPECT_EQ(ReadCode(R"({"a":)" + std::string(1'000'000, '[')), "");
}

TEST(AnswersTest, CodeOfAProblemIsRead) {
  EXPECT_EQ(ReadCode(R"({"type":"/problems/x","code":"seat-unavailable","status":409})"),
            "seat-unavailable");
}

TEST(AnswersTest, TheOfferOfARefusedHoldIsRead) {
  const auto nearest = ReadOffer(R"({"code":"seat-unavailable","nearest":[259,260]})");
  ASSERT_TRUE(nearest);
  EXPECT_EQ(nearest->count, 2U);
  EXPECT_EQ(nearest->seats[1], 260U);
  EXPECT_EQ(ReadOffer(R"({"alternative":[7]})")->count, 1U);
  EXPECT_EQ(ReadOffer(R"({"code":"seat-unavailable"})")->count, 0U);
  for (const std::string_view json : {R"({"nearest":7})", R"({"nearest":[0]})",
                                      R"({"nearest":["7"]})", R"({"nearest":[4294967296]})"}) {
    EXPECT_FALSE(ReadOffer(json)) << json;
  }
  EXPECT_EQ(ReadLargestTogether(R"({"largestTogether":2})"), 2);
}

constexpr std::string_view kConcert =
    R"({"concertId":"night","shows":[{"showId":"night-1",
        "chartUrl":"/shop/v1/charts/1f0c5ec1b3a0f26e8f2b64e5a7d1c9b4",
        "categories":[{"categoryId":"a","price":5},{"categoryId":"b","price":null},
        {"categoryId":"c","price":7}]},{"showId":"night-2",
        "chartUrl":"/v1/charts/00000000000000000000000000000000","categories":[]}]})";

TEST(AnswersTest, ConcertIsRead) {
  const auto concert = ReadConcert(kConcert);
  ASSERT_TRUE(concert);
  ASSERT_EQ(concert->shows.size(), 2U);
  const ConcertPage::Show& show = concert->shows.front();
  EXPECT_EQ(show.id, "night-1");
  EXPECT_EQ(show.chart, "1f0c5ec1b3a0f26e8f2b64e5a7d1c9b4");
  using Price = std::pair<std::string_view, std::int64_t>;
  EXPECT_EQ(show.prices, (std::vector<Price>{{"a", 5}, {"c", 7}}));
  EXPECT_TRUE(concert->shows.back().prices.empty());
}

// The digest is used in a path.
TEST(AnswersTest, ConcertWithAnotherChartUrlIsRefused) {
  for (const std::string_view url :
       {"", "/v1/charts/", "/v1/charts/1f0c5ec1b3a0f26e8f2b64e5a7d1c9b",
        "/v1/charts/1f0c5ec1b3a0f26e8f2b64e5a7d1c9/4", "/v1/1f0c5ec1b3a0f26e8f2b64e5a7d1c9b4"}) {
    std::string json(kConcert);
    json.replace(json.find("/v1/charts/0"), 43, url);
    EXPECT_FALSE(ReadConcert(json)) << url;
  }
}

TEST(AnswersTest, LedgerIsRead) {
  const auto ledger = ReadLedger(
      R"({"userId":"k","entries":[{"number":1,"kind":"TOP_UP","amount":5,"balanceAfter":5}],
          "nextCursor":null})");
  ASSERT_TRUE(ledger);
  EXPECT_TRUE(ledger->entries.front().top_up);
  EXPECT_FALSE(ledger->more);
  EXPECT_FALSE(ReadLedger(R"({"entries":[{"kind":"GIFT","amount":5}],"nextCursor":null})"));
}

TEST(AnswersTest, SeatMapIsRead) {
  const auto map = ReadSeatMap(
      R"({"seats":[{"number":1,"status":"SOLD"},{"number":2,"status":"HELD"},
          {"number":3,"status":"AVAILABLE"}]})");
  ASSERT_TRUE(map);
  EXPECT_EQ(map->sold, std::vector<std::uint32_t>{1});
  EXPECT_EQ(map->held, std::vector<std::uint32_t>{2});
  EXPECT_EQ(map->total, 3U);
}

}  // namespace
}  // namespace onsale::rehearsal
