// Copies of a running sale: what they hold, how they continue, and what damage does to them.
#include "store/embedded/backup/copier.h"

#include <filesystem>
#include <fstream>
#include <set>

#include "base/await_testing.h"
#include "store/command_crowd_testing.h"
#include "store/embedded/backup/directory_source.h"
#include "store/embedded/backup/take_out.h"
#include "store/embedded/backup/verify_copy.h"
#include "store/embedded/tables/sqlite_tables.h"
#include "store/embedded/testing/embedded_fixture_testing.h"
#include "store/embedded/testing/sale_on_disk_testing.h"

namespace onsale::store {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

class CopierTest : public EmbeddedTest {
 protected:
  CopierTest() { fs::create_directory(copy_); }

  // Commits batches of a crowd, and notes the digest of the rows after each commit.
  void Sell(EmbeddedStore& store, int batches) {
    if (!crowd_) {
      crowd_.emplace(7U, CommandCrowd::Options{});
      ASSERT_TRUE(CommitAndWait(store, {crowd_->AddShow()}));
    }
    for (int i = 0; i < batches; ++i) {
      const auto committed = CommitAndWait(store, crowd_->Batch(5));
      ASSERT_TRUE(committed);
      for (const domain::Outcome& outcome : committed->outcomes) crowd_->Learn(outcome);
      clock_.Advance(std::chrono::seconds(crowd_->Below(60)));
      digests_[store.durable_commit()] = DigestOf(store.rows());
    }
  }
  CopyProgress Copy(Copier& copier) {
    const auto copied = copier.CopyNew();
    if (!copied) throw std::runtime_error(copied.error().detail);
    return *copied;
  }
  std::vector<CheckedChain> Verified() {
    auto chains = VerifyCopy(copy_, temp_.path());
    if (!chains) throw std::runtime_error(chains.error().detail);
    return *std::move(chains);
  }
  // Takes the moment out of the copy, and returns the digest of the sale that is there.
  std::expected<std::uint64_t, std::string> DigestAt(const CopyMoment& moment) {
    const auto chain = ChainFor(*ChainsIn(PosixFileSystem(), copy_), moment);
    if (!chain) return std::unexpected(chain.error().detail);
    const base::TempDirectory folder(temp_.path());
    const auto taken = TakeOut(PosixFileSystem(), *chain, moment, folder.path());
    if (!taken) return std::unexpected(taken.error().detail);
    EmbeddedOptions options = Options(/*fold_on_close=*/false);
    options.directory = folder.path();
    return DigestOf(OpenWith(options)->rows());
  }
  // Folds and checkpoints, as a question does, so that segments are removed.
  void Fold(EmbeddedStore& store) {
    ASSERT_TRUE(ReadLedgerAndWait(store, {.user = ContractUser("user-1")}));
  }

