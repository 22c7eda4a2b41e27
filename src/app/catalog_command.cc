#include "app/catalog_command.h"

#include <boost/json.hpp>
#include <ostream>

#include "app/catalog_file.h"
#include "app/setting_values.h"
#include "app/wording.h"

namespace onsale::app {
namespace {

namespace json = boost::json;

void PrintSentences(const json::object& applied, std::string_view name, std::string_view more,
                    std::string_view before, std::ostream& out) {
  for (const json::value& sentence : applied.at({name.data(), name.size()}).as_array()) {
    out << before << Printable(std::string_view(sentence.as_string())) << '\n';
  }
  const std::int64_t left = applied.at({more.data(), more.size()}).as_int64();
  if (left > 0) out << before << "and " << left << " more\n";
}

void PrintApplied(const json::object& applied, const CommandStreams& streams) {
  PrintSentences(applied, "warnings", "moreWarnings", "warning: ", streams.err);
  PrintSentences(applied, "changes", "moreChanges", "", streams.out);
  const bool nothing = applied.at("changes").as_array().empty();
  const bool dry_run = applied.at("dryRun").as_bool();
  streams.out << (nothing   ? "The sale is already as the file says.\n"
                  : dry_run ? "Nothing was changed: this was a dry run.\n"
                            : "Loaded.\n");
}

}  // namespace

int ApplyCatalog(const ApplyTask& task, const Invocation& invocation,
                 const CommandStreams& streams) {
  const auto path = ParsePath(task.file);
  if (!path) return ComplainOf({"FILE: " + path.error(), kExitUsage}, streams);
  const auto text = ReadCatalogText(*path);
  if (!text) return ComplainOf({text.error(), kExitUsage}, streams);
  if (text->empty() || text->size() > JsonDocument::kBytesMax) {
    return ComplainOf({task.file + ": a catalogue file has 1 byte to 16 MiB", kExitFailed},
                      streams);
  }
  const auto answer = CallServer(
      task.target, invocation,
      {.method = "PUT",
       .path = task.dry_run ? "/v1/operator/catalogue?dryRun=true" : "/v1/operator/catalogue",
       .body = *text});
  if (!answer) {
    for (const std::string& mistake : answer.error().mistakes) {
      streams.err << Printable(task.file) << ':' << mistake << '\n';
    }
    return ComplainOf(answer.error(), streams);
  }
  boost::system::error_code error;
  const json::value body = json::parse(*answer, error);
  try {
    PrintApplied(body.as_object(), streams);
    return kExitDone;
  } catch (const std::exception&) {
    return ComplainOf({"the server's response is not about a catalogue", kExitFailed}, streams);
  }
}

}  // namespace onsale::app
