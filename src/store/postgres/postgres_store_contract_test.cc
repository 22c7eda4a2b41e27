#include "store/postgres/postgres_store.h"
#include "store/postgres/test_server_testing.h"
#include "store/store_contract_testing.h"

namespace onsale::store {
namespace {

class PostgresHost final : public StoreHost {
 public:
  std::unique_ptr<Store> Open(const Settings& settings) override {
    auto store = PostgresStore::Open(
        {.url = database_.url(), .time = &settings.clock, .limits = settings.limits},
        settings.clock);
    if (!store) throw std::runtime_error(store.error().detail);
    return std::move(*store);
  }

 private:
  TestDatabase database_;
};

std::unique_ptr<StoreHost> Postgres() {
  return std::make_unique<PostgresHost>();
}

INSTANTIATE_TEST_SUITE_P(Postgres, StoreContractTest, testing::Values(&Postgres));

}  // namespace
}  // namespace onsale::store
