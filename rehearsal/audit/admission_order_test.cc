#include "rehearsal/audit/admission_order.h"

#include <gtest/gtest.h>

#include "rehearsal/audit/server_audit.h"

namespace onsale::rehearsal {
namespace {

SeenInQueue Seen(std::uint32_t buyer, std::uint64_t place, std::uint64_t waiting,
                 std::uint64_t active) {
  return {.buyer = buyer,
          .room = 0,
          .place = place,
          .last_waiting_commit = waiting,
          .first_active_commit = active};
}

TEST(AdmissionOrderTest, AdmissionInOrderIsNotAViolation) {
  EXPECT_TRUE(
      FindOvertakings({Seen(1, 1, 10, 20), Seen(2, 2, 19, 20), Seen(3, 3, 30, 40)}).empty());
}

TEST(AdmissionOrderTest, ABuyerActiveWhileABuyerAheadWaitsHasOvertaken) {
  const auto found = FindOvertakings({Seen(1, 1, 21, 30), Seen(2, 2, 10, 20)});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found.front().passer, 2U);
  EXPECT_EQ(found.front().passed, 1U);
}

TEST(AdmissionOrderTest, WithinOneCommitNoOvertakingIsProved) {
  EXPECT_TRUE(FindOvertakings({Seen(1, 1, 20, 30), Seen(2, 2, 10, 20)}).empty());
}

TEST(AdmissionOrderTest, WithTheSameRankNobodyIsAhead) {
  EXPECT_TRUE(FindOvertakings({Seen(1, 1, 50, 60), Seen(2, 1, 10, 20)}).empty());
}

TEST(AdmissionOrderTest, ABuyerWhoLeftWhileWaitingIsAheadUntilLastSeen) {
  EXPECT_EQ(FindOvertakings({Seen(1, 1, 50, UINT64_MAX), Seen(2, 2, 10, 20)}).size(), 1U);
  EXPECT_TRUE(FindOvertakings({Seen(1, 1, 15, UINT64_MAX), Seen(2, 2, 10, 20)}).empty());
}

TEST(AdmissionOrderTest, RoomsAreIndependent) {
  SeenInQueue other = Seen(2, 2, 10, 20);
  other.room = 1;
  EXPECT_TRUE(FindOvertakings({Seen(1, 1, 50, 60), other}).empty());
}

TEST(AdmissionOrderTest, WithoutBuyersThereIsNoOvertaking) {
  EXPECT_TRUE(FindOvertakings({}).empty());
  EXPECT_TRUE(FindOvertakings({Seen(1, 1, 0, UINT64_MAX), Seen(2, 2, 0, 5)}).empty());
}

TEST(ServerAuditTest, ItsViolationsAreReported) {
  const auto checks = ReadServerAudit(
      R"({"passed":false,"commit":7,"checks":[
          {"name":"seats","checked":5,"violations":0,"examples":[]},
          {"name":"money","checked":9,"violations":2,"examples":["wallet kim"]}]})");
  ASSERT_EQ(checks.size(), 2U);
  EXPECT_TRUE(checks[0].good());
  EXPECT_EQ(checks[1].violations, 2U);
  EXPECT_EQ(checks[1].examples, std::vector<std::string>{"wallet kim"});
}

TEST(ServerAuditTest, AFailedAuditWithoutViolationsIsNotASuccess) {
  const auto checks =
      ReadServerAudit(R"({"passed":false,"checks":[{"name":"seats","checked":5,"violations":0}]})");
  EXPECT_FALSE(checks.back().good());
}

TEST(ServerAuditTest, AnInvalidAnswerIsNotASuccess) {
  for (const std::string_view json :
       {"", "{}", R"({"passed":true})", R"({"passed":true,"checks":[]})",
        R"({"passed":true,"checks":[{}]})",
        R"({"passed":true,"checks":[{"name":"x","checked":1,"violations":-1}]})"}) {
    const auto checks = ReadServerAudit(json);
    ASSERT_FALSE(checks.empty()) << json;
    EXPECT_FALSE(checks.front().not_made.empty()) << json;
  }
}

}  // namespace
}  // namespace onsale::rehearsal
