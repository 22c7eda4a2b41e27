// Fuzz target: any bytes as the proof of a challenge, as the JSON inside a proof, and as a change
// of a good proof. Only the proof of a challenge that this sale has made for the user and room is
// good.

#include <algorithm>
#include <string>

#include "fuzz/expect.h"
#include "http/challenge/challenge_maker.h"
#include "http/challenge/challenge_solver_testing.h"

namespace onsale::fuzz {
namespace {

using http::ChallengedBuyer;
using http::ChallengeMaker;
using http::ProofVerdict;

constexpr base::Time kNow{std::chrono::seconds(1'800'000'000)};
constexpr ChallengedBuyer kKim{.user = "kim", .room = {1}};
constexpr ChallengedBuyer kLee{.user = "lee", .room = {1}};

struct Sale {
  ChallengeMaker maker{{.seals = base::SecretKey({2}), .opens = base::SecretKey({1})}};
  ChallengeMaker other{{.seals = base::SecretKey({3}), .opens = {}}};
  const std::string proof = http::Solved(maker.Make(kKim, 1, kNow), 1);
};

// What a proof says, without the members that do not count and the spelling of its JSON.
bool IsGood(Sale& sale, const std::string& proof) {
  Expect(sale.other.Check(proof, kKim, kNow) == ProofVerdict::kWrong,
         "a proof is wrong at another sale");
  const bool is_good = sale.maker.Check(proof, kKim, kNow) == ProofVerdict::kGood;
  Expect(!is_good || proof.size() <= ChallengeMaker::kProofBytesMax, "a good proof is short");
  Expect(sale.maker.Check(proof, kLee, kNow) == ProofVerdict::kWrong,
         "a proof is wrong for another user");
  const base::Time late = kNow + ChallengeMaker::kLifetime;
  Expect(sale.maker.Check(proof, kKim, late) ==
             (is_good ? ProofVerdict::kEnded : ProofVerdict::kWrong),
         "a good proof ends, and no other does");
  return is_good;
}

void CheckChanged(Sale& sale, Bytes bytes) {
  const std::string json = http::FromBase64(sale.proof);
  const std::string changed = Changed(json, bytes);
  if (!IsGood(sale, http::InBase64(changed))) return;
  // A good proof still has the signature and the key that the sale has made and the solver found.
  for (const std::string_view name : {"\"signature\":\"", "\"derivedKey\":\""}) {
    const std::string value = json.substr(json.find(name) + name.size(), 64);
    const auto same = [](char a, char b) {
      return a == (b >= 'A' && b <= 'F' ? b - 'A' + 'a' : b);
    };
    Expect(
        std::ranges::search(changed, value, [&](char b, char a) { return same(a, b); }).begin() !=
            changed.end(),
        "a good proof has the signature and the key");
  }
}

}  // namespace
}  // namespace onsale::fuzz

// The first letter of the input chooses what the rest is.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace onsale::fuzz;
  static Sale& sale = *new Sale;
  Expect(IsGood(sale, sale.proof), "the proof of a challenge is good");
  std::string_view text = AsText(data, size);
  if (text.empty()) return 0;
  const char kind = text.front();
  text.remove_prefix(1);
  if (kind == 'x') {
    CheckChanged(sale, Bytes(text));
  } else if (kind == 'j') {
    Expect(!IsGood(sale, onsale::http::InBase64(text)), "JSON that nobody signed is not a proof");
  } else {
    Expect(!IsGood(sale, std::string(text)), "text that nobody signed is not a proof");
  }
  return 0;
}
