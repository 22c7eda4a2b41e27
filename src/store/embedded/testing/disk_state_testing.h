// A model of a disk: its durable content, the content that programs see, and the content after a
// power cut.
//
// Units:    sectors of 512 bytes, each written whole or not at all; offsets and sizes in bytes.
// Shape:    a program sees its writes at once. Content is durable after a sync of the file, a name
//           after a sync of its directory. Until then, a power cut may leave each sector, file size
//           and name as any change since the last sync made it: changes are lost, torn and
//           reordered. After a failed sync, unsynced sectors count as clean: the program still sees
//           them, and no later sync writes them.
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

// The directory of a name. The doubles do not use ParentOf, which they judge: a mistake in it shows
// as names that a power cut loses.
std::string DirectoryOf(const std::string& path);

using FileId = std::uint32_t;  // identifies a file's content, not its name; never reused

struct DiskOperation {
  enum class Kind : std::uint8_t {
    kMakeDirectory,
    kCreate,  // creates an empty file `file`, which replaces one of this name
    kWrite,
    kTruncate,  // may also extend the file with zeros
    kSync,
    kRename,
    kRemove,
    kSyncDirectory,
  };
  Kind kind;
  std::string path = {};  // the file's current or former name
  std::string to = {};    // for kRename: the new name
  FileId file = 0;
  std::uint64_t offset = 0;  // for kWrite; for kTruncate: the size
  std::string bytes = {};
  bool failed = false;  // a failed write is half done, any other not at all

  // The operation as text: `write /data/sale.db 4096+512 (failed)`.
  std::string Text() const;
};

class DiskState {
 public:
  static constexpr std::size_t kSector = 512;
  static constexpr FileId kDirectory = 0;  // stands for every directory

  void Apply(const DiskOperation& operation);

  // What a program sees of the disk, unsynced changes included.
  std::optional<FileId> Find(const std::string& path) const;
  FileId NextId() const { return next_id_; }
  // Reads nothing from a file that a power cut or ForgetUnnamed has removed.
  std::size_t Read(FileId file, std::uint64_t offset, std::span<char> into) const;
  std::uint64_t SizeOf(FileId file) const;
  std::vector<std::string> List(const std::string& directory) const;
  const std::map<std::string, FileId>& names() const { return names_; }

  // The disk after a power cut. The seed modulo 5 chooses which unsynced changes survive: none,
  // all, random sectors, random operations, all up to some operation. With the first three, what
  // survives of a file does not depend on the operations of other threads on other files.
  DiskState AfterPowerCut(std::uint64_t seed) const;

  // Forgets files that have no name. Requires: no program has them open.
  void ForgetUnnamed();

  // The bytes of a file as a program sees them, for tests to read and to damage.
  std::string& BytesOf(const std::string& path);
  // Removes a file's name durably.
  void Delete(const std::string& path);

 private:
  // A change: its number among all operations of the disk, and among the changes of its file.
  struct Change {
    std::uint64_t operation;
    std::uint64_t nth;
  };
  // What a change made of one or more sectors.
  struct Extent {
    Change by;
    std::uint64_t at;   // a multiple of kSector
    std::string bytes;  // up to the end of a sector or of the file
    bool counts_as_clean = false;
  };
  struct NewSize {
    Change by;
    std::uint64_t size;
  };
  struct Content {
    std::string seen;
    std::string durable;
    // Since the last sync, in order. Those that count as clean have one sector each.
    std::vector<Extent> unsynced;
    std::vector<NewSize> sizes;
    std::uint64_t changes = 0;
    bool sync_failed = false;  // some extents may count as clean
  };
  using Names = std::vector<std::pair<std::string, std::optional<FileId>>>;
  struct NameChange {
    Change by;
    Names names;
  };
  // Decides which changes survive a power cut.
  class Survival;

  void Write(Content& content, std::uint64_t offset, std::string_view bytes);
  void Resize(Content& content, std::uint64_t size);
  void NoteExtent(Content& content, std::uint64_t from, std::uint64_t to);
  static void Sync(Content& content);
  static void FailToSync(Content& content);
  static void Set(const Names& names, std::map<std::string, FileId>& in);
  void Rename(Names names);
  void SyncDirectory(const std::string& directory);
  // `key` distinguishes the parts of this file from those of others.
  static Content After(const Content& content, const Survival& survival, std::uint64_t key);
  std::map<std::string, FileId> NamesAfter(const Survival& survival) const;

  std::uint64_t applied_ = 0;
  FileId next_id_ = 1;
  std::map<FileId, Content> files_;
  std::map<std::string, FileId> names_;
  std::map<std::string, FileId> durable_names_;
  std::vector<NameChange> unsynced_names_;
};

}  // namespace onsale::store
