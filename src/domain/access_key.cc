#include "domain/access_key.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"

namespace onsale::domain {
namespace {

// The words of all scopes, in the order of their numbers. Public and persisted: never change one.
constexpr std::array<std::string_view, kScopeCount> kScopeWords{
    "buyers:speak-for",  "wallet:top-up",   "wallet:read",
    "reservations:read", "catalogue:write", "rooms:read",
    "rooms:write",       "seats:write",     "audit",
    "keys:write",        "metrics",         "backup"};

ScopeSet SetOf(std::initializer_list<Scope> scopes) {
  ScopeSet set;
  for (const Scope scope : scopes) set = set.With(scope);
  return set;
}

bool IsLetterOrDigit(char c) {
  const char lower = base::Lower(c);
  return base::IsDigit(c) || ('a' <= lower && lower <= 'z');
}

}  // namespace

const std::vector<Role> kRoles = [] {
  using enum Scope;
  return std::vector<Role>{
      {"owner", kAllScopes},
      {"manager", SetOf({kWalletRead, kReservationsRead, kCatalogueWrite, kRoomsRead, kRoomsWrite,
                         kSeatsWrite, kAudit, kMetrics})},
      {"box-office",
       SetOf({kBuyersSpeakFor, kWalletTopUp, kWalletRead, kReservationsRead, kRoomsRead})},
      {"viewer", SetOf({kRoomsRead, kMetrics})},
      {"integrator", SetOf({kBuyersSpeakFor, kWalletTopUp, kWalletRead, kReservationsRead})}};
}();

std::string_view WordOf(Scope scope) {
  return kScopeWords.at(static_cast<std::size_t>(scope));
}

std::optional<Scope> ScopeOf(std::string_view word) {
  const auto found = std::ranges::find(kScopeWords, word);
  if (found == kScopeWords.end()) return std::nullopt;
  return static_cast<Scope>(found - kScopeWords.begin());
}

std::string_view WordOf(EndedSecret secret) {
  return secret == EndedSecret::kFormer ? "former" : "current";
}

bool IsAccessKeyId(std::string_view text) {
  return text.size() == kAccessKeyIdLength && std::ranges::all_of(text, IsLetterOrDigit);
}

const AccessKeyRow* AccessKeys::Find(std::string_view id) const {
  const auto found = std::ranges::lower_bound(rows_, id, {}, &AccessKeyRow::id);
  return found == rows_.end() || found->id != id ? nullptr : &*found;
}

}  // namespace onsale::domain
