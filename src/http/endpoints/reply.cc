#include "http/endpoints/reply.h"

#include "base/escape.h"
#include "http/problem/problem.h"

namespace onsale::http {

Response BodyProblem(const JsonError& error) {
  if (error.kind == JsonError::Kind::kMalformed) {
    return Problem(ProblemCode::kMalformedJson, error.sentence);
  }
  return MemberProblem({.path = error.member, .sentence = error.sentence});
}

Response MemberProblem(const BadMember& bad) {
  std::string extension = ",\"member\":";
  base::AppendJsonString(extension, bad.path);
  return Problem(ProblemCode::kInvalidMember, bad.sentence, extension);
}

Response PersonalReply(unsigned status, std::string body) {
  Response response{.status = status, .body = std::move(body)};
  response.AddHeader("Cache-Control", "no-store");
  return response;
}

}  // namespace onsale::http
