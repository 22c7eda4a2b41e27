// Any bytes as a queue token, and every token with any change: only what this key has sealed opens, and
// it opens to what was sealed.

#include <string>

#include "fuzz/expect.h"
#include "http/token_seal.h"

namespace onsale::fuzz {
namespace {

domain::Credential CredentialFrom(Bytes& bytes) {
  domain::Credential credential;
  credential.key.room.value = static_cast<std::uint32_t>(bytes.NextWord());
  credential.key.place.value = bytes.NextWord();
  credential.issued_at = base::Time(base::Duration(static_cast<std::int64_t>(bytes.NextWord())));
  return credential;
}

// What opens is what this key seals so, and nothing else is another way to write it.
void CheckOpening(const http::TokenSeal& seal, std::string_view token) {
  if (const auto opened = seal.Open(token)) {
    Expect(seal.Seal(*opened) == token, "what opens was sealed here");
  }
}

void CheckChanged(const http::TokenSeal& seal, const std::string& token, Bytes& bytes) {
  std::string changed = token;
  while (!bytes.empty()) {
    const std::size_t at = bytes.Next();
    const auto letter = static_cast<char>(bytes.Next());
    if (at >= changed.size())
      changed.push_back(letter);
    else if (letter == '\0')
      changed.erase(at, 1);
    else
      changed[at] = letter;
  }
  Expect(changed == token || !seal.Open(changed), "no change of a token opens");
}

}  // namespace
}  // namespace onsale::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace onsale::fuzz;
  static const onsale::http::TokenSeal& seal = *new onsale::http::TokenSeal({1});
  static const onsale::http::TokenSeal& other = *new onsale::http::TokenSeal({2});
  const std::string_view text = AsText(data, size);
  CheckOpening(seal, text);

  Bytes bytes(text);
  const onsale::domain::Credential credential = CredentialFrom(bytes);
  const std::string token = seal.Seal(credential);
  Expect(seal.Open(token) == credential, "a token opens to what was sealed");
  Expect(!other.Open(token), "another key's token does not open");
  CheckChanged(seal, token, bytes);
  return 0;
}