  const std::string copy_ = temp_.path() + "/copy";
  DirectorySource source_{PosixFileSystem(), directory_};
  Copier copier_{source_, PosixFileSystem(), copy_};
  std::optional<CommandCrowd> crowd_;
  std::map<std::uint64_t, std::uint64_t> digests_;  // by commit
};

TEST_F(CopierTest, ACopyFollowsARunningSaleInOneChain) {
  const auto store = Open(/*fold_on_close=*/false);
  Sell(*store, 20);
  const CopyProgress first = Copy(copier_);
  EXPECT_EQ(first.chain, 1U);
  EXPECT_EQ(first.began, "there is no copy yet");
  EXPECT_EQ(first.last.last.commit_number, store->durable_commit());
  for (int i = 0; i < 20; ++i) {
    Sell(*store, 1);
    if (i == 10) Fold(*store);
    const CopyProgress next = Copy(copier_);
    EXPECT_EQ(next.began, "");
    EXPECT_EQ(next.last.last.commit_number, store->durable_commit()) << i;
  }
  EXPECT_EQ(Copy(copier_).frames, 0U);
  const auto chains = Verified();
  ASSERT_EQ(chains.size(), 1U);
  EXPECT_TRUE(chains[0].is_good()) << chains[0].damage;
  EXPECT_EQ(chains[0].last.last.commit_number, store->durable_commit());
}

TEST_F(CopierTest, EveryCommitOfTheCopyIsRestoredAsItWas) {
  auto store = Open(/*fold_on_close=*/false);
  Sell(*store, 10);
  Fold(*store);
  const CopyMark base = Copy(copier_).last;
  Sell(*store, 20);
  Copy(copier_);
  store = nullptr;
  int compared = 0;
  for (const auto& [commit, digest] : digests_) {
    if (commit < base.last.commit_number) continue;
    EXPECT_EQ(DigestAt(commit), digest) << commit;
    ++compared;
  }
  EXPECT_GT(compared, 10);
  EXPECT_EQ(DigestAt({}), digests_.rbegin()->second);
  const auto before = DigestAt(std::uint64_t{0});
  ASSERT_FALSE(before);
  EXPECT_THAT(before.error(), HasSubstr("the copy begins with commit"));
  const auto after = DigestAt(digests_.rbegin()->first + 1);
  ASSERT_FALSE(after);
  EXPECT_THAT(after.error(), HasSubstr("the copy has no commit"));
}

TEST_F(CopierTest, RestartsOfBothSidesContinueTheChain) {
  for (int life = 0; life < 4; ++life) {
    const auto store = Open(/*fold_on_close=*/life % 2 == 1);
    Sell(*store, 5);
    Copier again(source_, PosixFileSystem(), copy_);
    EXPECT_EQ(Copy(again).chain, 1U) << life;
  }
  EXPECT_TRUE(Verified()[0].is_good());
  EXPECT_EQ(DigestAt({}), digests_.rbegin()->second);
}

// Another source, whose reads a test can delay, and whose base it can let fail.
class SlowBase final : public CopySource {
 public:
  explicit SlowBase(CopySource& source) : source_(source) {}
  Result<std::optional<std::string>> Read(JournalPlace from, std::size_t bytes_max) override {
    before_read(from);
    return source_.Read(from, bytes_max);
  }
  Result<CopyMark> CopyBase(const Target& target, const Between& between) override {
    meanwhile();
    if (auto done = between(); !done) return std::unexpected(done.error());
    if (!fails) return source_.CopyBase(target, between);
    return std::unexpected(StoreError{StoreErrorCode::kUnavailable, "no base"});
  }

  std::function<void(JournalPlace)> before_read = [](JournalPlace) {};
  std::function<void()> meanwhile = [] {};
  bool fails = false;

