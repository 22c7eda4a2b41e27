#include "sim/system/sim_files.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "sim/chance.h"
#include "store/embedded/journal/journal_format.h"

namespace onsale::sim {

using store::Io;

namespace {

constexpr std::size_t kSector = 512;

bool LooksLikeFrame(std::uint64_t offset, std::string_view bytes) {
  return offset >= store::kSegmentHeaderBytes && bytes.size() > store::kFrameHeaderBytes &&
         bytes.substr(store::kFrameMarkAt, store::kFrameMark.size()) == store::kFrameMark;
}

}  // namespace

class SimFile final : public store::File {
 public:
  SimFile(SimFiles& disk, std::shared_ptr<SimFiles::Content> content, std::string path)
      : disk_(disk), content_(std::move(content)), path_(std::move(path)) {}

  Io<void> Write(std::uint64_t offset, std::string_view bytes) override {
    const base::MutexLock lock(disk_.mutex_);
    if (LooksLikeFrame(offset, bytes)) disk_.NoteFrame(content_, offset, bytes);
    const bool works = disk_.Works();
    if (!works) bytes = bytes.substr(0, bytes.size() / 2);
    SimFiles::Overwrite(*content_, offset, bytes);
    if (!works) return std::unexpected(SimFiles::Failure(path_, "write"));
    return {};
  }

  Io<std::size_t> Read(std::uint64_t offset, std::span<char> into) override {
    const base::MutexLock lock(disk_.mutex_);
    const std::string& bytes = content_->bytes;
    if (offset >= bytes.size() || into.empty()) return 0;
    const std::size_t count = std::min<std::size_t>(into.size(), bytes.size() - offset);
    std::memcpy(into.data(), bytes.data() + offset, count);
    return count;
  }

  Io<void> Sync() override {
    const base::MutexLock lock(disk_.mutex_);
    if (!disk_.Works()) return std::unexpected(SimFiles::Failure(path_, "sync"));
    if (disk_.syncs_ignored_) return {};
    content_->unsynced.clear();
    content_->synced_size = content_->bytes.size();
    return {};
  }

  Io<std::uint64_t> Size() override {
    const base::MutexLock lock(disk_.mutex_);
    return content_->bytes.size();
  }

 private:
  SimFiles& disk_;
  std::shared_ptr<SimFiles::Content> content_;
  std::string path_;
};

void SimFiles::Overwrite(Content& content, std::uint64_t offset, std::string_view bytes) {
  const std::uint64_t size = content.bytes.size();
  const std::uint64_t there = offset < size ? std::min(bytes.size(), size - offset) : 0;
  content.unsynced.push_back({.offset = offset,
                              .size = bytes.size(),
                              .old = there > 0 ? content.bytes.substr(offset, there) : ""});
  if (size < offset + bytes.size()) content.bytes.resize(offset + bytes.size(), '\0');
  if (!bytes.empty()) std::memcpy(content.bytes.data() + offset, bytes.data(), bytes.size());
}

void SimFiles::NoteFrame(const std::shared_ptr<Content>& content, std::uint64_t offset,
                         std::string_view bytes) {
  frames_.emplace_back(bytes);
  if (!fail_frame_write_ && !fail_frame_sync_) return;
  interrupted_frame_ = {content, offset, std::string(bytes)};
  countdown_ = fail_frame_write_ ? 1 : 2;
  fail_frame_write_ = fail_frame_sync_ = false;
}

store::IoError SimFiles::Failure(const std::string& path, const char* attempt) {
  return {.path = path, .attempt = attempt, .error_number = EIO};
}

Io<std::unique_ptr<store::File>> SimFiles::Open(const std::string& path, store::OpenMode mode) {
  const base::MutexLock lock(mutex_);
  if (mode == store::OpenMode::kCreateEmpty) {
    if (!Works()) return std::unexpected(Failure(path, "create"));
    names_[path] = std::make_shared<Content>();
  }
  const auto at = names_.find(path);
  if (at == names_.end()) return std::unexpected(store::IoError{path, "open", ENOENT});
  return std::make_unique<SimFile>(*this, at->second, path);
}

Io<void> SimFiles::MakeDirectory(const std::string& path) {
  if (directories_ == Directories::kNowhere) return {};
  return store::PosixFileSystem().MakeDirectory(path);
}

Io<std::vector<std::string>> SimFiles::List(const std::string& directory) {
  const base::MutexLock lock(mutex_);
  std::vector<std::string> names;
  for (const auto& [path, content] : names_) {
    if (path.starts_with(directory + "/")) names.push_back(path.substr(directory.size() + 1));
  }
  return names;
}

Io<void> SimFiles::Rename(const store::RenamePaths& paths) {
  const base::MutexLock lock(mutex_);
  if (!Works()) return std::unexpected(Failure(paths.from, "rename"));
  names_[paths.to] = names_.at(paths.from);
  names_.erase(paths.from);
  return {};
}

Io<void> SimFiles::Remove(const std::string& path) {
  const base::MutexLock lock(mutex_);
  if (!Works()) return std::unexpected(Failure(path, "remove"));
  names_.erase(path);
  return {};
}

Io<void> SimFiles::SyncDirectory(const std::string& directory) {
  const base::MutexLock lock(mutex_);
  if (!Works()) return std::unexpected(Failure(directory, "sync directory"));
  if (!syncs_ignored_) synced_names_ = names_;
  return {};
}

void SimFiles::FailFrom(std::uint64_t operations) {
  const base::MutexLock lock(mutex_);
  countdown_ = operations + 1;
}

void SimFiles::FailNextFrame(Part part) {
  const base::MutexLock lock(mutex_);
  (part == Part::kWrite ? fail_frame_write_ : fail_frame_sync_) = true;
}

void SimFiles::PowerCut(std::uint64_t cut_seed) {
  const base::MutexLock lock(mutex_);
  Chance chance(cut_seed);
  if (chance.OneIn(2)) names_ = synced_names_;
  synced_names_ = names_;
  for (auto& [path, content] : names_) {
    std::string& bytes = content->bytes;
    for (auto undo = content->unsynced.rbegin(); undo != content->unsynced.rend(); ++undo) {
      for (std::uint64_t at = 0; at < undo->size; at += kSector) {
        if (chance.OneIn(2)) continue;  // this sector reached the disk before the cut
        const std::uint64_t size = std::min<std::uint64_t>(kSector, undo->size - at);
        std::string old = at < undo->old.size() ? undo->old.substr(at, size) : "";
        old.resize(size, '\0');
        bytes.replace(undo->offset + at, size, old);
      }
    }
    content->unsynced.clear();
    if (bytes.size() > content->synced_size && chance.OneIn(2)) bytes.resize(content->synced_size);
    content->synced_size = bytes.size();
  }
  ClearFaults();
}

void SimFiles::Kill() {
  const base::MutexLock lock(mutex_);
  ClearFaults();
}

void SimFiles::ClearFaults() {
  countdown_ = kNever;
  fail_frame_write_ = fail_frame_sync_ = false;
}

std::vector<std::string> SimFiles::TakeFrames() {
  const base::MutexLock lock(mutex_);
  return std::exchange(frames_, {});
}

bool SimFiles::InterruptedFrameExists() {
  const base::MutexLock lock(mutex_);
  const FrameWrite interrupted = std::exchange(interrupted_frame_, {});
  if (!interrupted.content) return false;
  const std::string& bytes = interrupted.content->bytes;
  return bytes.size() >= interrupted.offset + interrupted.bytes.size() &&
         bytes.compare(interrupted.offset, interrupted.bytes.size(), interrupted.bytes) == 0;
}

}  // namespace onsale::sim
