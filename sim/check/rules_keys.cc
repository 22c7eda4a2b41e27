// The rule book's rules of access keys and operators' changes: docs/rules.md, rule 10.

#include <algorithm>

#include "sim/check/rule_book.h"
#include "sim/check/tell.h"

namespace onsale::sim {

using namespace domain;

void RuleBook::Take(const AccessKeyRow& row) {
  const auto makes_keys = [](const auto& entry) {
    const AccessKeyRow& key = entry.second;
    return (key.scopes.bits >> static_cast<int>(Scope::kKeysWrite) & 1U) != 0 && !key.ends &&
           !key.revoked;
  };
  const bool had_owner = std::ranges::any_of(keys_, makes_keys);
  const auto [at, fresh] = keys_.try_emplace(row.id, row);
  const AccessKeyRow& before = at->second;
  if (!fresh && (before.scopes != row.scopes || before.created != row.created))
    Wrong("rule 10: a key changed what it may do: ", TellRow(row));
  if (!fresh && before.revoked && before.digest != row.digest)
    Wrong("rule 10: a revoked key has another secret: ", TellRow(row));
  if (row.former.has_value() != row.former_until.has_value())
    Wrong("rule 10: a former secret without an end: ", TellRow(row));
  at->second = row;
  if (had_owner && std::ranges::none_of(keys_, makes_keys))
    Wrong("rule 10: nobody can make keys after ", TellRow(row));
  touched_keys_.push_back(row.id);
}

void RuleBook::Take(const OperatorAction& row) {
  if (row.number != ++actions_) Wrong("rule 10: a change is missing before ", TellRow(row));
  if (row.at != batch_.now) Wrong("rule 10: a change at another time: ", TellRow(row));
  if (!row.before.starts_with('{') || !row.after.starts_with('{'))
    Wrong("rule 10: a change without its texts: ", TellRow(row));
}

}  // namespace onsale::sim
