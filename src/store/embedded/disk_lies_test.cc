// Tests the store on a disk that loses and reorders writes of the journal and of sale.db, or flips
// bits in them: a restarted store must have exactly a prefix of the commits, with every
// acknowledged one, or refuse damaged bytes.
//
// The test records the disk's operations in one long run, then cuts the power before each of them.
// Normally it tests some operations with one kind of loss each; ONSALE_TEST_DISK_LIES=all tests
// every operation with every kind, on all cores, and flips fifty times as many bits
// (./dev disk-lies).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <future>
#include <iostream>
#include <thread>

#include "base/temp_directory_testing.h"
#include "store/embedded/testing/disk_lives_testing.h"

namespace onsale::store {
namespace {

using Kind = DiskOperation::Kind;
using std::chrono::hours;
using testing::AnyOf;
using testing::HasSubstr;

constexpr std::uint64_t kOperationsMin = 10'000;
constexpr std::uint64_t kKindsOfLoss = 5;
constexpr std::uint64_t kUsualStride = 13;
constexpr std::size_t kNoteStateOffset = 24;  // docs/formats.md, The note of a copy

bool All() {
  const char* const text = std::getenv("ONSALE_TEST_DISK_LIES");
  return text != nullptr && std::string_view(text) == "all";
}

// The operations of the disk in a sale with several restarts, and the commits acknowledged
// meanwhile.
struct Recording {
  std::vector<DiskOperation> log;
  Promises promises{{}};
};

class DiskLiesTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    directory_ = new base::TempDirectory;
    recording_ = new Recording(Record());
  }
  static void TearDownTestSuite() {
    delete recording_;
    delete directory_;
  }

  static std::string Directory() { return directory_->path() + "/data"; }
  static const std::vector<DiskOperation>& Log() { return recording_->log; }
  static const Promises& Promised() { return recording_->promises; }

  static Recording Record() {
    Machine machine(Directory(), {.record = true});
    BusySale sale(1, base::Time(hours(24)));
    Recording recording;
    for (int life = 0; machine.disk().operations() < kOperationsMin; ++life) {
      // Some of the store's lives end with a clean stop, others like a crash.
      const auto found =
          machine.Start(life % 3 == 1 ? Machine::End::kFolded : Machine::End::kAsItIs);
      EXPECT_TRUE(found) << found.error().detail;
      if (life == 0) recording.promises = Promises(*found);
      for (int step = 0; step < 60; ++step) EXPECT_TRUE(sale.RunStep(machine, recording.promises));
      machine.Stop();
    }
    recording.log = machine.disk().log();
    return recording;
  }

  // The disk just before operation n. Each thread uses a directory of its own.
  struct Moment {
    const std::string& directory;
    const DiskState& disk;
    std::uint64_t n;
  };
  // Calls `visit` for every moment of the recorded run and returns its first error; empty if none.
  template <class Visit>
  static std::string AtEachMoment(Visit visit) {
    const std::uint64_t jobs = All() ? std::max(1U, std::thread::hardware_concurrency()) : 1;
    std::atomic<bool> enough = false;
    std::vector<std::future<std::string>> walks;
    for (std::uint64_t job = 0; job < jobs; ++job) {
      walks.push_back(std::async(std::launch::async, [&visit, &enough, jobs, job] {
        return Walk(Directory() + "-" + std::to_string(job), [&](const Moment& moment) {
          if (enough || moment.n % jobs != job) return std::string();
          std::string wrong = visit(moment);
          if (!wrong.empty()) enough = true;
          return wrong;
        });
      }));
    }
    std::string wrong;
    for (auto& walk : walks) wrong += walk.get();
    return wrong;
  }
  template <class Visit>
  static std::string Walk(const std::string& directory, Visit visit) {
    DiskState disk;
    for (std::uint64_t n = 0; n <= Log().size(); ++n) {
      if (n > 0) disk.Apply(In(directory, Log()[n - 1]));
      const std::string wrong = visit(Moment{.directory = directory, .disk = disk, .n = n});
      if (!wrong.empty()) return wrong + Story(n);
    }
    return {};
  }
  // A recorded operation, moved into another directory.
  static DiskOperation In(const std::string& directory, DiskOperation operation) {
    for (std::string* const path : {&operation.path, &operation.to}) {
      if (path->starts_with(Directory())) path->replace(0, Directory().size(), directory);
    }
    return operation;
  }

