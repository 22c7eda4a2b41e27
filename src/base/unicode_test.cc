#include "base/unicode.h"

#include <gtest/gtest.h>

namespace onsale::base {
namespace {

TEST(UnicodeTest, LettersDigitsMarksAndSymbolsAreVisible) {
  for (const char32_t c :
       {U'!', U'~', U'\u00E9', U'\u00DF', U'\uAE40', U'\u3131', U'\u7532', U'\u3044', U'\u05D0',
        U'\u0627', U'\u20AC', U'\u0663', U'\u0301', U'\U0001F3AB'}) {
    EXPECT_TRUE(IsVisible(c)) << static_cast<std::uint32_t>(c);
  }
}

TEST(UnicodeTest, WhatNobodyCanSeeIsNotVisible) {
  for (const char32_t c :
       {U' ',      U'\t',     U'\x7F',   U'\u0085',     U'\u00A0',     U'\u00AD',    U'\u034F',
        U'\u061C', U'\u115F', U'\u1160', U'\u1680',     U'\u180E',     U'\u2003',    U'\u200B',
        U'\u200D', U'\u200F', U'\u2028', U'\u2029',     U'\u202E',     U'\u2060',    U'\u2067',
        U'\u2800', U'\u3000', U'\u3164', U'\uE000',     U'\uFE0F',     U'\uFEFF',    U'\uFFA0',
        U'\uFFFD', U'\uFFFE', U'\uFFFF', U'\U000E0041', U'\U000E0FFF', U'\U0010FFFD'}) {
    EXPECT_FALSE(IsVisible(c)) << static_cast<std::uint32_t>(c);
  }
}

TEST(UnicodeTest, MarksCombine) {
  EXPECT_TRUE(IsCombining(U'\u0301'));
  EXPECT_TRUE(IsCombining(U'\u0903'));
  EXPECT_TRUE(IsCombining(U'\u20DD'));
  EXPECT_FALSE(IsCombining(U'a'));
  EXPECT_FALSE(IsCombining(U'김'));
}

TEST(UnicodeTest, DecomposedTextIsNotNfc) {
  EXPECT_TRUE(IsNfc(""));
  EXPECT_TRUE(IsNfc("kim+1@example.com"));
  EXPECT_TRUE(IsNfc("\uAE40"));
  EXPECT_TRUE(IsNfc("caf\u00E9"));
  EXPECT_TRUE(IsNfc("q\u0301"));              // no composed form exists
  EXPECT_FALSE(IsNfc("cafe\u0301"));          // as macOS writes names of files
  EXPECT_FALSE(IsNfc("\u1100\u1175\u11B7"));  // the same syllable in three parts
  EXPECT_FALSE(IsNfc("\u212B"));              // ANGSTROM SIGN is the letter U+00C5
  EXPECT_FALSE(IsNfc("a\u0301\u0323"));       // marks in the wrong order
  EXPECT_FALSE(IsNfc("\xC0\x80"));
  EXPECT_FALSE(IsNfc("\xED\xA0\x80"));
}

TEST(ComposedTest, DecomposedLettersBecomeOneCharacter) {
  EXPECT_EQ(Composed("\u1112\u1161\u11AB"), "한");
  EXPECT_EQ(Composed("E\u0301"), "É");
  EXPECT_EQ(Composed("A\u030A"), "Å");
  EXPECT_EQ(Composed("\u212B"), "Å");  // the sign for angstrom
}

TEST(ComposedTest, ComposedTextStays) {
  for (const char* text :
       {"", "A", "가나다", "ß", "ㄱ", "甲", "い", "1\uFE0F\u20E3", "\U0001F469\u200D\U0001F467"}) {
    EXPECT_EQ(Composed(text), text);
  }
}

TEST(ComposedTest, BytesThatAreNotUtf8AreRefused) {
  for (const char* text : {"\xFF", "a\xC0\x80", "\xED\xA0\x80", "\xE1\x84"}) {
    EXPECT_EQ(Composed(text), std::nullopt);
  }
}

TEST(ComposedTest, ANulIsPartOfTheText) {
  EXPECT_EQ(Composed(std::string_view("a\0b", 3)), std::string("a\0b", 3));
}

TEST(UnicodeTest, LettersAndDigitsOfAllScripts) {
  for (const char32_t c : U"Az9가ㄱ甲いÉßأक໓Ⅳ①") {
    EXPECT_EQ(IsLetterOrDigit(c), c != 0) << static_cast<std::uint32_t>(c);
  }
  // The last three are fillers: letters that nobody can see.
  for (const char32_t c :
       {U' ', U'-', U'_', U'€', U'\u0301', U'\u200B', U'\u3164', U'\u115F', U'\uFFA0'}) {
    EXPECT_FALSE(IsLetterOrDigit(c)) << static_cast<std::uint32_t>(c);
  }
}

TEST(UnicodeTest, SpacesOfAnyWidth) {
  for (const char32_t c : {U' ', U'\u00A0', U'\u2003', U'\u3000'}) EXPECT_TRUE(IsSpace(c));
  for (const char32_t c : {U'a', U'\u200B', U'\t'}) EXPECT_FALSE(IsSpace(c));
}

TEST(VisibleTest, TextsThatNobodyCanSeeAreFound) {
  const std::pair<const char*, char32_t> cases[] = {
      {"\u200B", 0x200B},  // a space of no width
      {"A\u200BB", 0x200B},
      {"\u3164", 0x3164},  // the Hangul filler
      {"\u115F\u1160", 0x115F},
      {"\uFFA0", 0xFFA0},
      {"\u2800", 0x2800},    // a Braille pattern without dots
      {"1\u202E2", 0x202E},  // an override of the direction
      {"\u2066x\u2069", 0x2066},
      {"a\u00ADb", 0xAD},    // a soft hyphen
      {"\uFEFFx", 0xFEFF},   // a byte order mark
      {"a\u2028b", 0x2028},  // a line separator
      {"a\nb", '\n'},
      {"\u0085", 0x85},
      {"\uE000", 0xE000},        // private use
      {"a\U000E0041", 0xE0041},  // a tag
      {"\u200D", 0x200D},        // joiners without anything to join
      {"a\u200D", 0x200D},
      {"a\u200C b", 0x200C},
      {"a\u200D\u200Db", 0x200D},
      {"\uFE0F", 0xFE0F},  // a selector without an emoji
      {"\u2764\uFE0F\uFE0F", 0xFE0F},
      {"A\uFE0F", 0xFE0F},  // selectors and joiners that do nothing
      {"O\uFE0Fn\u200De", 0xFE0F},
      {"n\u200De", 0x200D},
      {"\u2764\u200De", 0x200D},
      {"A\U000E0100", 0xE0100},
      {"\u845B\U000E0100\U000E0101", 0xE0101},
      {"\U0001F3F4\U000E0067", 0xE007F},  // tags without an end
      {"\U0001F3F4\U000E0067x", 0xE0020},
      {"\U0001F3F4\U000E007F", 0xE007F},
      {"x\U000E0067\U000E007F", 0xE0067},
      {"\u200F", 0x200F},  // marks of direction without anything beside them
      {"a \u200E b", 0x200E},
      {"a\u200E\u200E", 0x200E},
      {"a\uFDD0", 0xFDD0},  // code points that are never characters
      {"\uFDEFb", 0xFDEF},
      {"\uFFFE", 0xFFFE},
      {"a\uFFFFb", 0xFFFF},
      {"\U0001FFFE", 0x1FFFE},
      {"\U0005FFFF", 0x5FFFF},
      {"\U0010FFFF", 0x10FFFF},
      {"\xFF", 0xFFFD}};
  for (const auto& [text, found] : cases) EXPECT_EQ(FindInvisible(text), found) << text;
}

TEST(VisibleTest, TextsThatPeopleWriteAreVisible) {
  for (const char* text :
       {"", "Spring Night", "봄밤", "春の夜", "ليلة", "می\u200Cخواهم", "ญี่ปุ่น", "a\u3000b",
        "\U0001F469\u200D\U0001F467", "\u2764\uFE0F\u200D\U0001F525", "1\uFE0F\u20E3", "\U0001FADF",
        // Regression: an ideographic variation, the flag of England, and marks
        // of direction were refused.
        "\u845B\U000E0100\u98FE\u533A",
        "\U0001F3F4\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067"
        "\U000E007F!",
        "\u200Fليلة 2030\u200F", "ליל\u200E (2)", "क्\u200Dष",
        "\U0001F469\U0001F3FD\u200D\U0001F680", "\u203C\uFE0F",
        // Beside the noncharacters: a letter, and what may be a character one day.
        "\uFDF0", "\U0005FFFD"}) {
    EXPECT_EQ(FindInvisible(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace onsale::base
