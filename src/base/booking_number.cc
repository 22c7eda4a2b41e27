#include "base/booking_number.h"

#include "base/assert.h"
#include "base/mix.h"
#include "base/unicode.h"
#include "base/utf8.h"

namespace onsale::base {
namespace {

constexpr std::string_view kLetters = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
constexpr std::uint64_t kBase = 31;
static_assert(kLetters.size() == kBase);
constexpr int kDigits = 7;
constexpr std::uint64_t kNumbers = 27'512'614'111U;  // 31^7
// The weight of the check character is kDigits + 1; times kInverse it is 1 modulo kBase.
constexpr std::uint64_t kInverse = 4;
static_assert((kDigits + 1) * kInverse % kBase == 1);
constexpr std::size_t kGroup = 4;
constexpr std::size_t kTextBytesMax = 64;

std::uint64_t WordFrom(const Uuid& uuid, std::size_t from) {
  std::uint64_t word = 0;
  for (std::size_t i = from; i < from + 8; ++i) word = (word << 8) | uuid.bytes[i];
  return word;
}

// The number and its check character as digits, the largest first. The sum of all eight, each times
// its position from 1, is 0 modulo 31.
std::string DigitsOf(std::uint64_t number) {
  std::string text(kDigits + 1, ' ');
  std::uint64_t sum = 0;
  for (std::size_t i = kDigits; i > 0; --i, number /= kBase) {
    text[i - 1] = kLetters[number % kBase];
    sum += i * (number % kBase);
  }
  text[kDigits] = kLetters[(kBase - sum % kBase) * kInverse % kBase];
  return text;
}

// Whether people and their programs write `c` between the characters of a number: a space, or one
// of the dashes U+2010 to U+2015, the minus sign, and the dashes of East Asian keyboards.
bool IsSeparator(char32_t c) {
  return c == '-' || c == '\t' || IsSpace(c) || (c >= 0x2010 && c <= 0x2015) || c == 0x2212 ||
         c == 0xFE63 || c == 0xFF0D;
}

// The letters and digits of the text, in upper case; nothing if it has other characters.
std::optional<std::string> WithoutSeparators(std::string_view text) {
  std::string digits;
  while (!text.empty()) {
    const auto c = TakeCodePoint(text);
    if (!c) return std::nullopt;
    if (IsSeparator(*c)) continue;
    if (!IsAsciiAlphanumeric(*c)) return std::nullopt;
    digits += static_cast<char>(*c >= 'a' ? *c - 'a' + 'A' : *c);
  }
  return digits;
}

}  // namespace

BookingNumber BookingNumberOf(ReservationId id) {
  const std::uint64_t mixed = Mix(WordFrom(id.uuid, 8) ^ Mix(WordFrom(id.uuid, 0)));
  return {1 + mixed % (kNumbers - 1)};
}

std::string BookingText(BookingNumber number) {
  ONSALE_ASSERT(number.value > 0 && number.value < kNumbers);
  return DigitsOf(number.value).insert(kGroup, "-");
}

std::optional<BookingNumber> ParseBookingNumber(std::string_view text) {
  if (text.size() > kTextBytesMax) return std::nullopt;
  const auto digits = WithoutSeparators(text);
  if (!digits || digits->size() != kDigits + 1) return std::nullopt;
  std::uint64_t number = 0;
  for (const char c : digits->substr(0, kDigits)) {
    const std::size_t digit = kLetters.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    number = number * kBase + digit;
  }
  if (number == 0 || DigitsOf(number) != *digits) return std::nullopt;
  return BookingNumber{number};
}

}  // namespace onsale::base
