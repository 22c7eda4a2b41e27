// Functions that endpoints share, for reading bodies and replying.
#pragma once

#include <expected>
#include <string>
#include <utility>

#include "http/endpoint.h"
#include "http/json/json_reader.h"
#include "http/pages/html_page.h"
#include "http/pages/shared_pages.h"
#include "http/response.h"

namespace onsale::http {

Response BodyProblem(const JsonError& error);

// The body as a struct that declares its members (json_reader.h), or the problem that it has.
template <class Body>
std::expected<Body, Response> ReadBody(std::string_view text) {
  auto body = ReadJson<Body>(text);
  if (!body) return std::unexpected(BodyProblem(body.error()));
  return *std::move(body);
}

// An invalid member of a body. `sentence` is a complete sentence.
struct BadMember {
  std::string_view path;  // e.g. `/seats/2`
  std::string_view sentence;
};
Response MemberProblem(const BadMember& bad);

// The user that the path names first, as in `/v1/users/{userId}/ledger`. A problem if that is
// not a user id, or if the caller is a buyer and this is another user.
std::expected<domain::UserId, Response> UserOfPath(const Call& call);

// The problem that a caller who is a buyer names another user; nothing for other callers.
std::optional<Response> OtherUserProblem(const Call& call, const domain::UserId& named);

// The operator whose change the call is: its access key, with the reason in Onsale-Reason. A
// problem if the reason is malformed.
std::expected<domain::Actor, Response> ActorOf(const Spec& spec, const Call& call);

// The same, of a call that must give its reason: a problem without one.
std::expected<domain::Actor, Response> ActorWithReason(const Spec& spec, const Call& call);

// Notes a change that no command makes, as a row for operators and a line in the log. `before` and
// `after` are JSON objects.
void NoteChange(const Call& call, domain::Actor actor, std::string before, std::string after);

// A response with JSON that no cache may store, because it is personal or of one moment.
Response PersonalReply(unsigned status, std::string body);

// Adds the header Location: the base path and `path`, which begins with a slash.
void AddLocation(Response& response, const Call& call, std::string_view path);

PageReader ReaderOf(const Call& call);

// The text page with this name under the server's base path (text_pages.h); `make()` returns its
// bytes.
template <class Make>
PackedPagePtr TextPage(const Call& call, std::string_view name, Make&& make) {
  const std::string key = std::string(call.services.base_path).append(name);
  return call.services.pages.texts.Get(key, make);
}

// The HTML page with this name in the language of the request; `make(reader)` returns its bytes.
template <class Make>
Response SendTextPage(const Call& call, std::string_view name, Make&& make) {
  const PageReader reader = ReaderOf(call);
  const std::string key = std::string(name).append(reader.korean ? " ko" : " en");
  const PackedPagePtr page = TextPage(call, key, [&] { return make(reader); });
  Response response = SendPackedPage(*page, call.request, "public, max-age=300");
  AddHtmlHeaders(response);
  return response;
}

// What the pages of a call depend on. Views the call.
PageSource SourceOf(const Call& call);

}  // namespace onsale::http
