// The calls for a queue token that have to solve a challenge: who has to, and what they receive.

#include <gmock/gmock.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "http/challenge/challenge_solver_testing.h"
#include "http/testing/endpoint_testing.h"

namespace onsale::http {
namespace {

using domain::ChallengeNeed;
using domain::IssueToken;
using domain::RefusalCode;

constexpr int kTries = 3;  // the work of the fixture's gate

class ChallengeCallsTest : public EndpointTest {
 protected:
  ChallengeCallsTest() { challenges_.SetMode(ChallengeMode::kAlways); }

  ChallengeNeed NeedOf(std::string_view body) {
    return Asked<IssueToken>(kIssueTokenEndpoint, {.body = body}).challenge;
  }
  // The need of the command of a caller, which `show` makes.
  template <class Show>
  ChallengeNeed NeedOfCaller(Show show) {
    Call call = MakeCall({.body = R"({"userId":"kim"})"});
    show(call.caller);
    const Step step = kIssueTokenEndpoint.begin(kIssueTokenEndpoint.spec, call);
    return std::get<IssueToken>(std::get<domain::Command>(step)).challenge;
  }
  Response Required(std::string_view body) {
    return Finished<IssueToken>(kIssueTokenEndpoint, {.body = body},
                                domain::Refuse(RefusalCode::kChallengeRequired));
  }
  // The challenge of a problem, as JSON.
  static std::string ChallengeIn(const Response& response) {
    return boost::json::serialize(boost::json::parse(response.body).at("challenge"));
  }
  static std::string KimWith(std::string_view proof) {
    return R"({"userId":"kim","proof":")" + std::string(proof) + "\"}";
  }
  // The verdict on a call with this proof, and the sentence of the problem.
  std::string SentenceOn(std::string_view proof) {
    const Response response = Required(KimWith(proof));
    const auto detail = boost::json::parse(response.body).at("detail").as_string();
    return {detail.data(), detail.size()};
  }
};

TEST_F(ChallengeCallsTest, TheModeOfTheServerDecidesWhenACallNeedsOne) {
  EXPECT_EQ(NeedOf(R"({"userId":"kim"})"), ChallengeNeed::kAnyLine);
  challenges_.SetMode(ChallengeMode::kPressure);
  EXPECT_EQ(NeedOf(R"({"userId":"kim"})"), ChallengeNeed::kLongLine);
  challenges_.SetMode(ChallengeMode::kOff);
  EXPECT_EQ(NeedOf(R"({"userId":"kim"})"), ChallengeNeed::kNever);
  services_.challenges = nullptr;
  EXPECT_EQ(NeedOf(R"({"userId":"kim"})"), ChallengeNeed::kNever);
}

TEST_F(ChallengeCallsTest, ThePersonAndTheShopSolveNone) {
  EXPECT_EQ(NeedOf(R"({"userId":"kim","person":"0123456789abcdef"})"), ChallengeNeed::kNever);
  EXPECT_EQ(NeedOf(R"({"userId":"kim","groups":["fans"]})"), ChallengeNeed::kAnyLine);
  const auto user = *domain::UserId::Parse("kim");
  EXPECT_EQ(NeedOfCaller([](Caller& caller) { caller.key = KeyHolder{}; }), ChallengeNeed::kNever);
  EXPECT_EQ(NeedOfCaller([&](Caller& caller) { caller.buyer = BuyerClaims{.user = user}; }),
            ChallengeNeed::kAnyLine);
  EXPECT_EQ(NeedOfCaller([&](Caller& caller) {
              caller.buyer = BuyerClaims{.user = user, .person = "0123456789abcdef"};
            }),
            ChallengeNeed::kNever);
}

TEST_F(ChallengeCallsTest, ARefusedCallHasAChallengeWhoseProofIsGoodForThisUserAndRoom) {
  const Response response = Required(R"({"userId":"kim"})");
  EXPECT_EQ(VerdictOf(response), "403 challenge-required");
  EXPECT_TRUE(HasHeader(response, "Cache-Control: no-store"));
  EXPECT_EQ(challenges_.sent(), 1U);
  const std::string proof = Solved(ChallengeIn(response), kTries);
  EXPECT_EQ(NeedOf(KimWith(proof)), ChallengeNeed::kNever);
  EXPECT_EQ(NeedOf(R"({"userId":"lee","proof":")" + proof + "\"}"), ChallengeNeed::kAnyLine);
  EXPECT_EQ(NeedOf(R"({"userId":"kim","concertId":"autumn","proof":")" + proof + "\"}"),
            ChallengeNeed::kAnyLine);
  clock_.Advance(ChallengeMaker::kLifetime);
  EXPECT_EQ(NeedOf(KimWith(proof)), ChallengeNeed::kAnyLine);
}

TEST_F(ChallengeCallsTest, ABadProofGetsANewChallengeAndTheReason) {
  const std::string proof = Solved(ChallengeIn(Required(R"({"userId":"kim"})")), kTries);
  EXPECT_THAT(SentenceOn("AAAA"), testing::StartsWith("This is not the proof of a challenge"));
  clock_.Advance(ChallengeMaker::kLifetime);
  EXPECT_THAT(SentenceOn(proof), testing::HasSubstr("has ended"));
  const std::string again = Solved(ChallengeIn(Required(KimWith(proof))), kTries);
  EXPECT_EQ(NeedOf(KimWith(again)), ChallengeNeed::kNever);
  EXPECT_EQ(challenges_.sent(), 4U);
}

TEST_F(ChallengeCallsTest, NewTokensAndChallengesArePressure) {
  ChallengeGate gate({.mode = ChallengeMode::kPressure, .rate = 1, .work = kTries},
                     [](ChallengeMode, ChallengeMode) {});
  services_.challenges = &gate;
  domain::TokenView view{.created = false,
                         .credential = credential_,
                         .room_slug = "main",
                         .user = *domain::UserId::Parse("kim"),
                         .admission_rank = domain::AdmissionRank{1}};
  const Input kim{.body = R"({"userId":"kim"})"};
  for (int i = 0; i < 3; ++i) Finished<IssueToken>(kIssueTokenEndpoint, kim, view);
  EXPECT_EQ(NeedOf(kim.body), ChallengeNeed::kLongLine) << "the user's live token is not new";
  view.created = true;
  Finished<IssueToken>(kIssueTokenEndpoint, kim, view);
  Required(kim.body);
  EXPECT_EQ(NeedOf(kim.body), ChallengeNeed::kAnyLine);
}

}  // namespace
}  // namespace onsale::http
