// Tests what a challenge costs and whose proof is good.
#include "http/challenge/challenge_maker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <set>

#include "http/challenge/challenge_solver_testing.h"

namespace onsale::http {
namespace {

namespace json = boost::json;
using std::chrono::milliseconds;
using std::chrono::seconds;

base::SecretKey TokenKeyOf(std::uint8_t first) {
  return base::SecretKey({first});
}

constexpr int kTries = 3;

class ChallengeMakerTest : public testing::Test {
 protected:
  std::string Make() { return maker_.Make(kim_, kTries, now_); }
  ProofVerdict Check(std::string_view proof) { return maker_.Check(proof, kim_, now_); }

  // A good proof with one change.
  template <class Change>
  std::string Changed(Change change) {
    json::value proof = json::parse(FromBase64(Solved(Make(), kTries)));
    change(proof.at("challenge").as_object(), proof.at("solution").as_object());
    return InBase64(json::serialize(proof));
  }

  const base::Time now_ = base::ParseRfc3339("2027-04-01T09:00:00.5Z")->time;
  const ChallengedBuyer kim_{.user = "kim", .room = {1}};
  ChallengeMaker maker_{{.seals = TokenKeyOf(1), .opens = {}}};
};

TEST_F(ChallengeMakerTest, AChallengeIsWhatTheWidgetReads) {
  const json::object challenge = json::parse(Make()).as_object();
  EXPECT_EQ(challenge.size(), 2U);
  EXPECT_EQ(challenge.at("signature").as_string().size(), 64U);
  const json::object& parameters = challenge.at("parameters").as_object();
  EXPECT_EQ(parameters.size(), 7U);
  EXPECT_EQ(parameters.at("algorithm"), "PBKDF2/SHA-256");
  EXPECT_EQ(parameters.at("cost"), 500);
  EXPECT_EQ(parameters.at("keyLength"), 32);
  EXPECT_EQ(parameters.at("expiresAt").as_int64(),
            std::chrono::floor<seconds>(now_.time_since_epoch()).count() + 300);
  for (const char* const name : {"nonce", "salt", "keyPrefix"}) {
    EXPECT_EQ(parameters.at(name).as_string().size(), 32U) << name;
  }
}

TEST_F(ChallengeMakerTest, ASolvedChallengeIsAGoodProofUntilItEnds) {
  const std::string proof = Solved(Make(), kTries);
  ASSERT_FALSE(proof.empty());
  EXPECT_LE(proof.size(), ChallengeMaker::kProofBytesMax);
  EXPECT_EQ(Check(proof), ProofVerdict::kGood);
  // It began in the middle of a second.
  EXPECT_EQ(maker_.Check(proof, kim_, now_ + milliseconds(299'499)), ProofVerdict::kGood);
  EXPECT_EQ(maker_.Check(proof, kim_, now_ + milliseconds(299'500)), ProofVerdict::kEnded);
}

TEST_F(ChallengeMakerTest, NobodyNeedsMoreTriesThanTheWorkAndEveryNumberIsDrawn) {
  std::set<int> counters;
  for (int i = 0; i < 200; ++i) counters.insert(CounterOf(Make(), 100));
  EXPECT_THAT(counters, testing::ElementsAre(0, 1, 2));
  EXPECT_EQ(CounterOf(maker_.Make(kim_, 1, now_), 100), 0);
}

TEST_F(ChallengeMakerTest, AProofIsForOneUserAndOneRoom) {
  const std::string proof = Solved(Make(), kTries);
  EXPECT_EQ(maker_.Check(proof, {.user = "lee", .room = {1}}, now_), ProofVerdict::kWrong);
  EXPECT_EQ(maker_.Check(proof, {.user = "ki", .room = {1}}, now_), ProofVerdict::kWrong);
  EXPECT_EQ(maker_.Check(proof, {.user = "kim", .room = {2}}, now_), ProofVerdict::kWrong);
  const std::string longest(base::UserId::kLengthMax, 'x');
  const ChallengedBuyer buyer{.user = longest, .room = {1}};
  EXPECT_EQ(maker_.Check(Solved(maker_.Make(buyer, 1, now_), 1), buyer, now_), ProofVerdict::kGood);
}

TEST_F(ChallengeMakerTest, AFormerTokenKeyStillChecksAndAForeignOneDoesNot) {
  const std::string proof = Solved(Make(), kTries);
  ChallengeMaker rotated({.seals = TokenKeyOf(2), .opens = TokenKeyOf(1)});
  EXPECT_EQ(rotated.Check(proof, kim_, now_), ProofVerdict::kGood);
  ChallengeMaker foreign({.seals = TokenKeyOf(2), .opens = TokenKeyOf(3)});
  EXPECT_EQ(foreign.Check(proof, kim_, now_), ProofVerdict::kWrong);
}

TEST_F(ChallengeMakerTest, AChangedProofIsWrong) {
  using Object = json::object;
  const auto same = [](Object&, Object& solution) { solution["took"] = "a second"; };
  const auto unsolved = [](Object&, Object& solution) {
    solution["derivedKey"] = std::string(64, 'a');
  };
  const auto later = [](Object& challenge, Object&) {
    json::value& ends = challenge.at("parameters").at("expiresAt");
    ends = ends.as_int64() + 1;
  };
  const auto half = [](Object& challenge, Object& solution) {
    // The half of the key that the challenge shows.
    const auto prefix = challenge.at("parameters").at("keyPrefix").as_string();
    solution["derivedKey"] = std::string(prefix) + std::string(32, '0');
  };
  EXPECT_EQ(Check(Changed(same)), ProofVerdict::kGood);
  EXPECT_EQ(Check(Changed(unsolved)), ProofVerdict::kWrong);
  EXPECT_EQ(Check(Changed(later)), ProofVerdict::kWrong);
  EXPECT_EQ(Check(Changed(half)), ProofVerdict::kWrong);
}

TEST_F(ChallengeMakerTest, TextThatIsNotAProofIsWrong) {
  const std::string good = Solved(Make(), kTries);
  const std::string texts[] = {"",
                               "=",
                               "====",
                               "a",
                               good.substr(1),
                               good + "=",
                               good + "A",
                               InBase64(""),
                               InBase64("{}"),
                               InBase64("[]"),
                               InBase64("null"),
                               InBase64(std::string(600, '[')),
                               InBase64(R"({"challenge":null,"solution":null,"test":true})"),
                               InBase64(R"({"challenge":{"parameters":{"expiresAt":"1"}}})"),
                               InBase64(R"({"challenge":{"parameters":{"expiresAt":1e9}}})"),
                               std::string(ChallengeMaker::kProofBytesMax, 'A'),
                               std::string(ChallengeMaker::kProofBytesMax + 4, 'A')};
  for (const std::string& text : texts) EXPECT_EQ(Check(text), ProofVerdict::kWrong) << text;
}

TEST_F(ChallengeMakerTest, AMemberOfTheWrongTypeOrSizeIsWrong) {
  using Object = json::object;
  const json::array values = {nullptr,
                              true,
                              0.5,
                              "",
                              "zz",
                              json::array{},
                              -1,
                              std::int64_t{1} << 62,
                              json::string(64, 'g')};
  for (const json::value& value : values) {
    const auto ends = [&](Object& challenge, Object&) {
      challenge.at("parameters").as_object()["expiresAt"] = value;
    };
    const auto signature = [&](Object& challenge, Object&) { challenge["signature"] = value; };
    const auto key = [&](Object&, Object& solution) { solution["derivedKey"] = value; };
    const auto parameters = [&](Object& challenge, Object&) { challenge["parameters"] = value; };
    EXPECT_EQ(Check(Changed(ends)), ProofVerdict::kWrong) << json::serialize(value);
    EXPECT_EQ(Check(Changed(signature)), ProofVerdict::kWrong) << json::serialize(value);
    EXPECT_EQ(Check(Changed(key)), ProofVerdict::kWrong) << json::serialize(value);
    EXPECT_EQ(Check(Changed(parameters)), ProofVerdict::kWrong) << json::serialize(value);
  }
}

}  // namespace
}  // namespace onsale::http
