#include "store/embedded/testing/disk_state_testing.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/mix.h"

namespace onsale::store {
namespace {

using Kind = DiskOperation::Kind;

std::string DirectoryOf(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash);
}

}  // namespace

std::string DiskOperation::Text() const {
  static constexpr std::array kNames = {"make directory", "create", "write",  "resize",
                                        "sync",           "rename", "remove", "sync directory"};
  std::string text = kNames[static_cast<std::size_t>(kind)];
  text += " " + path;
  if (kind == Kind::kRename) text += " to " + to;
  if (kind == Kind::kTruncate) text += " to " + std::to_string(offset);
  if (kind == Kind::kWrite) {
    text += " " + std::to_string(offset) + "+" + std::to_string(bytes.size());
  }
  return failed ? text + " (failed)" : text;
}

class DiskState::Survival {
 public:
  // `changes` are the numbers of all operations that are not synced.
  Survival(std::uint64_t seed, const std::set<std::uint64_t>& changes) : seed_(seed) {
    if (changes.empty()) return;
    const std::uint64_t nth = base::Mix(seed) % changes.size();
    moment_ = *std::next(changes.begin(), static_cast<std::ptrdiff_t>(nth));
  }

  // Whether the change that operation `by` made to this part of the disk survives the power cut.
  bool Keeps(std::uint64_t by, std::uint64_t part) const {
    switch (seed_ % 5) {
      case 0:
        return false;
      case 1:
        return true;
      case 2:
        return Chance(base::Mix(by) ^ part);
      case 3:
        return Chance(by);
      default:
        return by < moment_ || (by == moment_ && Chance(part));
    }
  }
  // Of several changes to one part, the last that survives; null if none does.
  template <class T>
  const T* LastKept(const std::vector<Version<T>>& versions, std::uint64_t part) const {
    const T* kept = nullptr;
    for (const auto& version : versions) {
      if (Keeps(version.by, part)) kept = &version.value;
    }
    return kept;
  }

 private:
  bool Chance(std::uint64_t what) const { return base::Mix(seed_ ^ base::Mix(what)) % 2 == 0; }
  std::uint64_t seed_;
  std::uint64_t moment_ = 0;
};

void DiskState::Apply(const DiskOperation& operation) {
  ++applied_;
  const auto file = files_.find(operation.file);
  const bool on_file = operation.kind == Kind::kWrite || operation.kind == Kind::kTruncate ||
                       operation.kind == Kind::kSync;
  if (on_file && file == files_.end()) return;  // ForgetUnnamed has removed the file
  if (operation.failed) {
    const std::string_view bytes = operation.bytes;
    if (operation.kind == Kind::kWrite) {
      Write(file->second, operation.offset, bytes.substr(0, bytes.size() / 2));
    }
    if (operation.kind == Kind::kSync) Sync(file->second, true);
    return;
  }
  switch (operation.kind) {
    case Kind::kMakeDirectory:
      return Rename({{operation.path, kDirectory}});
    case Kind::kCreate:
      files_[operation.file] = {};
      next_id_ = std::max(next_id_, operation.file + 1);
      return Rename({{operation.path, operation.file}});
    case Kind::kWrite:
      return Write(file->second, operation.offset, operation.bytes);
    case Kind::kTruncate:
      return Resize(file->second, operation.offset);
    case Kind::kSync:
      return Sync(file->second, false);
    case Kind::kRename:
      return Rename({{operation.path, std::nullopt}, {operation.to, names_.at(operation.path)}});
    case Kind::kRemove:
      return Rename({{operation.path, std::nullopt}});
    case Kind::kSyncDirectory:
      return SyncDirectory(operation.path);
  }
}

void DiskState::Write(Content& content, std::uint64_t offset, std::string_view bytes) {
  if (bytes.empty()) return;
  const std::uint64_t end = offset + bytes.size();
  if (end > content.seen.size()) Resize(content, end);
  std::memcpy(content.seen.data() + offset, bytes.data(), bytes.size());
  NoteSectors(content, offset, end);
}

void DiskState::Resize(Content& content, std::uint64_t size) {
  const std::uint64_t before = content.seen.size();
  content.seen.resize(size, '\0');
  content.sizes.push_back({applied_, size});
  if (size > before) return NoteSectors(content, before, size);
  // Truncated bytes must not reappear when the file grows again.
  content.unsynced.erase(content.unsynced.lower_bound((size + kSector - 1) / kSector),
                         content.unsynced.end());
  if (size % kSector != 0) NoteSectors(content, size - 1, size);
}

void DiskState::NoteSectors(Content& content, std::uint64_t from, std::uint64_t to) {
  for (std::uint64_t sector = from / kSector; sector * kSector < to; ++sector) {
    Sector& unsynced = content.unsynced[sector];
    unsynced.versions.push_back({applied_, content.seen.substr(sector * kSector, kSector)});
    unsynced.counts_as_clean = false;
  }
}