 private:
  CopySource& source_;
};

// The source was said to have changed when its fold removed the oldest segment between two reads.
TEST_F(CopierTest, AnOldestSegmentThatIsRemovedMeanwhileIsNotMissed) {
  const auto store = Open(/*fold_on_close=*/false);
  Sell(*store, 10);
  const JournalDirectory journal{.files = &PosixFileSystem(), .directory = directory_ + "/journal"};
  const std::uint32_t oldest = SegmentsIn(journal).value().front();
  SlowBase source(source_);
  bool removed = false;
  source.before_read = [&](JournalPlace from) {
    if (removed || from.segment == 0) return;
    removed = true;
    Sell(*store, 80);
    Fold(*store);
    base::Await("the oldest segment is removed",
                [&] { return SegmentsIn(journal).value().front() != oldest; });
  };
  Copier copier(source, PosixFileSystem(), copy_);
  EXPECT_EQ(Copy(copier).last.last.commit_number, store->durable_commit());
  EXPECT_TRUE(removed);
  EXPECT_TRUE(Verified()[0].is_good());
}

// While the base of a new chain could not be copied, the copy stopped.
TEST_F(CopierTest, UntilANewChainIsWholeTheLastOneGetsTheFrames) {
  const auto store = Open(/*fold_on_close=*/false);
  Sell(*store, 5);
  SlowBase source(source_);
  Copier copier(source, PosixFileSystem(), copy_);
  Copy(copier);
  copier.BeginChain();
  source.meanwhile = [&] { Sell(*store, 3); };
  source.fails = true;
  for (int attempt = 0; attempt < 3; ++attempt) {
    Sell(*store, 1);
    EXPECT_FALSE(copier.CopyNew());
    EXPECT_EQ(DigestAt({}), digests_.rbegin()->second) << attempt;
  }
  source.fails = false;
  const CopyProgress whole = Copy(copier);
  EXPECT_EQ(whole.chain, 2U);
  EXPECT_EQ(whole.began, "a new chain was asked for");
  Sell(*store, 2);
  EXPECT_EQ(Copy(copier).began, "");
  const auto chains = Verified();
  ASSERT_EQ(chains.size(), 2U);
  for (const CheckedChain& chain : chains) EXPECT_TRUE(chain.is_good()) << chain.damage;
  EXPECT_EQ(chains[0].last.last.commit_number + 2, store->durable_commit());
}

// A follower beside a stopped server locked the directory until the whole base was copied.
TEST_F(CopierTest, AServerStartsWhileABaseIsCopiedAndTheBaseStaysAsItWas) {
  {
    const auto store = Open(/*fold_on_close=*/false);
    Sell(*store, 10);
    Fold(*store);
  }
  // More than is copied at once.
  Execute("CREATE TABLE filler AS SELECT randomblob(3 << 20) AS bytes");
  const std::string base = temp_.path() + "/base";
  std::unique_ptr<EmbeddedStore> store;
  int pieces = 0;
  const auto mark = source_.CopyBase({.files = PosixFileSystem(), .path = base}, [&] {
    if (++pieces == 1) store = Open(/*fold_on_close=*/false);
    Sell(*store, 5);
    Fold(*store);
    return StoreResult<void>();
  });
  ASSERT_TRUE(mark) << mark.error().detail;
  EXPECT_GT(pieces, 2);
  EXPECT_LT(mark->last.commit_number, store->durable_commit());
  const auto copied = Connection::OpenReadOnly(base);
  ASSERT_TRUE(copied);
  EXPECT_EQ(ReadMeta(**copied, "folded_batch"),
            static_cast<std::int64_t>(mark->last.commit_number));
  auto check = (*copied)->Prepare("PRAGMA integrity_check");
  ASSERT_TRUE(check && check->Step());
  SqlValue value;
  check->Column(0, value);
  EXPECT_EQ(value.bytes, "ok");
}

// The source's server has removed what the copy lacks.
TEST_F(CopierTest, AfterAGapANewChainBegins) {
  auto store = Open();
  Sell(*store, 10);
  const std::uint64_t end = Copy(copier_).last.last.commit_number;
  Sell(*store, 80);
  const std::uint64_t unseen = store->durable_commit();
  store = nullptr;
  store = Open();  // the clean stop has removed all segments but the last
  Sell(*store, 1);
  const CopyProgress after = Copy(copier_);
  EXPECT_EQ(after.chain, 2U);
  EXPECT_THAT(after.began, HasSubstr("has removed the frames after commit"));
  for (const CheckedChain& chain : Verified()) EXPECT_TRUE(chain.is_good()) << chain.damage;
  EXPECT_EQ(DigestAt(end), digests_.at(end));
  EXPECT_EQ(DigestAt({}), digests_.rbegin()->second);
  EXPECT_FALSE(DigestAt(unseen - 40));
}

// A power cut takes back a frame that was not synced, and the source continues with another one.
TEST_F(CopierTest, ASourceThatLostAFrameBeginsANewChain) {
  auto store = Open(/*fold_on_close=*/false);
  Sell(*store, 10);
  store = nullptr;
  fs::copy(directory_, temp_.path() + "/before", fs::copy_options::recursive);
  store = Open(/*fold_on_close=*/false);
  Sell(*store, 3);
  Copy(copier_);
  store = nullptr;
  fs::remove_all(directory_);
  fs::rename(temp_.path() + "/before", directory_);
  EXPECT_EQ(Copy(copier_).chain, 2U);
  store = Open(/*fold_on_close=*/false);
  Sell(*store, 3);
  EXPECT_EQ(Copy(copier_).chain, 2U);
  for (const CheckedChain& chain : Verified()) EXPECT_TRUE(chain.is_good()) << chain.damage;
  EXPECT_EQ(DigestAt({}), DigestOf(store->rows()));
}

TEST_F(CopierTest, ADamagedByteAnywhereIsNamed) {
  {
    const auto store = Open(/*fold_on_close=*/false);
    Sell(*store, 20);
    Fold(*store);
    Sell(*store, 5);
    Copy(copier_);
  }
  const std::string chain = ChainOf(copy_, 1).directory;
  std::set<fs::path> segments;
  for (const auto& segment : fs::directory_iterator(chain + "/journal")) {
    segments.insert(segment.path());
  }
  std::vector<fs::path> files{chain + "/sale.db", chain + "/manifest"};
  files.insert(files.end(), segments.begin(), segments.end());
  for (const fs::path& file : files) {
    const auto size = fs::file_size(file);
    for (std::uint64_t at = 0; at < size; at += std::max<std::uint64_t>(1, size / 7)) {
      std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
      const auto flip = [&] {
        bytes.seekg(static_cast<std::streamoff>(at));
        const char was = static_cast<char>(bytes.get());
        bytes.seekp(static_cast<std::streamoff>(at));
        bytes.put(static_cast<char>(was ^ 1)).flush();
      };
      flip();
      const auto chains = Verified();
      ASSERT_EQ(chains.size(), 1U);
      EXPECT_THAT(chains[0].damage, HasSubstr(chain)) << file << " at " << at;
      flip();
    }
  }
  EXPECT_TRUE(Verified()[0].is_good());
  fs::remove(*segments.rbegin());
  EXPECT_FALSE(Verified()[0].is_good()) << "the last segment is missing";
}

TEST_F(CopierTest, ADamagedSourceIsNamedAndGivesNoChain) {
  {
    const auto store = Open();
    Sell(*store, 20);
  }
  std::fstream bytes(path(), std::ios::in | std::ios::out | std::ios::binary);
  bytes.seekp(2 * 4096 + 100);
  bytes.write("damage", 6).flush();
  const auto copied = copier_.CopyNew();
  ASSERT_FALSE(copied);
  EXPECT_EQ(copied.error().code, StoreErrorCode::kCorrupt) << copied.error().detail;
  EXPECT_THAT(copied.error().detail, HasSubstr("does not match its checksum"));
  EXPECT_TRUE(Verified().empty());
}

// --- The copy's disk ---

// A sale at rest on a disk of its own, which each test copies there under another fault.
class CopierDiskTest : public testing::Test {
 protected:
  void SetUp() override {
    Machine machine(sale_, {});
    BusySale busy(3, base::Time(std::chrono::hours(24)));
    Promises promises{{}};
    ASSERT_TRUE(machine.Start());
    for (int step = 0; step < 20; ++step) ASSERT_TRUE(busy.RunStep(machine, promises));
    last_ = machine.store().durable_commit();
    machine.Stop();
    at_rest_ = machine.disk().state();
  }

