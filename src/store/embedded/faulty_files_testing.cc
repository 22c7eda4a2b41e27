#include "store/embedded/faulty_files_testing.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <random>

namespace onsale::store {
namespace {

constexpr std::size_t kSector = 512;

}  // namespace

class FaultyFile final : public File {
 public:
  FaultyFile(FaultyFiles& disk, std::shared_ptr<FaultyFiles::Content> content, std::string path)
      : disk_(disk), content_(std::move(content)), path_(std::move(path)) {}

  Io<void> Write(std::uint64_t offset, std::string_view bytes) override {
    const std::lock_guard lock(disk_.mutex_);
    const bool works = disk_.Works();
    if (!works) bytes = bytes.substr(0, bytes.size() / 2);
    std::string& seen = content_->seen;
    if (seen.size() < offset + bytes.size()) seen.resize(offset + bytes.size(), '\0');
    std::copy(bytes.begin(), bytes.end(), seen.begin() + static_cast<std::ptrdiff_t>(offset));
    if (!works) return std::unexpected(disk_.Failure(path_, "write"));
    return {};
  }

  Io<std::size_t> Read(std::uint64_t offset, std::span<char> into) override {
    const std::lock_guard lock(disk_.mutex_);
    const std::string& seen = content_->seen;
    if (offset >= seen.size()) return 0;
    const std::size_t count = std::min<std::size_t>(into.size(), seen.size() - offset);
    if (count > 0) std::memcpy(into.data(), seen.data() + offset, count);
    return count;
  }

  Io<void> Sync() override {
    const std::lock_guard lock(disk_.mutex_);
    if (!disk_.Works()) return std::unexpected(disk_.Failure(path_, "sync"));
    if (!disk_.faults_.syncs_are_lies) content_->synced = content_->seen;
    return {};
  }

  Io<std::uint64_t> Size() override {
    const std::lock_guard lock(disk_.mutex_);
    return content_->seen.size();
  }

 private:
  FaultyFiles& disk_;
  std::shared_ptr<FaultyFiles::Content> content_;
  std::string path_;
};

bool FaultyFiles::Works() {
  return operations_++ < faults_.fail_at;
}

IoError FaultyFiles::Failure(const std::string& path, const char* attempt) const {
  return {.path = path, .attempt = attempt, .error_number = faults_.error_number};
}

Io<std::unique_ptr<File>> FaultyFiles::Open(const std::string& path, OpenMode mode) {
  const std::lock_guard lock(mutex_);
  if (mode == OpenMode::kCreateEmpty) {
    if (!Works()) return std::unexpected(Failure(path, "create"));
    names_[path] = std::make_shared<Content>();
  }
  const auto at = names_.find(path);
  if (at == names_.end()) return std::unexpected(IoError{path, "open", ENOENT});
  return std::make_unique<FaultyFile>(*this, at->second, path);
}

Io<void> FaultyFiles::MakeDirectory(const std::string& path) {
  return PosixFileSystem().MakeDirectory(path);
}

Io<std::vector<std::string>> FaultyFiles::List(const std::string& directory) {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> names;
  for (const auto& [path, content] : names_) {
    if (path.starts_with(directory + "/")) names.push_back(path.substr(directory.size() + 1));
  }
  return names;
}

Io<void> FaultyFiles::Rename(const RenamePaths& paths) {
  const std::lock_guard lock(mutex_);
  if (!Works()) return std::unexpected(Failure(paths.from, "rename"));
  names_[paths.to] = names_.at(paths.from);
  names_.erase(paths.from);
  return {};
}

Io<void> FaultyFiles::Remove(const std::string& path) {
  const std::lock_guard lock(mutex_);
  if (!Works()) return std::unexpected(Failure(path, "remove"));
  names_.erase(path);
  return {};
}

Io<void> FaultyFiles::SyncDirectory(const std::string& directory) {
  const std::lock_guard lock(mutex_);
  if (!Works()) return std::unexpected(Failure(directory, "sync directory"));
  if (!faults_.syncs_are_lies) synced_names_ = names_;
  return {};
}

void FaultyFiles::Crash(std::uint64_t seed) {
  const std::lock_guard lock(mutex_);
  std::mt19937_64 random(seed);
  // A rename that was not synced may have happened all the same.
  if (!faults_.keep_parts || random() % 2 == 0) names_ = synced_names_;
  synced_names_ = names_;
  for (auto& [path, content] : names_) {
    std::string kept = content->synced;
    if (faults_.keep_parts) {
      kept.resize(std::max(kept.size(), content->seen.size()), '\0');
      for (std::size_t at = 0; at < content->seen.size(); at += kSector) {
        const std::size_t size = std::min(kSector, content->seen.size() - at);
        if (random() % 2 == 0) kept.replace(at, size, content->seen, at, size);
      }
    }
    content->seen = content->synced = kept;
  }
  faults_ = {.keep_parts = faults_.keep_parts};
}

const std::map<std::string, std::uint64_t> FaultyFiles::Sizes() const {
  std::map<std::string, std::uint64_t> sizes;
  for (const auto& [path, content] : names_) sizes[path] = content->seen.size();
  return sizes;
}

void FaultyFiles::Delete(const std::string& path) {
  names_.erase(path);
  synced_names_.erase(path);
}

}  // namespace onsale::store
