// The fixture for tests of the audit: a sale on disk, which each test damages with SQL.
#pragma once

#include "store/embedded/tables/audit_directory.h"
#include "store/embedded/tables/sqlite_tables.h"
#include "store/embedded/testing/embedded_fixture_testing.h"

namespace onsale::store {

using AuditResult = AnswerTo<AuditQuestion>;

// The names of the checks that found violations.
inline std::string Violated(const AuditResult& report) {
  if (!report) return "failed: " + report.error().detail;
  std::string names;
  for (const AuditCheck& check : report->checks) {
    if (check.violations > 0) names += (names.empty() ? "" : " ") + check.name;
  }
  return names;
}

inline const AuditCheck& CheckOf(const AuditReport& report, std::string_view name) {
  const auto found = std::ranges::find(report.checks, name, &AuditCheck::name);
  if (found == report.checks.end()) throw std::runtime_error("no such check");
  return *found;
}

class AuditTest : public EmbeddedTest {
 protected:
  // Fills a sale as Shop::SellToSix says.
  void Sell(EmbeddedStore& store) {
    Ask(store, domain::LoadCatalog{ContractSale({.capacity = 2})});
    Shop(store, ids_).SellToSix(clock_);
  }
  void MakeSale() { Sell(*Open()); }
  AuditResult Audit() {
    const auto tables = SqliteTables::Open(path(), {});
    if (!tables) return std::unexpected(tables.error());
    return AuditQuestion{}.Read(**tables);
  }
};

}  // namespace onsale::store
