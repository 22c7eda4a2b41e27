// The model of access keys: who may give, rotate and revoke which, and what counts as a change.

#include <algorithm>

#include "sim/lookup.h"
#include "sim/model/model.h"

namespace onsale::sim {

using domain::AccessKeyRow;
using domain::RefusalCode;
using domain::Refuse;

namespace {

constexpr std::uint32_t kMakesKeys = 1U << 9;  // the scope `keys:write`
constexpr std::uint32_t kEverything = 0xFFF;

bool HasEnded(const AccessKeyRow& key, base::Time now) {
  return key.revoked.has_value() || (key.ends && *key.ends <= now);
}

}  // namespace

bool Model::MayGive(const domain::Actor& actor, domain::ScopeSet scopes,
                    const std::optional<base::Time>& until) const {
  const AccessKeyRow* const key = Lookup(keys_by_id_, actor.key);
  if (key == nullptr || HasEnded(*key, now_)) return false;
  if (key->ends && (!until || *until > *key->ends)) return false;
  const std::uint32_t wanted = scopes.bits | kMakesKeys;
  return (key->scopes.bits & wanted) == wanted;
}

bool Model::HasOwner(const std::string& but) const {
  return std::ranges::any_of(keys_by_id_, [&but](const auto& entry) {
    const AccessKeyRow& key = entry.second;
    return key.id != but && !key.ends && !key.revoked && (key.scopes.bits & kMakesKeys) != 0;
  });
}

void Model::Note(const domain::Actor& actor) {
  operator_actions_.push_back({.number = ++actions_, .at = now_, .actor = actor});
}

const AccessKeyRow& Model::Change(AccessKeyRow key, const domain::Actor& actor) {
  Note(actor);
  AccessKeyRow& row = keys_by_id_[key.id];
  row = std::move(key);
  return row;
}

domain::AddAccessKey::Answer Model::To(const domain::AddAccessKey& command) {
  if (!MayGive(command.actor, command.scopes, command.ends))
    return Refuse(RefusalCode::kScopeExceeded);
  if (keys_by_id_.contains(command.id)) return Refuse(RefusalCode::kAccessKeyExists);
  std::optional<std::pair<base::Time, std::string>> first_ended;
  std::int64_t ended = 0;
  for (const auto& [id, key] : keys_by_id_) {
    if (!HasEnded(key, now_)) continue;
    ++ended;
    base::Time since = key.revoked ? *key.revoked : *key.ends;
    if (key.ends && *key.ends < since) since = *key.ends;
    if (!first_ended || since < first_ended->first) first_ended = {since, id};
  }
  const auto all = static_cast<std::int64_t>(keys_by_id_.size());
  if (all - ended >= limits_.access_keys) {
    return std::unexpected(
        domain::Refusal{.code = RefusalCode::kTooManyAccessKeys, .limit = limits_.access_keys});
  }
  if (all >= limits_.access_key_rows && first_ended) keys_by_id_.erase(first_ended->second);
  return Change({.id = command.id,
                 .name = command.name,
                 .scopes = command.scopes,
                 .digest = command.digest,
                 .created = now_,
                 .ends = command.ends},
                command.actor);
}

domain::AddOwnerKey::Answer Model::To(const domain::AddOwnerKey& command) {
  if (!command.force && HasOwner("")) return Refuse(RefusalCode::kOwnerKeyExists);
  if (keys_by_id_.contains(command.id)) return Refuse(RefusalCode::kAccessKeyExists);
  return Change({.id = command.id,
                 .name = command.name,
                 .scopes = {kEverything},
                 .digest = command.digest,
                 .created = now_},
                command.actor);
}

domain::RotateAccessKey::Answer Model::To(const domain::RotateAccessKey& command) {
  const AccessKeyRow* const found = Lookup(keys_by_id_, command.id);
  if (found == nullptr) return Refuse(RefusalCode::kAccessKeyUnknown);
  if (!MayGive(command.actor, found->scopes, found->ends))
    return Refuse(RefusalCode::kScopeExceeded);
  if (HasEnded(*found, now_)) return Refuse(RefusalCode::kAccessKeyEnded);
  std::vector<base::Sha256Digest> valid;  // the secrets, the older first
  if (found->former && *found->former_until > now_) valid.push_back(*found->former);
  valid.push_back(found->digest);
  const bool names_one = command.ends != domain::EndedSecret::kNone;
  domain::Refusal conflict{.code = RefusalCode::kRotationConflict};
  if (valid.size() == 2) conflict.former_until = found->former_until;
  if (names_one != (valid.size() == 2)) return std::unexpected(conflict);
  constexpr auto kMillisecond = std::chrono::milliseconds(1);
  if (names_one && found->former_until->time_since_epoch() / kMillisecond !=
                       command.former_seen.time_since_epoch() / kMillisecond) {
    return std::unexpected(conflict);
  }
  if (command.ends == domain::EndedSecret::kCurrent) valid.pop_back();
  AccessKeyRow key = *found;
  key.former.reset();
  key.former_until.reset();
  if (command.former_until > now_) {
    key.former = valid.back();
    key.former_until = command.former_until;
  }
  key.digest = command.digest;
  return Change(std::move(key), command.actor);
}

domain::RevokeAccessKey::Answer Model::To(const domain::RevokeAccessKey& command) {
  const AccessKeyRow* const found = Lookup(keys_by_id_, command.id);
  if (found == nullptr) return Refuse(RefusalCode::kAccessKeyUnknown);
  if (!MayGive(command.actor, found->scopes, base::Time::min()))
    return Refuse(RefusalCode::kScopeExceeded);
  if (found->revoked) return *found;
  const bool owns = !found->ends && (found->scopes.bits & kMakesKeys) != 0;
  if (owns && !HasOwner(command.id)) return Refuse(RefusalCode::kLastOwnerKey);
  AccessKeyRow key = *found;
  key.former.reset();
  key.former_until.reset();
  key.revoked = now_;
  return Change(std::move(key), command.actor);
}

domain::ListAccessKeys::Answer Model::To(const domain::ListAccessKeys&) {
  std::vector<AccessKeyRow> rows;
  for (const auto& [id, key] : keys_by_id_) rows.push_back(key);
  return std::make_shared<const domain::AccessKeys>(std::move(rows));
}

domain::NoteKeyUse::Answer Model::To(const domain::NoteKeyUse& command) {
  const auto at = keys_by_id_.find(command.key);
  if (at != keys_by_id_.end()) at->second.last_used = now_;
  return domain::None{};
}

domain::NoteOperatorAction::Answer Model::To(const domain::NoteOperatorAction& command) {
  Note(command.actor);
  return domain::None{};
}

}  // namespace onsale::sim
