// Fuzz target: any bytes as the proof of a challenge, as the JSON inside a proof, and as a change
// of a good proof. Only the proof of a challenge that this sale has made for the user and room is
// good.

#include <algorithm>
#include <boost/json/parse.hpp>
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
constexpr ChallengedBuyer kKimElsewhere{.user = "kim", .room = {2}};

struct Sale {
  ChallengeMaker maker{{.seals = base::SecretKey({2}), .opens = base::SecretKey({1})}};
  ChallengeMaker other{{.seals = base::SecretKey({3}), .opens = {}}};
  const std::string proof = http::Solved(maker.Make(kKim, 1, kNow), 1);
};

// Whether the proof is good for Kim, after the checks that hold for every text.
bool IsGood(Sale& sale, const std::string& proof) {
  Expect(sale.other.Check(proof, kKim, kNow) == ProofVerdict::kWrong,
         "a proof is wrong at another sale");
  const bool is_good = sale.maker.Check(proof, kKim, kNow) == ProofVerdict::kGood;
  Expect(!is_good || proof.size() <= ChallengeMaker::kProofBytesMax, "a good proof is short");
  for (const ChallengedBuyer& other : {kLee, kKimElsewhere}) {
    Expect(sale.maker.Check(proof, other, kNow) == ProofVerdict::kWrong,
           "a proof is wrong for another user and another room");
  }
  const base::Time late = kNow + ChallengeMaker::kLifetime;
  Expect(sale.maker.Check(proof, kKim, late) ==
             (is_good ? ProofVerdict::kEnded : ProofVerdict::kWrong),
         "a good proof ends, and no other does");
  return is_good;
}

// The members of a proof that count, read without the code under test.
struct Counted {
  std::int64_t expires_at = 0;
  std::string signature;
  std::string key;

  bool operator==(const Counted&) const = default;
};

std::string LowerCase(std::string_view hex) {
  std::string text(hex);
  for (char& c : text) {
    if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

Counted CountedOf(const std::string& text) {
  const boost::json::value proof = boost::json::parse(text);
  const boost::json::value& challenge = proof.at("challenge");
  return {.expires_at = challenge.at("parameters").at("expiresAt").as_int64(),
          .signature = LowerCase(challenge.at("signature").as_string()),
          .key = LowerCase(proof.at("solution").at("derivedKey").as_string())};
}

// Changes a good proof behind a place that the first byte chooses: the places of the others are
// single bytes, and the proof is longer than those reach.
void CheckChanged(Sale& sale, Bytes bytes) {
  const std::string json = http::FromBase64(sale.proof);
  const std::size_t from = std::min<std::size_t>(json.size(), 2 * std::size_t{bytes.Next()});
  const std::string changed = json.substr(0, from) + Changed(json.substr(from), bytes);
  if (!IsGood(sale, http::InBase64(changed))) return;
  Expect(CountedOf(changed) == CountedOf(json), "a good proof is the one that was solved");
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
