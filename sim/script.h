// Steps as text: what a failure prints and `--script` plays again.
//
// Shape:    a line `world SEED`, then for each step a line `step CLOCK FATE LUCK` and a line for
//           each command: its name and its values in the order of command.h, `-` for what is
//           absent. Lines `owner ROOM PLACE ISSUED USER NUMBER` say whose a token is. `#` begins a comment. Not persisted: a script belongs to the commit it came
//           from.
// Errors:   Parse says which line it does not understand.
#pragma once

#include <expected>
#include <iosfwd>
#include <string>

#include "sim/plan.h"
#include "sim/step.h"

namespace onsale::sim {

// A token that was issued: the `number`th of this user in its room, from 1.
struct TokenOwner {
  domain::Credential token;
  domain::UserId user;
  std::uint64_t number = 0;
};

struct Script {
  std::uint64_t world_seed = 0;
  std::vector<Step> steps;
  std::vector<TokenOwner> owners;  // if they are known: see run/owners.h
};

std::string CommandLine(const domain::Command& command);
void WriteStep(const Step& step, std::ostream& out);
void WriteOwner(const TokenOwner& owner, std::ostream& out);
// Without owners: as it stands.
void WriteScript(const Script& script, std::ostream& out);
std::expected<Script, std::string> ParseScript(std::istream& in);

}  // namespace onsale::sim
