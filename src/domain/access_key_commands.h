// The commands about access keys and operators' changes; command.h has the others.
#pragma once

#include <optional>
#include <string>

#include "domain/access_key.h"
#include "domain/called_by.h"
#include "domain/refusal.h"
#include "domain/rows.h"

namespace onsale::domain {

// The commands about access keys put an OperatorAction if they change a key. What an actor may do
// is decided by its key as of this command: a key that has ended meanwhile may do nothing.

// Makes an access key. If the sale has Limits::access_key_rows rows of keys, the one that was
// revoked or ended longest ago is erased. Refuses: kScopeExceeded unless the actor's key has
// keys:write and all of `scopes`, kAccessKeyExists, kTooManyAccessKeys.
// Requires: IsAccessKeyId(id); 1 to kAccessKeyNameMax bytes of `name`; a digest; scopes within
// kAllScopes.
struct AddAccessKey {
  using Answer = Result<AccessKeyRow>;
  static constexpr const char* kName = "add-key";
  static constexpr bool kReads = false;
  static constexpr bool kClaims = false;
  static constexpr CalledBy kCalledBy = CalledBy::kOperator;
  Actor actor;
  std::string id;
  std::string name;
  ScopeSet scopes;
  Sha256Digest digest;
  std::optional<Time> ends = {};
};

// Makes a key with all scopes and without an end, while there is no such key, or always if `force`.
// Refuses: kOwnerKeyExists, kAccessKeyExists. No limit applies: without an owner key nobody could
// revoke another. Requires: as AddAccessKey.
struct AddOwnerKey {
  using Answer = Result<AccessKeyRow>;
  static constexpr const char* kName = "add-owner-key";
  static constexpr bool kReads = false;
  static constexpr bool kClaims = false;
  static constexpr CalledBy kCalledBy = CalledBy::kServer;
  Actor actor;
  std::string id;
  std::string name;
  Sha256Digest digest;
  bool force = false;
};

// Gives a key another secret. The one that was valid and that `ends` does not name stays valid
// until `former_until`, unless that is not later than now. While two secrets are valid the call
// names one of them, and says until when the former one is valid: a repeated call finds another
// time, and so never ends a secret that it does not know.
// Refuses: kAccessKeyUnknown, kScopeExceeded unless the actor's key has keys:write and all scopes
// of the rotated key, kAccessKeyEnded, kRotationConflict.
struct RotateAccessKey {
  using Answer = Result<AccessKeyRow>;
  static constexpr const char* kName = "rotate-key";
  static constexpr bool kReads = false;
  static constexpr bool kClaims = false;
  static constexpr CalledBy kCalledBy = CalledBy::kOperator;
  Actor actor;
  std::string id;
  Sha256Digest digest;
  Time former_until;
  EndedSecret ends = EndedSecret::kNone;
  Time former_seen = {};  // unless `ends` is kNone: AccessKeyRow::former_until, to the millisecond
};

// Ends a key, with its former secret. A second call changes nothing.
// Refuses: kAccessKeyUnknown, kScopeExceeded unless the actor's key has keys:write, kLastOwnerKey.
struct RevokeAccessKey {
  using Answer = Result<AccessKeyRow>;
  static constexpr const char* kName = "revoke-key";
  static constexpr bool kReads = false;
  static constexpr bool kClaims = false;
  static constexpr CalledBy kCalledBy = CalledBy::kOperator;
  Actor actor;
  std::string id;
};

struct ListAccessKeys {
  using Answer = Result<AccessKeysPtr>;  // also those that have ended
  static constexpr const char* kName = "keys";
  static constexpr bool kReads = true;
  static constexpr bool kClaims = false;
  static constexpr CalledBy kCalledBy = CalledBy::kOperator;
};

// Notes that a key is in use. Never refused: an unknown key changes nothing.
struct NoteKeyUse {
  using Answer = Result<None>;
  static constexpr const char* kName = "note-key-use";
  static constexpr bool kReads = false;
  static constexpr bool kClaims = false;
  static constexpr CalledBy kCalledBy = CalledBy::kServer;
  std::string key;
};

// Puts an OperatorAction for a change that no command makes, such as an accepted clock. Never
// refused. Requires: `before` and `after` as OperatorAction has them.
struct NoteOperatorAction {
  using Answer = Result<None>;
  static constexpr const char* kName = "note-action";
  static constexpr bool kReads = false;
  static constexpr bool kClaims = false;
  static constexpr CalledBy kCalledBy = CalledBy::kServer;
  Actor actor;
  std::string before;
  std::string after;
};

}  // namespace onsale::domain
