// Tests the journal on a disk in memory: which frames survive, are discarded, or are refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

#include "store/embedded/journal/journal_reader.h"
#include "store/embedded/testing/faulty_disk_testing.h"

namespace onsale::store {
namespace {

using testing::HasSubstr;

base::Time CommitTime(std::uint64_t commit) {
  return base::Time(base::Duration(static_cast<std::int64_t>(commit)));
}

// Stands for the rows of a commit: text whose content and length depend on the commit.
std::string RowsOf(std::uint64_t commit) {
  return "rows of batch " + std::to_string(commit) + std::string(commit % 5 * 7, 'x');
}

class JournalTest : public testing::Test {
 protected:
  std::unique_ptr<JournalWriter> OpenWriter(const JournalEnd& end = {},
                                            std::uint64_t segment_bytes = 4096) {
    return std::move(*JournalWriter::Open(journal_, end, segment_bytes));
  }
  static void Append(JournalWriter& writer) {
    const std::uint64_t commit = writer.end().last.commit_number + 1;
    std::string frame = NewFrame() + RowsOf(commit);
    ASSERT_TRUE(writer.Append(frame, CommitTime(commit)));
  }
  // Writes `batches` commits. Returns the offset of each in its segment, and the end of the last
  // one.
  std::vector<std::uint64_t> Write(int batches, std::uint64_t segment_bytes = 4096) {
    auto writer = OpenWriter({}, segment_bytes);
    std::vector<std::uint64_t> offsets{writer->end().offset};
    for (int i = 0; i < batches; ++i) {
      Append(*writer);
      offsets.push_back(writer->end().offset);
    }
    return offsets;
  }
  // The error of a replay.
  std::string Refused(const ReplayStart& start) {
    const auto end = Replay(start);
    return end ? "" : end.error().detail;
  }
  std::expected<JournalEnd, StoreError> Replay(const ReplayStart& start = {}) {
    rows_.clear();
    return ReplayJournal(journal_, start, [this](const Frame& frame) {
      rows_.emplace_back(frame.rows);
      return std::expected<void, std::string>();
    });
  }
  void ExpectBatches(std::uint64_t count) {
    ASSERT_EQ(rows_.size(), count);
    for (std::uint64_t i = 0; i < count; ++i) EXPECT_EQ(rows_[i], RowsOf(i + 1));
  }
  std::string& Segment(std::uint32_t number) { return disk_.BytesOf(journal_.PathOf(number)); }
  void ExpectDamage(const std::string& what) {
    const auto end = Replay();
    ASSERT_FALSE(end);
    EXPECT_EQ(end.error().code, StoreErrorCode::kCorrupt);
    EXPECT_THAT(end.error().detail, HasSubstr(what));
  }

  FaultyDisk disk_;
  JournalDirectory journal_{.files = &disk_, .directory = "/journal"};
  std::vector<std::string> rows_;
};

// With frames smaller and larger than what a reader reads at once.
class ReadAheadTest : public JournalTest, public testing::WithParamInterface<std::size_t> {
 protected:
  ReadAheadTest() { journal_.read_ahead = GetParam(); }

