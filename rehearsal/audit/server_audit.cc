#include "rehearsal/audit/server_audit.h"

#include "rehearsal/wire/answers.h"
#include "rehearsal/wire/json_scan.h"

namespace onsale::rehearsal {
namespace {

constexpr std::size_t kChecksMax = 100;

Check NotMade(std::string why) {
  return {.question = Question::kServer, .not_made = std::move(why)};
}

Check ReadCheck(std::string_view json, bool& sound) {
  Check check{.question = Question::kServer};
  std::optional<std::int64_t> checked;
  std::optional<std::int64_t> violations;
  const bool object = ForEachMember(json, [&](std::string_view key, std::string_view value) {
    if (key == "name") check.name = AsText(value).value_or("");
    if (key == "checked") checked = AsInteger(value);
    if (key == "violations") violations = AsInteger(value);
    if (key == "examples") {
      ForEachElement(value, [&check](std::string_view example) {
        if (check.examples.size() < kExamplesMax) {
          check.examples.emplace_back(AsText(example).value_or(example));
        }
      });
    }
  });
  sound = sound && object && !check.name.empty() && checked.value_or(-1) >= 0 &&
          violations.value_or(-1) >= 0;
  check.checked = check.of = static_cast<std::uint64_t>(checked.value_or(0));
  check.violations = static_cast<std::uint64_t>(violations.value_or(0));
  return check;
}

}  // namespace

std::vector<Check> ReadServerAudit(std::string_view json) {
  std::vector<Check> checks;
  std::string_view whole;
  bool sound = true;
  const bool object = ForEachMember(json, [&](std::string_view key, std::string_view value) {
    if (key == "passed") whole = value;
    if (key != "checks") return;
    const bool array = ForEachElement(value, [&](std::string_view check) {
      if (checks.size() < kChecksMax) checks.push_back(ReadCheck(check, sound));
    });
    sound = sound && array;
  });
  if (!object || !sound || checks.empty() || (whole != "true" && whole != "false")) {
    return {NotMade("the response of the server's own audit is not an audit report")};
  }
  bool violated = false;
  for (const Check& check : checks) violated = violated || check.violations > 0;
  if (whole == "false" && !violated) {
    checks.push_back(NotMade("the server's own audit failed, but names no violation"));
  }
  return checks;
}

std::vector<Check> AskServer(std::string_view access_key, Errands& errands) {
  std::vector<Check> checks;
  const auto done = errands.RunOne({.path = "/v1/operator/audit", .bearer = access_key},
                                   ReadAs::kText, [&checks](const Answer& answer) {
                                     if (answer.head.status == 200) {
                                       checks = ReadServerAudit(answer.body);
                                       return;
                                     }
                                     checks = {NotMade("the server refuses its own audit with " +
                                                       std::to_string(answer.head.status) + " " +
                                                       std::string(ReadCode(answer.body)))};
                                   });
  if (!done) checks = {NotMade(done.error())};
  return checks;
}

}  // namespace onsale::rehearsal
