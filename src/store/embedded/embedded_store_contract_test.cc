#include "base/temp_directory_testing.h"
#include "store/embedded/embedded_store.h"
#include "store/store_contract_testing.h"

namespace onsale::store {
namespace {

class EmbeddedHost final : public StoreHost {
 public:
  explicit EmbeddedHost(bool fold_on_close) : fold_on_close_(fold_on_close) {}

  std::unique_ptr<Store> Open(const Settings& settings) override {
    auto store = EmbeddedStore::Open({.directory = directory_.path(),
                                      .segment_bytes = 4096,
                                      .fold_on_close = fold_on_close_,
                                      .limits = settings.limits},
                                     settings.clock);
    if (!store) throw std::runtime_error(store.error().detail);
    return std::move(*store);
  }

 private:
  const bool fold_on_close_;
  base::TempDirectory directory_;
};

std::unique_ptr<StoreHost> Folded() {
  return std::make_unique<EmbeddedHost>(true);
}
std::unique_ptr<StoreHost> Crashed() {
  return std::make_unique<EmbeddedHost>(false);
}

// The contract runs over two hosts: a restart after a clean stop reads sale.db, a restart after a
// crash the journal.
INSTANTIATE_TEST_SUITE_P(EmbeddedFolded, StoreContractTest, testing::Values(&Folded));
INSTANTIATE_TEST_SUITE_P(EmbeddedCrashed, StoreContractTest, testing::Values(&Crashed));

}  // namespace
}  // namespace onsale::store
