#include "http/testing/endpoint_testing.h"
#include "store/ledger_question.h"

namespace onsale::http {
namespace {

using domain::LedgerEntry;
using domain::LedgerKind;
using domain::ReadBalance;
using domain::TopUpBalance;
using store::LedgerQuestion;

class MoneyCallsTest : public EndpointTest {
 protected:
  LedgerEntry Entry(std::int64_t number, LedgerKind kind) const {
    base::Uuid id;
    id.bytes.fill(0x33);
    LedgerEntry entry{.user = *domain::UserId::Parse("kim"),
                      .number = number,
                      .id = id,
                      .kind = kind,
                      .debit = "external",
                      .credit = "wallet:kim",
                      .amount = {10},
                      .balance_after = {20},
                      .at = now_};
    if (kind == LedgerKind::kPayment) entry.reservation = HeldReservation(now_).id;
    return entry;
  }
  Response AnsweredLedger(store::AnswerTo<LedgerQuestion> entries) {
    return Answered<LedgerQuestion>(kReadLedgerEndpoint, {.parameter = "kim"}, std::move(entries));
  }
  std::string NextCursor(std::int64_t number) {
    const std::string body = AnsweredLedger({{Entry(number, LedgerKind::kTopUp)}}).body;
    const std::size_t begin = body.find("\"nextCursor\":\"") + 14;
    return body.substr(begin, body.find('"', begin) - begin);
  }
};

TEST_F(MoneyCallsTest, ABalanceHasItsCurrency) {
  const domain::BalanceView view{.user = *domain::UserId::Parse("kim"), .balance = {130'000}};
  const Response response = Finished<ReadBalance>(kReadBalanceEndpoint, {}, view);
  EXPECT_EQ(response.body, R"({"userId":"kim","balance":130000,"currency":"KRW"})");
  EXPECT_TRUE(HasHeader(response, "Cache-Control: no-store"));
}

TEST_F(MoneyCallsTest, APercentEncodedUserIdIsTheSameUser) {
  EXPECT_EQ(Asked<ReadBalance>(kReadBalanceEndpoint, {.parameter = "kim%40example.com"}).user,
            Asked<ReadBalance>(kReadBalanceEndpoint, {.parameter = "kim@example.com"}).user);
}

TEST_F(MoneyCallsTest, AnInvalidUserIdIsRefusedByEveryCall) {
  for (const std::string_view user :
       {"", "a b", "a%20b", "%", "%4", "%4g", "%00", ".", "%2e%2E", "Jose%CC%81", "\xEA\xB9\x80"}) {
    EXPECT_EQ(Refused(kReadBalanceEndpoint, {.parameter = user}), "invalid-parameter userId");
    EXPECT_EQ(Refused(kReadLedgerEndpoint, {.parameter = user}), "invalid-parameter userId");
    EXPECT_EQ(Refused(kTopUpBalanceEndpoint, {.body = R"({"amount":1})", .parameter = user}),
              "invalid-parameter userId");
  }
}

TEST_F(MoneyCallsTest, AnAmountIsFromOneToTheLargestPrice) {
  for (const std::int64_t amount : {std::int64_t{1}, std::int64_t{1'000'000'000'000}}) {
    const std::string body = "{\"amount\":" + std::to_string(amount) + "}";
    const auto command =
        Asked<TopUpBalance>(kTopUpBalanceEndpoint, {.body = body, .parameter = "kim"});
    EXPECT_EQ(command.amount.minor, amount);
  }
}

TEST_F(MoneyCallsTest, BadTopUpsAreRefused) {
  for (const std::string_view amount : {"0", "-1", "1000000000001", "1.5", "1e13", "\"1\"", "null",
                                        "1e400", "18446744073709551616", "[1]", "{}"}) {
    const std::string body = "{\"amount\":" + std::string(amount) + "}";
    EXPECT_EQ(Refused(kTopUpBalanceEndpoint, {.body = body, .parameter = "kim"}),
              "invalid-member /amount")
        << amount;
  }
  EXPECT_EQ(Refused(kTopUpBalanceEndpoint, {.body = "{}", .parameter = "kim"}),
            "invalid-member /amount");
  EXPECT_EQ(Refused(kTopUpBalanceEndpoint,
                    {.body = R"({"amount":1,"currency":"KRW"})", .parameter = "kim"}),
            "invalid-member /currency");
}

TEST_F(MoneyCallsTest, ATopUpIsCreated) {
  domain::TopUpView view{.user = *domain::UserId::Parse("kim"), .amount = {10}, .balance = {30}};
  view.id.uuid.bytes.fill(0x33);
  const Response response = Finished<TopUpBalance>(kTopUpBalanceEndpoint, {}, view);
  EXPECT_EQ(response.status, 201U);
  EXPECT_EQ(response.body,
            R"({"topUpId":"33333333-3333-3333-3333-333333333333","userId":"kim","amount":10,)"
            R"("balance":30,"currency":"KRW"})");
}

TEST_F(MoneyCallsTest, ABalanceAtItsLimitIsDescribed) {
  ExpectRefusalsDescribed<TopUpBalance>(kTopUpBalanceEndpoint,
                                        {domain::RefusalCode::kBalanceLimit});
}

TEST_F(MoneyCallsTest, ALedgerPageHasFiftyEntriesByDefault) {
  for (const auto& [query, limit] :
       {std::pair("", 50U), std::pair("limit=1", 1U), std::pair("limit=100", 100U)}) {
    EXPECT_EQ(
        AskedStore<LedgerQuestion>(kReadLedgerEndpoint, {.query = query, .parameter = "kim"}).limit,
        limit);
  }
}

TEST_F(MoneyCallsTest, BadLedgerQueriesAreRefused) {
  const auto refused = [this](std::string_view query) {
    return Refused(kReadLedgerEndpoint, {.query = query, .parameter = "kim"});
  };
  for (const std::string_view query :
       {"limit=0", "limit=101", "limit=", "limit=-1", "limit=01", "limit=1.0", "limit=1%30",
        "limit=1&limit=1", "limit", "limit=99999999999999999999"}) {
    EXPECT_EQ(refused(query), "invalid-parameter limit") << query;
  }
  for (const std::string_view query :
       {"cursor=", "cursor=5", "cursor=AAAAAAAAAAA", "cursor=AAAAAAAAAAE", "cursor=__________8",
        "cursor=AAAAAAAAAAl"}) {
    EXPECT_EQ(refused(query), "invalid-parameter cursor") << query;
  }
  EXPECT_EQ(refused("cursor=AAAAAAAAAAk"), "none");
  EXPECT_EQ(refused("offset=1"), "invalid-parameter offset");
}

TEST_F(MoneyCallsTest, ACursorLeadsToTheEntriesBeforeIt) {
  for (const std::int64_t number : std::initializer_list<std::int64_t>{2, 300, INT64_MAX}) {
    const std::string query = "cursor=" + NextCursor(number);
    EXPECT_EQ(AskedStore<LedgerQuestion>(kReadLedgerEndpoint, {.query = query, .parameter = "kim"})
                  .before,
              number);
  }
}

TEST_F(MoneyCallsTest, TheLedgerShowsTopUpsAndPayments) {
  EXPECT_EQ(AnsweredLedger({{Entry(2, LedgerKind::kPayment), Entry(1, LedgerKind::kTopUp)}}).body,
            R"({"userId":"kim","currency":"KRW","entries":[{"number":2,"kind":"PAYMENT",)"
            R"("paymentId":"33333333-3333-3333-3333-333333333333",)"
            R"("reservationId":"11111111-1111-1111-1111-111111111111","debit":"external",)"
            R"("credit":"wallet:kim","amount":10,"balanceAfter":20,)"
            R"("createdAt":"2027-04-01T09:00:00.123Z"},)"
            R"({"number":1,"kind":"TOP_UP","topUpId":"33333333-3333-3333-3333-333333333333",)"
            R"("debit":"external","credit":"wallet:kim","amount":10,"balanceAfter":20,)"
            R"("createdAt":"2027-04-01T09:00:00.123Z"}],"nextCursor":null})");
  EXPECT_EQ(AnsweredLedger({}).body,
            R"({"userId":"kim","currency":"KRW","entries":[],"nextCursor":null})");
}

TEST_F(MoneyCallsTest, AFailedReadOfALedgerIsAProblem) {
  EXPECT_EQ(AnsweredLedger(std::unexpected(store::StoreError{})).status, 503U);
  const store::StoreError damage{store::StoreErrorCode::kCorrupt, "secret"};
  EXPECT_EQ(AnsweredLedger(std::unexpected(damage)).status, 500U);
}

}  // namespace
}  // namespace onsale::http
