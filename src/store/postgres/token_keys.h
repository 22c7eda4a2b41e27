// The agreement of nodes on their token keys, so that a queue token sealed by one node opens on
// all.
//
// Shape:    the head's row has the digest of the current key, and of at most one other: the next
//           key, announced by a node that can open but does not seal with it, or the previous key,
//           with which nodes may still seal. Each node shows the keys of its file when it starts
//           and when it reads them again. Refused are a node that cannot open the current key's
//           tokens, and one that seals with a key that was not announced. A node without the next
//           key withdraws it, so that a next key is known to every node that has shown its keys
//           since.
// Threads:  any; each call has a connection of its own. The head's lock orders the nodes.
// Errors:   StoreError: kUnavailable, with a sentence for the operator.
// Source:   docs/token-key.md.
#pragma once

#include <expected>
#include <optional>

#include "base/sha256.h"
#include "store/postgres/connection.h"
#include "store/store.h"

namespace onsale::store {

// The digests of the keys in a node's file.
struct TokenKeyDigests {
  base::Sha256Digest seals;
  std::optional<base::Sha256Digest> opens;
};

// The digests of the keys in the head's row.
struct TokenKeyAgreement {
  std::optional<base::Sha256Digest> current;
  std::optional<base::Sha256Digest> next;
  std::optional<base::Sha256Digest> previous;

  bool operator==(const TokenKeyAgreement&) const = default;
};

// The agreement after a node has shown these keys; or a sentence if the node is refused.
std::expected<TokenKeyAgreement, std::string> Joined(const TokenKeyAgreement& kept,
                                                     const TokenKeyDigests& shown);

// Shows this node's keys to the others. Requires: the tables exist.
std::expected<void, StoreError> ShowTokenKeys(const PgOptions& options,
                                              const TokenKeyDigests& shown);
// Whether a node has shown its keys, or tokens were issued: then no node may create a new key on
// its own.
std::expected<bool, StoreError> HasTokenKey(const PgOptions& options);
// Clears the agreement, so that the next node to show its keys counts as the first.
std::expected<void, StoreError> ForgetTokenKeys(const PgOptions& options);

}  // namespace onsale::store
