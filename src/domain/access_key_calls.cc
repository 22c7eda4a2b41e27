// Commands about access keys, and notes of what operators do.

#include <algorithm>

#include "domain/operator_action.h"
#include "domain/rules.h"

namespace onsale::domain::rules {
namespace {

// The actor's key if it may make and end keys with these scopes now; null if not, as without a key.
const AccessKeyRow* GiverOf(ScopeSet scopes, const Actor& actor, const AccessKeys& keys, Time now) {
  const AccessKeyRow* const key = keys.Find(actor.key);
  const bool may = key != nullptr && key->IsLive(now) && key->scopes.Has(Scope::kKeysWrite) &&
                   key->scopes.Contains(scopes);
  return may ? key : nullptr;
}

// Whether the actor may make keys with these scopes and this end now: they end with its own at the
// latest.
bool MayGive(ScopeSet scopes, std::optional<Time> ends, const Actor& actor, const AccessKeys& keys,
             Time now) {
  const AccessKeyRow* const giver = GiverOf(scopes, actor, keys, now);
  return giver != nullptr && (!giver->ends || (ends && *ends <= *giver->ends));
}

bool HasOwnerBeside(std::string_view id, const AccessKeys& keys) {
  return std::ranges::any_of(
      keys.rows(), [id](const AccessKeyRow& key) { return key.id != id && key.IsOwner(); });
}

std::int64_t CountLive(const AccessKeys& keys, Time now) {
  return std::ranges::count_if(keys.rows(), [now](const auto& key) { return key.IsLive(now); });
}

// Erases the key that was revoked or ended longest ago, the smallest id of several, if another one
// needs its place: whoever makes keys that end, or revokes them, would otherwise use up all rows
// for good.
void MakeRoom(const AccessKeys& keys, RowSet& rows, Time now) {
  if (std::ssize(keys.rows()) < rows.limits().access_key_rows) return;
  const auto order = [](const AccessKeyRow& key) {
    return std::min(key.revoked.value_or(Time::max()), key.ends.value_or(Time::max()));
  };
  const auto oldest = std::ranges::min_element(keys.rows(), {}, order);
  if (oldest != keys.rows().end() && !oldest->IsLive(now)) rows.Erase(*oldest);
}

void PutKey(const Actor& actor, const AccessKeyRow& before, const AccessKeyRow& after, RowSet& rows,
            Time now) {
  rows.Put(after);
  PutAction(actor, TextOf(before, after), rows, now);
}

std::int64_t InMilliseconds(Time time) {
  return std::chrono::floor<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

}  // namespace

AddAccessKey::Answer Decide(const AddAccessKey& command, RowSet& rows, Time now) {
  const AccessKeysPtr keys = rows.access_keys();
  if (!MayGive(command.scopes, command.ends, command.actor, *keys, now)) {
    return Refuse(RefusalCode::kScopeExceeded);
  }
  if (keys->Find(command.id) != nullptr) return Refuse(RefusalCode::kAccessKeyExists);
  if (const std::int64_t most = rows.limits().access_keys; CountLive(*keys, now) >= most) {
    return std::unexpected(Refusal{.code = RefusalCode::kTooManyAccessKeys, .limit = most});
  }

  // Past this line the command must succeed.
  MakeRoom(*keys, rows, now);
  const AccessKeyRow key{.id = command.id,
                         .name = command.name,
                         .scopes = command.scopes,
                         .digest = command.digest,
                         .created = now,
                         .ends = command.ends};
  PutKey(command.actor, {}, key, rows, now);
  return key;
}

AddOwnerKey::Answer Decide(const AddOwnerKey& command, RowSet& rows, Time now) {
  const AccessKeysPtr keys = rows.access_keys();
  if (!command.force && HasOwnerBeside({}, *keys)) return Refuse(RefusalCode::kOwnerKeyExists);
  if (keys->Find(command.id) != nullptr) return Refuse(RefusalCode::kAccessKeyExists);

  // Past this line the command must succeed.
  const AccessKeyRow key{.id = command.id,
                         .name = command.name,
                         .scopes = kAllScopes,
                         .digest = command.digest,
                         .created = now};
  PutKey(command.actor, {}, key, rows, now);
  return key;
}

RotateAccessKey::Answer Decide(const RotateAccessKey& command, RowSet& rows, Time now) {
  const AccessKeysPtr keys = rows.access_keys();
  const AccessKeyRow* const before = keys->Find(command.id);
  if (before == nullptr) return Refuse(RefusalCode::kAccessKeyUnknown);
  // Whoever rotates a key learns its new secret, and so may do what the key may do.
  if (!MayGive(before->scopes, before->ends, command.actor, *keys, now)) {
    return Refuse(RefusalCode::kScopeExceeded);
  }
  if (!before->IsLive(now)) return Refuse(RefusalCode::kAccessKeyEnded);
  // Which of two secrets the programs use is not known here, and ending that one would shut them
  // out.
  const bool has_former = before->HasFormer(now);
  const bool as_seen =
      has_former && InMilliseconds(*before->former_until) == InMilliseconds(command.former_seen);
  if (command.ends == EndedSecret::kNone ? has_former : !as_seen) {
    Refusal refusal{.code = RefusalCode::kRotationConflict};
    if (has_former) refusal.former_until = before->former_until;
    return std::unexpected(std::move(refusal));
  }

  // Past this line the command must succeed.
  AccessKeyRow key = *before;
  key.digest = command.digest;
  key.former.reset();
  key.former_until.reset();
  const bool keeps_current = command.ends != EndedSecret::kCurrent;
  if (command.former_until > now) {
    key.former = keeps_current ? std::optional(before->digest) : before->former;
    key.former_until = command.former_until;
  }
  rows.Put(key);
  PutAction(command.actor, TextOf(*before, key, command.ends), rows, now);
  return key;
}

RevokeAccessKey::Answer Decide(const RevokeAccessKey& command, RowSet& rows, Time now) {
  const AccessKeysPtr keys = rows.access_keys();
  const AccessKeyRow* const before = keys->Find(command.id);
  if (before == nullptr) return Refuse(RefusalCode::kAccessKeyUnknown);
  if (GiverOf(before->scopes, command.actor, *keys, now) == nullptr) {
    return Refuse(RefusalCode::kScopeExceeded);
  }
  if (before->revoked) return *before;
  if (before->IsOwner() && !HasOwnerBeside(before->id, *keys)) {
    return Refuse(RefusalCode::kLastOwnerKey);
  }

  // Past this line the command must succeed.
  AccessKeyRow key = *before;
  key.former.reset();
  key.former_until.reset();
  key.revoked = now;
  PutKey(command.actor, *before, key, rows, now);
  return key;
}

ListAccessKeys::Answer Decide(const ListAccessKeys&, RowSet& rows, Time) {
  return rows.access_keys();
}

NoteKeyUse::Answer Decide(const NoteKeyUse& command, RowSet& rows, Time now) {
  const AccessKeysPtr keys = rows.access_keys();
  if (const AccessKeyRow* const used = keys->Find(command.key)) {
    AccessKeyRow key = *used;
    key.last_used = now;
    rows.Put(key);
  }
  return None{};
}

NoteOperatorAction::Answer Decide(const NoteOperatorAction& command, RowSet& rows, Time now) {
  PutAction(command.actor, {.before = command.before, .after = command.after}, rows, now);
  return None{};
}

}  // namespace onsale::domain::rules
