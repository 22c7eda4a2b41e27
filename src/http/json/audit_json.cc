#include "http/json/audit_json.h"

#include "http/json/json_writer.h"

namespace onsale::http {
namespace {

void WriteCheck(JsonWriter& json, const store::AuditCheck& check) {
  json.BeginObject();
  json.Key("name").String(check.name);
  json.Key("proves").String(check.proves);
  json.Key("checked").Integer(check.checked);
  json.Key("violations").Integer(check.violations);
  json.Key("examples").BeginArray();
  for (const std::string& example : check.examples) json.String(example);
  json.EndArray();
  json.EndObject();
}

}  // namespace

std::string AuditJson(const store::AuditReport& report) {
  std::string out;
  out.reserve(8192);
  JsonWriter json(out);
  json.BeginObject();
  json.Key("passed").Bool(report.passed());
  json.Key("commit").Integer(static_cast<std::int64_t>(report.commit_number));
  json.Key("checks").BeginArray();
  for (const store::AuditCheck& check : report.checks) WriteCheck(json, check);
  json.EndArray();
  json.EndObject();
  return out;
}

}  // namespace onsale::http
