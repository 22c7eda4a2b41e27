#include "base/booking_number.h"

#include "base/assert.h"
#include "base/mix.h"

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
  std::string digits(text);
  if (digits.size() == kDigits + 2 && digits[kGroup] == '-') digits.erase(kGroup, 1);
  if (digits.size() != kDigits + 1) return std::nullopt;
  std::uint64_t number = 0;
  for (char& c : digits) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  for (const char c : digits.substr(0, kDigits)) {
    const std::size_t digit = kLetters.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    number = number * kBase + digit;
  }
  if (number == 0 || DigitsOf(number) != digits) return std::nullopt;
  return BookingNumber{number};
}

}  // namespace onsale::base
