// The fixture for tests of the embedded store: a data directory, and SQL on its sale.db.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/temp_directory_testing.h"
#include "store/embedded/embedded_store.h"
#include "store/store_contract_testing.h"

namespace onsale::store {

class EmbeddedTest : public testing::Test {
 protected:
  EmbeddedOptions Options(bool fold_on_close = true) const {
    return {.directory = directory_,
            .segment_bytes = 4096,
            .fold_interval = std::chrono::hours(1),  // folds for questions only
            .fold_look_interval = std::chrono::hours(1),
            .fold_on_close = fold_on_close,
            .log = [](const std::string&) {}};
  }
  std::expected<std::unique_ptr<EmbeddedStore>, StoreError> TryOpen() {
    return EmbeddedStore::Open(Options(), clock_);
  }
  // If not `fold_on_close`, the store leaves the directory as a crash would.
  std::unique_ptr<EmbeddedStore> Open(bool fold_on_close = true) {
    return OpenWith(Options(fold_on_close));
  }
  std::unique_ptr<EmbeddedStore> OpenWith(const EmbeddedOptions& options) {
    auto store = EmbeddedStore::Open(options, clock_);
    if (!store) throw std::runtime_error(store.error().detail);
    return std::move(*store);
  }
  // Why the directory is refused.
  StoreError OpenError() {
    const auto store = TryOpen();
    EXPECT_FALSE(store);
    return store ? StoreError{} : store.error();
  }
  void Execute(const std::string& sql) {
    auto connection = Connection::Open(path());
    auto done = (*connection)->Execute(sql);
    if (!done) throw std::runtime_error(sql + ": " + done.error().text);
  }
  std::string path() const { return directory_ + "/sale.db"; }

  base::TempDirectory temp_;
  const std::string directory_ = temp_.path() + "/data";
  base::ManualClock clock_{base::Time(std::chrono::hours(24))};
  base::CountingUuidSource ids_;
};

}  // namespace onsale::store
