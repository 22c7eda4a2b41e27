// The journal's disk, in memory: loses what was not synced at a power cut, and fails on request.
//
// Shape:    a failing write writes half of its bytes, and every later change fails too. PowerCut
//           keeps what was synced; what was not synced it keeps or loses by its seed, sector by
//           sector, and all unsynced names together.
// Threads:  any.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "base/mutex.h"
#include "store/embedded/files/file.h"

namespace onsale::sim {

class SimFiles final : public store::FileSystem {
 public:
  // Whether directories are also created on the real disk: sale.db needs them.
  enum class Directories { kNowhere, kReal };
  explicit SimFiles(Directories directories) : directories_(directories) {}

  store::Io<std::unique_ptr<store::File>> Open(const std::string& path,
                                               store::OpenMode mode) override;
  store::Io<void> MakeDirectory(const std::string& path) override;
  store::Io<std::vector<std::string>> List(const std::string& directory) override;
  store::Io<void> Rename(const store::RenamePaths& paths) override;
  store::Io<void> Remove(const std::string& path) override;
  store::Io<void> SyncDirectory(const std::string& directory) override;

  // Fails every change after `operations` more; 0: the next one.
  void FailFrom(std::uint64_t operations);
  enum class Part { kWrite, kSync };
  // Fails the write, or the sync, of the journal's next frame.
  void FailNextFrame(Part part);
  void PowerCut(std::uint64_t cut_seed);
  // From now on a sync does nothing: the negative control.
  void IgnoreSyncs() { syncs_ignored_ = true; }

  // The frames written since the last call.
  std::vector<std::string> TakeFrames();
  // Whether the frame that FailNextFrame interrupted is complete on disk. Call after PowerCut.
  bool InterruptedFrameExists();

 private:
  friend class SimFile;
  // The bytes that a write replaced, until they are synced.
  struct Undo {
    std::uint64_t offset;
    std::uint64_t size;
    std::string old;  // empty beyond the old end of the file
  };
  struct Content {
    std::string bytes;
    std::vector<Undo> unsynced;
    std::uint64_t synced_size = 0;
  };
  using Names = std::map<std::string, std::shared_ptr<Content>>;
  struct FrameWrite {
    std::shared_ptr<Content> content;
    std::uint64_t offset;
    std::string bytes;
  };

  bool Works() {
    if (countdown_ > 0 && countdown_ != kNever) --countdown_;
    return countdown_ > 0;
  }
  void NoteFrame(const std::shared_ptr<Content>& content, std::uint64_t offset,
                 std::string_view bytes);
  static void Overwrite(Content& content, std::uint64_t offset, std::string_view bytes);
  static store::IoError Failure(const std::string& path, const char* attempt);

  static constexpr std::uint64_t kNever = UINT64_MAX;

  const Directories directories_;
  base::Mutex mutex_;
  std::uint64_t countdown_ = kNever;  // changes left before the first failure, that one included
  bool fail_frame_write_ = false;
  bool fail_frame_sync_ = false;
  bool syncs_ignored_ = false;
  Names names_;
  Names synced_names_;
  std::vector<std::string> frames_;
  FrameWrite interrupted_frame_;
};

}  // namespace onsale::sim
