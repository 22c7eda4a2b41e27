#include "domain/draw.h"
#include "http/endpoints/command_endpoint.h"
#include "http/endpoints/endpoints.h"
#include "http/endpoints/room_json.h"
#include "http/endpoints/room_name.h"

namespace onsale::http {
namespace {

using domain::ReadDraw;
using domain::ReadDrawEntries;

constexpr std::int64_t kAfterMax = INT64_C(1) << 32;

class ReadDrawCall final : public CommandEndpoint<ReadDraw> {
 public:
  ReadDrawCall()
      : CommandEndpoint(
            {.method = Method::kGet, .path = "/v1/rooms/{room}/draw", .operation_id = "readDraw"}) {
  }

 private:
  Asked Ask(Call& call) const override { return NamedRoom<ReadDraw>(call); }

  Response Reply(const Call&, const domain::DrawView& view) const override {
    Response response{.body = DrawJson(view)};
    response.AddHeader("Cache-Control", "public, max-age=1");
    return response;
  }
};

// The number in a query parameter; `fallback` if absent, nothing if invalid.
std::optional<std::int64_t> NumberOr(const QueryParameter& parameter, std::int64_t most,
                                     std::int64_t fallback) {
  return parameter.value ? ReadNumberParameter(*parameter.value, most) : fallback;
}

class ReadDrawEntriesCall final : public CommandEndpoint<ReadDrawEntries> {
 public:
  ReadDrawEntriesCall()
      : CommandEndpoint({.method = Method::kGet,
                         .path = "/v1/rooms/{room}/draw/entries",
                         .operation_id = "readDrawEntries"}) {}

 private:
  // Does not check the query, because Ask reads it.
  std::optional<Response> CheckQuery(const Call&) const override { return std::nullopt; }

  Asked Ask(Call& call) const override {
    QueryParameter parameters[] = {{.name = "after", .value = {}}, {.name = "limit", .value = {}}};
    if (auto problem = ReadQuery(call.request.query, parameters)) {
      return std::unexpected(*std::move(problem));
    }
    const auto after = NumberOr(parameters[0], kAfterMax, 0);
    if (!after) {
      return std::unexpected(
          ParameterProblem({.name = "after", .wanted = "the number of an entry, or 0"}));
    }
    const auto limit = NumberOr(parameters[1], domain::kDrawEntriesMax, domain::kDrawEntriesMax);
    if (!limit || *limit == 0) {
      return std::unexpected(
          ParameterProblem({.name = "limit", .wanted = "a whole number from 1 to 1000"}));
    }
    Asked command = NamedRoom<ReadDrawEntries>(call);
    if (command) command->after = *after, command->limit = *limit;
    return command;
  }

  Response Reply(const Call&, const std::vector<domain::DrawEntry>& entries) const override {
    Response response{.content_type = "text/plain; charset=utf-8"};
    response.body.reserve(entries.size() * 40);
    for (const auto& entry : entries) {
      response.body += domain::EntryLine(entry.entry, entry.issued_at);
    }
    response.AddHeader("Cache-Control", "public, max-age=60");
    return response;
  }
};

}  // namespace

const Endpoint& ReadDrawEndpoint() {
  static const ReadDrawCall endpoint;
  return endpoint;
}

const Endpoint& ReadDrawEntriesEndpoint() {
  static const ReadDrawEntriesCall endpoint;
  return endpoint;
}

}  // namespace onsale::http