  // Room for frames of all Sizes().
  static std::uint64_t SegmentBytes() { return 10 * std::max<std::uint64_t>(GetParam(), 512); }
  // Sizes of frames around the read-ahead.
  static std::vector<std::size_t> Sizes() {
    const std::size_t bytes = std::max<std::size_t>(GetParam(), 64);
    return {bytes - 16, bytes - 8, bytes, bytes + 8, 2 * bytes, 3 * bytes + 8};
  }
  // Writes frames of these sizes into a new journal, and returns their offsets and the end's.
  std::vector<std::uint64_t> WriteSizes(const std::vector<std::size_t>& sizes) {
    if (disk_.Find(journal_.PathOf(1))) disk_.Delete(journal_.PathOf(1));
    auto writer = OpenWriter({}, SegmentBytes());
    std::vector<std::uint64_t> offsets{writer->end().offset};
    for (const std::size_t size : sizes) {
      AppendSize(*writer, size);
      offsets.push_back(writer->end().offset);
    }
    return offsets;
  }
  static void AppendSize(JournalWriter& writer, std::size_t size) {
    std::string frame = NewFrame() + std::string(size - kFrameHeaderBytes, 'x');
    ASSERT_TRUE(writer.Append(frame, CommitTime(1)));
  }
  void Flip(std::uint64_t offset) { Segment(1)[offset] ^= 1; }
};
INSTANTIATE_TEST_SUITE_P(Bytes, ReadAheadTest,
                         testing::Values(0, 64, 104, 4096, JournalDirectory().read_ahead));

TEST(FrameTest, AFrameOfMoreThanTheMostRowsIsBad) {
  std::string frame = NewFrame() + "x";
  SealFrame({}, frame);
  const auto fault_of = [&frame](std::uint32_t rows) {
    std::memcpy(frame.data(), &rows, sizeof(rows));
    return DecodeFrame(frame, UINT64_MAX).fault;
  };
  EXPECT_EQ(fault_of(kFrameRowsMax), FrameFault::kShort);
  EXPECT_EQ(fault_of(kFrameRowsMax + 1), FrameFault::kBad);
}

TEST_F(JournalTest, FramesAreReplayedInOrderAcrossSegments) {
  Write(50, 512);
  const auto end = Replay();
  ASSERT_TRUE(end);
  EXPECT_GT(end->segment, 5U);
  EXPECT_EQ(end->now, CommitTime(50));
  ExpectBatches(50);
}

TEST_F(JournalTest, WritingContinuesAtTheEnd) {
  Write(3);
  auto writer = OpenWriter(*Replay());
  Append(*writer);
  ASSERT_TRUE(Replay());
  ExpectBatches(4);
}

TEST_F(JournalTest, AFrameLargerThanASegmentGetsALargerSegment) {
  auto writer = OpenWriter({}, 512);
  std::string frame = NewFrame() + std::string(100'000, 'x');
  ASSERT_TRUE(writer->Append(frame, CommitTime(1)));
  Append(*writer);
  ASSERT_TRUE(Replay());
  EXPECT_EQ(rows_.at(0).size(), 100'000U);
  EXPECT_EQ(rows_.at(1), RowsOf(2));
}

TEST_F(JournalTest, FoldedFramesAreNotReplayed) {
  auto writer = OpenWriter();
  Append(*writer);
  const ChainLink folded = writer->end().last;
  Append(*writer);
  ASSERT_TRUE(Replay({.folded = folded}));
  EXPECT_EQ(rows_, (std::vector{RowsOf(2)}));
}

TEST_P(ReadAheadTest, ALastFrameTornAtAnyByteIsDiscarded) {
  const auto offsets = Write(3);
  const std::string whole = Segment(1);
  for (std::uint64_t cut = offsets[2]; cut < offsets[3]; ++cut) {
    Segment(1) = whole.substr(0, cut) + std::string(whole.size() - cut, '\0');
    // If only zero padding after the rows is cut off, the frame is still complete.
    if (Segment(1) == whole) continue;
    const auto end = Replay();
    ASSERT_TRUE(end) << cut;
    ExpectBatches(2);
    EXPECT_EQ(end->offset, offsets[2]);
  }
}

TEST_P(ReadAheadTest, AFlippedBitInAnyByteOfAMiddleFrameIsDamage) {
  const auto offsets = Write(3);
  for (std::uint64_t at = offsets[1]; at < offsets[2]; ++at) {
    const char mask = static_cast<char>(1 << (at % 8));
    Segment(1)[at] ^= mask;
    ExpectDamage("offset " + std::to_string(offsets[1]));
    Segment(1)[at] ^= mask;
  }
  EXPECT_TRUE(Replay());
}

TEST_P(ReadAheadTest, AMiddleFrameOverwrittenWithZerosIsDamage) {
  const auto offsets = Write(3);
  std::fill(Segment(1).begin() + static_cast<std::ptrdiff_t>(offsets[1]),
            Segment(1).begin() + static_cast<std::ptrdiff_t>(offsets[2]), '\0');
  ExpectDamage("commit 1");
}

TEST_P(ReadAheadTest, AFrameOfAnySizeIsReadBack) {
  WriteSizes(Sizes());
  ASSERT_TRUE(Replay());
  ASSERT_EQ(rows_.size(), Sizes().size());
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    EXPECT_EQ(rows_[i].size() + kFrameHeaderBytes, Sizes()[i]);
  }
}

// Otherwise the damage would count as a torn last frame, and acknowledged commits would be cleared.
TEST_P(ReadAheadTest, AnIntactFrameOfAnySizeIsFoundBehindDamage) {
  for (const std::size_t size : Sizes()) {
    const auto offsets = WriteSizes({64, 64, size});
    Flip(offsets[1] + 50);
    ExpectDamage("intact frames follow (commit 3)");
  }
}

TEST_P(ReadAheadTest, AnIntactFrameIsFoundBehindADamagedOneOfAnySize) {
  for (const std::size_t size : Sizes()) {
    const auto offsets = WriteSizes({64, size, 64});
    Flip(offsets[2] - 1);
    ExpectDamage("intact frames follow (commit 3)");
  }
}

TEST_P(ReadAheadTest, ATornLastFrameOfAnySizeIsClearedCompletely) {
  for (const std::size_t size : Sizes()) {
    const auto offsets = WriteSizes({64, size});
    Flip(offsets[1] + kFrameHeaderBytes);
    const auto end = Replay();
    ASSERT_TRUE(end) << size;
    EXPECT_EQ(end->offset, offsets[1]) << size;
    EXPECT_EQ(Segment(1).find_first_not_of('\0', offsets[1]), std::string::npos) << size;
  }
}

TEST_P(ReadAheadTest, FramesThatAreAppendedWhileASegmentIsReadAreFound) {
  auto writer = OpenWriter({}, SegmentBytes());
  const auto reader = *SegmentReader::Open(journal_, 1);
  for (const std::size_t size : Sizes()) {
    EXPECT_NE(reader->Next()->fault, FrameFault::kNone) << size;
    AppendSize(*writer, size);
    const auto decoded = reader->Next();
    ASSERT_EQ(decoded->fault, FrameFault::kNone) << size;
    EXPECT_EQ(decoded->frame.size, size);
  }
}

TEST_F(JournalTest, AFlippedBitInAnyByteOfASegmentHeaderIsDamage) {
  Write(3);
  for (std::size_t at = 0; at < kSegmentHeaderBytes; ++at) {
    Segment(1)[at] ^= 1;
    ExpectDamage("00000001.log");
    Segment(1)[at] ^= 1;
  }
}

TEST_F(JournalTest, DamageAtTheEndOfAnEarlierSegmentIsDamage) {
  Write(20, 512);
  std::string& bytes = Segment(1);
  bytes[bytes.find_last_not_of('\0')] ^= 1;
  ExpectDamage("00000002.log continues after it");
}

TEST_F(JournalTest, AMissingSegmentIsDamage) {
  Write(20, 512);
  disk_.Delete(journal_.PathOf(2));
  ExpectDamage("00000002.log");
  disk_.Delete(journal_.PathOf(1));
  ExpectDamage("segments are missing");
}

TEST_F(JournalTest, AMissingJournalIsDamageUnlessTheTablesHoldEverything) {
  const ChainLink folded{.commit_number = 5, .hash = 77};
  EXPECT_FALSE(Replay({.folded = folded}));
  EXPECT_TRUE(Replay({.folded = folded, .journal_may_be_gone = true}));
}

TEST_F(JournalTest, SegmentsInTheWrongOrderAreDamage) {
  Write(20, 512);
  std::swap(Segment(1), Segment(2));
  ExpectDamage("a copy of another segment");
}

TEST_F(JournalTest, FramesInTheWrongOrderAreDamage) {
  const auto offsets = Write(2);
  std::string& bytes = Segment(1);
  const std::string first = bytes.substr(offsets[0], offsets[1] - offsets[0]);
  const std::string second = bytes.substr(offsets[1], offsets[2] - offsets[1]);
  bytes.replace(offsets[0], first.size() + second.size(), second + first);
  ExpectDamage("commit 2, which does not follow commit 0");
}

TEST_F(JournalTest, TablesOfAnotherJournalAreRefused) {
  Write(3);
  EXPECT_THAT(Refused({.folded = {.commit_number = 2, .hash = 12345}}),
              HasSubstr("do not belong together"));
  EXPECT_THAT(Refused({.folded = {.commit_number = 9, .hash = 1}}),
              HasSubstr("ends with commit 3"));
}

// The segment with the last folded commit was removed; only the header of the next one has that
// commit's hash.
TEST_F(JournalTest, TablesOfAnotherJournalAreRefusedAfterFoldedSegmentsWereRemoved) {
  Write(50, 512);
  disk_.Delete(journal_.PathOf(1));
  const ChainLink before = (*SegmentReader::Open(journal_, 2))->header().before;
  ASSERT_TRUE(Replay({.folded = before}));
  EXPECT_THAT(Refused({.folded = {.commit_number = before.commit_number, .hash = 12345}}),
              HasSubstr("do not belong together"));
}

TEST_F(JournalTest, AFrameWithAnyLengthFieldIsReadSafely) {
  const auto offsets = Write(1);
  for (const std::uint32_t length : {1U, 4000U, 5000U, 1U << 30, 0x7FFFFFFFU, 0xFFFFFFFFU}) {
    std::memcpy(Segment(1).data() + offsets[0], &length, sizeof length);
    ASSERT_TRUE(Replay());
    ExpectBatches(0);
    disk_.Delete(journal_.PathOf(1));
    Write(1);
  }
}

// After a failed sync the next start can read the frame, although it may not be on the disk: the
// system treats it as written. The start rewrites it in parts of 1 MiB.
TEST_F(JournalTest, AFrameWhoseSyncFailedIsRewrittenByTheNextStart) {
  for (const std::size_t bytes : {100, (1 << 20) - 8, 1 << 20, (1 << 20) + 8, (5 << 20) / 2}) {
    FaultyDisk disk;
    const JournalDirectory journal{.files = &disk, .directory = "/journal"};
    auto writer = std::move(*JournalWriter::Open(journal, {}, 3 << 20));
    Append(*writer);
    Append(*writer);
    disk.Fail({.fail_at = disk.operations() + 1, .fails = FaultyDisk::Fails::kOnce});  // the sync
    std::string frame = NewFrame() + std::string(bytes - kFrameHeaderBytes, 'x');
    ASSERT_FALSE(writer->Append(frame, CommitTime(3)));
    const auto replay = [&journal] {
      return ReplayJournal(journal, {},
                           [](const Frame&) { return std::expected<void, std::string>(); });
    };
    ASSERT_EQ(replay()->last.commit_number, 3U) << bytes;
    disk.Crash(0);
    EXPECT_EQ(replay()->last.commit_number, 3U) << bytes;
  }
}

TEST_F(JournalTest, ALeftoverOfASegmentIsRemoved) {
  Write(1);
  ASSERT_TRUE(disk_.Open(journal_.PathOf(2) + ".tmp", OpenMode::kCreateEmpty));
  ASSERT_TRUE(Replay());
  EXPECT_EQ(disk_.Sizes().size(), 1U);
}

TEST(FullDiskTest, TheErrorNamesTheFileAndTheReason) {
  FaultyDisk disk({.fail_at = 0, .error_number = 28});
  const auto writer = JournalWriter::Open({.files = &disk, .directory = "/journal"}, {}, 1024);
  ASSERT_FALSE(writer);
  EXPECT_EQ(writer.error().Text(),
            "cannot create /journal/00000001.log.tmp: No space left on device");
}

}  // namespace
}  // namespace onsale::store
