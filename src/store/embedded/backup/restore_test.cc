// A sale that is brought back: what it keeps, what has ended, and what is refused.
#include "store/embedded/backup/restore.h"

#include <filesystem>
#include <fstream>

#include "store/embedded/backup/copier.h"
#include "store/embedded/backup/directory_source.h"
#include "store/embedded/tables/directory_at_rest.h"
#include "store/embedded/testing/embedded_fixture_testing.h"

namespace onsale::store {
namespace {

using namespace domain;
using testing::HasSubstr;
namespace fs = std::filesystem;

class RestoreTest : public EmbeddedTest {
 protected:
  void SetUp() override {
    fs::create_directory(copy_);
    auto store = Open(/*fold_on_close=*/false);
    ASSERT_TRUE(Ask(*store, LoadCatalog{ContractSale({.capacity = 2})}));
    MakeKeys(*store, clock_.Now());
    Shop(*store, ids_).SellToSix(clock_);
    end_ = store->durable_commit();
    Copy();
    Shop(*store, ids_).Join("late");
    Copy();
  }
  void Copy() {
    DirectorySource source(PosixFileSystem(), directory_);
    ASSERT_TRUE(Copier(source, PosixFileSystem(), copy_).CopyNew());
  }
  std::expected<Restored, StoreError> Restore(const CopyMoment& moment = {}) {
    return RestoreSale(
        {.copy = copy_,
         .moment = moment,
         .data = new_,
         .finish = [this](const std::string& folder) -> std::expected<void, std::string> {
           finished_ = folder;
           if (!refuses_) return {};
           return std::unexpected("no key");
         }});
  }
  std::unique_ptr<EmbeddedStore> OpenNew() {
    EmbeddedOptions options = Options();
    options.directory = new_;
    return OpenWith(options);
  }
  bool LeavesNothing() const { return !fs::exists(new_) && !fs::exists(new_ + ".restoring"); }

  const std::string copy_ = temp_.path() + "/copy";
  std::string new_ = temp_.path() + "/new";
  std::uint64_t end_ = 0;
  std::string finished_;
  bool refuses_ = false;
};

TEST_F(RestoreTest, TheRestoredSaleIsPausedAndNobodyHasATurn) {
  const auto restored = Restore(end_);
  ASSERT_TRUE(restored) << restored.error().detail;
  EXPECT_EQ(restored->from.last.commit_number, end_);
  EXPECT_EQ(restored->ended_tokens, 3U) << "ben, cat and dan";
  EXPECT_FALSE(restored->keys.empty());
  EXPECT_EQ(finished_, new_ + ".restoring");
  const auto report = AuditDirectory(new_);
  ASSERT_TRUE(report) << report.error().detail;
  EXPECT_TRUE(report->passed());
  const auto store = OpenNew();
  int sold = 0;
  store->rows().ForEachRow([&sold]<class Row>(const Row& row) {
    if constexpr (std::is_same_v<Row, QueueToken>) {
      EXPECT_EQ(row.status, TokenStatus::kExpired);
    } else if constexpr (std::is_same_v<Row, Room>) {
      EXPECT_EQ(row.state, RoomState::kPaused);
    } else if constexpr (std::is_same_v<Row, Seat>) {
      EXPECT_NE(row.status, SeatStatus::kHeld);
      if (row.status == SeatStatus::kSold) ++sold;
    }
  });
  EXPECT_EQ(sold, 1) << "ann's seat";
}

TEST_F(RestoreTest, ATimeStandsForTheLastCommitUpToIt) {
  const auto restored = Restore(clock_.Now());
  ASSERT_TRUE(restored) << restored.error().detail;
  EXPECT_EQ(restored->from.last.commit_number, end_ + 1);
}

// A restore committed the time of a clock that was far ahead, and nobody was asked.
TEST_F(RestoreTest, TheMarksHaveTheTimeOfTheCopyWhateverTheClockSays) {
  clock_.Advance(std::chrono::hours(24 * 365));
  const auto restored = Restore();
  ASSERT_TRUE(restored) << restored.error().detail;
  EXPECT_EQ(restored->marked.now, restored->from.now);
  EXPECT_EQ(OpenNew()->sale_time(), restored->from.now);
}

// It failed at the last step, after all the work.
TEST_F(RestoreTest, AMountPointIsRefusedBeforeAnythingIsDone) {
  new_ = "/proc";
  const auto restored = Restore();
  ASSERT_FALSE(restored);
  EXPECT_EQ(restored.error().detail,
            "a file system is mounted at /proc, so that it cannot be replaced: give a new folder "
            "in it, such as /proc/sale");
}

TEST_F(RestoreTest, ADirectoryThatIsNotEmptyIsRefusedAndLeftAlone) {
  fs::create_directory(new_);
  ASSERT_TRUE(Restore()) << "an empty one is replaced";
  const auto again = Restore();
  ASSERT_FALSE(again);
  EXPECT_THAT(again.error().detail, HasSubstr("is not empty"));
  EXPECT_NE(OpenNew(), nullptr);
}

TEST_F(RestoreTest, ARestoreThatDoesNotEndLeavesNoSale) {
  refuses_ = true;
  EXPECT_FALSE(Restore());
  EXPECT_TRUE(LeavesNothing());
  fs::create_directory(new_ + ".restoring");
  refuses_ = false;
  const auto beside = Restore();
  ASSERT_FALSE(beside);
  EXPECT_THAT(beside.error().detail, HasSubstr("is left from a restore that did not end"));
}

TEST_F(RestoreTest, ADamagedCopyIsNamedAndRestoresNothing) {
  const std::string base = ChainOf(copy_, 1).BasePath();
  std::fstream(base, std::ios::in | std::ios::out | std::ios::binary).seekp(5000).put('!');
  const auto restored = Restore();
  ASSERT_FALSE(restored);
  EXPECT_EQ(restored.error().code, StoreErrorCode::kCorrupt);
  EXPECT_THAT(restored.error().detail, HasSubstr(base));
  EXPECT_TRUE(LeavesNothing());
}

}  // namespace
}  // namespace onsale::store
