// What the shop says of a buyer beside the user id: the person, groups, and whether the buyer
// needs accessible places. A queue token keeps it as it was when the token was issued.
//
// Units:    a value takes 8 bytes if the shop says nothing of the buyer.
// Shape:    as text, words separated by blanks: `person:UUID`, then `group:NAME` for each group,
//           then `access`. Persisted.
// Threads:  a value.
// Source:   docs/identity.md.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"

namespace onsale::domain {

using base::PersonKey;

inline constexpr std::size_t kGroupsMax = 16;  // of one buyer

// The key of the person whom the shop calls `name`: the first 16 bytes of its SHA-256. The name
// itself is not kept.
PersonKey PersonKeyOf(std::string_view name);

class Rights {
 public:
  Rights() = default;
  // `person` is nil if the shop names none. Requires: at most kGroupsMax groups, which are slugs.
  Rights(PersonKey person, std::vector<std::string> groups, bool access = false);
  Rights(const Rights& other);
  Rights& operator=(const Rights& other);
  Rights(Rights&&) = default;
  Rights& operator=(Rights&&) = default;
  ~Rights() = default;

  PersonKey person() const { return said_ ? said_->person : PersonKey{}; }
  bool HasGroup(std::string_view group) const;
  // Whether the buyer needs accessible places: may hold those that are for such buyers only, and
  // has more time for each hold.
  bool access() const { return said_ && said_->access; }

  std::string text() const;
  // Reads what text() gives, and nothing else.
  static std::optional<Rights> Parse(std::string_view text);

  bool operator==(const Rights& other) const;

 private:
  struct Said {
    PersonKey person;
    std::vector<std::string> groups;
    bool access = false;
    bool operator==(const Said&) const = default;
  };
  std::unique_ptr<const Said> said_;  // null: nothing
};

}  // namespace onsale::domain
