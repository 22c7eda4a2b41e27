#include "app/settings_report.h"

#include <algorithm>

#include "base/escape.h"

namespace onsale::app {
namespace {

struct Row {
  std::string name;
  std::string value;
  std::string origin;
};

// The setting's value as an environment variable has it; `(none)` if there is none.
std::string ValueForPeople(const InForce& item) {
  std::string text;
  for (const std::string& value : item.values) {
    if (!text.empty()) text += item.setting->separator;
    text += value;
  }
  return text.empty() ? "(none)" : text;
}

void AppendValue(std::string& out, const InForce& item) {
  switch (item.setting->kind) {
    case SettingKind::kNumber:
    case SettingKind::kSwitch:
      out += item.values.front();
      return;
    case SettingKind::kWord:
      base::AppendJsonString(out, item.values.front());
      return;
    case SettingKind::kList:
      break;
  }
  out.push_back('[');
  for (std::size_t i = 0; i < item.values.size(); ++i) {
    if (i > 0) out += ", ";
    base::AppendJsonString(out, item.values[i]);
  }
  out.push_back(']');
}

}  // namespace

std::string ReportAsText(std::span<const InForce> settings) {
  std::vector<Row> rows{{"setting", "value", "from"}};
  for (const InForce& item : settings) {
    rows.push_back({item.setting->name, ValueForPeople(item), item.origin});
  }
  std::size_t name_width = 0;
  std::size_t value_width = 0;
  for (const Row& row : rows) {
    name_width = std::max(name_width, row.name.size());
    value_width = std::max(value_width, row.value.size());
  }
  std::string out;
  for (const Row& row : rows) {
    out += row.name + std::string(name_width + 2 - row.name.size(), ' ');
    out += row.value + std::string(value_width + 2 - row.value.size(), ' ');
    out += row.origin + '\n';
  }
  return out;
}

std::string ReportAsJson(std::span<const InForce> settings) {
  std::string out = "{";
  for (const InForce& item : settings) {
    out += out.size() == 1 ? "\n  " : ",\n  ";
    base::AppendJsonString(out, item.setting->name);
    out += ": {\"value\": ";
    AppendValue(out, item);
    out += ", \"from\": ";
    base::AppendJsonString(out, item.origin);
    out += '}';
  }
  return out + "\n}\n";
}

}  // namespace onsale::app
