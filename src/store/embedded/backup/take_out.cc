#include "store/embedded/backup/take_out.h"

#include <algorithm>

#include "store/embedded/backup/directory_source.h"

namespace onsale::store {
namespace {

constexpr std::uint64_t kBaseAtOnce = std::uint64_t{1} << 20;

std::unexpected<StoreError> CopyDamaged(std::string sentence) {
  return std::unexpected(
      StoreError{StoreErrorCode::kCorrupt, "the copy is damaged: " + std::move(sentence)});
}

std::unexpected<StoreError> NotInCopy(std::string sentence) {
  return std::unexpected(StoreError{StoreErrorCode::kUnavailable, std::move(sentence)});
}

std::unexpected<StoreError> TakeFailed(const IoError& error) {
  return std::unexpected(Unavailable(error));
}

std::string MarkText(const CopyMark& mark) {
  return "commit " + std::to_string(mark.last.commit_number) + " of " +
         base::FormatRfc3339Micros(mark.now);
}

// Whether a commit comes after the moment.
bool IsAfter(const CopyMark& mark, const CopyMoment& moment) {
  if (const auto* number = std::get_if<std::uint64_t>(&moment)) {
    return mark.last.commit_number > *number;
  }
  if (const auto* time = std::get_if<base::Time>(&moment)) return mark.now > *time;
  return false;
}

// Copies the base and compares it with the manifest.
StoreResult<void> TakeBase(FileSystem& files, const CopyChain& chain, const std::string& to) {
  const auto from = files.Open(chain.BasePath(), OpenMode::kRead);
  if (!from) return CopyDamaged(from.error().Text());
  const auto into = files.Open(to, OpenMode::kCreateEmpty);
  if (!into) return TakeFailed(into.error());
  base::Sha256 digest;
  std::uint64_t at = 0;
  std::string bytes(static_cast<std::size_t>(kBaseAtOnce), '\0');
  for (;;) {
    const auto got = (*from)->Read(at, bytes);
    if (!got) return CopyDamaged(got.error().Text());
    if (*got == 0) break;
    const auto piece = std::string_view(bytes).substr(0, *got);
    digest.Add(piece);
    if (auto done = (*into)->Write(at, piece); !done) return TakeFailed(done.error());
    at += piece.size();
  }
  if (at != chain.manifest.bytes || digest.Finish() != chain.manifest.digest) {
    return CopyDamaged(chain.BasePath() + " is not the file of which " + chain.ManifestPath() +
                       " has the digest");
  }
  if (auto done = (*into)->Sync(); !done) return TakeFailed(done.error());
  return {};
}

// Copies the frames of a chain up to a moment.
class TakenFrames {
 public:
  TakenFrames(FileSystem& files, const CopyChain& chain, const CopyMoment& moment,
              const std::string& directory)
      : from_(chain.Journal(files)),
        to_{.files = &files, .directory = directory + "/journal"},
        moment_(moment),
        last_(chain.manifest.base) {}

  // The last commit that was copied, or that of the base.
  StoreResult<CopyMark> Take() {
    const auto numbers = SegmentsIn(from_);
    if (!numbers) return CopyDamaged(numbers.error().detail);
    for (std::size_t i = 0; i < numbers->size() && !reached_; ++i) {
      const bool is_last = i + 1 == numbers->size();
      if (auto done = TakeSegment((*numbers)[i], i == 0, is_last); !done) {
        return std::unexpected(done.error());
      }
    }
    if (const auto done = to_.files->SyncDirectory(to_.directory); !done) {
      return TakeFailed(done.error());
    }
    return last_;
  }

 private:
  StoreResult<void> TakeSegment(std::uint32_t number, bool is_first, bool is_last) {
    auto opened = SegmentReader::Open(from_, number, OpenMode::kRead);
    if (!opened && is_last && opened.error().code == StoreErrorCode::kCorrupt && IsBegun(number)) {
      return {};
    }
    if (!opened) return CopyDamaged(opened.error().detail);
    SegmentReader& segment = **opened;
    if (is_first) link_ = segment.header().before;
    if (segment.header().before != link_) {
      return CopyDamaged(segment.path() + " does not continue commit " +
                         std::to_string(link_.commit_number));
    }
    auto file = to_.files->Open(to_.PathOf(number), OpenMode::kCreateEmpty);
    if (!file) return TakeFailed(file.error());
    auto done = (*file)->Write(0, EncodeSegmentHeader(segment.header()));
    if (!done) return TakeFailed(done.error());
    if (auto taken = TakeFrames(segment, **file); !taken) return taken;
    done = (*file)->Sync();
    if (!done) return TakeFailed(done.error());
    return reached_ ? StoreResult<void>() : CheckTail(segment, is_last);
  }

