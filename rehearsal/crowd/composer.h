// Writes the HTTP request of a buyer's next call: path, idempotency key and body.
//
// Shape:    user ids and idempotency keys contain the seed, so that several rehearsals can use one
//           server. A retry of an unanswered call repeats its key.
// Owner:    the returned bytes live until the next Compose.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "rehearsal/crowd/buyer.h"
#include "rehearsal/plan.h"
#include "rehearsal/venue/venue.h"
#include "rehearsal/wire/connections.h"
#include "rehearsal/wire/request_writer.h"

namespace onsale::rehearsal {

// The prefix of all user ids of rehearsals.
inline constexpr std::string_view kUserPrefix = "rehearsal-";
// The user id of a buyer, or of the scout or auditor: `rehearsal-SEED-NAME`.
std::string UserName(std::uint64_t seed, std::string_view name);

class Composer {
 public:
  // Requires: the plan outlives the composer.
  explicit Composer(const Plan& plan);

  struct Sources {
    const Venue& venue;
    const TextPool& texts;
  };
  // Writes the request of `buyer.call`. Requires: the call is not kNone.
  Outgoing Compose(std::uint32_t number, const Buyer& buyer, const Sources& sources);

  // Writes the request for the stream of the buyer's show, from the state that the buyer follows.
  Outgoing ComposeStream(Sender sender, const Buyer& buyer, const Sources& sources);

  // The buyer tokens that were signed for requests.
  struct Signed {
    std::uint64_t tokens = 0;
    std::chrono::nanoseconds cpu{0};
  };
  const Signed& signed_tokens() const { return signed_; }

 private:
  void Path(const Buyer& buyer, std::string_view user, const Sources& sources);
  void Key(const Buyer& buyer, std::string_view user);
  // What a call for a user sends as Authorization.
  std::string_view Bearer(Call call, std::string_view user);
  std::string Sign(std::string_view user);
  void Body(const Buyer& buyer, std::string_view user, const Show& show);

  const Plan& plan_;
  Signed signed_;
  RequestWriter writer_;
  const std::string user_prefix_;
  std::string user_, path_, key_, bearer_, body_, event_;
};

}  // namespace onsale::rehearsal
