#include "store/embedded/journal/journal_reader.h"

#include "store/embedded/files/rewrite.h"

namespace onsale::store {
namespace {

template <class T>
using Result = std::expected<T, StoreError>;

std::unexpected<StoreError> Damaged(std::string detail) {
  return std::unexpected(StoreError{StoreErrorCode::kCorrupt, std::move(detail)});
}

std::string Batch(std::uint64_t number) {
  return "commit " + std::to_string(number);
}

constexpr const char* kAdvice =
    ". The damaged part may hold acknowledged changes; nothing was modified. Keep a copy of the "
    "data "
    "directory, find the cause (disk, file copied while in use), and restore from a copy or a "
    "replica; docs/formats.md says how to continue without the damaged commits";

// Reads the whole journal at a start: checks every segment and visits the frames.
class Replay {
 public:
  Replay(const JournalDirectory& journal, const ReplayStart& start, const FrameVisitor& visit)
      : journal_(journal), start_(start), visit_(visit) {}

  Result<JournalEnd> Run() {
    auto numbers = ListSegments();
    if (!numbers) return std::unexpected(numbers.error());
    if (numbers->empty()) return WithoutSegments();
    for (std::size_t i = 0; i < numbers->size(); ++i) {
      const auto number = (*numbers)[i];
      if (i > 0 && number != (*numbers)[i - 1] + 1) return MissingBefore(number);
      if (auto done = ReadSegment(number, i == 0, i + 1 == numbers->size()); !done) {
        return std::unexpected(done.error());
      }
    }
    if (end_.last.commit_number < start_.folded.commit_number) return EndsEarly();
    return end_;
  }

 private:
  Result<std::vector<std::uint32_t>> ListSegments() {
    const auto names = journal_.files->List(journal_.directory);
    if (!names) return std::unexpected(Unavailable(names.error()));
    std::vector<std::uint32_t> numbers;
    for (const auto& name : *names) {
      if (const auto number = SegmentNumber(name)) numbers.push_back(*number);
      if (!IsLeftover(name)) continue;
      // Removes a new segment that a crash left unfinished; it never had a frame.
      if (auto done = journal_.files->Remove(journal_.directory + "/" + name); !done) {
        return std::unexpected(Unavailable(done.error()));
      }
    }
    return numbers;
  }

  Result<JournalEnd> WithoutSegments() {
    if (start_.folded.commit_number > 0 && !start_.journal_may_be_gone) {
      return Damaged("the journal in " + journal_.directory +
                     " has no segments, but sale.db, which ends with " +
                     Batch(start_.folded.commit_number) +
                     ", was not closed cleanly and needs them" + kAdvice);
    }
    return JournalEnd{.last = start_.folded, .now = start_.folded_now};
  }

  std::unexpected<StoreError> MissingBefore(std::uint32_t number) {
    return Damaged("a journal segment is missing: " + journal_.PathOf(end_.segment + 1) +
                   ", after " + Batch(end_.last.commit_number) + " and before segment " +
                   std::to_string(number) + kAdvice);
  }

  std::unexpected<StoreError> EndsEarly() {
    return Damaged("the journal in " + journal_.directory + " ends with " +
                   Batch(end_.last.commit_number) + ", but sale.db already holds " +
                   Batch(start_.folded.commit_number) +
                   ": the two do not belong together, or the journal's end is damaged" + kAdvice);
  }

  Result<void> CheckStart(const SegmentReader& reader, bool first) {
    const ChainLink& before = reader.header().before;
    if (!first && before != end_.last) {
      return Damaged("the journal is damaged between " + Batch(end_.last.commit_number) + " and " +
                     Batch(before.commit_number + 1) + ", at offset " +
                     std::to_string(end_.offset) + " of " + journal_.PathOf(end_.segment) + "; " +
                     reader.path() + " continues after it" + kAdvice);
    }
    if (first && before.commit_number > start_.folded.commit_number) {
      return Damaged("journal segments are missing: sale.db ends with " +
                     Batch(start_.folded.commit_number) + ", but the first segment, " +
                     reader.path() + ", starts with " + Batch(before.commit_number + 1) + kAdvice);
    }
    if (first && before.commit_number == start_.folded.commit_number &&
        before.hash != start_.folded.hash) {
      return Foreign(reader.path());
    }
    return {};
  }

