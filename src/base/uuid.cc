#include "base/uuid.h"

#include <algorithm>
#include <chrono>

#include "base/ascii.h"
#include "base/random.h"

namespace onsale::base {
namespace {

constexpr std::size_t kTextLength = 36;
constexpr std::uint64_t kCounterMask = (std::uint64_t{1} << 42) - 1;
// A millisecond's counter starts at a random value in the lower half of its range, so that at least
// 2^41 ids remain for the millisecond.
constexpr std::uint64_t kCounterSeedMask = kCounterMask >> 1;
constexpr std::int64_t kMillisecondsMax = (std::int64_t{1} << 48) - 1;

bool HyphenBefore(std::size_t byte) {
  return byte == 4 || byte == 6 || byte == 8 || byte == 10;
}

// A pool of random words, filled 32 at a time: a system call for each id would cost more than all
// other work for the id.
class RandomPool {
 public:
  std::uint64_t Word() {
    if (used_ == kWords) Refill();
    return words_[used_++];
  }

 private:
  static constexpr std::size_t kWords = 32;  // 256 bytes, the most of FillWithRandom

  void Refill() {
    FillWithRandom({reinterpret_cast<std::uint8_t*>(words_.data()), sizeof words_});
    used_ = 0;
  }

  std::array<std::uint64_t, kWords> words_{};
  std::size_t used_ = kWords;
};

std::uint64_t RandomWord() {
  thread_local RandomPool pool;
  return pool.Word();
}

void PutBigEndian(std::uint64_t word, std::uint8_t* out) {
  for (int i = 7; i >= 0; --i) {
    out[i] = static_cast<std::uint8_t>(word);
    word >>= 8;
  }
}

Uuid FromWords(std::uint64_t first, std::uint64_t second) {
  Uuid id;
  PutBigEndian(first, id.bytes.data());
  PutBigEndian(second, id.bytes.data() + 8);
  return id;
}

}  // namespace

std::string Uuid::ToString() const {
  std::string text(kTextLength, '-');
  char* at = text.data();
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (HyphenBefore(i)) ++at;
    *at++ = HexDigit(bytes[i] >> 4);
    *at++ = HexDigit(bytes[i] & 0xF);
  }
  return text;
}

std::optional<Uuid> Uuid::Parse(std::string_view text) {
  if (text.size() != kTextLength) return std::nullopt;
  Uuid id;
  std::size_t at = 0;
  for (std::size_t i = 0; i < id.bytes.size(); ++i) {
    if (HyphenBefore(i) && text[at++] != '-') return std::nullopt;
    const int byte = HexByte(text.substr(at, 2));
    if (byte < 0) return std::nullopt;
    at += 2;
    id.bytes[i] = static_cast<std::uint8_t>(byte);
  }
  return id;
}

Uuid UuidV7Source::Next() {
  using std::chrono::milliseconds;
  const auto since_epoch = std::chrono::floor<milliseconds>(clock_.Now().time_since_epoch());
  const std::int64_t now_ms =
      std::clamp(static_cast<std::int64_t>(since_epoch.count()), std::int64_t{0}, kMillisecondsMax);
  if (now_ms > last_ms_) {
    last_ms_ = now_ms;
    counter_ = RandomWord() & kCounterSeedMask;
  } else if (counter_ == kCounterMask) {
    // All ids of the current millisecond are used: continues with the next millisecond.
    ++last_ms_;
    counter_ = RandomWord() & kCounterSeedMask;
  } else {
    // Same millisecond, or the clock stepped back: counts on in the last millisecond used.
    ++counter_;
  }
  const std::uint64_t rand_a = counter_ >> 30;
  const std::uint64_t rand_b_top = counter_ & ((std::uint64_t{1} << 30) - 1);
  const std::uint64_t first = static_cast<std::uint64_t>(last_ms_) << 16 | 0x7000U | rand_a;
  const std::uint64_t second =
      std::uint64_t{0b10} << 62 | rand_b_top << 32 | (RandomWord() & 0xFFFFFFFFU);
  return FromWords(first, second);
}

Uuid CountingUuidSource::Next() {
  return FromWords(0, ++last_);
}

}  // namespace onsale::base
