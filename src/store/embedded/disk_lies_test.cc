// Tests the store on a disk that loses and reorders writes of the journal and of sale.db: a
// restarted store must have exactly a prefix of the commits, with every acknowledged one, or refuse
// damaged bytes.
//
// The test records the disk's operations in one long run, then cuts the power before each of them.
// Normally it tests some operations with one kind of loss each; ONSALE_TEST_DISK_LIES=all tests
// every operation with every kind, on all cores (./dev disk-lies).
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

constexpr std::uint64_t kOperationsMin = 10'000;
constexpr std::uint64_t kKindsOfLoss = 5;
constexpr std::uint64_t kUsualStride = 13;

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

TEST_F(DiskLiesTest, TheRunIsLongEnough) {
  EXPECT_GE(Log().size(), kOperationsMin);
}

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
  DiskState disk;
  for (std::uint64_t n = 0; n < moment; ++n) disk.Apply(Log()[n]);
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
  DiskState disk;
  for (std::uint64_t n = 0; n < moment; ++n) disk.Apply(Log()[n]);
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
  static bool IsCaught(Kind kind, std::string_view part) {
    return IsCaught([=](const DiskOperation& operation) {
      return operation.kind == kind && operation.path.find(part) != std::string::npos;
    });
  }
};

TEST_F(LyingSyncsTest, WithoutAnySyncCommitsAreLost) {
  EXPECT_TRUE(IsCaught([](const DiskOperation&) { return true; }));
}

TEST_F(LyingSyncsTest, WithoutSyncsOfTheJournalCommitsAreLost) {
  EXPECT_TRUE(IsCaught(Kind::kSync, "/journal/"));
}

TEST_F(LyingSyncsTest, WithoutSyncsOfDirectoriesCommitsAreLost) {
  EXPECT_TRUE(IsCaught(Kind::kSyncDirectory, ""));
}

TEST_F(LyingSyncsTest, WithoutSyncsOfTheTablesCommitsAreLost) {
  EXPECT_TRUE(IsCaught(Kind::kSync, "/sale.db"));
}

}  // namespace
}  // namespace onsale::store
