#include "store/embedded/testing/faulty_disk_testing.h"

#include <algorithm>
#include <utility>

namespace onsale::store {
namespace {

using Kind = DiskOperation::Kind;

IoError Failure(const std::string& path, const char* attempt, int error_number) {
  return {.path = path, .attempt = attempt, .error_number = error_number};
}

}  // namespace

class FaultyFile final : public File {
 public:
  FaultyFile(FaultyDisk& disk, FileId file, std::string path)
      : disk_(disk), file_(file), path_(std::move(path)) {}

  Io<void> Write(std::uint64_t offset, std::string_view bytes) override {
    return Try({.kind = Kind::kWrite, .offset = offset, .bytes = std::string(bytes)}, "write");
  }
  Io<std::size_t> Read(std::uint64_t offset, std::span<char> into) override {
    const auto size = disk_.Read(file_, offset, into);
    if (!size) return std::unexpected(Failure(path_, "read", EIO));
    return *size;
  }
  Io<void> Sync() override { return Try({.kind = Kind::kSync}, "sync"); }
  Io<std::uint64_t> Size() override {
    const base::MutexLock lock(disk_.mutex_);
    if (disk_.IsReadToFail()) return std::unexpected(Failure(path_, "examine", EIO));
    return disk_.state_.SizeOf(file_);
  }

 private:
  Io<void> Try(DiskOperation operation, const char* attempt) {
    operation.path = path_;
    operation.file = file_;
    const int error = disk_.Do(std::move(operation));
    if (error != 0) return std::unexpected(Failure(path_, attempt, error));
    return {};
  }

