#include "domain/rights.h"

#include <algorithm>

#include "base/sha256.h"

namespace onsale::domain {
namespace {

constexpr std::string_view kPerson = "person:";
constexpr std::string_view kGroup = "group:";
constexpr std::string_view kAccess = "access";

}  // namespace

PersonKey PersonKeyOf(std::string_view name) {
  const base::Sha256Digest digest = base::Sha256Of(name);
  PersonKey key;
  std::ranges::copy_n(digest.bytes.begin(), std::ssize(key.uuid.bytes), key.uuid.bytes.begin());
  return key;
}

Rights::Rights(PersonKey person, std::vector<std::string> groups, bool access) {
  if (person.uuid.IsNil() && groups.empty() && !access) return;
  said_ = std::make_unique<const Said>(
      Said{.person = person, .groups = std::move(groups), .access = access});
}

Rights::Rights(const Rights& other)
    : said_(other.said_ ? std::make_unique<const Said>(*other.said_) : nullptr) {}

Rights& Rights::operator=(const Rights& other) {
  if (this != &other) *this = Rights(other);
  return *this;
}

bool Rights::HasGroup(std::string_view group) const {
  return said_ && std::ranges::find(said_->groups, group) != said_->groups.end();
}

std::string Rights::text() const {
  std::string text;
  if (!said_) return text;
  if (!said_->person.uuid.IsNil()) text.append(kPerson).append(said_->person.uuid.ToString());
  for (const std::string& group : said_->groups) {
    if (!text.empty()) text += ' ';
    text.append(kGroup).append(group);
  }
  if (said_->access) text.append(text.empty() ? "" : " ").append(kAccess);
  return text;
}

std::optional<Rights> Rights::Parse(std::string_view text) {
  PersonKey person;
  std::vector<std::string> groups;
  bool access = false;
  for (std::string_view rest = text; !rest.empty();) {
    const std::string_view word = rest.substr(0, rest.find(' '));
    rest.remove_prefix(std::min(rest.size(), word.size() + 1));
    if (word.starts_with(kPerson)) {
      person.uuid = base::Uuid::Parse(word.substr(kPerson.size())).value_or(base::Uuid{});
    } else if (word.starts_with(kGroup) && groups.size() < kGroupsMax) {
      groups.emplace_back(word.substr(kGroup.size()));
    } else if (word == kAccess) {
      access = true;
    }
  }
  if (!std::ranges::all_of(groups, base::IsSlug)) return std::nullopt;
  Rights rights(person, std::move(groups), access);
  // The text of any other word, order or spelling differs.
  return rights.text() == text ? std::optional(std::move(rights)) : std::nullopt;
}

bool Rights::operator==(const Rights& other) const {
  return said_ && other.said_ ? *said_ == *other.said_ : !said_ && !other.said_;
}

}  // namespace onsale::domain
