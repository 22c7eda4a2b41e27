// Commands and outcomes of the model as operations of a history.
//
// Shape:    an operation of a command has what a recorded one has of the request: user, room,
//           token, kind, key and arguments; then, of the answer, result and response.
// Threads:  one.
// Requires: the command was decided for histories/crowd; any other command gives nothing.
// Source:   openapi.json, for the members of an answer.
#pragma once

#include <optional>
#include <tuple>

#include "histories/history/op.h"
#include "sim/model/model.h"

namespace onsale::histories {

// The request that becomes this command. Nothing for a command that no recorder's request becomes.
std::optional<Op> RequestOf(const domain::Command& command, const sim::Model& model);
// Adds the answer. Requires: `op` is the request of the command with this outcome.
void AddAnswer(const domain::Outcome& outcome, const sim::Model& model, Op& op);

// What identifies the request of an operation: user, room, token, kind, key and arguments.
using Request = std::tuple<std::uint32_t, std::uint32_t, std::uint32_t, Kind, std::uint64_t, Words>;
inline Request RequestOf(const Op& op) {
  return {op.user, op.room, op.token, op.kind, op.key, op.arguments};
}
// A result kOther equals no other.
bool SameAnswer(const Op& a, const Op& b);

}  // namespace onsale::histories
