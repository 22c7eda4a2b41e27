#include "store/embedded/tables/log_copy.h"

#include <xxhash.h>

#include <bit>
#include <cerrno>
#include <memory>

#include "base/assert.h"
#include "base/wire.h"
#include "store/embedded/journal/journal_reader.h"

namespace onsale::store {
namespace {

constexpr std::string_view kMagic = "ONSALEC1";
constexpr std::size_t kHashedBytes = 32;
constexpr std::size_t kNoteBytes = kHashedBytes + 8;

std::uint64_t Hash(std::string_view bytes) {
  return XXH3_64bits(bytes.data(), bytes.size());
}

// The first `size` bytes at `offset`, or fewer at the end of the file.
Io<std::string> ReadAt(File& file, std::uint64_t offset, std::size_t size) {
  std::string bytes(size, '\0');
  const auto got = file.Read(offset, bytes);
  if (!got) return std::unexpected(got.error());
  bytes.resize(*got);
  return bytes;
}

struct FoundFrames {
  std::uint32_t intact = 0;  // that SQLite would recover
  bool any = false;          // whether some frame belongs to the log that is sought
};

// Looks for the first `frames` frames of the log with `salt`.
Io<FoundFrames> FindFrames(File& log, LogSalt salt, std::uint32_t frames, std::size_t page_size) {
  const auto head = ReadAt(log, 0, kLogHeaderBytes);
  if (!head) return std::unexpected(head.error());
  const auto header = ReadLogHeader(*head);
  bool intact = header && header->is_intact;
  FoundFrames found;
  if (intact && header->salt != salt) return found;  // a later log
  std::string chain = intact ? head->substr(kLogHeaderBytes - kChainBytes) : "";
  const std::size_t size = kLogFrameHeaderBytes + page_size;
  for (std::uint32_t i = 0; i < frames; ++i) {
    const auto frame = ReadAt(log, kLogHeaderBytes + std::uint64_t{i} * size, size);
    if (!frame) return std::unexpected(frame.error());
    if (frame->size() < kLogFrameHeaderBytes) break;
    const bool belongs = FrameSalt(*frame) == salt;
    found.any = found.any || belongs;
    intact =
        intact && belongs && frame->size() == size && HasChain(chain, header->big_endian, *frame);
    if (!intact && found.any) break;
    if (!intact) continue;
    ++found.intact;
    chain = frame->substr(kLogFrameHeaderBytes - kChainBytes, kChainBytes);
  }
  return found;
}

}  // namespace

std::expected<void, StoreError> LogCopy::CheckLog() {
  const auto note = Read();
  if (!note) return std::unexpected(Unavailable(note.error()));
  if (!*note) return {};
  const auto damaged = IsDamaged(**note);
  if (!damaged) return std::unexpected(Unavailable(damaged.error()));
  if (!*damaged) return {};
  if ((*note)->state == State::kCopying) {
    return std::unexpected(StoreError{
        StoreErrorCode::kCorrupt,
        log_path_ +
            " is damaged, and it was being copied into sale.db when the last process ended: "
            "sale.db alone is partly old and partly new. Nothing was modified. Keep a copy of the "
            "data directory and restore it from a backup; see What to do on damage in "
            "docs/formats.md"});
  }
  // Without the sync a power cut could restore the name, when the note is of a later log.
  if (auto removed = RemoveAndSync(*files_, log_path_); !removed) {
    return std::unexpected(Unavailable(removed.error()));
  }
  return {};
}

Io<bool> LogCopy::IsDamaged(const Note& note) {
  const auto log = OpenIfThere(*files_, log_path_, OpenMode::kRead);
  if (!log) return std::unexpected(log.error());
  if (*log == nullptr) return false;
  const auto found = FindFrames(**log, note.salt, note.frames, note.page_size);
  if (!found) return std::unexpected(found.error());
  return found->any && found->intact < note.frames;
}

Io<void> LogCopy::NoteBegin(std::uint32_t frames) {
  ONSALE_ASSERT(frames > 0);
  const auto log = files_->Open(log_path_, OpenMode::kReadWrite);
  if (!log) return std::unexpected(log.error());
  if (auto synced = (*log)->Sync(); !synced) return synced;
  const auto head = ReadAt(**log, 0, kLogHeaderBytes);
  if (!head) return std::unexpected(head.error());
  const auto header = ReadLogHeader(*head);
  if (!header || !header->is_intact) {
    return std::unexpected(IoError{.path = log_path_, .attempt = "read", .error_number = EIO});
  }
  begun_ = {.state = State::kCopying,
            .salt = header->salt,
            .frames = frames,
            .page_size = static_cast<std::uint32_t>(header->page_size)};
  return Write(begun_);
}

Io<void> LogCopy::NoteEnd() {
  ONSALE_ASSERT(begun_.frames > 0);
  Note note = begun_;
  note.state = State::kCopied;
  return Write(note);
}

Io<void> LogCopy::Write(const Note& note) {
  if (note_ == note) return {};
  note_.reset();
  auto file = OpenIfThere(*files_, path_, OpenMode::kReadWrite);
  if (file && *file == nullptr) file = files_->Open(path_, OpenMode::kCreateEmpty);
  if (!file) return std::unexpected(file.error());
  auto done = (*file)->Write(0, Encode(note));
  if (done) done = (*file)->Sync();
  if (done && !name_is_durable_) done = files_->SyncDirectory(ParentOf(path_));
  if (!done) return done;
  name_is_durable_ = true;
  note_ = note;
  return {};
}

Io<std::optional<LogCopy::Note>> LogCopy::Read() {
  const auto file = OpenIfThere(*files_, path_, OpenMode::kRead);
  if (!file) return std::unexpected(file.error());
  if (*file == nullptr) return std::nullopt;
  const auto bytes = ReadAt(**file, 0, kNoteBytes);
  if (!bytes) return std::unexpected(bytes.error());
  return Decode(*bytes);
}

std::string LogCopy::Encode(const Note& note) {
  std::string out;
  base::WireWriter writer(out);
  writer.Bytes(kMagic);
  writer.Fixed64(note.salt);
  writer.Fixed32(note.frames);
  writer.Fixed32(note.page_size);
  writer.Fixed64(static_cast<std::uint64_t>(note.state));
  ONSALE_ASSERT(out.size() == kHashedBytes);
  writer.Fixed64(Hash(out));
  return out;
}

// A note that is torn or damaged counts as none: it was never synced, so no copy began with it.
std::optional<LogCopy::Note> LogCopy::Decode(std::string_view bytes) {
  if (bytes.size() != kNoteBytes) return std::nullopt;
  base::WireReader reader(bytes);
  if (reader.Bytes(kMagic.size()) != kMagic) return std::nullopt;
  Note note;
  note.salt = reader.Fixed64();
  note.frames = reader.Fixed32();
  note.page_size = reader.Fixed32();
  const std::uint64_t state = reader.Fixed64();
  if (reader.Fixed64() != Hash(bytes.substr(0, kHashedBytes))) return std::nullopt;
  const bool size_is_possible = std::has_single_bit(note.page_size) && note.page_size <= 65536;
  if (!size_is_possible) return std::nullopt;
  if (state != static_cast<std::uint64_t>(State::kCopying) &&
      state != static_cast<std::uint64_t>(State::kCopied)) {
    return std::nullopt;
  }
  note.state = static_cast<State>(state);
  return note;
}

}  // namespace onsale::store
