#include "http/challenge/challenge_solver_testing.h"

#include <openssl/evp.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>
#include <vector>

namespace onsale::http {
namespace {

namespace json = boost::json;
using ByteList = std::vector<unsigned char>;

ByteList FromHex(std::string_view hex) {
  ByteList bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    unsigned char byte = 0;
    std::from_chars(hex.data() + i, hex.data() + i + 2, byte, 16);
    bytes.push_back(byte);
  }
  return bytes;
}

std::string SolverHex(const ByteList& bytes) {
  std::string hex;
  for (const unsigned char byte : bytes) {
    for (const int digit : {byte >> 4, byte & 15}) {
      hex.push_back("0123456789abcdef"[digit]);
    }
  }
  return hex;
}

struct Parameters {
  explicit Parameters(const json::object& from)
      : nonce(FromHex(from.at("nonce").as_string())),
        salt(FromHex(from.at("salt").as_string())),
        prefix(from.at("keyPrefix").as_string()),
        cost(static_cast<int>(from.at("cost").as_int64())),
        length(static_cast<std::size_t>(from.at("keyLength").as_int64())) {}

  ByteList KeyOf(int counter) const {
    ByteList password = nonce;
    for (const int shift : {24, 16, 8, 0}) {
      password.push_back(static_cast<unsigned char>(counter >> shift));
    }
    ByteList key(length);
    PKCS5_PBKDF2_HMAC(reinterpret_cast<const char*>(password.data()),
                      static_cast<int>(password.size()), salt.data(), static_cast<int>(salt.size()),
                      cost, EVP_sha256(), static_cast<int>(key.size()), key.data());
    return key;
  }

  ByteList nonce;
  ByteList salt;
  std::string prefix;
  int cost;
  std::size_t length;
};

}  // namespace

int CounterOf(std::string_view challenge, int tries) {
  const Parameters parameters(json::parse(challenge).at("parameters").as_object());
  for (int counter = 0; counter < tries; ++counter) {
    if (SolverHex(parameters.KeyOf(counter)).starts_with(parameters.prefix)) return counter;
  }
  return -1;
}

std::string Solved(std::string_view challenge, int tries) {
  const int counter = CounterOf(challenge, tries);
  if (counter < 0) return {};
  json::value read = json::parse(challenge);
  const Parameters parameters(read.at("parameters").as_object());
  const json::object solution{
      {"counter", counter}, {"derivedKey", SolverHex(parameters.KeyOf(counter))}, {"time", 12.5}};
  return InBase64(
      json::serialize(json::object{{"challenge", std::move(read)}, {"solution", solution}}));
}

std::string InBase64(std::string_view text) {
  std::string out((text.size() + 2) / 3 * 4 + 1, '\0');
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                   reinterpret_cast<const unsigned char*>(text.data()),
                                   static_cast<int>(text.size()));
  out.resize(static_cast<std::size_t>(size));
  return out;
}

std::string FromBase64(std::string_view text) {
  std::string out(text.size() / 4 * 3, '\0');
  EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                  reinterpret_cast<const unsigned char*>(text.data()),
                  static_cast<int>(text.size()));
  for (const char c : text.substr(text.size() - std::min<std::size_t>(2, text.size()))) {
    if (c == '=') out.pop_back();
  }
  return out;
}

}  // namespace onsale::http
