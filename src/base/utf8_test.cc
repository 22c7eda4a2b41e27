#include "base/utf8.h"

#include <gtest/gtest.h>

#include <string>

namespace onsale::base {
namespace {

// The first character of `text`; U+FFFD if it is not valid UTF-8.
char32_t First(std::string_view text) {
  return TakeCodePoint(text).value_or(0xFFFD);
}

TEST(Utf8Test, DecodesEveryLength) {
  EXPECT_EQ(First("A"), U'A');
  EXPECT_EQ(First("\xC3\xA9"), U'é');
  EXPECT_EQ(First("가"), U'가');
  EXPECT_EQ(First("🎫"), U'🎫');
}

TEST(Utf8Test, TakesOnlyOneCharacter) {
  std::string_view text = "가나";
  TakeCodePoint(text);
  EXPECT_EQ(text, "나");
}

TEST(Utf8Test, AnInvalidCharacterRemovesOneByte) {
  std::string_view text = "\xE2\x82x";
  EXPECT_FALSE(TakeCodePoint(text).has_value());
  EXPECT_EQ(text, "\x82x");
}

TEST(Utf8Test, RefusesWhatTheRfcForbids) {
  EXPECT_EQ(First("\xC0\x80"), 0xFFFDU);          // overlong NUL
  EXPECT_EQ(First("\xE0\x80\xAF"), 0xFFFDU);      // overlong slash
  EXPECT_EQ(First("\xED\xA0\x80"), 0xFFFDU);      // a surrogate
  EXPECT_EQ(First("\xF4\x90\x80\x80"), 0xFFFDU);  // above U+10FFFF
  EXPECT_EQ(First("\x80"), 0xFFFDU);              // a continuation byte alone
  EXPECT_EQ(First("\xF0\x9F\x8E"), 0xFFFDU);      // truncated
}

TEST(Utf8Test, ControlsAreC0DelAndC1) {
  EXPECT_TRUE(IsControl(0x1F) && IsControl(0x7F) && IsControl(0x9F));
  EXPECT_FALSE(IsControl(' ') || IsControl('~') || IsControl(0xA0));
}

}  // namespace
}  // namespace onsale::base
