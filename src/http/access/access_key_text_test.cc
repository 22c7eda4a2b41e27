#include "http/access/access_key_text.h"

#include <gtest/gtest.h>

#include <set>

namespace onsale::http {
namespace {

// The form is public: programs that search for leaked keys rely on it.
constexpr std::string_view kKnown =
    "ons_live_AbCd1234_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg_12Sdu7";

TEST(AccessKeyTextTest, EveryNewKeyIsReadAndDiffersFromAllOthers) {
  std::set<std::string, std::less<>> texts;
  for (const KeyEnvironment environment : {KeyEnvironment::kLive, KeyEnvironment::kTest}) {
    for (int i = 0; i < 100; ++i) {
      const NewAccessKey key = MakeAccessKey(environment, i % 2 == 0 ? "" : "AbCd1234");
      const auto read = ParseAccessKey(key.text.text());
      ASSERT_TRUE(read.has_value()) << key.text.text();
      EXPECT_EQ(read->environment, environment);
      EXPECT_EQ(read->id, key.id);
      EXPECT_EQ(read->digest, key.digest);
      EXPECT_EQ(key.digest, base::Sha256Of(key.text.text()));
      EXPECT_TRUE(texts.emplace(key.text.text()).second);
    }
  }
}

TEST(AccessKeyTextTest, TheFormIsAsPublished) {
  EXPECT_EQ(ParseAccessKey(kKnown).value().id, "AbCd1234");
}

TEST(AccessKeyTextTest, EveryChangeOfACharacterOrOfTheLengthIsNoticed) {
  const std::string key(kKnown);
  for (std::size_t i = 0; i < key.size(); ++i) {
    for (const char c : {'_', '0', 'z', '-', '\0', '\xC3'}) {
      std::string changed = key;
      changed[i] = c;
      EXPECT_EQ(ParseAccessKey(changed).has_value(), changed == key) << changed;
    }
    EXPECT_FALSE(ParseAccessKey(key.substr(0, i)));
    if (i > 0) {
      std::string swapped = key;
      std::swap(swapped[i], swapped[i - 1]);
      EXPECT_EQ(ParseAccessKey(swapped).has_value(), swapped == key) << swapped;
    }
  }
  EXPECT_FALSE(ParseAccessKey(key + '0'));
  EXPECT_FALSE(ParseAccessKey(""));
}

}  // namespace
}  // namespace onsale::http