  // The disk just before operation n.
  static DiskState StateBefore(std::uint64_t n) {
    DiskState disk;
    for (std::uint64_t i = 0; i < n; ++i) disk.Apply(Log()[i]);
    return disk;
  }

  // Starts a store on this disk and returns what is wrong with it; empty if nothing is.
  static std::string WrongOn(const std::string& directory, const DiskState& disk,
                             std::uint64_t operations) {
    Machine machine(directory, {}, disk);
    const auto found = machine.Start();
    if (!found) return "the start was refused: " + found.error().detail;
    return Promised().Complaint(*found, Promised().AcknowledgedBy(operations));
  }

  static DiskLives::Rest RestAt(const DiskState& disk, std::uint64_t operations) {
    return {.disk = disk,
            .promises = Promised(),
            .acknowledged = Promised().AcknowledgedBy(operations)};
  }

  // The last disk operations before operation `operations`, for the message of a failure.
  static std::string Story(std::uint64_t operations) {
    std::string story = "\nbefore operation " + std::to_string(operations) + ":\n";
    for (std::uint64_t i = operations - std::min<std::uint64_t>(operations, 30); i < operations;
         ++i) {
      story += "  " + std::to_string(i) + " " + Log()[i].Text() + "\n";
    }
    return story;
  }

 private:
  static inline base::TempDirectory* directory_;
  static inline Recording* recording_;
};

TEST_F(DiskLiesTest, APowerCutAtAnyOperationLeavesAPrefixWithEveryAcknowledgedCommit) {
  std::atomic<std::uint64_t> cuts = 0;
  const std::string wrong = AtEachMoment([&cuts](const Moment& moment) -> std::string {
    for (std::uint64_t loss = 0; loss < kKindsOfLoss; ++loss) {
      const std::uint64_t n = moment.n;
      if (!All() && (n % kUsualStride != 0 || n / kUsualStride % kKindsOfLoss != loss)) continue;
      const std::uint64_t seed = n * kKindsOfLoss + loss;
      const auto told = WrongOn(moment.directory, moment.disk.AfterPowerCut(seed), n);
      if (!told.empty()) return told + "\nseed " + std::to_string(seed);
      ++cuts;
    }
    return {};
  });
  EXPECT_EQ(wrong, "");
  EXPECT_GE(Log().size(), kOperationsMin);
  std::cout << cuts << " power cuts over " << Log().size() << " operations\n";
}

TEST_F(DiskLiesTest, KillsFaultsAndPowerCutsLoseNoAcknowledgedCommit) {
  const std::uint64_t stride = All() ? 1 : 80;
  std::atomic<std::uint64_t> chains = 0;
  const std::string wrong = AtEachMoment([&chains, stride](const Moment& moment) -> std::string {
    if (moment.n % stride != 0) return {};
    DiskLives lives(moment.directory, RestAt(moment.disk, moment.n), moment.n);
    lives.LiveByChance();
    ++chains;
    return lives.wrong();
  });
  EXPECT_EQ(wrong, "");
  std::cout << chains << " chains of lives\n";
}

// Repeats one life of the store for every operation in it: that operation fails once, or all from
// it on, or those that need space. Then the process restarts, with or without a power cut before.
TEST_F(DiskLiesTest, AFailureOfAnyOperationLosesNoAcknowledgedCommit) {
  using Fails = FaultyDisk::Fails;
  constexpr int kTurns = 8;
  const std::uint64_t moment = Log().size() / 2;
  const DiskState disk = StateBefore(moment);
  DiskLives without_faults(Directory(), RestAt(disk, moment), 0);
  without_faults.Live({}, kTurns);
  const std::uint64_t operations = without_faults.operations();
  EXPECT_GT(operations, 100U);
  for (std::uint64_t n = 0; n < operations; ++n) {
    for (const Fails fails : {Fails::kOnce, Fails::kEverything, Fails::kGrowth}) {
      if (!All() && n % 5 != static_cast<std::uint64_t>(fails)) continue;
      const int error = fails == Fails::kGrowth ? ENOSPC : EIO;
      DiskLives lives(Directory(), RestAt(disk, moment), n);
      lives.Live({.fail_at = n, .error_number = error, .fails = fails}, kTurns);
      if (n / 5 % 2 == 0) lives.LoseThePower();
      lives.Live({}, 5);
      lives.LoseThePower();
      lives.LiveWell();
      ASSERT_TRUE(lives.wrong().empty()) << "operation " << n << "\n" << lives.wrong();
    }
  }
}

