// The fixture for tests of the audit: a sale on disk, which each test damages with SQL.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/temp_directory_testing.h"
#include "store/embedded/embedded_store.h"
#include "store/embedded/tables/audit_directory.h"
#include "store/embedded/tables/audit_sale_db.h"
#include "store/store_contract_testing.h"

namespace onsale::store {

using AuditResult = std::expected<AuditReport, StoreError>;

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

class AuditTest : public testing::Test {
 protected:
  EmbeddedOptions Options(bool fold_on_close) {
    return {.directory = directory_.path(),
            .segment_bytes = 4096,
            .fold_interval = std::chrono::hours(1),
            .fold_on_close = fold_on_close,
            .log = [](const std::string&) {}};
  }
  std::unique_ptr<EmbeddedStore> Open(bool fold_on_close = true) {
    auto store = EmbeddedStore::Open(Options(fold_on_close), clock_);
    if (!store) throw std::runtime_error(store.error().detail);
    return std::move(*store);
  }
  // Fills a sale with capacity 2: `ann` has paid for seat 1, `ben` holds seat 2, `cat` has ann's
  // slot, `dan` waits, `eve` left, and `fay` cancelled her hold.
  void Sell(EmbeddedStore& store) {
    Ask(store, domain::LoadCatalog{ContractSale({.capacity = 2})});
    Shop shop(store, ids_);
    shop.Charge("fay", 50);
    const auto fay = shop.Join("fay");
    Ask(store, domain::CancelReservation{fay, shop.Hold(fay, 3).id});
    Ask(store, domain::LeaveQueue{fay});
    const auto ann = shop.Join("ann");
    const auto ben = shop.Join("ben");
    for (const char* user : {"cat", "dan"}) shop.Join(user);
    Ask(store, domain::LeaveQueue{shop.Join("eve")});
    shop.Charge("ann", 250);
    shop.Charge("ben", 100);
    clock_.Advance(std::chrono::seconds(10));
    shop.Hold(ben, 2);
    shop.Pay(ann, shop.Hold(ann, 1));
  }
  void MakeSale() { Sell(*Open()); }
  void Execute(const std::string& sql) {
    auto connection = Connection::Open(path());
    auto done = (*connection)->Execute(sql);
    if (!done) throw std::runtime_error(sql + ": " + done.error().text);
  }
  std::string path() const { return directory_.path() + "/sale.db"; }
  AuditResult Audit() { return AuditSaleDb(path(), {}); }

  base::TempDirectory directory_;
  base::ManualClock clock_{base::Time(std::chrono::hours(24))};
  base::CountingUuidSource ids_;
};

}  // namespace onsale::store
