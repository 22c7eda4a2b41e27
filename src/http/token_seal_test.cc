#include "http/token_seal.h"

#include <gtest/gtest.h>

#include <thread>

#include "http/base64url.h"

namespace onsale::http {
namespace {

std::array<std::uint8_t, 32> KeyOf(std::uint8_t fill) {
  std::array<std::uint8_t, 32> key;
  key.fill(fill);
  return key;
}

const domain::Credential kCredential{
    .key = {.room = {7}, .place = {123'456'789'012}},
    .issued_at = domain::Time(domain::Duration(1'800'000'000'123'456))};

class TokenSealTest : public testing::Test {
 protected:
  TokenSeal seal_{KeyOf(1)};
  std::string token_ = seal_.Seal(kCredential);
};

TEST_F(TokenSealTest, WhatIsSealedIsOpened) {
  EXPECT_EQ(seal_.Open(token_), kCredential);
}

TEST_F(TokenSealTest, TheLargestNumbersSurvive) {
  const domain::Credential largest{.key = {.room = {UINT32_MAX}, .place = {UINT64_MAX}},
                                   .issued_at = domain::Time(domain::Duration(INT64_MAX))};
  EXPECT_EQ(seal_.Open(seal_.Seal(largest)), largest);
}

TEST_F(TokenSealTest, TheTokenHasFiftySafeCharacters) {
  EXPECT_EQ(token_.size(), 50U);
  EXPECT_EQ(
      token_.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
      std::string::npos);
}

// Computed with Python's hmac module from the layout in the header.
TEST_F(TokenSealTest, TheLayoutIsTheDocumentedOne) {
  EXPECT_EQ(token_, "AQAAAAcAAAAcvpkaFAAGZRcommJAWggtk6TOOwJW_DVF66kekQ");
}

TEST_F(TokenSealTest, EveryFlippedBitIsRefused) {
  std::array<std::uint8_t, 37> bytes;
  ASSERT_TRUE(DecodeBase64Url(token_, bytes));
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    auto forged = bytes;
    forged[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    std::string text;
    AppendBase64Url(text, forged);
    EXPECT_FALSE(seal_.Open(text)) << "bit " << bit;
  }
}

TEST_F(TokenSealTest, EveryOtherLastCharacterIsRefused) {
  // Four bits of the last character carry nothing; a decoder that ignored them would take 16
  // spellings.
  int opened = 0;
  for (int c = 1; c < 256; ++c) {
    std::string text = token_;
    text.back() = static_cast<char>(c);
    opened += seal_.Open(text).has_value() ? 1 : 0;
  }
  EXPECT_EQ(opened, 1);
}

TEST_F(TokenSealTest, AnotherKeyRefusesIt) {
  const TokenSeal other(KeyOf(2));
  EXPECT_FALSE(other.Open(token_));
  EXPECT_EQ(seal_.Open(token_), kCredential);
}

TEST_F(TokenSealTest, AnotherLengthIsRefused) {
  for (std::size_t length = 0; length < token_.size(); ++length) {
    EXPECT_FALSE(seal_.Open(token_.substr(0, length)));
  }
  EXPECT_FALSE(seal_.Open(token_ + "A"));
  EXPECT_FALSE(seal_.Open(token_ + "=="));
}

TEST_F(TokenSealTest, ForeignCharactersAreRefused) {
  for (const char c : {'+', '/', '=', ' ', '\0', '\xFF'}) {
    std::string text = token_;
    text[10] = c;
    EXPECT_FALSE(seal_.Open(text));
  }
}

TEST_F(TokenSealTest, ThreadsSealAtOnceWithoutMixingUp) {
  const TokenSeal other(KeyOf(2));
  std::atomic<int> wrong = 0;
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 200; ++i) {
        if (seal_.Open(token_) != kCredential || other.Open(token_)) ++wrong;
      }
    });
  }
  threads.clear();
  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace onsale::http
