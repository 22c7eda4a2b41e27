// Commands as lines of text: in scripts of the simulator, and in the file of decided batches.
//
// Shape:    a line has the command's name and its values in the order of command.h (value_words.h).
//           A catalogue's rows are one word, the bytes of row_codec.h in hexadecimal.
// Errors:   ParseCommand: nothing for any other line.
#pragma once

#include <optional>
#include <string>

#include "domain/command.h"

namespace onsale::store {

// The names of the commands, at the index of the command in domain::Command.
inline constexpr const char* kCommandNames[] = {
    "issue", "token",   "leave",   "shows",  "seats",  "hold",        "reservation",
    "list",  "cancel",  "balance", "charge", "pay",    "load",        "room",
    "draw",  "entries", "rooms",   "change", "funnel", "watch-seats", "watch-token"};
static_assert(std::size(kCommandNames) == std::variant_size_v<domain::Command>);

std::string CommandText(const domain::Command& command);
std::optional<domain::Command> ParseCommand(const std::string& line);

}  // namespace onsale::store
