#include "store/postgres/token_keys.h"

#include <algorithm>

#include "store/postgres/tables.h"

namespace onsale::store {
namespace {

using base::Sha256Digest;
using Kept = std::optional<Sha256Digest>;

// Reads the agreement and locks its row: the head, which every writer locks.
constexpr const char* kLockKept =
    "SELECT token_key_digest, token_key_next, token_key_previous FROM sale_head "
    "FOR NO KEY UPDATE";
constexpr const char* kKeep =
    "UPDATE sale_head SET token_key_digest = NULLIF($1::bytea, ''::bytea), "
    "token_key_next = NULLIF($2::bytea, ''::bytea), "
    "token_key_previous = NULLIF($3::bytea, ''::bytea)";

StoreError Refusal(std::string sentence) {
  return {StoreErrorCode::kUnavailable, std::move(sentence)};
}

// Reads a digest from the agreement; false if the value is not one.
bool ReadKept(const PgValue& value, Kept& kept) {
  if (!value) return true;
  Sha256Digest& digest = kept.emplace();
  if (value->size() != digest.bytes.size()) return false;
  std::ranges::copy(*value, digest.bytes.begin());
  return true;
}

Pg<std::optional<TokenKeyAgreement>> ReadAgreement(PgConnection& connection) {
  const auto row = connection.Query(kLockKept);
  if (!row) return std::unexpected(row.error());
  TokenKeyAgreement kept;
  if (row->rows() != 1 || !ReadKept(row->At(0, 0), kept.current) ||
      !ReadKept(row->At(0, 1), kept.next) || !ReadKept(row->At(0, 2), kept.previous)) {
    return std::nullopt;
  }
  return kept;
}

std::string_view TextOf(const Kept& kept) {
  return kept ? kept->AsText() : std::string_view();
}

Pg<void> Keep(PgConnection& connection, const TokenKeyAgreement& kept) {
  const auto done = connection.Query(kKeep, PgParameters()
                                                .Text(TextOf(kept.current))
                                                .Text(TextOf(kept.next))
                                                .Text(TextOf(kept.previous)));
  if (!done) return std::unexpected(done.error());
  return {};
}

std::expected<void, StoreError> Show(PgConnection& connection, const TokenKeyDigests& shown) {
  const auto kept = ReadAgreement(connection);
  if (!kept) return std::unexpected(UnavailableFor(kept.error()));
  if (!*kept) {
    return std::unexpected(
        Refusal("sale_head: its digests of token keys cannot be read; was it "
                "edited by hand?"));
  }
  const auto joined = Joined(**kept, shown);
  if (!joined) return std::unexpected(Refusal(joined.error()));
  if (*joined == **kept) return {};
  const auto done = Keep(connection, *joined);
  if (!done) return std::unexpected(UnavailableFor(done.error()));
  return {};
}

template <class Work>
std::expected<void, StoreError> InTransaction(const PgOptions& options, Work work) {
  const auto connection = PgConnection::Open(options);
  if (!connection) return std::unexpected(UnavailableFor(connection.error()));
  auto begun = (*connection)->Execute("BEGIN; SET LOCAL lock_timeout = 5000");
  if (!begun) return std::unexpected(UnavailableFor(begun.error()));
  // On an error the connection ends, which rolls the transaction back.
  if (std::expected<void, StoreError> done = work(**connection); !done) return done;
  auto ended = (*connection)->Execute("COMMIT");
  if (!ended) return std::unexpected(UnavailableFor(ended.error()));
  return {};
}

}  // namespace

std::expected<TokenKeyAgreement, std::string> Joined(const TokenKeyAgreement& kept,
                                                     const TokenKeyDigests& shown) {
  const TokenKeyAgreement announced{.current = shown.seals, .next = shown.opens, .previous = {}};
  if (!kept.current) return announced;
  if (shown.seals == kept.current) {
    const bool keeps_previous = shown.opens && shown.opens == kept.previous;
    return keeps_previous ? kept : announced;
  }
  if (shown.opens != kept.current) {
    return std::unexpected(
        "this node's token key is not the one of the other nodes, so it would reject their tokens: "
        "copy the file of --token-key-file from one of them");
  }
  if (shown.seals == kept.previous) return kept;
  if (shown.seals == kept.next) {
    return TokenKeyAgreement{.current = shown.seals, .next = {}, .previous = kept.current};
  }
  return std::unexpected(
      "this node would seal tokens with a token key that other nodes do not have yet, so they "
      "would "
      "reject the tokens: run `onsale token-key switch`, copy the file to every node, reload every "
      "node, and "
      "switch again");
}

std::expected<void, StoreError> ShowTokenKeys(const PgOptions& options,
                                              const TokenKeyDigests& shown) {
  return InTransaction(options,
                       [&shown](PgConnection& connection) { return Show(connection, shown); });
}

std::expected<bool, StoreError> HasTokenKey(const PgOptions& options) {
  const auto connection = PgConnection::Open(options);
  if (!connection) return std::unexpected(UnavailableFor(connection.error()));
  const auto found = (*connection)
                         ->Query(
                             "SELECT FROM sale_head WHERE token_key_digest IS NOT NULL OR "
                             "EXISTS (SELECT FROM queue_tokens)");
  if (!found) return std::unexpected(UnavailableFor(found.error()));
  return found->rows() > 0;
}

std::expected<void, StoreError> ForgetTokenKeys(const PgOptions& options) {
  return InTransaction(options, [](PgConnection& connection) -> std::expected<void, StoreError> {
    const auto done = Keep(connection, {});
    if (!done) return std::unexpected(UnavailableFor(done.error()));
    return {};
  });
}

}  // namespace onsale::store
