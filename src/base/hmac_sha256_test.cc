#include "base/hmac_sha256.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string_view>

namespace onsale::base {
namespace {

// A key of 32 bytes for a test key of RFC 4231, which may be shorter: HMAC itself also fills a
// shorter key up with zeros.
SecretKey KeyOf(std::string_view bytes) {
  SecretKey key;
  std::ranges::copy(bytes, key.bytes().begin());
  return key;
}

std::string MacOf(std::string_view key, std::string_view text) {
  HmacSha256 hmac(KeyOf(key));
  return hmac.Of({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}).ToHex();
}

TEST(HmacSha256Test, MatchesTheCasesOfRfc4231) {
  EXPECT_EQ(MacOf(std::string(20, '\x0b'), "Hi There"),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(MacOf("Jefe", "what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(MacOf(std::string(20, '\xaa'), std::string(50, '\xdd')),
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
  EXPECT_EQ(MacOf("\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13"
                  "\x14\x15\x16\x17\x18\x19",
                  std::string(50, '\xcd')),
            "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b");
}

TEST(HmacSha256Test, OneKeyGivesTheSameCodeEveryTime) {
  HmacSha256 hmac(KeyOf("key"));
  const std::uint8_t bytes[] = {1, 2, 3};
  const Sha256Digest first = hmac.Of(bytes);
  EXPECT_NE(hmac.Of({}), first);
  EXPECT_EQ(hmac.Of(bytes), first);
}

}  // namespace
}  // namespace onsale::base
