// Access keys: who may make the calls of the shop and of the operator.
//
// Shape:    a key is a row with the digest of its secret, never the secret. During a rotation the
//           former secret is valid beside the current one until `former_until`. A revoked key
//           stays as a row until a new key needs its place (kAccessKeyRowsMax); the rows of
//           operators' changes, which name it, stay for good.
// Threads:  AccessKeys is an immutable value that the store publishes and all threads share.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/sha256.h"
#include "base/time.h"

namespace onsale::domain {

// What a key may do. The numbers are persisted, as bits of ScopeSet: do not renumber.
enum class Scope : std::uint8_t {
  kBuyersSpeakFor = 0,    // `buyers:speak-for`: act as any buyer
  kWalletTopUp = 1,       // `wallet:top-up`
  kWalletRead = 2,        // `wallet:read`: balances and ledgers of any user
  kReservationsRead = 3,  // `reservations:read`: reservations of any user
  kCatalogueWrite = 4,    // `catalogue:write`
  kRoomsRead = 5,         // `rooms:read`
  kRoomsWrite = 6,        // `rooms:write`
  kSeatsWrite = 7,        // `seats:write`
  kAudit = 8,             // `audit`
  kKeysWrite = 9,         // `keys:write`: make, rotate and revoke keys, and list them
  kMetrics = 10,          // `metrics`
  kBackup = 11            // `backup`: read all stored data, and copy it
};
inline constexpr int kScopeCount = 12;

struct ScopeSet {
  std::uint32_t bits = 0;

  constexpr bool Has(Scope scope) const { return (bits >> static_cast<int>(scope) & 1U) != 0; }
  constexpr bool Contains(ScopeSet other) const { return (other.bits & ~bits) == 0; }
  constexpr ScopeSet With(Scope scope) const { return {bits | 1U << static_cast<int>(scope)}; }
  bool operator==(const ScopeSet&) const = default;
};
inline constexpr ScopeSet kAllScopes{(1U << kScopeCount) - 1};

std::string_view WordOf(Scope scope);
std::optional<Scope> ScopeOf(std::string_view word);

// A named set of scopes, such as `owner` or `box-office`.
struct Role {
  std::string_view name;
  ScopeSet scopes;
};
extern const std::vector<Role> kRoles;

inline constexpr std::size_t kAccessKeyNameMax = 64;       // bytes
inline constexpr std::size_t kReasonMax = 200;             // bytes
inline constexpr std::int64_t kAccessKeysMax = 1'000;      // that are not revoked
inline constexpr std::int64_t kAccessKeyRowsMax = 10'000;  // with revoked ones
inline constexpr std::size_t kAccessKeyIdLength = 8;
inline constexpr std::size_t kActionTextMax = 4'096;  // bytes of an action's `before` and `after`

// Whether a text is kAccessKeyIdLength of [0-9A-Za-z].
bool IsAccessKeyId(std::string_view text);

struct AccessKeyRow {
  std::string id;    // 8 of [0-9A-Za-z], random; part of the key's text
  std::string name;  // 1 to kAccessKeyNameMax bytes, for people
  ScopeSet scopes;
  base::Sha256Digest digest;                 // SHA-256 of the whole text of the key
  std::optional<base::Sha256Digest> former;  // of the secret before the last rotation
  std::optional<base::Time> former_until;    // set exactly if `former` is
  base::Time created;
  std::optional<base::Time> ends;       // the first moment at which the key is not valid
  std::optional<base::Time> revoked;    // when it was revoked
  std::optional<base::Time> last_used;  // at most ten minutes old while the key is in use

  bool IsLive(base::Time now) const { return !revoked && (!ends || now < *ends); }
  // Whether a former secret is valid beside the current one.
  bool HasFormer(base::Time now) const { return former_until && now < *former_until; }
  // Whether the key may make keys and has no end. Once a sale has such a key, it always has one.
  bool IsOwner() const { return scopes.Has(Scope::kKeysWrite) && !ends && !revoked; }
  bool operator==(const AccessKeyRow&) const = default;
};

// The valid secret that a rotation ends at once; kNone while there is only the current one.
enum class EndedSecret : std::uint8_t { kNone, kFormer, kCurrent };
std::string_view WordOf(EndedSecret secret);  // Requires: not kNone

// All keys, sorted by id.
class AccessKeys {
 public:
  explicit AccessKeys(std::vector<AccessKeyRow> sorted) : rows_(std::move(sorted)) {}

  const AccessKeyRow* Find(std::string_view id) const;
  const std::vector<AccessKeyRow>& rows() const { return rows_; }

 private:
  std::vector<AccessKeyRow> rows_;
};
using AccessKeysPtr = std::shared_ptr<const AccessKeys>;

// What makes a change: a key, or the server itself if `key` is empty.
struct Actor {
  std::string key;     // its id
  std::string call;    // the operation id of the API
  std::string reason;  // of at most kReasonMax bytes; may be empty
};

// One change that an operator made. Rules write these rows and never read them.
struct OperatorAction {
  std::int64_t number = 0;  // 1, 2, 3, ... within the sale
  base::Time at;
  Actor actor;
  // JSON objects of at most kActionTextMax bytes: what was changed, with the members that differ.
  std::string before;
  std::string after;
};

}  // namespace onsale::domain
