#include "store/embedded/testing/disk_state_testing.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/mix.h"

namespace onsale::store {
namespace {

using Kind = DiskOperation::Kind;

}  // namespace

std::string DirectoryOf(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash);
}

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

  // Whether this change of a part of the disk survives the power cut.
  bool Keeps(const Change& by, std::uint64_t part) const {
    switch (seed_ % 5) {
      case 0:
        return false;
      case 1:
        return true;
      case 2:
        return Chance(base::Mix(by.nth) ^ part);
      case 3:
        return Chance(by.operation);
      default:
        return by.operation < moment_ || (by.operation == moment_ && Chance(part));
    }
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
    if (operation.kind == Kind::kSync) FailToSync(file->second);
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
      return Sync(file->second);
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
  const std::uint64_t before = content.seen.size();
  const std::uint64_t end = offset + bytes.size();
  ++content.changes;
  if (end > before) {
    content.seen.resize(offset, '\0');
    content.seen.append(bytes);
    content.sizes.push_back({{applied_, content.changes}, end});
  } else {
    std::memcpy(content.seen.data() + offset, bytes.data(), bytes.size());
  }
  NoteExtent(content, std::min(offset, before), end);
}

void DiskState::Resize(Content& content, std::uint64_t size) {
  const std::uint64_t before = content.seen.size();
  content.seen.resize(size, '\0');
  content.sizes.push_back({{applied_, ++content.changes}, size});
  if (size > before) return NoteExtent(content, before, size);
  // Truncated bytes must not reappear when the file grows again.
  const std::uint64_t end = (size + kSector - 1) / kSector * kSector;
  std::erase_if(content.unsynced, [end](const Extent& extent) { return extent.at >= end; });
  for (Extent& extent : content.unsynced) {
    extent.bytes.resize(std::min<std::uint64_t>(extent.bytes.size(), end - extent.at));
  }
  if (size % kSector != 0) NoteExtent(content, size - 1, size);
}

void DiskState::NoteExtent(Content& content, std::uint64_t from, std::uint64_t to) {
  const std::uint64_t at = from / kSector * kSector;
  const std::uint64_t end = (to + kSector - 1) / kSector * kSector;
  if (content.sync_failed) {
    for (Extent& extent : content.unsynced) {
      if (extent.at >= at && extent.at < end) extent.counts_as_clean = false;
    }
  }
  content.unsynced.push_back(
      {.by = {applied_, content.changes}, .at = at, .bytes = content.seen.substr(at, end - at)});
}

void DiskState::Sync(Content& content) {
  content.durable.resize(content.seen.size(), '\0');
  content.sizes.clear();
  std::erase_if(content.unsynced, [&content](const Extent& extent) {
    if (extent.counts_as_clean) return false;
    content.durable.replace(extent.at, extent.bytes.size(), content.seen, extent.at,
                            extent.bytes.size());
    return true;
  });
  content.sync_failed = !content.unsynced.empty();
}

void DiskState::FailToSync(Content& content) {
  content.sync_failed = true;
  std::vector<Extent> sectors;
  for (const Extent& extent : content.unsynced) {
    for (std::uint64_t at = 0; at < extent.bytes.size(); at += kSector) {
      sectors.push_back({.by = extent.by,
                         .at = extent.at + at,
                         .bytes = extent.bytes.substr(at, kSector),
                         .counts_as_clean = true});
    }
  }
  content.unsynced = std::move(sectors);
}

void DiskState::Set(const Names& names, std::map<std::string, FileId>& in) {
  for (const auto& [name, file] : names) {
    if (file) {
      in[name] = *file;
    } else {
      in.erase(name);
    }
  }
}

void DiskState::Rename(Names names) {
  Set(names, names_);
  unsynced_names_.push_back({{applied_, applied_}, std::move(names)});
}

void DiskState::SyncDirectory(const std::string& directory) {
  std::erase_if(unsynced_names_, [&](const NameChange& change) {
    if (DirectoryOf(change.names.front().first) != directory) return false;
    Set(change.names, durable_names_);
    return true;
  });
}

std::optional<FileId> DiskState::Find(const std::string& path) const {
  const auto at = names_.find(path);
  if (at == names_.end()) return std::nullopt;
  return at->second;
}

std::size_t DiskState::Read(FileId file, std::uint64_t offset, std::span<char> into) const {
  const auto found = files_.find(file);
  if (found == files_.end() || offset >= found->second.seen.size()) return 0;
  const std::string& seen = found->second.seen;
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
    for (const NewSize& size : content.sizes) changes.insert(size.by.operation);
    for (const Extent& extent : content.unsynced) changes.insert(extent.by.operation);
  }
  for (const NameChange& change : unsynced_names_) changes.insert(change.by.operation);
  const Survival survival(seed, changes);

  DiskState after;
  after.next_id_ = next_id_;
  after.names_ = after.durable_names_ = NamesAfter(survival);
  for (const auto& [name, id] : after.names_) {
    if (id == kDirectory) continue;
    // Of the path only the last name: the directory is another in each run.
    const auto last = std::string_view(name).substr(DirectoryOf(name).size());
    after.files_[id] = After(files_.at(id), survival, std::hash<std::string_view>()(last));
  }
  return after;
}

DiskState::Content DiskState::After(const Content& content, const Survival& survival,
                                    std::uint64_t key) {
  constexpr std::uint64_t kSizePart = UINT64_MAX;
  Content after;
  after.durable = content.durable;
  std::uint64_t size = content.durable.size();
  for (const NewSize& change : content.sizes) {
    if (survival.Keeps(change.by, key ^ kSizePart)) size = change.size;
  }
  after.durable.resize(size, '\0');
  for (const Extent& extent : content.unsynced) {
    for (std::uint64_t at = 0; at < extent.bytes.size(); at += kSector) {
      const std::uint64_t sector = extent.at + at;
      if (sector >= size || !survival.Keeps(extent.by, key ^ (sector / kSector))) continue;
      const auto bytes =
          std::string_view(extent.bytes).substr(at, kSector).substr(0, size - sector);
      after.durable.replace(sector, bytes.size(), bytes);
    }
  }
  after.seen = after.durable;
  return after;
}

std::map<std::string, FileId> DiskState::NamesAfter(const Survival& survival) const {
  std::map<std::string, FileId> names = durable_names_;
  for (const auto& change : unsynced_names_) {
    if (survival.Keeps(change.by, 0)) Set(change.names, names);
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
    for (const auto& [name, file] : change.names) named.insert(file.value_or(kDirectory));
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
