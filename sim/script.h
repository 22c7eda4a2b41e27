// Scripts: the steps of a world as text. A failure prints one and `--script` replays it.
//
// Shape:    a line `world SEED`, then for each step a line `step CLOCK FATE CUT_SEED` and a line
//           for each command (store/command_text.h); a catalogue is named by its variant. A line
//           `owner ROOM QUEUE_NUMBER ISSUED USER NUMBER` names the owner of a token. `#` begins a
//           comment. Not persisted: a script is valid only for the revision that wrote it.
// Errors:   ParseScript names the line that it cannot read.
#pragma once

#include <expected>
#include <iosfwd>
#include <string>

#include "sim/plan.h"
#include "sim/step.h"

namespace onsale::sim {

// The owner of an issued token: it is the `number`th token of this user in this room, from 1.
struct TokenOwner {
  domain::Credential token;
  domain::UserId user;
  std::uint64_t number = 0;
};

struct Script {
  std::uint64_t world_seed = 0;
  std::vector<Step> steps;
  std::vector<TokenOwner> owners;  // may be empty: see run/owners.h
};

std::string CommandLine(const domain::Command& command);
void WriteStep(const Step& step, std::ostream& out);
void WriteOwner(const TokenOwner& owner, std::ostream& out);
// Writes the steps of a script, without the owners of its tokens.
void WriteScript(const Script& script, std::ostream& out);
std::expected<Script, std::string> ParseScript(std::istream& in);

}  // namespace onsale::sim
