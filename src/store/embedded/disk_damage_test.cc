// Flips bits in stored files: a start must report the damage, unless it is in bytes without
// meaning.
//
// ONSALE_TEST_DISK_LIES=all flips about fifty times as many bits.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>

#include "base/temp_directory_testing.h"
#include "store/embedded/testing/sale_on_disk_testing.h"

namespace onsale::store {
namespace {

using testing::AnyOf;
using testing::HasSubstr;

// The disk in the middle of a sale, with journal frames that are not in sale.db yet and a
// write-ahead log of sale.db that is not empty; and the disk after a clean stop.
class DiskDamageTest : public testing::Test {
 protected:
  DiskDamageTest() {
    Machine machine(Directory(), {});
    BusySale sale(7, base::Time(std::chrono::hours(24)));
    const auto found = machine.Start(Machine::End::kFolded);
    EXPECT_TRUE(found);
    promises_.GoOnFrom(*found, {});
    for (int step = 0; step < 30; ++step) EXPECT_TRUE(sale.RunStep(machine, promises_));
    // Waits for a moment with segments and a log: the fold removes and truncates them at times.
    const auto is_busy = [this] {
      return Segments().size() >= 3 && !disk_.BytesOf(Directory() + "/sale.db-wal").empty();
    };
    for (disk_ = machine.disk().state(); !is_busy(); disk_ = machine.disk().state()) {
      EXPECT_TRUE(sale.RunStep(machine, promises_));
    }
    disk_.ForgetUnnamed();
    acknowledged_ = promises_.AcknowledgedBy(machine.disk().operations());
    machine.Stop();
    stopped_ = machine.disk().state();
    stopped_.ForgetUnnamed();
  }

  std::string Directory() const { return directory_.path() + "/data"; }

  struct Outcomes {
    int refused = 0;
    int harmless = 0;
    int last_batch_lost = 0;
    int wrong = 0;
    std::string first_wrong;
  };
  // Starts on copies of the disk, each with one bit flipped, in every `stride`th byte of the file.
  Outcomes FlipIn(const std::string& path, std::size_t stride) {
    if (const char* const text = std::getenv("ONSALE_TEST_DISK_LIES")) {
      if (std::string_view(text) == "all") stride = 1 + stride / 50;
    }
    Outcomes outcomes;
    for (std::size_t at = 0; at < disk_.BytesOf(path).size(); at += stride) {
      DiskState damaged = disk_;
      damaged.BytesOf(path)[at] ^= static_cast<char>(1 << (at / stride % 8));
      Judge(std::move(damaged), outcomes, path + " at " + std::to_string(at));
    }
    std::cout << path.substr(Directory().size()) << ": " << outcomes.refused << " refused, "
              << outcomes.harmless << " harmless, " << outcomes.last_batch_lost
              << " took the last batch, " << outcomes.wrong << " wrong\n";
    return outcomes;
  }

  void Judge(DiskState damaged, Outcomes& outcomes, const std::string& where) {
    Machine machine(Directory(), {}, std::move(damaged));
    const auto found = machine.Start();
    if (!found) {
      ++outcomes.refused;
      EXPECT_EQ(found.error().code, StoreErrorCode::kCorrupt) << where << found.error().detail;
      EXPECT_THAT(found.error().detail, AnyOf(HasSubstr(Directory()), HasSubstr("sale.db")))
          << where;
    } else if (promises_.Complaint(*found, acknowledged_).empty()) {
      JudgeTables(machine, outcomes, where);
    } else if (found->commit_number + 1 == acknowledged_ &&
               promises_.Complaint(*found, 0).empty()) {
      ++outcomes.last_batch_lost;
    } else {
      ++outcomes.wrong;
      outcomes.first_wrong += outcomes.wrong == 1 ? where : "";
    }
  }

  // Reads all rows of the tables, because a start does not read all of them.
  static void JudgeTables(Machine& machine, Outcomes& outcomes, const std::string& where) {
    const std::string complaint = machine.TablesComplaint();
    const auto says = [&complaint](std::string_view part) {
      return complaint.find(part) != std::string::npos;
    };
    if (complaint.empty()) {
      ++outcomes.harmless;
    } else if (says("does not match its checksum") || says("error code=8202")) {
      ++outcomes.refused;  // 8202: SQLITE_IOERR_DATA, in the words of integrity_check
    } else {
      ++outcomes.wrong;
      outcomes.first_wrong += outcomes.wrong == 1 ? where + ": " + complaint : "";
    }
  }

  std::vector<std::string> Segments() const {
    std::vector<std::string> segments;
    for (const auto& name : disk_.List(Directory() + "/journal")) {
      if (SegmentNumber(name)) segments.push_back(Directory() + "/journal/" + name);
    }
    return segments;
  }

  base::TempDirectory directory_;
  Promises promises_{{}};
  DiskState disk_;
  DiskState stopped_;  // the disk after a clean stop
  std::uint64_t acknowledged_ = 0;
};

TEST_F(DiskDamageTest, ABitInASegmentBeforeTheLastIsDetectedOrHarmless) {
  auto segments = Segments();
  ASSERT_GT(segments.size(), 1U);
  segments.pop_back();
  for (const auto& segment : segments) {
    const Outcomes outcomes = FlipIn(segment, 101);
    EXPECT_EQ(outcomes.last_batch_lost + outcomes.wrong, 0) << outcomes.first_wrong;
    EXPECT_GT(outcomes.refused, 0);
  }
}

// A flipped bit in the last frame looks like a torn write (docs/formats.md), so that frame is lost.
TEST_F(DiskDamageTest, ABitInTheLastSegmentLosesAtMostItsLastFrame) {
  const Outcomes outcomes = FlipIn(Segments().back(), 41);
  EXPECT_EQ(outcomes.wrong, 0) << outcomes.first_wrong;
  EXPECT_GT(outcomes.refused, 0);
}

TEST_F(DiskDamageTest, ABitInTheTablesLogIsDetectedOrHarmless) {
  const Outcomes outcomes = FlipIn(Directory() + "/sale.db-wal", 2003);
  EXPECT_EQ(outcomes.last_batch_lost + outcomes.wrong, 0) << outcomes.first_wrong;
}

// A start does not read the ledger's pages; their damage is reported by the first query.
TEST_F(DiskDamageTest, ABitInTheTablesIsDetectedWhenItIsRead) {
  disk_ = stopped_;
  const Outcomes outcomes = FlipIn(Directory() + "/sale.db", 499);
  EXPECT_EQ(outcomes.last_batch_lost + outcomes.wrong, 0) << outcomes.first_wrong;
  EXPECT_EQ(outcomes.harmless, 0);
}

}  // namespace
}  // namespace onsale::store