  StoreResult<void> TakeFrames(SegmentReader& segment, File& file) {
    for (;;) {
      const std::uint64_t at = segment.offset();
      const auto decoded = segment.Next();
      if (!decoded) return CopyDamaged(decoded.error().Text());
      if (decoded->fault != FrameFault::kNone) return {};
      const Frame& frame = decoded->frame;
      if (frame.before != link_.hash || frame.link.commit_number != link_.commit_number + 1) {
        return CopyDamaged("the frame at offset " + std::to_string(at) + " of " + segment.path() +
                           " does not follow commit " + std::to_string(link_.commit_number));
      }
      const CopyMark mark{.last = frame.link, .now = frame.now};
      if (IsAfter(mark, moment_)) {
        reached_ = true;
        return {};
      }
      bytes_.resize(frame.size);
      const auto got = segment.file().Read(at, bytes_);
      if (!got) return CopyDamaged(got.error().Text());
      if (auto done = file.Write(at, bytes_); !done) return TakeFailed(done.error());
      link_ = frame.link;
      if (frame.link.commit_number > last_.last.commit_number) last_ = mark;
    }
  }

  // What follows the last whole frame is a frame that was written in part, at most.
  static StoreResult<void> CheckTail(SegmentReader& segment, bool is_last) {
    const auto intact = segment.FindIntactFrame();
    if (!intact) return CopyDamaged(intact.error().Text());
    const auto content_end = segment.EndOfContent();
    if (!content_end) return CopyDamaged(content_end.error().Text());
    if (!*intact && (is_last || *content_end <= segment.offset())) return {};
    return CopyDamaged("the frame at offset " + std::to_string(segment.offset()) + " of " +
                       segment.path());
  }

  // Whether the file is too short for a frame: a copier had just begun it.
  bool IsBegun(std::uint32_t number) {
    const auto file = from_.files->Open(from_.PathOf(number), OpenMode::kRead);
    const auto size = file ? (*file)->Size() : std::unexpected(file.error());
    return size && *size <= kSegmentHeaderBytes;
  }

  const JournalDirectory from_;
  const JournalDirectory to_;
  const CopyMoment& moment_;
  ChainLink link_;
  CopyMark last_;
  bool reached_ = false;  // whether a commit after the moment was seen
  std::string bytes_;
};

// Whether the chain ended where it should: a moment that the copy does not have is refused, and so
// is a chain that lost its end.
StoreResult<void> CheckReached(FileSystem& files, const CopyChain& chain, const CopyMoment& moment,
                               const CopyMark& last) {
  const auto* const number = std::get_if<std::uint64_t>(&moment);
  if (number != nullptr && last.last.commit_number < *number) {
    return NotInCopy("the copy has no commit " + std::to_string(*number) + ": " + chain.directory +
                     " ends with " + MarkText(last));
  }
  const auto copied = ReadCopied(files, chain);
  if (!copied) return std::unexpected(copied.error());
  if (!*copied || (*copied)->last.commit_number <= last.last.commit_number) return {};
  if (number != nullptr || IsAfter(**copied, moment)) return {};
  return CopyDamaged(chain.directory + " ends with " + MarkText(last) + ", but " +
                     MarkText(**copied) + " was copied");
}

}  // namespace

StoreResult<CopyChain> ChainFor(const std::vector<CopyChain>& chains, const CopyMoment& moment) {
  const CopyChain* later = nullptr;
  for (auto chain = chains.rbegin(); chain != chains.rend(); ++chain) {
    if (chain->state == CopyChain::State::kUnfinished) continue;
    if (chain->state == CopyChain::State::kDamaged) {
      return CopyDamaged(chain->ManifestPath() + " cannot be read; to use an older chain, move " +
                         chain->directory + " away");
    }
    if (!IsAfter(chain->manifest.base, moment)) return *chain;
    later = &*chain;
  }
  if (later == nullptr) return NotInCopy("there is no whole chain");
  return NotInCopy("the copy begins with " + MarkText(later->manifest.base) +
                   ", after the moment that was asked for");
}

StoreResult<CopyMark> TakeOut(FileSystem& files, const CopyChain& chain, const CopyMoment& moment,
                              const std::string& directory) {
  if (auto done = files.MakeDirectory(directory + "/journal"); !done)
    return TakeFailed(done.error());
  if (auto done = TakeBase(files, chain, directory + "/sale.db"); !done) {
    return std::unexpected(done.error());
  }
  const auto last = TakenFrames(files, chain, moment, directory).Take();
  if (!last) return last;
  if (auto reached = CheckReached(files, chain, moment, *last); !reached) {
    return std::unexpected(reached.error());
  }
  if (auto done = files.SyncDirectory(directory); !done) return TakeFailed(done.error());
  return last;
}

}  // namespace onsale::store
