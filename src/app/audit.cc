#include "app/audit.h"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <expected>
#include <ostream>

#include "app/setting_values.h"
#include "app/wording.h"
#include "http/json/audit_json.h"
#include "store/embedded/tables/directory_at_rest.h"
#include "store/postgres/pg_tables.h"
#include "store/postgres/url.h"

namespace onsale::app {
namespace {

constexpr int kPassed = 0;
constexpr int kFailed = 1;
constexpr int kNotMade = 2;

int Complain(const std::string& sentence, int status, AuditOutput output) {
  output.err << "onsale: " << sentence << '\n';
  return status;
}

int ShowReport(const store::AuditReport& report, bool as_json, AuditOutput output) {
  output.out << (as_json ? http::AuditJson(report) + "\n" : AuditTable(report));
  return report.passed() ? kPassed : kFailed;
}

int AuditData(const AuditTask& task, AuditOutput output) {
  if (auto path = ParsePath(task.data); !path) {
    return Complain("--data: " + path.error(), kNotMade, output);
  }
  const auto report = store::AuditDirectory(task.data);
  if (report) return ShowReport(*report, task.as_json, output);
  const store::StoreError& error = report.error();
  if (error.code == store::StoreErrorCode::kCorrupt) {
    return Complain("damaged: " + error.detail, kFailed, output);
  }
  return Complain(error.detail +
                      ". To audit a running server: onsale audit --url http://ADDRESS:PORT "
                      "--key-file FILE",
                  kNotMade, output);
}

int AuditStore(const AuditTask& task, AuditOutput output) {
  if (auto mistake = store::MistakeInUrl(task.store)) {
    return Complain("--store: " + *mistake, kNotMade, output);
  }
  const auto tables = store::PgTables::Open(
      {.url = task.store, .allow_insecure = task.allow_insecure_store}, /*known=*/0, {});
  if (!tables) return Complain(tables.error().detail, kNotMade, output);
  const auto report = store::AuditQuestion{}.Read(**tables);
  if (report) return ShowReport(*report, task.as_json, output);
  return Complain(report.error().detail, kNotMade, output);
}

std::string TextAt(const boost::json::object& object, std::string_view name) {
  const auto& text = object.at({name.data(), name.size()}).as_string();
  return {text.data(), text.size()};
}

// Reads a server's audit report from its JSON. Throws if the text is not such a report.
store::AuditReport ReadReport(const std::string& text) {
  const auto document = boost::json::parse(text).as_object();
  store::AuditReport report{.commit_number = document.at("commit").to_number<std::uint64_t>(),
                            .checks = {}};
  for (const auto& item : document.at("checks").as_array()) {
    const auto& object = item.as_object();
    auto& check = report.checks.emplace_back(
        store::AuditCheck{.name = TextAt(object, "name"),
                          .proves = TextAt(object, "proves"),
                          .checked = object.at("checked").to_number<std::int64_t>(),
                          .violations = object.at("violations").to_number<std::int64_t>()});
    for (const auto& example : object.at("examples").as_array()) {
      check.examples.emplace_back(example.as_string().data(), example.as_string().size());
    }
  }
  return report;
}

int AuditServer(const AuditTask& task, const Invocation& invocation, AuditOutput output) {
  const auto answer = CallServer({.url = task.url, .key_file = task.key_file}, invocation,
                                 {.path = "/v1/operator/audit"});
  if (!answer) return Complain(answer.error().sentence, kNotMade, output);
  try {
    return ShowReport(ReadReport(*answer), task.as_json, output);
  } catch (const std::exception&) {
    return Complain("the server's response is not an audit report", kNotMade, output);
  }
}

}  // namespace

int Audit(const AuditTask& task, const Invocation& invocation, AuditOutput output) {
  const int given = !task.data.empty() + !task.store.empty() + !task.url.empty();
  if (given != 1) {
    return Complain(
        "name one sale: --data DIR, or --store postgresql://..., or --url http://ADDRESS:PORT",
        kNotMade, output);
  }
  if (task.url.empty() && !task.key_file.empty()) {
    return Complain("--key-file FILE is for --url", kNotMade, output);
  }
  if (!task.store.empty()) return AuditStore(task, output);
  return task.url.empty() ? AuditData(task, output) : AuditServer(task, invocation, output);
}

}  // namespace onsale::app
