// Compares the keyed hash with OpenSSL's SipHash, and tests its use by an index.
#include "base/keyed_hash.h"

#include <gtest/gtest.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>

#include <cstring>
#include <set>
#include <string>

namespace onsale::base {
namespace {

constexpr HashKey kKey{0x0706050403020100U, 0x0F0E0D0C0B0A0908U};

std::uint64_t ByOpenSsl(const HashKey& key, std::string_view bytes) {
  EVP_MAC* const mac = EVP_MAC_fetch(nullptr, "SIPHASH", nullptr);
  EVP_MAC_CTX* const context = EVP_MAC_CTX_new(mac);
  std::size_t size = 8;
  unsigned compression = 1;
  unsigned finalization = 3;
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_size_t(OSSL_MAC_PARAM_SIZE, &size),
      OSSL_PARAM_construct_uint(OSSL_MAC_PARAM_C_ROUNDS, &compression),
      OSSL_PARAM_construct_uint(OSSL_MAC_PARAM_D_ROUNDS, &finalization),
      OSSL_PARAM_construct_end()};
  unsigned char raw[16];
  std::memcpy(raw, &key.first, 8);
  std::memcpy(raw + 8, &key.second, 8);
  std::uint64_t hash = 0;
  EXPECT_EQ(EVP_MAC_init(context, raw, sizeof raw, parameters), 1);
  const auto* const data = reinterpret_cast<const unsigned char*>(bytes.data());
  EXPECT_EQ(EVP_MAC_update(context, data, bytes.size()), 1);
  EXPECT_EQ(EVP_MAC_final(context, reinterpret_cast<unsigned char*>(&hash), &size, sizeof hash), 1);
  EVP_MAC_CTX_free(context);
  EVP_MAC_free(mac);
  return hash;
}

TEST(KeyedHashTest, IsSipHash13AtEveryLength) {
  std::string bytes;
  for (int length = 0; length < 70; ++length) {
    EXPECT_EQ(SipHash13(kKey, bytes), ByOpenSsl(kKey, bytes)) << length;
    bytes.push_back(static_cast<char>(length * 7));
  }
}

TEST(KeyedHashTest, AnotherKeyGivesOtherHashes) {
  const KeyedHash one(kKey);
  const KeyedHash other({kKey.first, kKey.second ^ 1});
  EXPECT_NE(one("kim"), other("kim"));
}

TEST(KeyedHashTest, RandomKeysDiffer) {
  EXPECT_NE(RandomHashKey().first, RandomHashKey().first);
}

TEST(KeyedHashTest, EveryPartOfAKeyAndEveryBoundaryChangesTheHash) {
  const KeyedHash hash(kKey);
  const auto of = [&hash](const std::string& first, const std::string& second) {
    return hash(std::tie(first, second));
  };
  const std::set<std::uint64_t> hashes = {of("a", "b"), of("b", "a"), of("ab", ""),
                                          of("", "ab"), of("a", "c"), of("c", "b")};
  EXPECT_EQ(hashes.size(), 6U);
}

}  // namespace
}  // namespace onsale::base
