#include "sim/run/owners.h"

#include <algorithm>

namespace onsale::sim {

using domain::Credential;
using domain::TokenView;

namespace {

// The token of a command's caller; null if the command has none.
Credential* TokenOf(domain::Command& command) {
  return std::visit(
      [](auto& c) -> Credential* {
        if constexpr (requires { c.caller; }) {
          return &c.caller;
        } else {
          return nullptr;
        }
      },
      command);
}

}  // namespace

std::vector<TokenOwner> Owners::Note(const StepResult& result) {
  std::vector<TokenOwner> fresh;
  for (const Batch& batch : result.batches) {
    if (!batch.durable) continue;
    for (const domain::Outcome& outcome : batch.outcomes) {
      const auto* const issued = std::get_if<domain::OutcomeFor<domain::IssueToken>>(&outcome);
      if (issued == nullptr || !issued->answer || !issued->answer->created) continue;
      const TokenView& view = *issued->answer;
      auto& tokens = tokens_[{view.credential.key.room, view.user}];
      // A retry of a join receives the same token again, which is not a new one.
      if (std::ranges::find(tokens, view.credential) != tokens.end()) continue;
      tokens.push_back(view.credential);
      fresh.push_back({view.credential, view.user, tokens.size()});
    }
  }
  return fresh;
}

void Owners::Resolve(const Script& script, Step& step) const {
  for (domain::Command& command : step.commands) {
    Credential* const token = TokenOf(command);
    if (token == nullptr) continue;
    const auto owner = std::ranges::find(script.owners, *token, &TokenOwner::token);
    if (owner == script.owners.end()) continue;
    const auto known = tokens_.find({token->key.room, owner->user});
    if (known == tokens_.end()) continue;
    *token = known->second[std::min(owner->number, known->second.size()) - 1];
  }
}

}  // namespace onsale::sim
