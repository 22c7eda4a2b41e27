// The body of an operator's change of a room: members of its policy, and its state.
//
// Shape:    the members are those of domain/policy_fields.h, `state` and `opensAt`; all may be
//           absent. Durations are written as in settings (`10m`). The state SCHEDULED and `opensAt`
//           require each other.
// Errors:   the problem of the first invalid member, with its JSON pointer.
#pragma once

#include <array>
#include <expected>
#include <optional>
#include <string>

#include "domain/policy_fields.h"
#include "http/json/json_reader.h"
#include "http/response.h"

namespace onsale::http {

struct RoomChangeBody {
  // A member of the policy: a count is a number, everything else a text.
  struct PolicyValue {
    std::optional<std::int64_t> number;
    std::optional<std::string> text;
  };
  std::optional<std::string> state;
  std::optional<std::string> opens_at;
  std::optional<std::string> presale_group;  // given together with presale_until
  std::optional<std::string> presale_until;
  std::array<PolicyValue, domain::kPolicyFieldCount> policy;  // in the order of kPolicyFields

  static const std::array<Member, 4 + domain::kPolicyFieldCount> kMembers;
};

std::expected<domain::RoomChange, Response> RoomChangeOf(const RoomChangeBody& body);

}  // namespace onsale::http
