// One request with what an endpoint needs to answer it.
//
// Owner:    a Call ends with its response; it views the connection's bytes.
// Threads:  a Call and its Services belong to one I/O thread.
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <string_view>

#include "base/secret.h"
#include "base/time.h"
#include "base/uuid.h"
#include "domain/access_key.h"
#include "domain/command.h"
#include "http/access/accepted_clock.h"
#include "http/access/access_key_text.h"
#include "http/access/buyer/claims.h"
#include "http/access/token_seal.h"
#include "http/parameters.h"
#include "http/request.h"
#include "http/statistics/process_figures.h"
#include "http/statistics/store_health.h"

namespace onsale::http {

class BuyerTokenVerifier;
class ChallengeGate;
class ChallengeMaker;
struct DemoPages;
class Limiter;
class OperatorNotes;
struct SharedPages;
class Statistics;
class WebPages;

// What an endpoint may use besides its call. One for each I/O thread.
struct Services {
  domain::CatalogPtr catalog;            // as of the start of the request
  TokenSeal* seal;                       // seals and opens queue tokens; never null
  SharedPages& pages;                    // of the server, shared by all I/O threads
  BuyerTokenVerifier* buyers = nullptr;  // null: nobody signs buyers; access keys speak for them
  // As of the start of the request; null: there are no keys.
  domain::AccessKeysPtr access_keys = {};
  KeyEnvironment key_environment = KeyEnvironment::kLive;
  bool is_demo = false;            // whether the server is a loopback demo (options.h)
  OperatorNotes* notes = nullptr;  // null: uses of keys and changes are not noted
  base::UuidSource& ids;           // fresh ids
  const base::Clock& clock;
  std::string_view currency;         // ISO 4217
  std::string_view base_path = {};   // begins every reference to a path of the server (options.h)
  std::function<bool()> ready = {};  // empty: always ready
  const WebPages* buyer_pages = nullptr;      // null: the listener has no pages for buyers
  const WebPages* console_pages = nullptr;    // null: the listener has no console
  const DemoPages* demo_pages = nullptr;      // null unless the server is that of `onsale demo`
  const Statistics* statistics = nullptr;     // null: nothing is counted
  Limiter* limits = nullptr;                  // null: no caller is limited
  ChallengeGate* challenges = nullptr;        // null: new buyers never solve a challenge
  ChallengeMaker* challenge_maker = nullptr;  // not null if `challenges` is not
  // Empty: the clock is always accepted. May wait for seconds; nothing if the store is unavailable.
  std::function<std::optional<AcceptedClock>()> accept_clock = {};
  std::function<StoreHealth()> store_health = {};        // empty: nothing is behind
  std::function<ProcessFigures()> process_figures = {};  // empty: nothing is counted
};

// The holder of a valid access key.
struct KeyHolder {
  std::string id;
  domain::ScopeSet scopes;
  base::Sha256Digest digest = {};  // of the key's text
};

// The caller's credentials, verified before the endpoint runs.
struct Caller {
  // A queue token with a valid seal. Present whenever the endpoint's spec needs one.
  std::optional<domain::Credential> token;
  // A valid access key that the caller has sent, needed for the call or not. Whether it has the
  // scope that the endpoint needs was checked.
  std::optional<KeyHolder> key;
  // The buyer that a buyer token proved the caller to be. An endpoint for a user compares it with
  // the user that the call names (endpoints/reply.h).
  std::optional<BuyerClaims> buyer;

  bool IsKnown() const { return token || key || buyer; }
};

struct Call {
  Request request;
  std::array<std::string_view, 2> parameters;  // the path's `{...}`, in order
  QueryValues query = {};                      // in the order of the endpoint's spec
  Caller caller;
  std::optional<domain::IdempotencyKey> idempotency_key;  // where the spec takes one
  // The commit that the outcome of the command reflects; 0 before.
  std::uint64_t commit = 0;
  base::Secret new_key = {};  // the text of a key that the call makes
  Services& services;
};

}  // namespace onsale::http
