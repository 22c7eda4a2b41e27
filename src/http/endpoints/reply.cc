#include "http/endpoints/reply.h"

#include "base/escape.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "http/access/operator_notes.h"
#include "http/pages/preferences.h"
#include "http/problem/problem.h"

namespace onsale::http {
namespace {

// Whether the text, which is UTF-8, has nothing but spaces, at least one.
bool IsOnlySpaces(std::string_view text) {
  if (text.empty()) return false;
  while (!text.empty()) {
    const auto c = base::TakeCodePoint(text);
    if (!c || !base::IsSpace(*c)) return false;
  }
  return true;
}

}  // namespace

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

std::expected<domain::UserId, Response> UserOfPath(const Call& call) {
  auto user = ReadUserParameter(call.parameters[0]);
  if (!user) return std::unexpected(UserParameterProblem());
  if (auto problem = OtherUserProblem(call, *user)) return std::unexpected(*std::move(problem));
  return *std::move(user);
}

std::optional<Response> OtherUserProblem(const Call& call, const domain::UserId& named) {
  if (!call.caller.buyer || call.caller.buyer->user == named) return std::nullopt;
  return Problem(ProblemCode::kOtherUser, "The buyer token is of another user than this call.");
}

std::expected<domain::Actor, Response> ActorOf(const Spec& spec, const Call& call) {
  domain::Actor actor{.key = call.caller.key ? call.caller.key->id : std::string(),
                      .call = std::string(spec.operation_id),
                      .reason = {}};
  if (!call.request.reason) return actor;
  auto reason = DecodePercent(*call.request.reason);
  if (!reason || reason->size() > domain::kReasonMax || base::FindInvisible(*reason)) {
    return std::unexpected(HeaderProblem(
        {.name = "Onsale-Reason",
         .sentence = "must be a text of at most 200 bytes without characters that nobody sees, "
                     "with % and all but ASCII percent-encoded. Example: \"Onsale-Reason: camera "
                     "in row 3\". Nothing was changed"}));
  }
  if (IsOnlySpaces(*reason)) {
    return std::unexpected(HeaderProblem(
        {.name = "Onsale-Reason",
         .sentence = "has only spaces, which say nothing. Write the reason: it is kept with "
                     "the change, for others to read. Example: \"Onsale-Reason: camera in row "
                     "3\". Nothing was changed"}));
  }
  actor.reason = *std::move(reason);
  return actor;
}

std::expected<domain::Actor, Response> ActorWithReason(const Spec& spec, const Call& call) {
  auto actor = ActorOf(spec, call);
  if (!actor || !actor->reason.empty()) return actor;
  return std::unexpected(HeaderProblem(
      {.name = "Onsale-Reason",
       .sentence = "is missing. This change must say why it is made: the reason is kept with it, "
                   "for others to read. Example: \"Onsale-Reason: camera in row 3\". Nothing was "
                   "changed"}));
}

void NoteChange(const Call& call, domain::Actor actor, std::string before, std::string after) {
  if (call.services.notes == nullptr) return;
  call.services.notes->Changed(std::move(actor), std::move(before), std::move(after));
}

Response PersonalReply(unsigned status, std::string body) {
  Response response{.status = status, .body = std::move(body)};
  response.AddHeader("Cache-Control", "no-store");
  return response;
}

void AddLocation(Response& response, const Call& call, std::string_view path) {
  response.AddHeader("Location", std::string(call.services.base_path).append(path));
}

PageSource SourceOf(const Call& call) {
  const Services& services = call.services;
  return {
      .catalog = services.catalog, .currency = services.currency, .base_path = services.base_path};
}

PageReader ReaderOf(const Call& call) {
  return {.korean = PrefersKorean(call.request.accept_language.value_or("")),
          .html = PrefersHtml(call.request.accept.value_or("")),
          .base_path = call.services.base_path};
}

}  // namespace onsale::http
