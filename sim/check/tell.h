// Prints outcomes and rows as one line of text, for the report of a difference.
#pragma once

#include <iterator>
#include <string>

#include "domain/command.h"
#include "store/schema.h"

namespace onsale::sim {

// An outcome as text: `refused token-waiting`, or the members of the view.
std::string Tell(const domain::Outcome& outcome);
// The names of catalogue conflicts, in the order of domain::CatalogConflict::Kind.
inline constexpr const char* kConflictNames[] = {"show-of-other-concert",  "seat-lost",
                                                 "price-missing",          "other-currency",
                                                 "show-in-other-currency", "not-a-currency",
                                                 "label-changed",          "held-back-seat-lost",
                                                 "prepared-too-early",     "too-many-chart-seats",
                                                 "too-many-show-seats"};
static_assert(std::size(kConflictNames) == domain::CatalogConflict::kKinds);

std::string TellValue(const std::string& text);
std::string TellValue(const base::Uuid& id);
std::string TellValue(const base::Sha256Digest& digest);
std::string TellValue(const std::optional<base::Sha256Digest>& digest);
std::string TellValue(const std::optional<base::Time>& time);
std::string TellValue(domain::ScopeSet scopes);
std::string TellValue(const std::vector<domain::ReservedSeat>& seats);

// A row as text: `seats: show_id=1 number=2 ...`.
template <class Row>
std::string TellRow(const Row& row) {
  std::string text = std::string(store::Table<Row>::kName) + ":";
  store::ForEachColumn(row, [&text](const auto& column, const auto& value) {
    text += std::string(" ") + column.name + "=";
    if constexpr (requires { value.time_since_epoch(); }) {
      text += std::to_string(value.time_since_epoch().count());
    } else if constexpr (requires { value.count(); }) {
      text += std::to_string(value.count());
    } else if constexpr (requires { value.uuid; }) {
      text += TellValue(value.uuid);
    } else if constexpr (requires { value.text(); }) {
      text += value.text();
    } else if constexpr (requires { value.minor; }) {
      text += std::to_string(value.minor);
    } else if constexpr (requires { value.value; }) {
      text += std::to_string(value.value);
    } else if constexpr (std::is_enum_v<std::remove_cvref_t<decltype(value)>>) {
      text += std::to_string(static_cast<int>(value));
    } else if constexpr (std::is_arithmetic_v<std::remove_cvref_t<decltype(value)>>) {
      text += std::to_string(value);
    } else {
      text += TellValue(value);
    }
  });
  return text;
}

}  // namespace onsale::sim