  std::unexpected<StoreError> Foreign(const std::string& path) {
    return Damaged("sale.db and " + path + " do not belong together: they differ in " +
                   Batch(start_.folded.commit_number) + kAdvice);
  }

  Result<void> ReadSegment(std::uint32_t number, bool first, bool last) {
    auto reader = SegmentReader::Open(journal_, number);
    if (!reader) return std::unexpected(reader.error());
    SegmentReader& segment = **reader;
    if (auto good = CheckStart(segment, first); !good) return good;
    if (first) {
      end_.last = segment.header().before;
      end_.first_segment = number;
    }
    end_.segment = number;
    end_.offset = last_frame_at_ = segment.offset();
    if (auto done = ReadFrames(segment); !done) return done;
    return last ? CheckTail(segment) : Result<void>();
  }

  Result<void> ReadFrames(SegmentReader& segment) {
    for (;;) {
      const auto decoded = segment.Next();
      if (!decoded) return std::unexpected(Unavailable(decoded.error()));
      if (decoded->fault != FrameFault::kNone) return {};
      const Frame& frame = decoded->frame;
      if (frame.link.commit_number != end_.last.commit_number + 1 ||
          frame.before != end_.last.hash) {
        return Damaged("the frame at offset " + std::to_string(end_.offset) + " of " +
                       segment.path() + " is " + Batch(frame.link.commit_number) +
                       ", which does not follow " + Batch(end_.last.commit_number) + kAdvice);
      }
      if (frame.link.commit_number == start_.folded.commit_number &&
          frame.link.hash != start_.folded.hash) {
        return Foreign(segment.path());
      }
      end_.last = frame.link;
      end_.now = frame.now;
      last_frame_at_ = end_.offset;
      end_.offset = segment.offset();
      if (frame.link.commit_number <= start_.folded.commit_number) continue;
      if (auto done = visit_(frame); !done) {
        return Damaged(Batch(frame.link.commit_number) + " in " + segment.path() + ": " +
                       done.error() + kAdvice);
      }
    }
  }

  // Checks the bytes after the last frame: clears a torn frame, reports damage, and makes the
  // segment durable.
  Result<void> CheckTail(SegmentReader& segment) {
    const auto intact = segment.FindIntactFrame();
    if (!intact) return std::unexpected(Unavailable(intact.error()));
    if (*intact) {
      return Damaged("the frame at offset " + std::to_string(end_.offset) + " of " +
                     segment.path() + ", after " + Batch(end_.last.commit_number) +
                     ", is damaged, but intact frames follow (" + Batch(**intact) + ")" + kAdvice);
    }
    const auto content_end = segment.EndOfContent();
    if (!content_end) return std::unexpected(Unavailable(content_end.error()));
    auto done = MakeDurable(segment, *content_end);
    if (!done) return std::unexpected(Unavailable(done.error()));
    return {};
  }

  // Writes the last frame again and syncs. The previous process may have been killed between a
  // write and its sync, or between a rename and the sync of the directory, so the bytes read here
  // may not be on the disk. A sync alone is not enough after a failed one: the system treats the
  // bytes as written. Only the last frame can be unsynced.
  Io<void> MakeDurable(SegmentReader& segment, std::uint64_t content_end) {
    File& file = segment.file();
    auto done = Rewrite(file, {.from = last_frame_at_, .to = end_.offset});
    // Clears the torn frame with zeros: its rest would follow a shorter new frame.
    if (done) done = WriteZeros(file, end_.offset, content_end - end_.offset);
    if (done) done = file.Sync();
    if (done) done = journal_.files->SyncDirectory(journal_.directory);
    return done;
  }

  const JournalDirectory& journal_;
  const ReplayStart& start_;
  const FrameVisitor& visit_;
  JournalEnd end_;
  std::uint64_t last_frame_at_ = 0;  // offset of the last frame that was read
};

}  // namespace

std::expected<JournalEnd, StoreError> ReplayJournal(const JournalDirectory& journal,
                                                    const ReplayStart& start,
                                                    const FrameVisitor& visit) {
  return Replay(journal, start, visit).Run();
}

}  // namespace onsale::store
