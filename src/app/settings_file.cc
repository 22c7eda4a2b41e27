#include "app/settings_file.h"

#include <toml++/toml.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <expected>
#include <fstream>
#include <optional>

#include "app/setting_values.h"
#include "app/usage.h"

namespace onsale::app {
namespace {

constexpr std::size_t kFileBytesMax = std::size_t{1} << 20;

const Setting* FindSetting(std::string_view name) {
  const auto table = SettingsTable();
  const auto found = std::ranges::find(table, name, &Setting::name);
  return found == table.end() ? nullptr : &*found;
}

std::string_view WantedForm(SettingKind kind) {
  switch (kind) {
    case SettingKind::kWord:
      return "a string in quotes";
    case SettingKind::kNumber:
      return "a whole number";
    case SettingKind::kSwitch:
      return "true or false";
    case SettingKind::kList:
      return "an array of strings";
  }
  return "";
}

// The texts of a TOML node; nothing if the node's type does not fit the setting's kind.
std::optional<std::vector<std::string>> TextsOf(const toml::node& node, SettingKind kind) {
  std::vector<std::string> texts;
  switch (kind) {
    case SettingKind::kWord:
      if (const auto* text = node.as_string()) return std::vector{text->get()};
      return std::nullopt;
    case SettingKind::kNumber:
      if (const auto* number = node.as_integer()) return std::vector{std::to_string(number->get())};
      return std::nullopt;
    case SettingKind::kSwitch:
      if (const auto* yes = node.as_boolean()) {
        return std::vector<std::string>{yes->get() ? "true" : "false"};
      }
      return std::nullopt;
    case SettingKind::kList:
      if (node.as_array() == nullptr) return std::nullopt;
      for (const toml::node& item : *node.as_array()) {
        if (item.as_string() == nullptr) return std::nullopt;
        texts.push_back(item.as_string()->get());
      }
      return texts;
  }
  return std::nullopt;
}

std::expected<std::string, std::string> ReadText(const std::string& path) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::string text(kFileBytesMax + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!file.is_open() || file.bad()) {
    return std::unexpected(path + ": cannot be read: " + std::strerror(errno));
  }
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > kFileBytesMax) return std::unexpected(path + ": is larger than 1 MiB");
  return text;
}

void ReadKey(const toml::key& key, const toml::node& node, const std::string& path,
             SettingsFile& file) {
  const std::string origin = path + ':' + std::to_string(key.source().begin.line);
  const Setting* setting = FindSetting(key.str());
  if (const std::string_view instead = InsteadOf(key.str()); !instead.empty()) {
    file.mistakes.push_back(origin + ": " + std::string(key.str()) + ' ' + std::string(instead));
    return;
  }
  if (setting == nullptr) {
    std::vector<std::string> known;
    for (const Setting& each : SettingsTable()) known.push_back(each.name);
    file.mistakes.push_back(origin + ": there is no such setting" + DidYouMean(key.str(), known) +
                            " (onsale serve --help lists them)");
    return;
  }
  auto texts = TextsOf(node, setting->kind);
  if (!texts) {
    file.mistakes.push_back(origin + ": " + setting->name + ": give " +
                            std::string(WantedForm(setting->kind)));
    return;
  }
  file.given.emplace(setting->name, GivenSetting{std::move(*texts), origin});
}

}  // namespace

SettingsFile ReadSettingsFile(const std::string& path) {
  SettingsFile file;
  if (auto checked = ParsePath(path); !checked) {
    file.mistakes.push_back("--config: " + checked.error());
    return file;
  }
  const auto text = ReadText(path);
  if (!text) {
    file.mistakes.push_back(text.error());
    return file;
  }
  try {
    const toml::table table = toml::parse(*text, path);
    // Keys by their lines: mistakes are reported in that order, but toml++ iterates by name.
    std::multimap<std::uint32_t, std::string_view> keys;
    for (const auto& [key, node] : table) keys.emplace(key.source().begin.line, key.str());
    for (const auto& [line, name] : keys) {
      const auto entry = table.find(name);
      ReadKey(entry->first, entry->second, path, file);
    }
  } catch (const toml::parse_error& error) {
    // The message leaves out the parser's own text, which quotes the file and so perhaps a secret.
    const toml::source_position& at = error.source().begin;
    file.mistakes.push_back(path + ':' + std::to_string(at.line) + ':' + std::to_string(at.column) +
                            ": this is not TOML; look here for a missing quote or =");
  }
  return file;
}

}  // namespace onsale::app
