#include "app/version.h"

#include "app/served_pages.h"
#include "http/json/json_writer.h"
#include "store/embedded/journal/journal_format.h"
#include "store/schema_steps.h"

namespace onsale::app {

std::string VersionJson() {
  const BuildFacts facts = FactsOfBuild();
  const std::string_view commit = facts.commit;
  std::string out;
  {
    http::JsonWriter json(out);
    json.BeginObject();
    json.Key("version").String(facts.version);
    json.Key("commit");
    commit.empty() ? json.Null() : json.String(commit);
    json.Key("build").String(facts.kind);
    json.Key("sanitizers").String(facts.sanitizers);
    json.Key("formats").BeginObject();
    json.Key("journal").Integer(store::kJournalLayout);
    json.Key("saleDb").Integer(store::kSaleDbLayout);
    json.Key("postgresql").Integer(store::kPgLayout);
    json.EndObject();
    json.Key("features").BeginArray().String("embedded-store").String("postgresql");
    if (HasDemoPages()) json.String("pages");
    json.EndArray();
    json.EndObject();
  }
  return out + "\n";
}

}  // namespace onsale::app
