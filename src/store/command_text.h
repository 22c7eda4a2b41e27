// Commands as lines of text: in scripts of the simulator, and in the log of decided batches.
//
// Shape:    a line has the command's kName and its members in order, as value_words.h writes them.
// Errors:   ParseCommand: nothing for any other line.
#pragma once

#include <optional>
#include <string>

#include "domain/command.h"

namespace onsale::store {

std::string CommandText(const domain::Command& command);
std::optional<domain::Command> ParseCommand(const std::string& line);

}  // namespace onsale::store
