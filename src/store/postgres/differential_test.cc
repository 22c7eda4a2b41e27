// Gives both stores the same random commands at the same times: every outcome, and at the end every
// row, must be equal.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <set>

#include "base/temp_directory_testing.h"
#include "store/command_crowd_testing.h"
#include "store/command_text.h"
#include "store/embedded/embedded_store.h"
#include "store/memory/row_dump_testing.h"
#include "store/postgres/postgres_store.h"
#include "store/postgres/test_server_testing.h"
#include "store/same_outcome_testing.h"
#include "store/store_contract_testing.h"

namespace onsale::store {
namespace {

using namespace domain;

// How many commands the test sends; runs with a million have passed.
std::int64_t CommandsWanted() {
  const char* const text = std::getenv("ONSALE_TEST_DIFFERENTIAL");
  return text != nullptr ? std::atoll(text) : 20'000;
}

class DifferentialTest : public testing::Test {
 protected:
  DifferentialTest() {
    embedded_ = std::move(*EmbeddedStore::Open({.directory = directory_.path()}, clock_));
    postgres_ = std::move(*PostgresStore::Open({.url = database_.url(), .time = &clock_}, clock_));
  }
  // Every row of the PostgreSQL tables, as a starting store loads them.
  std::multiset<std::string> RowsInPostgres() {
    const auto connection = PgConnection::Open({.url = database_.url()});
    Replica replica({});
    const auto loaded = replica.Load(**connection);
    if (!loaded) throw std::runtime_error(loaded.error().detail);
    return DumpRows(replica.rows());
  }

  base::ManualClock clock_{base::Time(std::chrono::hours(24))};
  base::TempDirectory directory_;
  TestDatabase database_;
  std::unique_ptr<EmbeddedStore> embedded_;
  std::unique_ptr<PostgresStore> postgres_;
};

TEST_F(DifferentialTest, BothStoresGiveEqualOutcomesAndRows) {
  CommandCrowd crowd(6, {.users = 40});
  const LoadCatalog sale{ContractSale({.capacity = 5})};
  ASSERT_TRUE(SameOutcome(OutcomeFor<LoadCatalog>{Ask(*embedded_, sale)},
                          OutcomeFor<LoadCatalog>{Ask(*postgres_, sale)}));
  const std::int64_t wanted = CommandsWanted();
  std::set<std::size_t> accepted;  // the kinds of commands that succeeded
  for (std::int64_t done = 0; done < wanted;) {
    // Some steps are long enough for holds and turns to end.
    clock_.Advance(crowd.OneIn(30) ? std::chrono::seconds(crowd.Below(400))
                                   : std::chrono::milliseconds(crowd.Below(900)));
    const std::vector<Command> commands = crowd.Batch(crowd.Below(60));
    const auto here = CommitAndWait(*embedded_, commands);
    const auto there = CommitAndWait(*postgres_, commands);
    ASSERT_TRUE(here) << here.error().detail;
    ASSERT_TRUE(there) << there.error().detail;
    for (std::size_t i = 0; i < commands.size(); ++i) {
      const Outcome& outcome = here->outcomes[i];
      ASSERT_TRUE(SameOutcome(outcome, there->outcomes[i]))
          << "after " << done << " commands: " << CommandText(commands[i]);
      crowd.Learn(outcome);
      const auto succeeded = [](const auto& one) { return one.answer.has_value(); };
      if (std::visit(succeeded, outcome)) accepted.insert(outcome.index());
    }
    ASSERT_EQ(here->next_due, there->next_due);
    done += std::ssize(commands);
  }
  EXPECT_GE(accepted.size(), 15U);
  const auto rows = DumpRows(embedded_->rows());
  EXPECT_EQ(RowsInPostgres(), rows);
  for (int user = 0; user < 40; ++user) {
    const LedgerQuestion question{.user = ContractUser("user-" + std::to_string(user)),
                                  .limit = 1000};
    EXPECT_TRUE(std::ranges::equal(*ReadLedgerAndWait(*embedded_, question),
                                   *ReadLedgerAndWait(*postgres_, question), SameRow<LedgerEntry>))
        << user;
  }
  const auto audit = AuditAndWait(*postgres_);
  ASSERT_TRUE(audit) << audit.error().detail;
  for (const AuditCheck& check : audit->checks) {
    EXPECT_EQ(check.violations, 0) << check.name << ": " << check.examples.front();
  }
}

}  // namespace
}  // namespace onsale::store