// A start must not take a failed read for the end of the journal: it would overwrite acknowledged
// commits.
TEST_F(DiskLiesTest, AFailureOfAnyReadOfAStartLosesNoAcknowledgedCommit) {
  const std::uint64_t moment = Log().size() / 2;
  const DiskState disk = StateBefore(moment);
  const std::uint64_t acknowledged = Promised().AcknowledgedBy(moment);
  std::uint64_t reads = 0;
  {
    Machine machine(Directory(), {}, disk);
    ASSERT_TRUE(machine.Start());
    reads = machine.disk().reads();
  }
  EXPECT_GT(reads, 20U);
  std::uint64_t refused = 0;
  const std::uint64_t stride = All() ? 1 : 1 + reads / 200;
  for (std::uint64_t n = 0; n < reads; n += stride) {
    Machine machine(Directory(), {.fail_read_at = n}, disk);
    if (const auto found = machine.Start()) {
      EXPECT_EQ(Promised().Complaint(*found, acknowledged), "") << "read " << n;
    } else {
      EXPECT_EQ(found.error().code, StoreErrorCode::kUnavailable) << found.error().detail;
      ++refused;
    }
    machine.Stop();
    EXPECT_EQ(WrongOn(Directory(), machine.disk().state(), moment), "") << "read " << n;
  }
  EXPECT_GT(refused, 10U);
  std::cout << refused << " refused of " << reads << " reads\n";
}

// --- Negative controls: if syncs have no effect, the same run must lose commits. ---

class LyingSyncsTest : public DiskLiesTest {
 protected:
  // Whether the checks above find lost commits at some power cut if the syncs chosen by `is_lie`
  // have no effect.
  template <class IsLie>
  static bool IsCaught(IsLie is_lie) {
    DiskState disk;
    for (std::uint64_t n = 0; n < Log().size(); ++n) {
      const DiskOperation& operation = Log()[n];
      const bool sync = operation.kind == Kind::kSync || operation.kind == Kind::kSyncDirectory;
      if (!sync || !is_lie(operation)) disk.Apply(operation);
      if (n % 97 == 96 && !WrongOn(Directory(), disk.AfterPowerCut(n), n + 1).empty()) return true;
    }
    return false;
  }
};

TEST_F(LyingSyncsTest, WithoutAnySyncCommitsAreLost) {
  EXPECT_TRUE(IsCaught([](const DiskOperation&) { return true; }));
}

TEST_F(LyingSyncsTest, WithoutSyncsOfOneKindCommitsAreLost) {
  struct Syncs {
    Kind kind;
    const char* part;  // of the paths
  };
  for (const Syncs& syncs : {Syncs{Kind::kSync, "/journal/"}, Syncs{Kind::kSync, "/sale.db"},
                             Syncs{Kind::kSyncDirectory, ""}}) {
    EXPECT_TRUE(IsCaught([&syncs](const DiskOperation& operation) {
      return operation.kind == syncs.kind && operation.path.find(syncs.part) != std::string::npos;
    })) << syncs.part;
  }
}

