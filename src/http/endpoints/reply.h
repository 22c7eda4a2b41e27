// What endpoints share in reading bodies and in replying.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "http/json_reader.h"
#include "http/response.h"

namespace onsale::http {

// Reads the body into the members' targets; the problem if it cannot.
std::optional<Response> ReadBody(std::string_view body, std::span<const Member> members);

// The problem with a member's value. `sentence` is whole.
struct BadMember {
  std::string_view path;  // `/seats/2`
  std::string_view sentence;
};
Response MemberProblem(const BadMember& bad);

// JSON about one person or one moment, which no cache may keep.
Response PersonalReply(unsigned status, std::string body);

}  // namespace onsale::http
