#include "base/ids.h"

#include <gtest/gtest.h>

#include <string>

namespace onsale::base {
namespace {

TEST(UserIdTest, TakesEveryCharacterOfItsAlphabet) {
  const std::string text = "azAZ09._@-";
  ASSERT_TRUE(UserId::Parse(text).has_value());
  EXPECT_EQ(UserId::Parse(text)->text(), text);
}

TEST(UserIdTest, RefusesEveryOtherByte) {
  const std::string allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._@-";
  for (int byte = 0; byte < 256; ++byte) {
    const std::string text(1, static_cast<char>(byte));
    EXPECT_EQ(UserId::Parse(text).has_value(), allowed.find(text) != std::string::npos) << byte;
  }
}

TEST(UserIdTest, IsOneToSixtyFourCharactersLong) {
  EXPECT_FALSE(UserId::Parse("").has_value());
  EXPECT_TRUE(UserId::Parse("a").has_value());
  EXPECT_TRUE(UserId::Parse(std::string(64, 'a')).has_value());
  EXPECT_FALSE(UserId::Parse(std::string(65, 'a')).has_value());
}

TEST(UserIdTest, ComparesByteByByte) {
  EXPECT_NE(UserId::Parse("Kim"), UserId::Parse("kim"));
}

TEST(UserIdTest, NoTextParsesAsTheEmptyUser) {
  EXPECT_TRUE(UserId().text().empty());
}

TEST(SlugTest, TakesSmallLettersDigitsAndHyphens) {
  EXPECT_TRUE(IsSlug("reference-1"));
  EXPECT_TRUE(IsSlug("2030"));
  EXPECT_TRUE(IsSlug("a-"));
}

TEST(SlugTest, RefusesEveryOtherByte) {
  const std::string allowed = "abcdefghijklmnopqrstuvwxyz0123456789-";
  for (int byte = 0; byte < 256; ++byte) {
    const std::string text{'a', static_cast<char>(byte)};
    EXPECT_EQ(IsSlug(text), allowed.find(text[1]) != std::string::npos) << byte;
  }
}

TEST(SlugTest, DoesNotStartWithAHyphen) {
  EXPECT_FALSE(IsSlug("-a"));
}

TEST(SlugTest, IsOneToSixtyFourCharactersLong) {
  EXPECT_FALSE(IsSlug(""));
  EXPECT_TRUE(IsSlug(std::string(64, 'a')));
  EXPECT_FALSE(IsSlug(std::string(65, 'a')));
}

TEST(NumberTest, OrdersByValue) {
  EXPECT_LT(SeatNumber{7}, SeatNumber{8});
}

}  // namespace
}  // namespace onsale::base