// A start after any other write would believe a damaged log (DiskDamageTest). Only a new sale.db is
// written before it has a log.
TEST_F(DiskLiesTest, TheTablesAreWrittenOnlyWhileTheNoteSaysSo) {
  bool has_log = false;
  bool copying = false;
  int copied_pages = 0;
  for (std::uint64_t n = 0; n < Log().size(); ++n) {
    const DiskOperation& operation = Log()[n];
    if (operation.kind != Kind::kWrite) continue;
    if (operation.path.ends_with("/sale.db-wal")) has_log = true;
    if (operation.path.ends_with("/sale.db-copy"))
      copying = operation.bytes.at(kNoteStateOffset) == 1;
    if (!operation.path.ends_with("/sale.db") || !has_log) continue;
    ASSERT_TRUE(copying) << Story(n);
    ++copied_pages;
  }
  EXPECT_GT(copied_pages, 100);
}

// Regression: after a failed note the log was begun anew, and if that failed too, a start after a
// power cut refused a whole sale.db: its log was damaged, and the note said that it was needed.
TEST_F(DiskLiesTest, TheLogIsBegunAnewOnlyWhenTheNoteSaysThatItWasCopied) {
  const auto is_note = [](const DiskOperation& operation) {
    return operation.path.ends_with("/sale.db-copy");
  };
  const auto is_end = [&](const DiskOperation& operation) {
    return operation.kind == Kind::kWrite && is_note(operation) &&
           operation.bytes.at(kNoteStateOffset) == 2;
  };
  Machine machine(Directory(),
                  {.fail_when = is_end, .fails = FaultyDisk::Fails::kOnce, .record = true});
  const auto found = machine.Start();
  ASSERT_TRUE(found);
  Promises promises(*found);
  BusySale sale(3, base::Time(hours(24)));
  for (int step = 0; step < 150; ++step) ASSERT_TRUE(sale.RunStep(machine, promises));
  EXPECT_EQ(machine.TablesComplaint(), "");
  machine.Stop();
  int failed = 0;
  int begun = 0;
  bool noted = true;
  for (const DiskOperation& operation : machine.disk().log()) {
    if (is_note(operation)) {
      failed += operation.failed ? 1 : 0;
      if (operation.kind == Kind::kWrite) noted = false;
      if (operation.kind == Kind::kSync) noted = !operation.failed;
    }
    if (failed == 0 || operation.kind != Kind::kWrite || operation.offset != 0) continue;
    if (!operation.path.ends_with("/sale.db-wal")) continue;
    EXPECT_TRUE(noted) << operation.Text();
    ++begun;
  }
  EXPECT_EQ(failed, 1);
  EXPECT_GT(begun, 0);
}

// --- Flipped bits: a start must report the damage, unless it is in bytes without meaning. ---

class DiskDamageTest : public DiskLiesTest {
 protected:
  // A moment with journal frames that are not in sale.db yet and a write-ahead log of sale.db that
  // is not empty. The fold removes and truncates them at times.
  DiskDamageTest() {
    GoToMoment([this](const DiskOperation& next) {
      const std::string log = Directory() + "/sale.db-wal";
      const bool has_log = disk_.Find(log) && !disk_.BytesOf(log).empty();
      return has_log && Segments().size() >= 3 && !IsTablesWrite(next);
    });
  }

  // Takes the disk as it was before the first operation of the second half, or later, for which
  // `is_right` is true.
  template <class IsRight>
  void GoToMoment(IsRight is_right) {
    std::uint64_t moment = Log().size() / 2;
    disk_ = StateBefore(moment);
    while (!is_right(Log().at(moment))) disk_.Apply(Log()[moment++]);
    disk_.ForgetUnnamed();
    acknowledged_ = Promised().AcknowledgedBy(moment);
  }
  static bool IsTablesWrite(const DiskOperation& operation) {
    return operation.kind == Kind::kWrite && operation.path.ends_with("/sale.db");
  }
  // A moment in the middle of a copy of the log into sale.db.
  void GoIntoACopy() {
    int pages = 0;
    GoToMoment([&pages](const DiskOperation& next) {
      if (next.path.ends_with("/sale.db-copy")) pages = 0;  // another copy begins
      return IsTablesWrite(next) && ++pages == 10;
    });
  }