  // What is wrong after the copy met this fault, was tried again, and the power was cut.
  std::string WrongAfter(const FaultyDisk::Faults& faults, std::uint64_t seed) {
    FaultyDisk disk(faults, at_rest_);
    FaultyVfs vfs(disk);
    const bool has_folder = disk.MakeDirectory(copy_) && disk.SyncDirectory(temp_.path());
    if (!has_folder) return "";
    DirectorySource source(disk, sale_, vfs.name());
    Copier copier(source, disk, copy_);
    const auto first = copier.CopyNew();
    reached_ = disk.HasFailed();
    if (faults.fails == FaultyDisk::Fails::kEverything) {
      disk.Crash(seed);
      if (auto wrong = WrongWithWholeChains(disk, first.has_value()); !wrong.empty()) return wrong;
      Copier again(source, disk, copy_);
      if (const auto copied = again.CopyNew(); !copied) return copied.error().detail;
    } else {
      disk.Fail({});
      if (const auto copied = copier.CopyNew(); !copied) return copied.error().detail;
    }
    disk.Crash(seed + 1);
    return WrongWithWholeChains(disk, /*must_be_one=*/true);
  }

  // A chain that counts as whole must have everything up to the source's last commit.
  std::string WrongWithWholeChains(FaultyDisk& disk, bool must_be_one) {
    const auto chains = ChainsIn(disk, copy_);
    if (!chains) return must_be_one ? chains.error().detail : "";
    for (const CopyChain& chain : *chains) {
      if (chain.state == CopyChain::State::kDamaged) return "a damaged manifest";
      if (chain.state == CopyChain::State::kUnfinished) continue;
      const std::string folder = copy_ + "/out" + std::to_string(++taken_);
      static_cast<void>(disk.MakeDirectory(folder));
      const auto taken = TakeOut(disk, chain, {}, folder);
      if (!taken) return "a whole chain: " + taken.error().detail;
      if (taken->last.commit_number != last_) return "a whole chain lacks commits";
      must_be_one = false;
    }
    return must_be_one ? "there is no whole chain" : "";
  }

  const base::TempDirectory temp_;
  const std::string sale_ = temp_.path() + "/sale";
  const std::string copy_ = temp_.path() + "/copy";
  DiskState at_rest_;
  std::uint64_t last_ = 0;
  int taken_ = 0;
  bool reached_ = false;
};

TEST_F(CopierDiskTest, AfterAnyFaultNoPartOfACopyIsTakenForAWholeOne) {
  using enum FaultyDisk::Fails;
  for (const auto fails : {kEverything, kOnce, kGrowth}) {
    std::uint64_t at = 0;
    for (reached_ = true; reached_; ++at) {
      const FaultyDisk::Faults faults{.fail_at = at, .error_number = ENOSPC, .fails = fails};
      const std::string wrong = WrongAfter(faults, at);
      ASSERT_EQ(wrong, "") << "operation " << at << ", fault " << static_cast<int>(fails);
    }
    EXPECT_GT(at, 20U);
  }
}

}  // namespace
}  // namespace onsale::store
