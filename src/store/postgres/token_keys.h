// Which keys the nodes of a sale seal queue tokens with, so that a token of one opens on all.
//
// Shape:    the head's row keeps the digest of the current key, and at most one of two others: the
//           next key, announced by a node that only opens with it, or the previous one, which nodes
//           may still seal with. Each node shows the keys of its file when it starts and when they
//           are read again. A node that does not open the current key's tokens is refused, and so
//           is one that seals with a key nobody has announced. A node without the next key
//           withdraws it: while it is kept, every node that has shown its keys since knows it.
// Threads:  any; each call has a connection of its own. Nodes take turns.
// Errors:   StoreError: kUnavailable, with a sentence for the operator.
// Source:   docs/operating.md, "Changing the token key".
#pragma once

#include <expected>
#include <optional>

#include "base/sha256.h"
#include "store/postgres/connection.h"
#include "store/store.h"

namespace onsale::store {

// Of a node's file.
struct TokenKeyDigests {
  base::Sha256Digest seals;
  std::optional<base::Sha256Digest> opens;
};

// What is kept.
struct TokenKeyAgreement {
  std::optional<base::Sha256Digest> current;
  std::optional<base::Sha256Digest> next;
  std::optional<base::Sha256Digest> previous;

  bool operator==(const TokenKeyAgreement&) const = default;
};

// What is kept once a node has shown these keys; a sentence if it is refused.
std::expected<TokenKeyAgreement, std::string> Joined(const TokenKeyAgreement& kept,
                                                     const TokenKeyDigests& shown);

// Shows a node's keys. Requires: the tables are there.
std::expected<void, StoreError> ShowTokenKeys(const PgOptions& options,
                                              const TokenKeyDigests& shown);
// Whether a node has shown its keys, or tokens are out: then none may make a key unasked.
std::expected<bool, StoreError> HasTokenKey(const PgOptions& options);
// The next node to show its keys is the first.
std::expected<void, StoreError> ForgetTokenKeys(const PgOptions& options);

}  // namespace onsale::store
