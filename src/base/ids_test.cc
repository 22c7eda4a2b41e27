#include "base/ids.h"

#include <gtest/gtest.h>

#include <string>

namespace onsale::base {
namespace {

TEST(UserIdTest, TakesEveryVisibleCharacterOfAscii) {
  for (int byte = 0; byte < 256; ++byte) {
    const std::string text{'a', static_cast<char>(byte), 'a'};
    EXPECT_EQ(UserId::Parse(text).has_value(), byte > ' ' && byte < 0x7F) << byte;
    EXPECT_EQ(UserId::FromStored(text).has_value(), byte > ' ' && byte < 0x7F) << byte;
  }
}

// Regression: mail addresses with `+` and subjects of OpenID Connect were refused.
TEST(UserIdTest, TakesMailAddressesSubjectsAndNamesOfAllScripts) {
  for (const std::string text :
       {"kim+tickets@example.com", "auth0|5f7c8ec7c33c6c004bbafe82", "login.example/u/7",
        "urn:user:7", "42", "...", ".a", "a/...", "a\\b", "a/.b/..c", "~/a;..",
        "\uAE40\uBBFC\uC218", "Jos\u00E9", "q\u0301", "\u5C71\u7530", "\u0627\u062D\u0645\u062F",
        "\U0001F3AB"}) {
    const auto user = UserId::Parse(text);
    ASSERT_TRUE(user.has_value()) << text;
    EXPECT_EQ(user->text(), text);
    EXPECT_EQ(UserId::FromStored(text), user);
  }
}

// Regression: clients remove these segments from a path, so nobody could reach the balance of `..`.
// nginx removes them after it has decoded `%2F`, so `a/../kim` was the wallet of kim.
TEST(UserIdTest, SegmentsThatProgramsRemoveFromPathsAreRefused) {
  for (const std::string text :
       {".",        "..",   "/",     "\\",     "//",    "./a",     "../a",
        "a/.",      "a/..", "a/./b", "a/../b", "a//b",  "/a",      "a/",
        "a\\..\\b", "a\\.", "\\a",   "a\\",    "a\\/b", "a/..\\b", "\uAE40/../b"}) {
    EXPECT_FALSE(UserId::Parse(text).has_value()) << text;
  }
}

// Regression: nginx, which can decode a path twice, passed `vic%74im` on as `victim`.
TEST(UserIdTest, TextsThatASecondDecodingChangesAreRefused) {
  for (const std::string text : {"vic%74im", "%2F", "a%2f..%2Fb", "%%41"}) {
    EXPECT_FALSE(UserId::Parse(text).has_value()) << text;
  }
  for (const std::string text : {"100%", "%", "50%4", "a%zz", "%4g"}) {
    EXPECT_TRUE(UserId::Parse(text).has_value()) << text;
  }
}

TEST(UserIdTest, WhatAnEarlierProgramTookIsStillReadFromTheStore) {
  for (const std::string text : {".", "..", "a/../b", "a//b", "/a", "a\\..\\b"}) {
    EXPECT_EQ(UserId::FromStored(text)->text(), text);
  }
}

// Which characters exist depends on the library: U+0378 may get one.
TEST(UserIdTest, WhatANewerLibraryTakesIsStillReadFromTheStore) {
  EXPECT_FALSE(UserId::Parse("a\u0378").has_value());
  EXPECT_TRUE(UserId::FromStored("a\u0378").has_value());
}

TEST(UserIdTest, OneNameHasOneSpelling) {
  EXPECT_FALSE(UserId::Parse("Jose\u0301").has_value());
  EXPECT_FALSE(UserId::Parse("\u1100\u1175\u11B7").has_value());
}

TEST(UserIdTest, WhatNobodyCanSeeIsRefused) {
  for (const std::string text :
       {"kim\u200B", "\u3164", "kim\u202Emoc", "\u3000kim", "kim\uFE0F", "kim\uFFFD", "\u00A0"}) {
    EXPECT_FALSE(UserId::Parse(text).has_value()) << text;
  }
}

// After `wallet:` in the ledger it would be written over the colon.
TEST(UserIdTest, DoesNotStartWithACombiningMark) {
  EXPECT_FALSE(UserId::Parse("\u0301a").has_value());
}

TEST(UserIdTest, RefusesWhatIsNotUtf8) {
  for (const std::string text : {"\xFF", "a\xC3", "\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80"}) {
    EXPECT_FALSE(UserId::Parse(text).has_value());
    EXPECT_FALSE(UserId::FromStored(text).has_value());
  }
}

TEST(UserIdTest, IsOneTo255BytesLong) {
  std::string syllables;
  for (int i = 0; i < 85; ++i) syllables += "\uAE40";
  for (const auto parse : {UserId::Parse, UserId::FromStored}) {
    EXPECT_FALSE(parse("").has_value());
    EXPECT_TRUE(parse("a").has_value());
    EXPECT_TRUE(parse(std::string(255, 'a')).has_value());
    EXPECT_FALSE(parse(std::string(256, 'a')).has_value());
    EXPECT_TRUE(parse(syllables).has_value());
    EXPECT_FALSE(parse(syllables + "a").has_value());
  }
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
