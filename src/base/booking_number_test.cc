#include "base/booking_number.h"

#include <gtest/gtest.h>

#include <set>

#include "base/mix.h"

namespace onsale::base {
namespace {

constexpr std::string_view kAllLetters = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

// A number of each magnitude.
std::vector<BookingNumber> Samples() {
  std::vector<BookingNumber> samples = {{1}, {30}, {31}, {27'512'614'110U}};
  SplitMix64 random(7);
  for (int i = 0; i < 200; ++i) samples.push_back({1 + random.Below(27'512'614'110U)});
  return samples;
}

TEST(BookingNumberTest, TheTextIsReadBack) {
  for (const BookingNumber number : Samples()) {
    const std::string text = BookingText(number);
    EXPECT_EQ(text.size(), 9U);
    EXPECT_EQ(text[4], '-');
    EXPECT_EQ(ParseBookingNumber(text), number) << text;
  }
}

// Buyers have written these down: the computation must not change.
TEST(BookingNumberTest, TheNumberOfAnIdIsFixed) {
  const auto text_of = [](std::string_view id) {
    return BookingText(BookingNumberOf({Uuid::Parse(id).value()}));
  };
  EXPECT_EQ(text_of("0195f1e2-7c3a-7a10-8c21-5d1f0a2b3c4d"), "CMP5-ZVRF");
  EXPECT_EQ(text_of("11111111-1111-1111-1111-111111111111"), "9X7H-UN3G");
  EXPECT_EQ(BookingText({1}), "2222-2235");
}

// As it arrives from a telephone, a mail program or a Korean keyboard.
TEST(BookingNumberTest, EitherCaseAndAnySpacesAndDashesAreRead) {
  const auto number = ParseBookingNumber("CMP5-ZVRF");
  ASSERT_TRUE(number);
  for (const std::string_view text :
       {"cmp5zvrf", "cMp5 zVrF", " CMP5-ZVRF\t", "C M P 5 - Z V R F", "CMP5--ZVRF",
        "CMP5\u2013ZVRF", "CMP5\u2014ZVRF", "CMP5\u2011ZVRF", "CMP5\u2212ZVRF", "CMP5\uFF0DZVRF",
        "CMP5\u00A0ZVRF", "CMP5\u3000ZVRF"}) {
    EXPECT_EQ(ParseBookingNumber(text), number) << text;
  }
}

TEST(BookingNumberTest, EveryWrongCharacterIsNoticed) {
  for (const BookingNumber number : Samples()) {
    const std::string right = BookingText(number);
    for (const std::size_t at : {0, 1, 2, 3, 5, 6, 7, 8}) {
      for (const char c : kAllLetters) {
        std::string wrong = right;
        wrong[at] = c;
        if (wrong != right) EXPECT_EQ(ParseBookingNumber(wrong), std::nullopt) << wrong;
      }
    }
  }
}

TEST(BookingNumberTest, EveryTwoExchangedCharactersAreNoticed) {
  for (const BookingNumber number : Samples()) {
    std::string right = BookingText(number);
    right.erase(4, 1);
    for (std::size_t i = 0; i < right.size(); ++i) {
      for (std::size_t j = i + 1; j < right.size(); ++j) {
        std::string wrong = right;
        if (wrong[i] == '-' || wrong[j] == '-') continue;  // dashes are read anywhere
        std::swap(wrong[i], wrong[j]);
        if (wrong != right) EXPECT_EQ(ParseBookingNumber(wrong), std::nullopt) << wrong;
      }
    }
  }
}

TEST(BookingNumberTest, OtherTextsAreNotRead) {
  const std::string right = BookingText({987'654'321});
  for (const std::string& text :
       {std::string(), std::string("2222-2222"), right.substr(1), right + "2", right + "\n",
        right.substr(0, 4) + "_" + right.substr(5), right.substr(0, 4) + "\xE2" + right.substr(5),
        right + std::string(56, ' '), std::string("M1K2-9QXP"), std::string("MOK2-9QXP")}) {
    EXPECT_EQ(ParseBookingNumber(text), std::nullopt) << text;
  }
}

// 35 bits of which none is constant: ten thousand ids that follow one another have different
// numbers, and the numbers do not follow one another.
TEST(BookingNumberTest, IdsThatFollowOneAnotherHaveUnrelatedNumbers) {
  CountingUuidSource source;
  std::set<std::uint64_t> numbers;
  std::uint64_t last = 0;
  int ascending = 0;
  for (int i = 0; i < 10'000; ++i) {
    const std::uint64_t number = BookingNumberOf({source.Next()}).value;
    ascending += number > last ? 1 : 0;
    last = number;
    numbers.insert(number);
  }
  EXPECT_EQ(numbers.size(), 10'000U);
  EXPECT_GT(ascending, 4'500);
  EXPECT_LT(ascending, 5'500);
}

}  // namespace
}  // namespace onsale::base
