// A file system in memory for the journal: a power cut loses what was not synced, and operations
// fail on request.
//
// Shape:    a failing write writes half of its bytes, and every later change fails too. PowerCut
//           keeps all synced bytes. Of unsynced bytes it keeps some sectors and loses others, by
//           its seed; unsynced names it keeps or loses all together.
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
  // Whether directories are also created on the real disk, where sale.db is.
  enum class Directories { kNowhere, kReal };
  explicit SimFiles(Directories directories) : directories_(directories) {}

  store::Io<std::unique_ptr<store::File>> Open(const std::string& path,
                                               store::OpenMode mode) override;
  store::Io<void> MakeDirectory(const std::string& path) override;
  store::Io<std::vector<std::string>> List(const std::string& directory) override;
  store::Io<void> Rename(const store::RenamePaths& paths) override;
  store::Io<void> Remove(const std::string& path) override;
  store::Io<void> SyncDirectory(const std::string& directory) override;

  // Lets `operations` more changes of the file system succeed and fails all later ones.
  void FailFrom(std::uint64_t operations);
  enum class Part { kWrite, kSync };
  // Fails the write, or the sync, of the next frame of the journal.
  void FailNextFrame(Part part);
  void PowerCut(std::uint64_t cut_seed);
  // The process ends and starts again: no operation fails any more, and all writes stay, unsynced
  // ones until a power cut.
  void Kill();
  // Makes syncs do nothing, to prove that the tests would notice lost data.
  void IgnoreSyncs() { syncs_ignored_ = true; }

  // The journal frames written since the last TakeFrames.
  std::vector<std::string> TakeFrames();
  // Whether the frame whose write or sync FailNextFrame failed is complete on disk. Call after
  // PowerCut or Kill.
  bool InterruptedFrameExists();

 private:
  friend class SimFile;
  // The bytes that an unsynced write replaced, so that a power cut can restore them.
  struct Undo {
    std::uint64_t offset;
    std::uint64_t size;
    std::string old;  // shorter than `size` if the write made the file longer
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
  void ClearFaults();
  static void Overwrite(Content& content, std::uint64_t offset, std::string_view bytes);
  static store::IoError Failure(const std::string& path, const char* attempt);

  static constexpr std::uint64_t kNever = UINT64_MAX;

  const Directories directories_;
  base::Mutex mutex_;
  // How many changes are left up to and including the first that fails; kNever: none fails.
  std::uint64_t countdown_ = kNever;
  bool fail_frame_write_ = false;
  bool fail_frame_sync_ = false;
  bool syncs_ignored_ = false;
  Names names_;
  Names synced_names_;
  std::vector<std::string> frames_;
  FrameWrite interrupted_frame_;
};

}  // namespace onsale::sim
