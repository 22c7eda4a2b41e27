#include "store/command_text.h"

#include <algorithm>

#include "store/value_words.h"

namespace onsale::store {
namespace {

using domain::Command;

// A command with default values, of the type at `index` of domain::CommandVariant.
template <std::size_t I = 0>
Command Blank(std::size_t index) {
  if constexpr (I + 1 < std::variant_size_v<domain::CommandVariant>) {
    if (index != I) return Blank<I + 1>(index);
  }
  return std::variant_alternative_t<I, domain::CommandVariant>{};
}

}  // namespace

std::string CommandText(const Command& command) {
  std::string line = domain::kCommandNames[command.index()];
  WordWriter words(line);
  std::visit([&words](const auto& of_type) { words.Put(of_type); }, command);
  return line;
}

std::optional<Command> ParseCommand(const std::string& line) {
  WordReader words(line);
  const std::string name = words.Word();
  const auto found = std::ranges::find(domain::kCommandNames, name);
  if (found == domain::kCommandNames.end()) return std::nullopt;
  Command command = Blank(static_cast<std::size_t>(found - domain::kCommandNames.begin()));
  std::visit([&words](auto& of_type) { words.Get(of_type); }, command);
  if (!words.ok() || !words.AtEnd()) return std::nullopt;
  return command;
}

}  // namespace onsale::store
