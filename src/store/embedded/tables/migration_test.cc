// Tests that sale.db of an earlier version is brought to today's layout, also if the process is
// killed or the power fails at any moment.
#include "store/embedded/tables/migration.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "base/temp_directory_testing.h"
#include "store/embedded/tables/sale_db.h"
#include "store/embedded/testing/sale_on_disk_testing.h"
#include "store/older_layout_testing.h"

namespace onsale::store {
namespace {

using testing::ElementsAre;

constexpr std::int64_t kOldLayout = 6;

class MigrationTest : public testing::Test {
 protected:
  // A sale that was stopped, with tables as a program of layout kOldLayout had them.
  DiskState OldSale() {
    Machine machine(directory_, {});
    EXPECT_TRUE(machine.Start(Machine::End::kFolded));
    Promises promises(Found{});
    BusySale sale(7, base::Time(std::chrono::hours(24)));
    for (int i = 0; i < 20; ++i) sale.RunStep(machine, promises);
    machine.Stop();
    const FaultyVfs vfs(machine.disk());
    const std::string sql = OlderLayoutSql(&SchemaStep::sale_db, kOldLayout) +
                            "PRAGMA user_version=" + std::to_string(kOldLayout);
    EXPECT_TRUE((*Connection::Open(path_, vfs.name()))->Execute(sql));
    return machine.disk().state();
  }
  // Opens sale.db, which migrates it. False if the disk failed.
  bool Migrates(FaultyDisk& disk) {
    const FaultyVfs vfs(disk);
    return SaleDb::Open(disk, path_, vfs.name()).has_value();
  }
  std::int64_t LayoutOn(const DiskState& state) {
    FaultyDisk disk({}, state);
    const FaultyVfs vfs(disk);
    const auto connection = Connection::Open(path_, vfs.name());
    auto statement = (*connection)->Prepare("PRAGMA user_version");
    EXPECT_TRUE(statement && statement->Step());
    SqlValue value;
    statement->Column(0, value);
    return value.number;
  }
  // Starts a store on the disk, which continues the migration; the digest of its rows.
  std::uint64_t DigestAfterStart(DiskState state) {
    Machine machine(directory_, {}, std::move(state));
    const auto found = machine.Start();
    EXPECT_TRUE(found) << found.error().detail;
    return found ? found->digest : 0;
  }

  const base::TempDirectory temp_;
  const std::string directory_ = temp_.path() + "/data";
  const std::string path_ = directory_ + "/sale.db";
};

TEST_F(MigrationTest, AKillOrAPowerCutAtAnyOperationLosesNoRowAndTheNextStartContinues) {
  const DiskState old = OldSale();
  const std::uint64_t whole = DigestAfterStart(old);
  std::set<std::int64_t> left;
  bool done = false;
  for (std::uint64_t at = 0; !done; ++at) {
    FaultyDisk disk({.fail_at = at}, old);
    done = Migrates(disk);
    const DiskState killed = disk.state();
    left.insert(LayoutOn(killed));
    ASSERT_EQ(DigestAfterStart(killed), whole) << at;
    disk.Crash(at);
    ASSERT_EQ(DigestAfterStart(disk.state()), whole) << at;
  }
  EXPECT_THAT(left, ElementsAre(6, 7, 8, 9, 10, 11, 12)) << "not every step was cut short";
}

TEST_F(MigrationTest, TablesOfTodayAreLeftAsTheyAre) {
  FaultyDisk disk({}, OldSale());
  ASSERT_TRUE(Migrates(disk));
  const FaultyVfs vfs(disk);
  const auto connection = Connection::Open(path_, vfs.name());
  const std::uint64_t before = disk.operations();
  EXPECT_TRUE(Migrate(**connection, kSaleDbLayout));
  EXPECT_EQ(disk.operations(), before);
}

}  // namespace
}  // namespace onsale::store
