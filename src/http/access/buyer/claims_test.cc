#include "http/access/buyer/claims.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace onsale::http {
namespace {

constexpr std::int64_t kNow = 1'800'000'000;

using Members = std::vector<std::pair<std::string, std::string>>;

// Good claims as JSON, of which some are changed, added, or removed (an empty value).
std::string ClaimsWith(const Members& changes) {
  Members members = {{"iss", "\"https://shop.example\""},
                     {"aud", "\"onsale\""},
                     {"sub", "\"u1\""},
                     {"iat", std::to_string(kNow)},
                     {"exp", std::to_string(kNow + 300)}};
  for (const auto& [name, value] : changes) {
    const auto found = std::ranges::find(members, name, &Members::value_type::first);
    if (found == members.end()) {
      members.emplace_back(name, value);
    } else {
      found->second = value;
    }
  }
  std::string json = "{";
  for (const auto& [name, value] : members) {
    if (!value.empty()) json.append(json.size() > 1 ? ",\"" : "\"").append(name + "\":" + value);
  }
  return json + '}';
}

auto Read(const std::string& json) {
  return ReadBuyerClaims(json, {.issuer = "https://shop.example", .audience = "onsale"},
                         base::Time(std::chrono::seconds(kNow)));
}

// The reason of a refusal; nothing if the claims are accepted.
std::optional<BuyerTokenReason> ReasonOf(const Members& changes) {
  const auto claims = Read(ClaimsWith(changes));
  return claims ? std::nullopt : std::optional(claims.error().reason);
}

std::string Seconds(std::int64_t from_now) {
  return std::to_string(kNow + from_now);
}

TEST(BuyerClaimsTest, EveryClaimIsRead) {
  const auto claims = Read(ClaimsWith({{"jti", "\"t-1\""},
                                       {"person", "\"abcdefghijkl_-01\""},
                                       {"groups", R"(["fan-club","presale"])"},
                                       {"access", "true"},
                                       {"nbf", Seconds(0)},
                                       {"email", R"({"is":"ignored"})"}}));
  ASSERT_TRUE(claims) << claims.error().Sentence();
  EXPECT_EQ(claims->user.text(), "u1");
  EXPECT_EQ(claims->issued_at, base::Time(std::chrono::seconds(kNow)));
  EXPECT_EQ(claims->expires_at, base::Time(std::chrono::seconds(kNow + 300)));
  EXPECT_EQ(claims->token_id, "t-1");
  EXPECT_EQ(claims->person, "abcdefghijkl_-01");
  EXPECT_EQ(claims->groups, (std::vector<std::string>{"fan-club", "presale"}));
  EXPECT_TRUE(claims->may_take_accessible);
}

TEST(BuyerClaimsTest, OptionalClaimsMayBeAbsent) {
  const auto claims = Read(ClaimsWith({}));
  ASSERT_TRUE(claims) << claims.error().Sentence();
  EXPECT_FALSE(claims->token_id || claims->person || claims->may_take_accessible);
  EXPECT_TRUE(claims->groups.empty());
}

TEST(BuyerClaimsTest, AClaimOfAnotherFormIsRefusedByName) {
  std::string groups = "\"a\"";
  for (int i = 0; i < 16; ++i) groups += ",\"a\"";
  const std::pair<std::string, std::vector<std::string>> cases[] = {
      {"iss", {"", "null", "1", "[\"https://shop.example\"]"}},
      {"aud", {"", "null", "{}", "[\"onsale\",1]", "[[\"onsale\"]]", '[' + groups + ']'}},
      {"sub",
       {"", "null", "17", "\"\"", "\"a b\"", "\"a/../b\"", R"("e\u0301")", R"("a\u0000")",
        '"' + std::string(256, 'a') + '"'}},
      {"iat",
       {"", "null", "\"1800000000\"", "1.8e9", "1800000000.0", "-1", "1e400", "9223372036854775807",
        "253402300800", "18446744073709551616", "[1800000000]"}},
      {"exp",
       {"", "true", "\"1800000300\"", "1800000300.5", "-1", "253402300800", Seconds(0),
        Seconds(-1)}},
      {"nbf", {"null", "\"1\"", "-1", "0.5", "253402300800"}},
      {"jti", {"null", "\"\"", "1", "\"a b\"", R"("\u00e9")", '"' + std::string(129, 'a') + '"'}},
      {"person",
       {"null", "\"abcdefghijklmno\"", '"' + std::string(65, 'a') + '"', "\"abcdefghijklmno.\"",
        "1234567890123456"}},
      {"groups",
       {"null", "\"a\"", "{}", "[1]", "[\"A\"]", "[\"-a\"]", "[\"\"]", "[[]]", '[' + groups + ']'}},
      {"access", {"null", "1", "\"true\""}},
  };
  for (const auto& [name, values] : cases) {
    for (const std::string& value : values) {
      const auto claims = Read(ClaimsWith({{name, value}}));
      ASSERT_FALSE(claims) << name << ' ' << value;
      EXPECT_EQ(claims.error().reason, BuyerTokenReason::kBadClaim) << name << ' ' << value;
      EXPECT_EQ(claims.error().name, name) << value;
    }
  }
}

TEST(BuyerClaimsTest, TheLargestFormsAreAccepted) {
  std::string groups = '"' + std::string(64, 'a') + '"';
  for (int i = 1; i < 16; ++i) groups += ",\"0-b\"";
  EXPECT_EQ(ReasonOf({{"sub", '"' + std::string(255, 'a') + '"'},
                      {"jti", '"' + std::string(128, '~') + '"'},
                      {"person", '"' + std::string(64, 'Z') + '"'},
                      {"groups", '[' + groups + ']'}}),
            std::nullopt);
  std::string audiences = "\"onsale\"";
  for (int i = 1; i < 16; ++i) audiences += ",\"a\"";
  EXPECT_EQ(ReasonOf({{"aud", '[' + audiences + ']'}}), std::nullopt);
}

TEST(BuyerClaimsTest, IssuerAndAudienceMustBeTheConfiguredOnes) {
  using enum BuyerTokenReason;
  EXPECT_EQ(ReasonOf({{"iss", "\"https://shop.example/\""}}), kWrongIssuer);
  EXPECT_EQ(ReasonOf({{"iss", "\"\""}}), kWrongIssuer);
  EXPECT_EQ(ReasonOf({{"aud", "\"Onsale\""}}), kWrongAudience);
  EXPECT_EQ(ReasonOf({{"aud", "[]"}}), kWrongAudience);
  EXPECT_EQ(ReasonOf({{"aud", R"(["other"])"}}), kWrongAudience);
  EXPECT_EQ(ReasonOf({{"aud", R"(["other","onsale"])"}}), std::nullopt);
}

// Each bound of the times, at its last accepted and its first refused second.
TEST(BuyerClaimsTest, TimesAreComparedWithATolerance) {
  using enum BuyerTokenReason;
  struct Case {
    std::int64_t issued;
    std::int64_t expires;
    std::int64_t not_before;
    std::optional<BuyerTokenReason> reason;
  };
  constexpr Case kCases[] = {
      {.issued = 0, .expires = 600, .not_before = 0, .reason = {}},
      {.issued = 0, .expires = 601, .not_before = 0, .reason = kLifetimeTooLong},
      {.issued = -3600, .expires = 60, .not_before = 0, .reason = kLifetimeTooLong},
      {.issued = 30, .expires = 630, .not_before = 0, .reason = {}},
      {.issued = 31, .expires = 630, .not_before = 0, .reason = kNotYetValid},
      {.issued = 0, .expires = 600, .not_before = 30, .reason = {}},
      {.issued = 0, .expires = 600, .not_before = 31, .reason = kNotYetValid},
      {.issued = -600, .expires = -29, .not_before = -600, .reason = {}},
      {.issued = -600, .expires = -30, .not_before = -600, .reason = kExpired},
  };
  for (const Case& times : kCases) {
    EXPECT_EQ(ReasonOf({{"iat", Seconds(times.issued)},
                        {"exp", Seconds(times.expires)},
                        {"nbf", Seconds(times.not_before)}}),
              times.reason)
        << times.issued << ' ' << times.expires << ' ' << times.not_before;
  }
}

TEST(BuyerClaimsTest, TextThatIsNotAnObjectIsRefused) {
  for (const char* const json : {"", "[]", "5", "{", "{}x", "\"{}\"", "NaN", R"({"iat":NaN})"}) {
    EXPECT_EQ(Read(json).error().reason, BuyerTokenReason::kMalformed) << json;
  }
}

TEST(BuyerClaimsTest, AClaimGivenTwiceIsRefusedAndItsNameIsShownSafely) {
  const auto twice = [](const std::string& name) {
    std::string json = ClaimsWith({{"x", "1"}});
    json.replace(json.find("\"x\""), 3, '"' + name + "\":1,\"" + name + '"');
    return Read(json).error().Sentence();
  };
  EXPECT_EQ(twice("sub"), "Claim \"sub\" must be given once.");
  EXPECT_EQ(twice(R"(\u0000\u001b\u0022\u005c\u202e)"),
            "Claim \"???"
            "????\" must be given once.");
  EXPECT_EQ(twice(std::string(900, 'a')),
            "Claim \"" + std::string(40, 'a') + "...\" must be given once.");
}

}  // namespace
}  // namespace onsale::http
