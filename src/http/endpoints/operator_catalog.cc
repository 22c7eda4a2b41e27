// `PUT /v1/operator/catalogue`: loads a catalogue file into the running sale, or says what it would
// change.

#include "base/escape.h"
#include "base/json_document.h"
#include "http/endpoints/endpoints.h"
#include "http/endpoints/reply.h"
#include "http/json/json_writer.h"
#include "http/problem/problem.h"

namespace onsale::http {
namespace {

void WriteSentences(JsonWriter& json, std::string_view name, std::string_view more,
                    const Sentences& sentences) {
  json.Key(name).BeginArray();
  for (const std::string& sentence : sentences.shown) json.String(sentence);
  json.EndArray();
  json.Key(more).Integer(sentences.more);
}

Response Applied(const AppliedCatalog& applied, bool dry_run) {
  std::string out;
  {
    JsonWriter json(out);
    json.BeginObject();
    json.Key("dryRun").Bool(dry_run);
    json.Key("concertsAdded").Integer(applied.concerts_added);
    json.Key("showsAdded").Integer(applied.shows_added);
    json.Key("seatsAdded").Integer(applied.seats_added);
    WriteSentences(json, "changes", "moreChanges", applied.changes);
    WriteSentences(json, "warnings", "moreWarnings", applied.warnings);
    json.EndObject();
  }
  return PersonalReply(200, std::move(out));
}

Response RefusedCatalog(const Sentences& mistakes) {
  const auto count = static_cast<std::int64_t>(mistakes.shown.size()) + mistakes.more;
  std::string extension = ",\"mistakes\":[";
  for (const std::string& mistake : mistakes.shown) {
    if (&mistake != &mistakes.shown.front()) extension += ',';
    base::AppendJsonString(extension, mistake);
  }
  extension += "],\"moreMistakes\":" + std::to_string(mistakes.more);
  return Problem(ProblemCode::kCatalogueRefused,
                 "The catalogue was not loaded, and nothing was changed: " + std::to_string(count) +
                     (count == 1 ? " mistake." : " mistakes."),
                 extension);
}

Response FinishApply(const CatalogSource::Result& result, bool dry_run) {
  using Why = CatalogRefused::Why;
  if (result) return Applied(*result, dry_run);
  switch (result.error().why) {
    case Why::kMistakes:
      return RefusedCatalog(result.error().mistakes);
    case Why::kBusy:
      return Problem(ProblemCode::kUnavailable,
                     "Another catalogue is being loaded, or the sale has changed meanwhile. "
                     "Nothing was changed. Try again shortly.");
    case Why::kUnavailable:
      break;
    case Why::kUnknown:
      return Problem(ProblemCode::kOutcomeUnknown,
                     "It is not known whether the catalogue was loaded. Send it again: a "
                     "catalogue that is loaded already changes nothing.");
  }
  return Problem(ProblemCode::kUnavailable, "Nothing was changed. Try again shortly.");
}

void AskToApply(CatalogToApply catalog, const Sources& sources, QuestionDone done) {
  const bool dry_run = catalog.dry_run;
  auto receive = [dry_run, done = std::move(done)](CatalogSource::Result result) mutable {
    done([dry_run, result = std::move(result)](const Call&) {
      return FinishApply(result, dry_run);
    });
  };
  if (sources.catalog == nullptr) {
    return receive(std::unexpected(CatalogRefused{.why = CatalogRefused::Why::kUnavailable}));
  }
  sources.catalog->Apply(std::move(catalog), std::move(receive));
}

Step BeginApply(const Spec& spec, Call& call) {
  const auto query = ReadQuery(call.request.query, spec.query);
  if (!query) return query.error();
  const std::string_view dry_run = query->front().value_or("false");
  if (dry_run != "true" && dry_run != "false") {
    return ParameterProblem({.name = "dryRun", .wanted = "`true` or `false`"});
  }
  auto actor = ActorOf(spec, call);
  if (!actor) return std::move(actor).error();
  CatalogToApply catalog{.text = std::string(call.request.body),
                         .dry_run = dry_run == "true",
                         .actor = *std::move(actor)};
  return Question{
      [catalog = std::move(catalog)](const Sources& sources, QuestionDone done) mutable {
        AskToApply(std::move(catalog), sources, std::move(done));
      }};
}

}  // namespace

constexpr Endpoint kApplyCatalogEndpoint{
    .spec = {.method = Method::kPut,
             .path = "/v1/operator/catalogue",
             .operation_id = "applyCatalogue",
             .needs = {.scope = domain::Scope::kCatalogueWrite},
             .query = {"dryRun"},
             .document_max = base::JsonDocument::kBytesMax},
    .begin = BeginApply};

}  // namespace onsale::http
