#include "base/sha256.h"

#include <gtest/gtest.h>

#include "base/random.h"

namespace onsale::base {
namespace {

constexpr std::string_view kOfAbc =
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

TEST(Sha256Test, MatchesTheExampleOfTheStandard) {
  EXPECT_EQ(Sha256Of("abc").ToHex(), kOfAbc);
}

TEST(Sha256Test, MatchesTheKnownDigestOfTheEmptyMessage) {
  EXPECT_EQ(Sha256Of("").ToHex(),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Sha256Test, AMessageMayBeAddedInParts) {
  EXPECT_EQ(Sha256().Add("a").Add("").Add("bc").Finish(), Sha256Of("abc"));
}

TEST(Sha256Test, ConsecutiveMessagesAreIndependent) {
  Sha256 sha256;
  sha256.Add("something else").Finish();
  EXPECT_EQ(sha256.Add("abc").Finish(), Sha256Of("abc"));
}

TEST(Sha256Test, HexReadsBackInEitherCase) {
  EXPECT_EQ(Sha256Digest::ParseHex(kOfAbc), Sha256Of("abc"));
  std::string upper(kOfAbc);
  for (char& c : upper) c = static_cast<char>(std::toupper(c));
  EXPECT_EQ(Sha256Digest::ParseHex(upper), Sha256Of("abc"));
}

TEST(Sha256Test, TextThatIsNotADigestIsRefused) {
  EXPECT_EQ(Sha256Digest::ParseHex(""), std::nullopt);
  EXPECT_EQ(Sha256Digest::ParseHex(kOfAbc.substr(1)), std::nullopt);
  EXPECT_EQ(Sha256Digest::ParseHex(std::string(63, '0') + "g"), std::nullopt);
  EXPECT_EQ(Sha256Digest::ParseHex(std::string(65, '0')), std::nullopt);
}

TEST(Sha256Test, OnlyAllZeroIsNil) {
  EXPECT_TRUE(Sha256Digest{}.IsNil());
  EXPECT_FALSE(Sha256Of("").IsNil());
}

TEST(RandomDigestTest, TwoRandomDigestsDiffer) {
  EXPECT_NE(RandomDigest(), RandomDigest());
  EXPECT_FALSE(RandomDigest().IsNil());
}

}  // namespace
}  // namespace onsale::base
