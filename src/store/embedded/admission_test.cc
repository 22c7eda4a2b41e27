// Runs a long sale of thousands of buyers through the store, with stops and crashes: the audit,
// which knows nothing of the rules' code, must find that nobody overtook anybody and that the
// capacity was kept.
//
// ONSALE_TEST_ADMISSIONS=1000000 sets the number of admissions; ONSALE_TEST_ADMISSIONS_SEED sets
// the random seed.
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>

#include "base/random.h"
#include "base/temp_directory_testing.h"
#include "store/command_crowd_testing.h"
#include "store/embedded/embedded_store.h"
#include "store/store_contract_testing.h"

namespace onsale::store {
namespace {

std::int64_t Setting(const char* name, std::int64_t fallback) {
  const char* const text = std::getenv(name);
  return text != nullptr ? std::strtoll(text, nullptr, 10) : fallback;
}

TEST(AdmissionTest, TheAuditOfALongSaleFindsNothing) {
  const std::int64_t wanted = Setting("ONSALE_TEST_ADMISSIONS", 20'000);
  const std::int64_t fresh = base::RandomDigest().bytes[0];
  const auto seed = static_cast<std::uint64_t>(Setting("ONSALE_TEST_ADMISSIONS_SEED", fresh));
  std::cout << "ONSALE_TEST_ADMISSIONS_SEED=" << seed << "\n";
  CommandCrowd crowd(seed, {.users = 5'000,
                            .capacity_max = 1'000,
                            .policy = {.capacity = 500, .active_time = std::chrono::seconds(5)}});
  base::ManualClock clock(base::Time(std::chrono::hours(24)));
  const base::TempDirectory directory;
  std::unique_ptr<EmbeddedStore> store;
  // If the store is not folded at its end, its directory is as after a kill.
  const auto open = [&](bool folded) {
    store = nullptr;
    store = EmbeddedStore::Open({.directory = directory.path(), .fold_on_close = folded}, clock)
                .value();
  };
  const auto find_nothing = [&store] {
    const auto audit = AuditAndWait(*store);
    ASSERT_TRUE(audit) << audit.error().detail;
    for (const AuditCheck& check : audit->checks) {
      EXPECT_EQ(check.violations, 0) << check.name << ": " << check.examples.front();
    }
  };
  open(true);
  ASSERT_TRUE(Ask(*store, crowd.AddShow()));
  domain::RoomFunnel funnel;
  while (funnel.admitted < wanted && !testing::Test::HasFailure()) {
    clock.Advance(std::chrono::milliseconds(100 + crowd.Below(400)));
    const auto committed = CommitAndWait(*store, crowd.Batch(crowd.Below(400)));
    ASSERT_TRUE(committed) << committed.error().detail;
    for (const auto& outcome : committed->outcomes) crowd.Learn(outcome);
    funnel = Ask(*store, domain::ReadFunnel{"main"})->funnel;
    if (!crowd.OneIn(50)) continue;
    open(crowd.OneIn(2));
    find_nothing();
  }
  find_nothing();
  EXPECT_GT(funnel.no_shows, 0);
  EXPECT_GT(funnel.timed_out, 0);
  EXPECT_GT(funnel.payments, 0);
}

}  // namespace
}  // namespace onsale::store
