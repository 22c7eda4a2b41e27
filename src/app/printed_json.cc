#include "app/printed_json.h"

#include <algorithm>
#include <boost/json.hpp>
#include <ostream>

#include "app/wording.h"
#include "base/ascii.h"
#include "base/escape.h"

namespace onsale::app {

namespace json = boost::json;

std::string PrintedJson(const json::value& value) {
  if (value.is_string()) return Printable(std::string_view(value.as_string()));
  if (value.is_array() && value.as_array().empty()) return "none";
  return value.is_null() ? "-" : Printable(json::serialize(value));
}

const json::array* ObjectsOf(const json::value& value) {
  const json::array* const list = value.if_array();
  const bool has_objects =
      list != nullptr && !list->empty() &&
      std::ranges::all_of(*list, [](const auto& one) { return one.is_object(); });
  return has_objects ? list : nullptr;
}

void PrintMembers(const json::object& object, const std::string& indent, std::ostream& out) {
  for (const auto& [name, value] : object) {
    const std::string key = indent + std::string(name);
    if (const json::object* const inner = value.if_object()) {
      out << key << '\n';
      PrintMembers(*inner, indent + "  ", out);
    } else if (const json::array* const list = ObjectsOf(value)) {
      out << key << '\n';
      for (const json::value& item : *list) {
        out << indent << "  -\n";
        PrintMembers(item.as_object(), indent + "    ", out);
      }
    } else {
      out << key << ": " << PrintedJson(value) << '\n';
    }
  }
}

std::string Percent(std::string_view text) {
  constexpr std::string_view kMarks = "-._~";
  std::string out;
  for (const char c : text) {
    const bool is_letter = base::Lower(c) >= 'a' && base::Lower(c) <= 'z';
    if (base::IsDigit(c) || is_letter || kMarks.contains(c)) {
      out += c;
    } else {
      out += '%';
      base::AppendHex(out, static_cast<std::uint8_t>(c));
    }
  }
  return out;
}

}  // namespace onsale::app
