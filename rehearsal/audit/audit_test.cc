// Runs the audit against a test server whose answers each test chooses.
#include "rehearsal/audit/audit.h"

#include <gtest/gtest.h>

#include "rehearsal/wire/peer_testing.h"
#include "rehearsal/wire/server_testing.h"

namespace onsale::rehearsal {
namespace {

using std::chrono::milliseconds;

class AuditTest : public testing::Test {
 protected:
  Plan plan{.shows = {"night-1"}};
  Venue venue;
  TextPool texts;
  std::vector<Buyer> buyers;

  void SetUp() override {
    Show& show = venue.shows.emplace_back();
    show.id = "night-1";
    show.concert = "night";
    show.chart.number_max = 50;
    show.sold_before = SeatSet(50);
    show.sold_before_known = true;
  }
  Buyer& AddBuyer() {
    Buyer& buyer = buyers.emplace_back();
    buyer.token = texts.Add("t");
    return buyer;
  }
  void AddPurchase(std::uint32_t seat) {
    Buyer& buyer = AddBuyer();
    buyer.paid = true;
    buyer.pick.seats[0] = seat;
    buyer.pick.count = 1;
  }
  // Adds a buyer who was seen WAITING at one commit and ACTIVE at a later one, `active`.
  Buyer& AddAdmitted(std::uint64_t place, std::uint64_t active) {
    Buyer& buyer = AddBuyer();
    buyer.place = place;
    buyer.was_waiting = buyer.was_active = true;
    buyer.last_waiting_commit = active - 1;
    buyer.first_active_commit = active;
    return buyer;
  }
  // Runs the audit against a server with this handler, and returns its check of this question.
  Check Ask(Question question, const TestServer::Handler& handler,
            milliseconds patience = milliseconds(10'000)) {
    TestServer server(handler);
    Connections connections({.address = server.address(), .count_max = 4});
    Errands errands(connections, {.host = "h", .silence_most = patience});
    const auto audit = Audit({plan, buyers, texts}, venue, errands, errands);
    for (const Check& check : audit.checks) {
      if (check.question == question) return check;
    }
    ADD_FAILURE() << "the question is not asked";
    return {};
  }
};

TEST_F(AuditTest, ALostPurchaseIsAViolation) {
  AddPurchase(7);
  const Check check = Ask(Question::kPurchases, [](std::string_view) { return ResponseText(404); });
  EXPECT_EQ(check.violations, 1U);
  EXPECT_EQ(check.not_made, "");
}

// Regression: the audit reported a purchase as lost while a node restarted.
TEST_F(AuditTest, AServerThatAlwaysRefusesIsNotAViolation) {
  AddPurchase(7);
  for (const unsigned status : {408U, 500U, 502U, 504U}) {
    const Check check = Ask(
        Question::kPurchases,
        [status](std::string_view) { return ResponseText(status, "Retry-After: 0\r\n"); },
        milliseconds(20));
    EXPECT_EQ(check.violations, 0U) << status;
    EXPECT_NE(check.not_made, "") << status;
  }
}

TEST_F(AuditTest, ASeatSoldToTwoBuyersIsAViolation) {
  AddPurchase(7);
  AddPurchase(8);
  const TestServer::Handler refuses = [](std::string_view) { return ResponseText(404); };
  EXPECT_EQ(Ask(Question::kOneOwner, refuses).violations, 0U);
  AddPurchase(7);
  EXPECT_EQ(Ask(Question::kOneOwner, refuses).violations, 1U);
}

// A server that reports a balance of 60, and a top-up of 100 and a payment of 40 in every ledger.
std::string Has60(std::string_view request) {
  if (request.contains("/ledger")) {
    return ResponseText(200, "",
                        R"({"entries":[)"
                        R"({"number":2,"kind":"PAYMENT","amount":40,"balanceAfter":60,)"
                        R"("paymentId":"00000000-0000-0000-0000-000000000000"},)"
                        R"({"number":1,"kind":"TOP_UP","amount":100,"balanceAfter":100}],)"
                        R"("nextCursor":null})");
  }
  return ResponseText(200, "", R"({"balance":60})");
}

TEST_F(AuditTest, MoneyThatIsMissingIsAViolation) {
  for (const std::int64_t topped_up : {100, 101}) {
    buyers.clear();
    AddPurchase(7);
    buyers.front().topped_up = topped_up;
    buyers.front().amount = 40;
    const unsigned violations = topped_up == 100 ? 0 : 1;
    EXPECT_EQ(Ask(Question::kBalances, Has60).violations, violations) << topped_up;
    EXPECT_EQ(Ask(Question::kLedgers, Has60).violations, violations) << topped_up;
  }
}

// A server whose every token is ACTIVE and whose seat map has seat 7 SOLD.
std::string Seat7IsSold(std::string_view request) {
  if (request.starts_with("POST /v1/queue/tokens")) {
    return ResponseText(201, "", R"({"token":"a","roomId":"main","status":"ACTIVE"})");
  }
  return ResponseText(200, "", R"({"seats":[{"number":7,"status":"SOLD"}]})");
}

TEST_F(AuditTest, ASeatSoldDuringTheRehearsalAgreesWithTheMap) {
  AddPurchase(7);
  const Check check = Ask(Question::kSeatMap, Seat7IsSold);
  EXPECT_TRUE(check.good()) << check.not_made;
  EXPECT_EQ(check.checked, 1U);
}

TEST_F(AuditTest, ASeatSoldBeforeTheRehearsalIsAViolation) {
  AddPurchase(7);
  venue.shows.front().sold_before.Add(7);
  EXPECT_EQ(Ask(Question::kSeatMap, Seat7IsSold).violations, 1U);
}

// Regression: the audit took a seat map that the scout could not read for one without sold seats.
TEST_F(AuditTest, WithoutTheFirstMapTheSeatMapIsNotChecked) {
  AddPurchase(7);
  venue.shows.front().sold_before_known = false;
  const Check check = Ask(Question::kSeatMap, Seat7IsSold);
  EXPECT_NE(check.not_made.find("night-1"), std::string::npos);
  EXPECT_EQ(check.checked, 0U);
  EXPECT_EQ(check.of, 1U);
}

TEST_F(AuditTest, EveryShowThatCouldNotBeCheckedIsNamed) {
  venue.shows.push_back(venue.shows.front());
  venue.shows.back().id = "night-2";
  const Check check = Ask(Question::kSeatMap, [](std::string_view) { return ResponseText(404); });
  EXPECT_NE(check.not_made.find("night-1"), std::string::npos);
  EXPECT_NE(check.not_made.find("night-2"), std::string::npos);
}

// A server that answers 404 to every request.
std::string NotFound(std::string_view) {
  return ResponseText(404);
}

TEST_F(AuditTest, BuyersWithRankAndCommitAreChecked) {
  AddAdmitted(1, 20);
  AddAdmitted(2, 10);
  const Check check = Ask(Question::kOrder, NotFound);
  EXPECT_EQ(check.checked, 2U);
  EXPECT_EQ(check.violations, 1U);
  EXPECT_EQ(check.not_made, "");
}

// Regression: behind a proxy that removed Onsale-Commit, every buyer counted as checked.
TEST_F(AuditTest, WithoutCommitsTheOrderIsNotChecked) {
  for (const std::uint64_t place : {1, 2}) {
    Buyer& buyer = AddAdmitted(place, 10);
    buyer.last_waiting_commit = 0;
    buyer.first_active_commit = Buyer::kNever;
    buyer.commit_missing = true;
  }
  const Check check = Ask(Question::kOrder, NotFound);
  EXPECT_EQ(check.checked, 0U);
  EXPECT_EQ(check.of, 2U);
  EXPECT_NE(check.not_made.find("Onsale-Commit"), std::string::npos);
}

TEST_F(AuditTest, OneAnswerWithoutACommitMakesTheOrderIncomplete) {
  AddAdmitted(1, 10);
  AddAdmitted(2, 20).commit_missing = true;
  EXPECT_NE(Ask(Question::kOrder, NotFound).not_made.find("Onsale-Commit"), std::string::npos);
}

TEST_F(AuditTest, AViolationIsReportedEvenIfAnAnswerHadNoCommit) {
  AddAdmitted(1, 20);
  AddAdmitted(2, 10);
  AddBuyer().commit_missing = true;
  EXPECT_EQ(Ask(Question::kOrder, NotFound).violations, 1U);
}

TEST_F(AuditTest, PositionsNeedNoCommits) {
  for (const bool worse : {false, true}) {
    Buyer& buyer = AddBuyer();
    buyer.was_waiting = buyer.position_compared = true;
    buyer.position_got_worse = worse;
  }
  const Check check = Ask(Question::kPositions, NotFound);
  EXPECT_EQ(check.checked, 2U);
  EXPECT_EQ(check.violations, 1U);
}

TEST_F(AuditTest, ASinglePositionIsNotChecked) {
  AddBuyer().was_waiting = true;
  const Check check = Ask(Question::kPositions, NotFound);
  EXPECT_EQ(check.checked, 0U);
  EXPECT_EQ(check.of, 1U);
}

}  // namespace
}  // namespace onsale::rehearsal
