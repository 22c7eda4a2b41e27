// Functions that endpoints share, for reading bodies and replying.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "http/json/json_reader.h"
#include "http/response.h"

namespace onsale::http {

// Reads the body into the members' targets. Returns a problem if it is invalid.
std::optional<Response> ReadBody(std::string_view body, std::span<const Member> members);

// An invalid member of a body. `sentence` is a complete sentence.
struct BadMember {
  std::string_view path;  // e.g. `/seats/2`
  std::string_view sentence;
};
Response MemberProblem(const BadMember& bad);

// A response with JSON that no cache may store, because it is personal or of one moment.
Response PersonalReply(unsigned status, std::string body);

}  // namespace onsale::http
