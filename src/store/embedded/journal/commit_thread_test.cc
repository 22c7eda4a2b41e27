// Tests group commit: which batches share a frame, and when each is done.
#include "store/embedded/journal/commit_thread.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>

#include "base/await_testing.h"
#include "store/embedded/journal/journal_reader.h"
#include "store/embedded/testing/faulty_disk_testing.h"

namespace onsale::store {
namespace {

// A commit thread that blocks after its first sync until the test releases it.
class CommitThreadTest : public testing::Test {
 protected:
  void Start(const FaultyDisk::Faults& faults = {}, CommitBounds bounds = {}) {
    files_ = std::make_unique<FaultyDisk>(faults);
    auto writer = JournalWriter::Open({files_.get(), "/journal"}, {}, 4096);
    ASSERT_TRUE(writer.has_value());
    thread_ = std::make_unique<CommitThread>(
        std::move(*writer),
        [this](const JournalEnd& end, const Published& published) {
          frames_.push_back(end.last.commit_number);
          catalogs_.push_back(published.catalog);
          synced_ = true;
          go_on_.wait();
        },
        bounds);
  }
  void Push(const std::string& name, const std::string& rows,
            const domain::CatalogPtr& catalog = {}) {
    PendingCommit commit{.frame = rows.empty() ? std::string() : NewFrame() + rows};
    commit.committed.now = ++now_;
    commit.published.catalog = catalog;
    commit.done = [this, name](auto result) {
      done_ += name + (result ? std::to_string(result->commit_number) : "!") + " ";
    };
    thread_->Push(std::move(commit));
  }
  void PushAndAwaitSync(const std::string& name) {
    Push(name, "rows");
    base::Await("the first sync", [this] { return synced_.load(); });
  }
  std::string Finish() {
    release_.set_value();
    thread_->Stop();
    return done_;
  }
  // The time with which a start would continue.
  base::Time ReplayedTime() {
    const auto end = ReplayJournal({files_.get(), "/journal"}, {},
                                   [](const Frame&) { return std::expected<void, std::string>(); });
    return end.value().now;
  }

