#include "store/embedded/backup/copier.h"

#include <algorithm>
#include <cerrno>
#include <utility>

#include "store/embedded/backup/directory_source.h"
#include "store/embedded/files/rewrite.h"

namespace onsale::store {
namespace {

// How much is read at once, and first if the last read found nothing: a source may be far away.
constexpr std::size_t kCopyReadBytes = std::size_t{1} << 20;
constexpr std::size_t kLookBytes = 4096;
constexpr std::uint64_t kCopiedFrameMax = kFrameHeaderBytes + kFrameRowsMax + kFrameAlignment;

std::string CommitName(std::uint64_t number) {
  return "commit " + std::to_string(number);
}

}  // namespace

std::unexpected<StoreError> Copier::Failed(const IoError& error) {
  failed_ = true;
  return std::unexpected(Unavailable(error));
}

Copier::Step Copier::Lose(std::string why) {
  why_ = std::move(why);
  return Step::kLost;
}

Copier::Result<CopyProgress> Copier::CopyNew() {
  frames_ = 0;
  if (std::exchange(failed_, false)) open_.reset();
  if (!open_ && why_.empty()) {
    if (auto opened = OpenNewest(); !opened) return std::unexpected(opened.error());
  }
  if (why_.empty()) {
    const auto copied = CopyFrames();
    if (!copied) return std::unexpected(copied.error());
    if (*copied && !asked_) return Progress({});
    if (*copied) {
      if (auto noted = Progress({}); !noted) return noted;
      frames_ = 0;
    }
  }
  if (auto made = BeginNewChain(); !made) return std::unexpected(made.error());
  return Progress(std::exchange(why_, {}));
}

Copier::Result<CopyProgress> Copier::Progress(std::string began) {
  const CopyMark& base = open_->chain.manifest.base;
  CopyProgress progress{.chain = open_->chain.number,
                        .began = std::move(began),
                        .frames = frames_,
                        .last = open_->last};
  if (progress.last.last.commit_number <= base.last.commit_number) progress.last = base;
  if (frames_ == 0 && progress.began.empty()) return progress;
  const std::string note = open_->chain.directory + "/copied";
  if (auto done = WriteWhole(files_, note, FormatCopied(progress.last), /*durable=*/false); !done) {
    return Failed(done.error());
  }
  return progress;
}

// --- An existing chain ---

Copier::Result<void> Copier::OpenNewest() {
  auto chains = ChainsIn(files_, directory_);
  if (!chains) return std::unexpected(chains.error());
  while (!chains->empty() && chains->back().state == CopyChain::State::kUnfinished) {
    chains->pop_back();
  }
  if (chains->empty()) {
    why_ = "there is no copy yet";
    return {};
  }
  Open open{.chain = std::move(chains->back()), .end = {}, .last = {}, .file = nullptr};
  if (open.chain.state == CopyChain::State::kDamaged) {
    why_ = open.chain.ManifestPath() + " is damaged";
    return {};
  }
  const auto found = FindEnd(open);
  if (!found) return std::unexpected(found.error());
  if (*found) open_ = std::move(open);
  return {};
}

Copier::Result<bool> Copier::FindEnd(Open& open) {
  const JournalDirectory journal = open.chain.Journal(files_);
  open.last = open.chain.manifest.base;
  auto numbers = SegmentsIn(journal);
  if (!numbers) return std::unexpected(numbers.error());
  for (; !numbers->empty(); numbers->pop_back()) {
    auto segment = SegmentReader::Open(journal, numbers->back());
    if (segment) return ReadEnd(**segment, open);
    if (segment.error().code != StoreErrorCode::kCorrupt) return std::unexpected(segment.error());
    // The header of a segment that was just begun may be missing; it had no frame then.
    auto file = files_.Open(journal.PathOf(numbers->back()), OpenMode::kRead);
    const auto size = file ? (*file)->Size() : std::unexpected(file.error());
    if (!size) return Failed(size.error());
    if (*size > kSegmentHeaderBytes) {
      why_ = segment.error().detail;
      return false;
    }
    if (auto done = files_.Remove(journal.PathOf(numbers->back())); !done) {
      return Failed(done.error());
    }
  }
  return true;
}

Copier::Result<bool> Copier::ReadEnd(SegmentReader& segment, Open& open) {
  open.end = {.segment = segment.header().number, .offset = segment.offset()};
  open.last.last = segment.header().before;
  for (;;) {
    const auto decoded = segment.Next();
    if (!decoded) return Failed(decoded.error());
    if (decoded->fault != FrameFault::kNone) break;
    const Frame& frame = decoded->frame;
    if (frame.before != open.last.last.hash) break;
    open.last = {.last = frame.link, .now = frame.now};
    open.last_frame_at = std::exchange(open.end.offset, segment.offset());
  }
  segment.Seek(open.end.offset);
  const auto intact = segment.FindIntactFrame();
  if (!intact) return Failed(intact.error());
  if (*intact) {
    why_ = segment.path() + " is damaged at offset " + std::to_string(open.end.offset);
    return false;
  }
  const auto content_end = segment.EndOfContent();
  if (!content_end) return Failed(content_end.error());
  // Makes what is there durable, and clears a frame that was written in part: its rest would follow
  // a shorter one.
  auto done = WriteZeros(segment.file(), open.end.offset, *content_end - open.end.offset);
  if (done) done = RewriteAndSync(files_, segment.path());
  if (done) done = files_.SyncDirectory(open.chain.directory + "/journal");
  if (!done) return Failed(done.error());
  auto file = files_.Open(segment.path(), OpenMode::kReadWrite);
  if (!file) return Failed(file.error());
  open.file = std::move(*file);
  return true;
}

// --- A new chain ---

Copier::Result<void> Copier::BeginNewChain() {
  // Only a chain that the source continues is kept.
  if (why_.empty()) {
    former_ = std::exchange(open_, std::nullopt);
    why_ = "a new chain was asked for";
  }
  auto made = MakeChain();
  auto former = std::exchange(former_, std::nullopt);
  if (made) {
    asked_ = false;
    return made;
  }
  open_ = std::move(former);
  if (asked_) why_.clear();
  return made;
}

Copier::Result<void> Copier::MakeChain() {
  open_.reset();
  const auto chains = ChainsIn(files_, directory_);
  if (!chains) return std::unexpected(chains.error());
  std::uint32_t number = 1;
  for (const CopyChain& chain : *chains) {
    number = chain.number + (chain.state == CopyChain::State::kUnfinished ? 0 : 1);
  }
  const std::string why = why_;  // which CopyFrames may change
  auto done = BeginFrames(ChainOf(directory_, number));
  if (done) done = FillChain();
  why_ = why;
  return done;
}

// The source may remove its oldest segment between two reads of it, because sale.db has its
// commits. Then the next segment is the oldest, and as good to begin with. An attempt that comes no
// further than the one before has another reason.
Copier::Result<void> Copier::BeginFrames(const CopyChain& chain) {
  for (std::uint32_t reached = 0;;) {
    open_.emplace(Open{.chain = chain, .end = {}, .last = {}, .file = nullptr});
    if (auto started = StartFolder(chain); !started) return started;
    const auto copied = CopyFrames();
    if (!copied) return std::unexpected(copied.error());
    if (*copied) return {};
    if (open_->end.segment <= reached) return SourceChanged();
    reached = open_->end.segment;
  }
}

Copier::Result<void> Copier::FillChain() {
  const CopySource::Between copy_frames = [this] { return CopyBesideBase(); };
  // The frames are first, by now: the source removes a segment only after sale.db has its commits,
  // so none can be missing between the base and the frames.
  if (auto copied = copy_frames(); !copied) return copied;
  const auto base =
      source_.CopyBase({.files = files_, .path = open_->chain.BasePath()}, copy_frames);
  if (!base) return std::unexpected(base.error());
  if (auto copied = copy_frames(); !copied) return copied;
  const bool reaches = open_->last.last.commit_number >= base->last.commit_number;
  if (open_->end.segment != 0 && !reaches) {
    return std::unexpected(
        StoreError{StoreErrorCode::kCorrupt, "the source's journal ends with " +
                                                 CommitName(open_->last.last.commit_number) +
                                                 ", before its sale.db"});
  }
  return FinishChain(*base);
}

std::unexpected<StoreError> Copier::SourceChanged() const {
  return std::unexpected(StoreError{StoreErrorCode::kUnavailable,
                                    "the source changed while its base was copied: " + why_});
}

Copier::Result<void> Copier::CopyBesideBase() {
  const auto copied = CopyFrames();
  if (!copied) return std::unexpected(copied.error());
  if (!*copied) return SourceChanged();
  return former_ ? CopyIntoFormer() : Result<void>();
}

Copier::Result<void> Copier::CopyIntoFormer() {
  const std::uint64_t frames = frames_;  // of the new chain
  std::swap(open_, former_);
  const auto copied = CopyFrames();
  std::swap(open_, former_);
  frames_ = frames;
  if (!copied) return std::unexpected(copied.error());
  if (!*copied) former_.reset();  // the source no longer continues it
  return {};
}

Copier::Result<void> Copier::StartFolder(const CopyChain& chain) {
  auto done = files_.MakeDirectory(chain.directory);
  if (done) done = files_.MakeDirectory(chain.directory + "/journal");
  if (!done) return Failed(done.error());
  if (auto removed = RemoveFiles(chain.directory); !removed) return removed;
  if (auto removed = RemoveFiles(chain.directory + "/journal"); !removed) return removed;
  done = files_.SyncDirectory(directory_);
  if (done) done = files_.SyncDirectory(chain.directory);
  if (!done) return Failed(done.error());
  return {};
}

// Removes what an attempt has left that did not end.
Copier::Result<void> Copier::RemoveFiles(const std::string& directory) {
  const auto names = files_.List(directory);
  if (!names) return Failed(names.error());
  for (const std::string& name : *names) {
    if (name == "." || name == ".." || name == "journal") continue;
    std::string path = directory;
    path += '/';
    path += name;
    if (auto done = files_.Remove(path); !done) return Failed(done.error());
  }
  return {};
}

Copier::Result<void> Copier::FinishChain(const CopyMark& base) {
  CopyChain& chain = open_->chain;
  const auto file = files_.Open(chain.BasePath(), OpenMode::kReadWrite);
  if (!file) return Failed(file.error());
  auto done = (*file)->Sync();
  if (!done) return Failed(done.error());
  Result<void> meanwhile;
  const auto digest = DigestOf(**file, [&] {
    meanwhile = CopyBesideBase();
    return meanwhile.has_value();
  });
  if (!meanwhile) return meanwhile;
  if (!digest) return Failed(digest.error());
  chain.manifest = {.base = base, .bytes = digest->bytes, .digest = digest->digest};
  done = files_.SyncDirectory(chain.directory);
  if (done) {
    done = WriteWhole(files_, chain.ManifestPath(), FormatManifest(chain.manifest),
                      /*durable=*/true);
  }
  if (!done) return Failed(done.error());
  chain.state = CopyChain::State::kWhole;
  return {};
}

// --- Frames ---

Copier::Result<bool> Copier::CopyFrames() {
  for (;;) {
    auto step = open_->end.segment == 0 ? BeginAtOldest() : CopySome();
    if (!step) return std::unexpected(step.error());
    const bool missing = *step == Step::kMissing;
    if (open_->end.segment != 0 && (*step == Step::kNothing || missing)) {
      step = GoToNextSegment();
      if (!step) return std::unexpected(step.error());
      if (*step == Step::kNothing && missing) {
        step = Lose("the source has removed the frames after " +
                    CommitName(open_->last.last.commit_number));
      }
    }
    if (*step == Step::kDone) continue;
    if (*step == Step::kNothing) step = CheckLastFrame();
    if (!step) return std::unexpected(step.error());
    if (*step == Step::kLost) return false;
    if (auto synced = Sync(); !synced) return std::unexpected(synced.error());
    return true;
  }
}

Copier::Result<Copier::Step> Copier::BeginAtOldest() {
  const auto header = source_.Read({.segment = 0, .offset = 0}, kSegmentHeaderBytes);
  if (!header) return std::unexpected(header.error());
  if (!*header) return Step::kNothing;
  return BeginSegment(std::nullopt, **header);
}

Copier::Result<Copier::Step> Copier::CopySome() {
  Open& open = *open_;
  const bool was_busy = std::exchange(busy_, false);
  for (std::size_t wanted = was_busy ? kCopyReadBytes : kLookBytes;;) {
    const auto got = source_.Read(open.end, wanted);
    if (!got) return std::unexpected(got.error());
    if (!*got) return Step::kMissing;
    const std::string_view bytes = **got;
    std::size_t used = 0;
    DecodedFrame decoded;
    for (;;) {
      decoded = DecodeFrame(bytes.substr(used), kCopiedFrameMax);
      const Frame& frame = decoded.frame;
      if (decoded.fault != FrameFault::kNone) break;
      if (frame.before != open.last.last.hash ||
          frame.link.commit_number != open.last.last.commit_number + 1) {
        return Lose("the source does not continue " + CommitName(open.last.last.commit_number));
      }
      open.last = {.last = frame.link, .now = frame.now};
      open.last_frame_at = open.end.offset + used;
      used += frame.size;
      ++frames_;
    }
    if (used > 0) {
      if (auto done = open.file->Write(open.end.offset, bytes.substr(0, used)); !done) {
        return Failed(done.error());
      }
      open.end.offset += used;
      open.synced = false;
      busy_ = true;
      return Step::kDone;
    }
    // Reads more only if the source has more.
    if (decoded.fault != FrameFault::kShort || bytes.size() < wanted) return Step::kNothing;
    wanted = decoded.frame.size;
  }
}

Copier::Result<Copier::Step> Copier::GoToNextSegment() {
  const std::uint32_t number = open_->end.segment + 1;
  const auto header = source_.Read({.segment = number, .offset = 0}, kSegmentHeaderBytes);
  if (!header) return std::unexpected(header.error());
  if (!*header) return Step::kNothing;
  // Now that there is a next segment, this one gets no more frames: looks a last time.
  const auto rest = CopySome();
  if (!rest || *rest == Step::kDone || *rest == Step::kLost) return rest;
  return BeginSegment(number, **header);
}

Copier::Result<Copier::Step> Copier::BeginSegment(std::optional<std::uint32_t> expected,
                                                  std::string_view bytes) {
  Open& open = *open_;
  const auto header = DecodeSegmentHeader(bytes);
  if (!header || header->number == 0 || header->number != expected.value_or(header->number)) {
    return std::unexpected(
        StoreError{StoreErrorCode::kCorrupt,
                   "a segment of the source's journal is damaged: " +
                       (header ? "it has the number of another one" : header.error())});
  }
  const std::uint32_t number = header->number;
  const bool first = open.end.segment == 0;
  const bool whole = open.chain.state == CopyChain::State::kWhole;
  const bool follows =
      first ? !whole || header->before.commit_number <= open.chain.manifest.base.last.commit_number
            : header->before == open.last.last;
  if (!follows) {
    return Lose("the source does not continue " + CommitName(open.last.last.commit_number));
  }
  if (auto synced = Sync(); !synced) return std::unexpected(synced.error());
  const JournalDirectory journal = open.chain.Journal(files_);
  auto file = files_.Open(journal.PathOf(number), OpenMode::kCreateEmpty);
  if (!file) return Failed(file.error());
  auto done = (*file)->Write(0, bytes);
  if (done) done = (*file)->Sync();
  if (done) done = files_.SyncDirectory(journal.directory);
  if (!done) return Failed(done.error());
  open.file = std::move(*file);
  open.end = {.segment = number, .offset = kSegmentHeaderBytes};
  open.last.last = header->before;
  open.last_frame_at.reset();
  return Step::kDone;
}

// Checks that the source still has the last frame that was copied. After a power cut it may lack
// it, and have another one in its place, of another length.
Copier::Result<Copier::Step> Copier::CheckLastFrame() {
  const Open& open = *open_;
  if (!open.last_frame_at) return Step::kNothing;
  const auto head =
      source_.Read({.segment = open.end.segment, .offset = *open.last_frame_at}, kFrameHeaderBytes);
  if (!head) return std::unexpected(head.error());
  if (!*head) return Step::kNothing;
  // The head of a frame alone is too short for a frame, and names its link.
  const DecodedFrame decoded = DecodeFrame(**head, kCopiedFrameMax);
  if (decoded.fault == FrameFault::kShort && decoded.frame.link == open.last.last) {
    return Step::kNothing;
  }
  return Lose("the source has lost " + CommitName(open.last.last.commit_number) +
              ", or is another sale");
}

Copier::Result<void> Copier::Sync() {
  if (open_->synced) return {};
  if (auto done = open_->file->Sync(); !done) return Failed(done.error());
  open_->synced = true;
  return {};
}

}  // namespace onsale::store
