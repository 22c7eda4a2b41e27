#include <algorithm>

#include "app/audit.h"
#include "app/wording.h"

namespace onsale::app {
namespace {

std::string RightAligned(const std::string& text, std::size_t width) {
  return std::string(width - std::min(width, text.size()), ' ') + text;
}

void AppendFindings(std::string& out, const store::AuditCheck& check) {
  if (check.violations == 0) return;
  out += "    violated: " + Printable(check.proves) + "\n";
  for (const std::string& example : check.examples) out += "    - " + Printable(example) + "\n";
  const std::int64_t more = check.violations - std::ssize(check.examples);
  if (more > 0) out += "    - and " + std::to_string(more) + " more\n";
}

std::string Verdict(const store::AuditReport& report) {
  const auto checks = CountOf(std::ssize(report.checks), "check");
  const std::string state = " at commit " + std::to_string(report.commit_number) + "\n";
  if (report.passed()) return "PASS: " + checks + state;
  std::int64_t violations = 0;
  std::int64_t violated = 0;
  for (const store::AuditCheck& check : report.checks) {
    violations += check.violations;
    violated += check.violations > 0 ? 1 : 0;
  }
  return "FAIL: " + CountOf(violations, "violation") + " in " + std::to_string(violated) + " of " +
         checks + state;
}

}  // namespace

std::string AuditTable(const store::AuditReport& report) {
  constexpr std::size_t kNumberWidth = 12;
  std::size_t name_width = 0;
  for (const store::AuditCheck& check : report.checks) {
    name_width = std::max(name_width, check.name.size());
  }
  std::string out = "check" + std::string(std::max<std::size_t>(name_width, 5) - 5, ' ') +
                    RightAligned("checked", kNumberWidth) +
                    RightAligned("violations", kNumberWidth) + "\n";
  for (const store::AuditCheck& check : report.checks) {
    out += Printable(check.name) + std::string(name_width - check.name.size(), ' ') +
           RightAligned(std::to_string(check.checked), kNumberWidth) +
           RightAligned(std::to_string(check.violations), kNumberWidth) + "\n";
    AppendFindings(out, check);
  }
  return out + Verdict(report);
}

}  // namespace onsale::app
