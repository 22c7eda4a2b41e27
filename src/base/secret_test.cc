#include "base/secret.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <new>

namespace onsale::base {
namespace {

TEST(SecretTest, HoldsItsText) {
  Secret secret(std::string_view("of the operator"));
  EXPECT_EQ(secret.text(), "of the operator");
  secret.Shorten(2);
  EXPECT_EQ(secret.text(), "of");
}

TEST(SecretTest, AMovedFromSecretIsEmpty) {
  Secret from(std::string_view("secret"));
  Secret to = std::move(from);
  EXPECT_EQ(to.text(), "secret");
  EXPECT_EQ(from.text(), "");  // NOLINT(bugprone-use-after-move): the test's subject
  from = Secret(std::string_view("another"));
  to = std::move(from);
  EXPECT_EQ(to.text(), "another");
}

// The test constructs the key in memory that outlives the key, so that it can read what remains.
TEST(SecretTest, AKeyIsWipedOnDestruction) {
  alignas(SecretKey) std::array<char, sizeof(SecretKey)> memory;
  std::array<std::uint8_t, 32> bytes;
  bytes.fill(0xA5);
  auto* const key = new (memory.data()) SecretKey(bytes);
  EXPECT_EQ(key->bytes()[31], 0xA5);
  key->~SecretKey();
  const volatile char* const left = memory.data();
  EXPECT_EQ(std::count(left, left + memory.size(), '\0'), 32);
}

TEST(SecretTest, WipingOverwritesEveryByte) {
  std::array<char, 100> bytes;
  bytes.fill('x');
  Wipe(std::span(bytes).first(99));
  EXPECT_EQ(std::ranges::count(bytes, '\0'), 99);
  EXPECT_EQ(bytes.back(), 'x');
}

}  // namespace
}  // namespace onsale::base
