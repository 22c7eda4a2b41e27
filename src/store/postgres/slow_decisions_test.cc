// Tests that a node keeps the head while it decides for longer than silence_max, as for the draw of
// a lobby of millions.
#include <gtest/gtest.h>

#include "store/postgres/postgres_store.h"
#include "store/postgres/test_server_testing.h"
#include "store/store_contract_testing.h"

namespace onsale::store {
namespace {

using namespace domain;

constexpr std::chrono::milliseconds kSilenceMax{100};
// Less than one slow read of the clock takes, so that no retry is possible after one.
constexpr std::chrono::milliseconds kPatience{250};

// A clock for the store. While `slow`, each read takes three times kSilenceMax by the server's
// clock.
class SlowClock : public base::Clock {
 public:
  explicit SlowClock(std::string url) : url_(std::move(url)) {}
  base::Time Now() const override {
    if (slow) {
      const auto connection = PgConnection::Open({.url = url_});
      EXPECT_TRUE((*connection)->Execute("SELECT pg_sleep(0.3)"));
    }
    return base::Time(std::chrono::hours(hours));
  }
  std::atomic<bool> slow = false;
  std::atomic<int> hours = 24;

 private:
  const std::string url_;
};

class SlowDecisionsTest : public testing::Test {
 protected:
  void SetUp() override {
    auto opened = PostgresStore::Open({.url = database_.url(),
                                       .time = &clock_,
                                       .patience = kPatience,
                                       .reconnect_interval = std::chrono::milliseconds(5),
                                       .follow_interval = std::chrono::hours(1),
                                       .silence_max = kSilenceMax},
                                      engine_clock_);
    ASSERT_TRUE(opened) << opened.error().detail;
    store_ = std::move(*opened);
    ASSERT_TRUE(Ask(*store_, LoadCatalog{ContractSale({.capacity = 1})}));
  }
  bool TopUp() {
    return CommitAndWait(
               *store_, {TopUpBalance{
                            .user = ContractUser("ann"), .amount = {5}, .fresh_id = {ids_.Next()}}})
        .has_value();
  }

  base::ManualClock engine_clock_{base::Time(std::chrono::hours(24))};
  base::CountingUuidSource ids_;
  TestDatabase database_;
  SlowClock clock_{database_.url()};
  std::unique_ptr<PostgresStore> store_;
};

TEST_F(SlowDecisionsTest, TheSecondSlowBatchGetsMoreTime) {
  clock_.slow = true;
  int done = 0;
  // The first top-up loses the head, and the store may have to reconnect.
  for (int tries = 0; tries < 50 && done < 2; ++tries) done += TopUp();
  EXPECT_EQ(done, 2);
  clock_.slow = false;
  EXPECT_EQ(Ask(*store_, ReadBalance{ContractUser("ann")})->balance, Money{10});
}

// The read is first decided without the lock; that attempt does not count as failed.
TEST_F(SlowDecisionsTest, ASlowReadThatBecomesAChangeGetsMoreTimeAtOnce) {
  Shop(*store_, ids_).Join("ann");
  clock_.slow = true;
  clock_.hours = 48;
  EXPECT_TRUE(CommitAndWait(*store_, {ReadRoom{"main"}}));
  clock_.slow = false;
  EXPECT_EQ(Ask(*store_, ReadRoom{"main"})->room.active, 0);
}

}  // namespace
}  // namespace onsale::store