  FaultyDisk& disk_;
  const FileId file_;
  const std::string path_;
};

bool FaultyDisk::IsToFail(const DiskOperation& operation) {
  if (operations_ < faults_.fail_at) {
    if (!faults_.fail_when || !faults_.fail_when(operation)) return false;
    faults_.fail_at = operations_;
  }
  switch (faults_.fails) {
    case Fails::kEverything:
      return true;
    case Fails::kOnce:
      return operations_ == faults_.fail_at;
    case Fails::kGrowth:
      return operation.kind == Kind::kCreate || operation.kind == Kind::kMakeDirectory ||
             (operation.kind == Kind::kWrite &&
              operation.offset + operation.bytes.size() > state_.SizeOf(operation.file));
  }
  return false;
}

int FaultyDisk::Do(DiskOperation operation) {
  const base::MutexLock lock(mutex_);
  return DoLocked(std::move(operation));
}

int FaultyDisk::DoLocked(DiskOperation operation) {
  operation.failed = IsToFail(operation);
  const bool sync = operation.kind == Kind::kSync || operation.kind == Kind::kSyncDirectory;
  const bool lie = sync && !operation.failed && faults_.syncs_are_lies;
  if (!lie) state_.Apply(operation);
  ++operations_;
  const bool failed = operation.failed;
  if (faults_.record) log_.push_back(std::move(operation));
  return failed ? faults_.error_number : 0;
}

Io<void> FaultyDisk::Try(DiskOperation operation, const char* attempt) {
  const std::string path = operation.path;
  const int error = DoLocked(std::move(operation));
  if (error != 0) return std::unexpected(Failure(path, attempt, error));
  return {};
}

std::optional<FileId> FaultyDisk::Find(const std::string& path) {
  const base::MutexLock lock(mutex_);
  return state_.Find(path);
}

std::optional<FileId> FaultyDisk::Create(const std::string& path) {
  const base::MutexLock lock(mutex_);
  const FileId file = state_.NextId();
  if (DoLocked({.kind = Kind::kCreate, .path = path, .file = file}) != 0) return std::nullopt;
  return file;
}

std::optional<std::size_t> FaultyDisk::Read(FileId file, std::uint64_t offset,
                                            std::span<char> into) {
  const base::MutexLock lock(mutex_);
  if (IsReadToFail()) return std::nullopt;
  return state_.Read(file, offset, into);
}

std::uint64_t FaultyDisk::SizeOf(FileId file) {
  const base::MutexLock lock(mutex_);
  return state_.SizeOf(file);
}

Io<std::unique_ptr<File>> FaultyDisk::Open(const std::string& path, OpenMode mode) {
  const auto file = mode == OpenMode::kCreateEmpty ? Create(path) : Find(path);
  if (!file && mode == OpenMode::kCreateEmpty) {
    const base::MutexLock lock(mutex_);
    return std::unexpected(Failure(path, "create", faults_.error_number));
  }
  if (!file) return std::unexpected(Failure(path, "open", ENOENT));
  return std::make_unique<FaultyFile>(*this, *file, path);
}

Io<void> FaultyDisk::MakeDirectory(const std::string& path) {
  const base::MutexLock lock(mutex_);
  if (auto real = PosixFileSystem().MakeDirectory(path); !real) return real;
  if (state_.Find(path)) return {};
  return Try({.kind = Kind::kMakeDirectory, .path = path}, "create directory");
}

Io<std::vector<std::string>> FaultyDisk::List(const std::string& directory) {
  const base::MutexLock lock(mutex_);
  if (IsReadToFail()) return std::unexpected(Failure(directory, "list", EIO));
  return state_.List(directory);
}

Io<void> FaultyDisk::Rename(const RenamePaths& paths) {
  const base::MutexLock lock(mutex_);
  if (!state_.Find(paths.from)) return std::unexpected(Failure(paths.from, "rename", ENOENT));
  return Try({.kind = Kind::kRename, .path = paths.from, .to = paths.to}, "rename");
}

Io<void> FaultyDisk::Remove(const std::string& path) {
  const base::MutexLock lock(mutex_);
  if (!state_.Find(path)) return std::unexpected(Failure(path, "remove", ENOENT));
  return Try({.kind = Kind::kRemove, .path = path}, "remove");
}

Io<void> FaultyDisk::SyncDirectory(const std::string& directory) {
  const base::MutexLock lock(mutex_);
  return Try({.kind = Kind::kSyncDirectory, .path = directory}, "sync directory");
}

void FaultyDisk::Fail(Faults faults) {
  const base::MutexLock lock(mutex_);
  faults.syncs_are_lies |= faults_.syncs_are_lies;
  faults.record |= faults_.record;
  faults_ = std::move(faults);
}

void FaultyDisk::Crash(std::uint64_t seed) {
  Fail({});
  const base::MutexLock lock(mutex_);
  state_ = state_.AfterPowerCut(seed);
}

void FaultyDisk::ForgetUnnamed() {
  const base::MutexLock lock(mutex_);
  state_.ForgetUnnamed();
}

std::vector<DiskOperation> FaultyDisk::TakeLog() {
  const base::MutexLock lock(mutex_);
  return std::exchange(log_, {});
}

std::uint64_t FaultyDisk::operations() {
  const base::MutexLock lock(mutex_);
  return operations_;
}

std::uint64_t FaultyDisk::reads() {
  const base::MutexLock lock(mutex_);
  return reads_;
}

bool FaultyDisk::HasFailed() {
  const base::MutexLock lock(mutex_);
  return operations_ > faults_.fail_at;
}

bool FaultyDisk::HasFailedToSync(std::string_view part) {
  const base::MutexLock lock(mutex_);
  return std::ranges::any_of(log_, [part](const DiskOperation& operation) {
    return operation.failed && operation.kind == Kind::kSync &&
           operation.path.find(part) != std::string::npos;
  });
}

DiskState FaultyDisk::state() {
  const base::MutexLock lock(mutex_);
  return state_;
}

std::map<std::string, std::uint64_t> FaultyDisk::Sizes() const {
  std::map<std::string, std::uint64_t> sizes;
  for (const auto& [path, file] : state_.names()) {
    if (file != DiskState::kDirectory) sizes[path] = state_.SizeOf(file);
  }
  return sizes;
}

}  // namespace onsale::store