  std::unique_ptr<FaultyDisk> files_;
  std::promise<void> release_;
  std::shared_future<void> go_on_ = release_.get_future().share();
  std::atomic<bool> synced_ = false;
  // The commit thread uses these three until it has ended.
  std::vector<std::uint64_t> frames_;
  std::vector<domain::CatalogPtr> catalogs_;
  std::string done_;
  base::Time now_;  // of the last batch pushed; each is a microsecond later
  std::unique_ptr<CommitThread> thread_;
};

TEST_F(CommitThreadTest, BatchesDecidedDuringASyncShareTheNextFrame) {
  Start();
  PushAndAwaitSync("a");
  Push("b", "more");
  Push("c", "rows");
  EXPECT_EQ(Finish(), "a1 b2 c2 ");
  EXPECT_EQ(frames_, (std::vector<std::uint64_t>{1, 2}));
}

TEST_F(CommitThreadTest, AReadWithNothingBeforeItIsDoneAtOnce) {
  Start();
  Push("read", "");
  EXPECT_EQ(done_, "read0 ");
  Finish();
}

TEST_F(CommitThreadTest, AReadWaitsForTheFrameBeforeItAndNotForTheNext) {
  Start();
  PushAndAwaitSync("a");
  Push("read", "");
  EXPECT_EQ(done_, "");
  Push("b", "rows");
  Push("last", "");
  EXPECT_EQ(Finish(), "a1 read1 b2 last2 ");
}

TEST_F(CommitThreadTest, AfterAFailedSyncEveryBatchFails) {
  Start();
  const std::uint64_t so_far = files_->operations();
  thread_.reset();
  Start({.fail_at = so_far + 1});  // the frame's write succeeds, its sync fails
  Push("a", "rows");
  Push("read", "");
  release_.set_value();
  EXPECT_FALSE(thread_->Stop());
  EXPECT_EQ(done_, "a! read! ");
}

TEST_F(CommitThreadTest, AfterBreakEveryBatchFails) {
  Start();
  PushAndAwaitSync("a");
  thread_->Break({StoreErrorCode::kUnknownOutcome, "the tables are lost"});
  Push("b", "rows");
  Push("read", "");
  EXPECT_EQ(Finish(), "a1 b! read! ");
}

// The rows of batches that share a frame; empty for one that only reads.
class SharedFrameTest : public CommitThreadTest,
                        public testing::WithParamInterface<std::vector<const char*>> {};
INSTANTIATE_TEST_SUITE_P(Groups, SharedFrameTest,
                         testing::Values(std::vector{"rows"}, std::vector{"rows", "rows"},
                                         std::vector{"rows", "rows", ""},
                                         std::vector{"rows", "", ""},
                                         std::vector{"rows", "", "rows"}));

// With an earlier time, holds that were over would be live again after a crash.
TEST_P(SharedFrameTest, AFrameHasTheTimeOfItsLastBatch) {
  Start();
  PushAndAwaitSync("a");
  for (const char* const rows : GetParam()) Push("b", rows);
  Finish();
  EXPECT_EQ(frames_.size(), 2U);
  EXPECT_EQ(ReplayedTime(), now_);
}

TEST_F(CommitThreadTest, AFrameHasTheRowsOfItsBatchesInOrderAndTheLastCatalogue) {
  const auto first = std::make_shared<const domain::Catalog>();
  const auto last = std::make_shared<const domain::Catalog>();
  Start();
  PushAndAwaitSync("a");
  Push("b", "first", first);
  Push("c", "second", last);
  Finish();
  EXPECT_EQ(catalogs_.back(), last);
  EXPECT_NE(files_->BytesOf("/journal/00000001.log").find("firstsecond"), std::string::npos);
}

// Regression: frames had no bound, so batches that queued during a long sync could exceed the
// largest size, which is asserted.
TEST_F(CommitThreadTest, BatchesThatDoNotFitIntoOneFrameGoIntoTheNext) {
  Start({}, {.frame_bytes = 2 * (kFrameHeaderBytes + 4)});
  PushAndAwaitSync("a");
  for (const char* name : {"b", "c", "d"}) Push(name, "rows");
  EXPECT_EQ(Finish(), "a1 b2 c2 d3 ");
}

TEST_F(CommitThreadTest, ABatchLargerThanAFrameGetsAFrameOfItsOwn) {
  Start({}, {.frame_bytes = 1});
  PushAndAwaitSync("a");
  Push("b", "rows");
  Push("read", "");
  Push("c", "rows");
  EXPECT_EQ(Finish(), "a1 b2 read2 c3 ");
}

TEST_F(CommitThreadTest, PushDoesNotBlockWhileTheBoundIsPending) {
  constexpr std::size_t kFrame = kFrameHeaderBytes + 4;
  Start({}, {.pending_bytes = 2 * kFrame});
  PushAndAwaitSync("a");
  auto pushed = std::async(std::launch::async, [this] {
    for (const char* name : {"b", "c", "d"}) Push(name, "rows");
  });
  EXPECT_EQ(pushed.wait_for(std::chrono::seconds(20)), std::future_status::ready);
  EXPECT_EQ(Finish(), "a1 b2 c2 d2 ");
}

TEST_F(CommitThreadTest, PushBlocksWhileTooMuchIsPending) {
  Start({}, {.pending_bytes = kFrameHeaderBytes});
  PushAndAwaitSync("a");
  Push("b", "more than fits");
  std::atomic<bool> pushed = false;
  std::thread pusher([&] {
    Push("c", "rows");
    pushed = true;
  });
  EXPECT_FALSE(pushed);  // the commit thread is blocked in its first sync
  release_.set_value();
  base::Await("the push that was blocked", [&] { return pushed.load(); });
  pusher.join();
  thread_->Stop();
  EXPECT_EQ(done_, "a1 b2 c3 ");
}

}  // namespace
}  // namespace onsale::store
