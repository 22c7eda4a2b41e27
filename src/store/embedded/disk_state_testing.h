// What a disk holds, what a program sees of it, and what of that a power cut leaves.
//
// Units:    sectors of 512 bytes, each written whole or not at all; offsets and sizes in bytes.
// Shape:    a program sees what it wrote at once. It is durable once its file was synced, a name
//           once its directory was. Until then a power cut may leave of each sector, each file's size
//           and each name what any of the changes since the last sync made of it: changes are lost,
//           torn and reordered. After a sync that failed the unsynced sectors count as clean: the
//           program still sees them, and no later sync writes them.
// Owner:    a value; a copy is the disk of a machine whose process was killed.
// Threads:  one at a time.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace onsale::store {

using FileId = std::uint32_t;  // of a file's content, whatever its name; never used again

struct DiskOperation {
  enum class Kind : std::uint8_t {
    kMakeDirectory,
    kCreate,  // a new, empty file `file` in the place of what has this name
    kWrite,
    kTruncate,  // or lengthens, with zeros
    kSync,
    kRename,
    kRemove,
    kSyncDirectory,
  };
  Kind kind;
  std::string path = {};  // the name, or one that the file had
  std::string to = {};    // kRename
  FileId file = 0;
  std::uint64_t offset = 0;  // kWrite; the size for kTruncate
  std::string bytes = {};
  bool failed = false;  // a write did half of its work, anything else nothing

  // `write /data/sale.db 4096+512 (failed)`
  std::string Text() const;
};

class DiskState {
 public:
  static constexpr std::size_t kSector = 512;
  static constexpr FileId kDirectory = 0;  // what a directory's name stands for

  void Apply(const DiskOperation& operation);

  // What the program sees.
  std::optional<FileId> Find(const std::string& path) const;
  FileId NextId() const { return next_id_; }
  std::size_t Read(FileId file, std::uint64_t offset, std::span<char> into) const;
  std::uint64_t SizeOf(FileId file) const;
  std::vector<std::string> List(const std::string& directory) const;
  const std::map<std::string, FileId>& names() const { return names_; }

  // The disk when the power is back; the seed picks what is left of what was not synced. Seeds 0 to
  // 4 and so on: nothing, everything, sectors by chance, operations by chance, all up to a moment.
  DiskState AfterPowerCut(std::uint64_t seed) const;

  // Lets go of files without a name; nobody has them open.
  void ForgetUnnamed();

  // As the program sees them, to look at and to damage.
  std::string& BytesOf(const std::string& path);
  // The name is gone, durably.
  void Delete(const std::string& path);

 private:
  template <class T>
  struct Version {
    std::uint64_t by;  // the operation that made it
    T value;
  };
  struct Sector {
    std::vector<Version<std::string>> versions;  // since the last sync; the last one is seen
    bool counts_as_clean = false;
  };
  struct Content {
    std::string seen;
    std::string durable;
    std::map<std::uint64_t, Sector> unsynced;
    std::vector<Version<std::uint64_t>> sizes;
  };
  using NameChange = std::vector<std::pair<std::string, std::optional<FileId>>>;
  // Which of the changes a power cut leaves.
  class Survival;

  void Write(Content& content, std::uint64_t offset, std::string_view bytes);
  void Resize(Content& content, std::uint64_t size);
  void NoteSectors(Content& content, std::uint64_t from, std::uint64_t to);
  void Sync(Content& content, bool failed);
  void Rename(const NameChange& change);
  void SyncDirectory(const std::string& directory);
  Content After(const Content& content, const Survival& survival) const;
  std::map<std::string, FileId> NamesAfter(const Survival& survival) const;

  std::uint64_t applied_ = 0;
  FileId next_id_ = 1;
  std::map<FileId, Content> files_;
  std::map<std::string, FileId> names_;
  std::map<std::string, FileId> durable_names_;
  std::vector<Version<NameChange>> unsynced_names_;
};

}  // namespace onsale::store