void DiskState::Sync(Content& content, bool failed) {
  if (failed) {
    for (auto& [number, sector] : content.unsynced) sector.counts_as_clean = true;
    return;
  }
  content.durable.resize(content.seen.size(), '\0');
  content.sizes.clear();
  std::erase_if(content.unsynced, [&content](const auto& entry) {
    const auto& [number, sector] = entry;
    if (sector.counts_as_clean) return false;
    const std::uint64_t at = number * kSector;
    content.durable.replace(at, kSector, content.seen, at, kSector);
    return true;
  });
}

void DiskState::Rename(const NameChange& change) {
  for (const auto& [name, file] : change) {
    if (file) {
      names_[name] = *file;
    } else {
      names_.erase(name);
    }
  }
  unsynced_names_.push_back({applied_, change});
}

void DiskState::SyncDirectory(const std::string& directory) {
  std::erase_if(unsynced_names_, [&](const Version<NameChange>& version) {
    if (DirectoryOf(version.value.front().first) != directory) return false;
    for (const auto& [name, file] : version.value) {
      if (file) {
        durable_names_[name] = *file;
      } else {
        durable_names_.erase(name);
      }
    }
    return true;
  });
}

std::optional<FileId> DiskState::Find(const std::string& path) const {
  const auto at = names_.find(path);
  if (at == names_.end()) return std::nullopt;
  return at->second;
}

std::size_t DiskState::Read(FileId file, std::uint64_t offset, std::span<char> into) const {
  const std::string& seen = files_.at(file).seen;
  if (offset >= seen.size()) return 0;
  const auto count =
      static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), seen.size() - offset));
  if (count > 0) std::memcpy(into.data(), seen.data() + offset, count);
  return count;
}

std::uint64_t DiskState::SizeOf(FileId file) const {
  return files_.at(file).seen.size();
}

std::vector<std::string> DiskState::List(const std::string& directory) const {
  std::vector<std::string> found;
  const std::string prefix = directory + "/";
  for (auto at = names_.lower_bound(prefix); at != names_.end(); ++at) {
    if (!at->first.starts_with(prefix)) break;
    if (DirectoryOf(at->first) == directory) found.push_back(at->first.substr(prefix.size()));
  }
  return found;
}

DiskState DiskState::AfterPowerCut(std::uint64_t seed) const {
  std::set<std::uint64_t> changes;
  for (const auto& [id, content] : files_) {
    for (const auto& size : content.sizes) changes.insert(size.by);
    for (const auto& [number, sector] : content.unsynced) {
      for (const auto& version : sector.versions) changes.insert(version.by);
    }
  }
  for (const auto& change : unsynced_names_) changes.insert(change.by);
  const Survival survival(seed, changes);

  DiskState after;
  after.next_id_ = next_id_;
  after.names_ = after.durable_names_ = NamesAfter(survival);
  for (const auto& [name, id] : after.names_) {
    if (id != kDirectory) after.files_[id] = After(files_.at(id), survival);
  }
  return after;
}

DiskState::Content DiskState::After(const Content& content, const Survival& survival) const {
  constexpr std::uint64_t kSizePart = UINT64_MAX;
  Content after;
  const std::uint64_t* const size = survival.LastKept(content.sizes, kSizePart);
  after.durable = content.durable;
  after.durable.resize(size != nullptr ? *size : content.durable.size(), '\0');
  for (const auto& [number, sector] : content.unsynced) {
    const std::uint64_t at = number * kSector;
    const std::string* const kept = survival.LastKept(sector.versions, number);
    if (kept == nullptr || at >= after.durable.size()) continue;
    after.durable.replace(at, std::min<std::size_t>(kept->size(), after.durable.size() - at), *kept,
                          0, after.durable.size() - at);
  }
  after.seen = after.durable;
  return after;
}

std::map<std::string, FileId> DiskState::NamesAfter(const Survival& survival) const {
  std::map<std::string, FileId> names = durable_names_;
  for (const auto& change : unsynced_names_) {
    if (!survival.Keeps(change.by, 0)) continue;
    for (const auto& [name, file] : change.value) {
      if (file) {
        names[name] = *file;
      } else {
        names.erase(name);
      }
    }
  }
  // A lost directory takes the files in it along.
  std::erase_if(names, [&](const auto& entry) {
    const std::string directory = DirectoryOf(entry.first);
    const auto seen = names_.find(directory);
    return seen != names_.end() && seen->second == kDirectory && !names.contains(directory);
  });
  return names;
}

void DiskState::ForgetUnnamed() {
  std::set<FileId> named;
  for (const auto& [name, file] : names_) named.insert(file);
  for (const auto& [name, file] : durable_names_) named.insert(file);
  for (const auto& change : unsynced_names_) {
    for (const auto& [name, file] : change.value) named.insert(file.value_or(kDirectory));
  }
  std::erase_if(files_, [&named](const auto& file) { return !named.contains(file.first); });
}

std::string& DiskState::BytesOf(const std::string& path) {
  return files_.at(names_.at(path)).seen;
}

void DiskState::Delete(const std::string& path) {
  names_.erase(path);
  durable_names_.erase(path);
}

}  // namespace onsale::store
