#include "http/access/token_seal.h"

#include <gtest/gtest.h>

#include <thread>

#include "http/access/base64url.h"
#include "http/access/current_seal_keys.h"

namespace onsale::http {
namespace {

std::array<std::uint8_t, 32> KeyOf(std::uint8_t fill) {
  std::array<std::uint8_t, 32> key;
  key.fill(fill);
  return key;
}

SealKeys Keys(std::uint8_t seals, std::uint8_t opens) {
  return {.seals = base::SecretKey(KeyOf(seals)), .opens = base::SecretKey(KeyOf(opens))};
}

const domain::Credential kCredential{
    .key = {.room = {7}, .number = {123'456'789'012}},
    .issued_at = domain::Time(domain::Duration(1'800'000'000'123'456))};

class TokenSealTest : public testing::Test {
 protected:
  // Expects that a seal refuses a token of `kSize` bytes with any one bit flipped.
  template <std::size_t kSize>
  static void ExpectFlippedBitsRefused(TokenSeal& seal, std::string_view token) {
    std::array<std::uint8_t, kSize> bytes;
    ASSERT_TRUE(DecodeBase64Url(token, bytes));
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
      auto forged = bytes;
      forged[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
      std::string text;
      AppendBase64Url(text, forged);
      EXPECT_FALSE(seal.Open(text)) << "bit " << bit;
    }
  }

  TokenSeal seal_{KeyOf(1)};
  std::string token_ = seal_.Seal(kCredential);
};

TEST_F(TokenSealTest, ASealedTokenIsOpened) {
  EXPECT_EQ(seal_.Open(token_), kCredential);
  const domain::Credential largest{.key = {.room = {UINT32_MAX}, .number = {UINT64_MAX}},
                                   .issued_at = domain::Time(domain::Duration(INT64_MAX))};
  EXPECT_EQ(seal_.Open(seal_.Seal(largest)), largest);
}

// The expected token was computed with Python's hmac module, from the layout in the header.
TEST_F(TokenSealTest, TheLayoutMatchesTheDocumentation) {
  EXPECT_EQ(token_, "ArrQXuwAAAAHAAAAHL6ZGhQABmUXKJpiQKmsoBs4bfso4vOiFr38VW4");
  EXPECT_EQ(seal_.ids().seals.ToHex(), "bad05eec");
}

TEST_F(TokenSealTest, EveryFlippedBitIsRefused) {
  ExpectFlippedBitsRefused<41>(seal_, token_);
}

TEST_F(TokenSealTest, EveryOtherLastCharacterIsRefused) {
  // The last character of a token has two unused bits; a decoder that ignored them would accept
  // four spellings.
  int opened = 0;
  for (int c = 1; c < 256; ++c) {
    std::string text = token_;
    text.back() = static_cast<char>(c);
    opened += seal_.Open(text).has_value() ? 1 : 0;
  }
  EXPECT_EQ(opened, 1);
}

TEST_F(TokenSealTest, ATokenOfAnotherOrADroppedKeyIsRefused) {
  EXPECT_FALSE(TokenSeal(KeyOf(2)).Open(token_));
  EXPECT_FALSE(TokenSeal(Keys(3, 2)).Open(token_));
}

// A token of version 1, made by a program from before key ids and checked with Python's hmac
// module.
constexpr std::string_view kFirstVersion = "AQAAAAcAAAAcvpkaFAAGZRcommJAWggtk6TOOwJW_DVF66kekQ";

TEST_F(TokenSealTest, ATokenOfTheFirstVersionIsOpenedByEitherKey) {
  EXPECT_EQ(seal_.Open(kFirstVersion), kCredential);
  EXPECT_EQ(TokenSeal(Keys(2, 1)).Open(kFirstVersion), kCredential);
  EXPECT_EQ(TokenSeal(Keys(1, 2)).Open(kFirstVersion), kCredential);
  EXPECT_FALSE(TokenSeal(Keys(2, 3)).Open(kFirstVersion));
}

TEST_F(TokenSealTest, EveryFlippedBitOfTheFirstVersionIsRefused) {
  TokenSeal both(Keys(2, 1));
  ExpectFlippedBitsRefused<37>(both, kFirstVersion);
}

TEST_F(TokenSealTest, TokensOfBothKeysOpenAndOneKeySeals) {
  TokenSeal rotated(Keys(2, 1));
  EXPECT_EQ(rotated.Open(token_), kCredential);
  const std::string fresh = rotated.Seal(kCredential);
  EXPECT_EQ(fresh, TokenSeal(KeyOf(2)).Seal(kCredential));
  EXPECT_EQ(rotated.Open(fresh), kCredential);
}

// The key id is sealed too: a token cannot be moved to another key.
TEST_F(TokenSealTest, AnotherKeysIdInATokenIsRefused) {
  std::array<std::uint8_t, 41> bytes;
  ASSERT_TRUE(DecodeBase64Url(token_, bytes));
  const std::uint32_t id = IdOf(base::SecretKey(KeyOf(2))).value;
  for (std::size_t i = 0; i < 4; ++i) bytes[1 + i] = static_cast<std::uint8_t>(id >> (24 - 8 * i));
  std::string text;
  AppendBase64Url(text, bytes);
  EXPECT_FALSE(TokenSeal(Keys(2, 1)).Open(text));
}

TEST_F(TokenSealTest, KeysAreReplacedWhileThreadsUseThem) {
  CurrentSealKeys keys({.seals = base::SecretKey(KeyOf(1)), .opens = {}});
  std::atomic<bool> stop = false;
  std::atomic<int> wrong = 0;
  std::vector<std::jthread> threads;
  for (int t = 0; t < 3; ++t) {
    threads.emplace_back([&] {
      std::uint64_t version = 0;
      std::optional<TokenSeal> seal;
      do {
        if (keys.version() != version) {
          version = keys.version();
          seal.emplace(keys.Get());
        }
        if (seal->Open(token_) != kCredential) ++wrong;
      } while (!stop);
    });
  }
  for (int i = 0; i < 100; ++i) keys.Replace(i % 2 == 0 ? Keys(2, 1) : Keys(1, 2));
  stop = true;
  threads.clear();
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(keys.version(), 101U);
}

TEST_F(TokenSealTest, AnotherLengthOrAlphabetIsRefused) {
  for (std::size_t length = 0; length < token_.size(); ++length) {
    EXPECT_FALSE(seal_.Open(token_.substr(0, length)));
  }
  EXPECT_FALSE(seal_.Open(token_ + "A"));
  EXPECT_FALSE(seal_.Open(token_ + "=="));
  for (const char c : {'+', '/', '=', ' ', '\0', '\xFF'}) {
    std::string text = token_;
    text[10] = c;
    EXPECT_FALSE(seal_.Open(text));
  }
}

}  // namespace
}  // namespace onsale::http
