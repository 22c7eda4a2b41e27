// A room's draw, and its entries. The command ReadDrawEntries decides which entries the page has;
// if not all of their rows are in memory, the page is read from the tables.

#include <algorithm>

#include "domain/draw.h"
#include "http/endpoints/command_endpoint.h"
#include "http/endpoints/endpoints.h"
#include "http/endpoints/room_json.h"
#include "http/endpoints/room_name.h"
#include "http/endpoints/table_place.h"
#include "http/pages/shared_pages.h"
#include "store/draw_question.h"

namespace onsale::http {
namespace {

using domain::ReadDraw;
using domain::ReadDrawEntries;
using store::DrawEntriesQuestion;

constexpr std::int64_t kAfterMax = INT64_C(1) << 32;
// The most calls that wait for the tables: anybody may make them.
constexpr int kOldDrawsMax = 4;

Response ReplyDraw(const Call&, const domain::DrawView& view) {
  Response response{.body = DrawJson(view)};
  response.AddHeader("Cache-Control", "public, max-age=1");
  return response;
}

// Reads a number in a query parameter: `fallback` if the parameter is absent, nothing if it is
// invalid.
std::optional<std::int64_t> NumberOr(std::optional<std::string_view> text, std::int64_t most,
                                     std::int64_t fallback) {
  return text ? ReadNumberParameter(*text, most) : fallback;
}

Asked<ReadDrawEntries> AskEntries(const Call& call) {
  const auto& [after_text, limit_text, unused] = call.query;
  const auto after = NumberOr(after_text, kAfterMax, 0);
  if (!after) {
    return std::unexpected(
        ParameterProblem({.name = "after", .wanted = "the number of an entry, or 0"}));
  }
  const auto limit = NumberOr(limit_text, domain::kDrawEntriesMax, domain::kDrawEntriesMax);
  if (!limit || *limit == 0) {
    return std::unexpected(
        ParameterProblem({.name = "limit", .wanted = "a whole number from 1 to 1000"}));
  }
  Asked<ReadDrawEntries> command = NamedRoom<ReadDrawEntries>(call);
  if (command) command->after = *after, command->limit = *limit;
  return command;
}

Response ReplyEntries(const Call&, const std::vector<domain::DrawEntry>& entries) {
  Response response{.content_type = "text/plain; charset=utf-8"};
  response.body.reserve(entries.size() * 40);
  for (const auto& entry : entries) {
    response.body += domain::EntryLine(entry.entry, entry.issued_at);
  }
  response.AddHeader("Cache-Control", "public, max-age=60");
  return response;
}

std::optional<Question> AskTables(const Call& call, const domain::Outcome& outcome) {
  const auto& answer = domain::AnswerOf<ReadDrawEntries>(outcome);
  const auto is_stored = [](const domain::DrawEntry& entry) {
    return entry.issued_at == base::Time{};
  };
  if (!answer || std::ranges::none_of(*answer, is_stored)) return std::nullopt;
  TablePlace place = TakePlace(call.services.pages.old_draws_read, kOldDrawsMax);
  if (place == nullptr) return NoPlace();
  const ReadDrawEntries page = *AskEntries(call);
  return AskStore(DrawEntriesQuestion{.room = page.room, .after = page.after, .limit = page.limit},
                  [place = std::move(place)](const Call& answered,
                                             const store::AnswerTo<DrawEntriesQuestion>& entries) {
                    return entries ? ReplyEntries(answered, *entries)
                                   : ReadProblem(entries.error());
                  });
}

constexpr Endpoint EntriesEndpoint() {
  Endpoint endpoint =
      CommandEndpoint<AskEntries, ReplyEntries>({.method = Method::kGet,
                                                 .path = "/v1/rooms/{roomId}/draw/entries",
                                                 .operation_id = "readDrawEntries",
                                                 .query = {"after", "limit"}});
  endpoint.next = AskTables;
  return endpoint;
}

}  // namespace

constexpr Endpoint kReadDrawEndpoint =
    CommandEndpoint<NamedRoom<ReadDraw>, ReplyDraw>({.method = Method::kGet,
                                                     .path = "/v1/rooms/{roomId}/draw",
                                                     .operation_id = "readDraw",
                                                     .is_operators_too = true});

constexpr Endpoint kReadDrawEntriesEndpoint = EntriesEndpoint();

}  // namespace onsale::http