  struct Outcomes {
    int refused = 0;
    int harmless = 0;
    int last_batch_lost = 0;
    int wrong = 0;
    std::string first_wrong;
  };
  // Starts on copies of the disk, each with one bit flipped, in every `stride`th byte of the file.
  Outcomes FlipIn(const std::string& path, std::size_t stride) {
    if (All()) stride = 1 + stride / 50;
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
    } else if (Promised().Complaint(*found, acknowledged_).empty()) {
      JudgeTables(machine, outcomes, where);
    } else if (found->commit_number + 1 == acknowledged_ &&
               Promised().Complaint(*found, 0).empty()) {
      ++outcomes.last_batch_lost;
    } else {
      ++outcomes.wrong;
      outcomes.first_wrong += outcomes.wrong == 1 ? where : "";
    }
  }

  // Reads all rows of the tables, because a start does not read all of them.
  static void JudgeTables(Machine& machine, Outcomes& outcomes, const std::string& where) {
    const std::string complaint = machine.TablesComplaint();
    if (complaint.empty()) {
      ++outcomes.harmless;
    } else if (complaint.contains("does not match its checksum") ||
               complaint.contains("error code=8202")) {
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

  DiskState disk_;
  std::uint64_t acknowledged_ = 0;
};

// A flipped bit in the last frame looks like a torn write (docs/formats.md), so that frame is lost.
TEST_F(DiskDamageTest, ABitInASegmentIsDetectedOrHarmlessOrTakesTheLastFrame) {
  const auto segments = Segments();
  for (const auto& segment : segments) {
    const bool is_last = segment == segments.back();
    const Outcomes outcomes = FlipIn(segment, is_last ? 41 : 101);
    EXPECT_EQ(outcomes.wrong, 0) << outcomes.first_wrong;
    EXPECT_GT(outcomes.refused, 0);
    if (!is_last) EXPECT_EQ(outcomes.last_batch_lost, 0) << segment;
  }
}

TEST_F(DiskDamageTest, ABitInTheTablesLogIsDetectedOrHarmless) {
  const Outcomes outcomes = FlipIn(Directory() + "/sale.db-wal", 2003);
  EXPECT_EQ(outcomes.last_batch_lost + outcomes.wrong, 0) << outcomes.first_wrong;
}

// Of the pages in sale.db some are older than others then, and the log alone has the rest.
TEST_F(DiskDamageTest, ABitInALogThatIsBeingCopiedIsDetected) {
  GoIntoACopy();
  const Outcomes outcomes = FlipIn(Directory() + "/sale.db-wal", 499);
  EXPECT_EQ(outcomes.harmless + outcomes.last_batch_lost + outcomes.wrong, 0)
      << outcomes.first_wrong;
  EXPECT_GT(outcomes.refused, 10);
}

// SQLite would put the pages before the damage over newer ones.
TEST_F(DiskDamageTest, ABitInALogThatWasCopiedIsHarmless) {
  GoToMoment([](const DiskOperation& next) {
    return next.kind == Kind::kTruncate && next.path.ends_with("/sale.db-wal");
  });
  const Outcomes outcomes = FlipIn(Directory() + "/sale.db-wal", 2003);
  EXPECT_EQ(outcomes.refused + outcomes.last_batch_lost + outcomes.wrong, 0)
      << outcomes.first_wrong;
  EXPECT_GT(outcomes.harmless, 20);
}

TEST_F(DiskDamageTest, ABitInTheNoteOfACopyIsHarmless) {
  GoIntoACopy();
  const Outcomes outcomes = FlipIn(Directory() + "/sale.db-copy", 1);
  EXPECT_EQ(outcomes.harmless, 40);
}

// A start does not read the ledger's pages; their damage is reported by the first question.
TEST_F(DiskDamageTest, ABitInTheTablesIsDetectedWhenItIsRead) {
  Machine machine(Directory(), {}, disk_);
  ASSERT_TRUE(machine.Start(Machine::End::kFolded));
  machine.Stop();
  disk_ = machine.disk().state();
  disk_.ForgetUnnamed();
  const Outcomes outcomes = FlipIn(Directory() + "/sale.db", 499);
  EXPECT_EQ(outcomes.last_batch_lost + outcomes.wrong, 0) << outcomes.first_wrong;
  EXPECT_EQ(outcomes.harmless, 0);
}

}  // namespace
}  // namespace onsale::store
