// Makes challenges that cost their solver some computing, and checks the proofs of it.
//
// Shape:    a challenge is the JSON of ALTCHA's widget: find the counter, from 0 on, whose key
//           PBKDF2-HMAC-SHA-256(nonce | counter as 4 bytes, salt, kRounds) begins with `keyPrefix`.
//           The server draws the counter, so that nobody needs more than `work` tries. A proof is
//           the widget's payload, base64 of a JSON object; of it `challenge.parameters.expiresAt`,
//           `challenge.signature` and `solution.derivedKey` count. The signature covers the key
//           that was found and whom the challenge is for:
//             signature = HMAC-SHA-256 of 8 expiresAt, seconds | 8 room | 32 key | user id
//           under a key derived from the token key, so that any node of the sale checks it and
//           nothing is stored. A proof can be used again until it expires, but only by the same
//           user for the same room, who gets no second live token with it.
// Units:    making takes one PBKDF2 of kRounds; checking one or two HMACs.
// Threads:  one at a time; each thread has its own.
// Errors:   Check refuses any text; nothing else goes wrong.
// Source:   altcha-lib 2.8, version 2 of its format; RFC 8018, RFC 2104; docs/limits.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/hmac_sha256.h"
#include "base/ids.h"
#include "base/time.h"
#include "http/access/token_seal.h"

namespace onsale::http {

// Whom a challenge is for.
struct ChallengedBuyer {
  std::string_view user;
  base::RoomId room;
};

enum class ProofVerdict : std::uint8_t { kGood, kWrong, kEnded };

class ChallengeMaker {
 public:
  static constexpr std::chrono::seconds kLifetime{300};
  static constexpr int kRounds = 500;
  static constexpr std::size_t kProofBytesMax = 2048;

  explicit ChallengeMaker(const SealKeys& keys);

  // A new challenge, as a JSON object. Requires: `work` is at least 1.
  std::string Make(const ChallengedBuyer& buyer, std::int64_t work, base::Time now);
  ProofVerdict Check(std::string_view proof, const ChallengedBuyer& buyer, base::Time now);

 private:
  base::HmacSha256 signs_;
  std::optional<base::HmacSha256> signed_before_;  // of the former token key, if there is one
};

}  // namespace onsale::http
