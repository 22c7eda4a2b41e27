// The journal's disk, in memory: it forgets what was not synced when the power goes, and fails when
// told to.
//
// Shape:    a failing write does half of its work, and every later change fails too. After
//           PowerCut(luck) what was synced is there, and of what was not a part that luck picks,
//           sector by sector; names that were not synced are there or not.
// Threads:  any.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "base/mutex.h"
#include "store/embedded/file.h"

namespace onsale::sim {

class SimFiles final : public store::FileSystem {
 public:
  // Whether directories are made for real too: SQLite's tables are not in memory.
  enum class Directories { kNowhere, kReal };
  explicit SimFiles(Directories directories) : directories_(directories) {}

  store::Io<std::unique_ptr<store::File>> Open(const std::string& path,
                                               store::OpenMode mode) override;
  store::Io<void> MakeDirectory(const std::string& path) override;
  store::Io<std::vector<std::string>> List(const std::string& directory) override;
  store::Io<void> Rename(const store::RenamePaths& paths) override;
  store::Io<void> Remove(const std::string& path) override;
  store::Io<void> SyncDirectory(const std::string& directory) override;

  // The change that is `operations` from now fails; 0 is the next.
  void FailFrom(std::uint64_t operations);
  enum class Part { kWrite, kSync };
  // The next frame of the journal cannot be written, or cannot be synced.
  void FailNextFrame(Part part);
  void PowerCut(std::uint64_t luck);
  // From now on a sync does nothing: the negative control.
  void LieAboutSyncs() { syncs_are_lies_ = true; }

  // Frames that were written since this was asked last, each as its bytes.
  std::vector<std::string> TakeFrames();
  // Whether the frame that FailNextFrame made fail is there all the same. Ask after PowerCut.
  bool DoomedFrameIsThere();

 private:
  friend class SimFile;
  // What a write replaced, until it is synced.
  struct Undo {
    std::uint64_t offset;
    std::uint64_t size;
    std::string old;  // what there was of it
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
  std::uint64_t countdown_ = kNever;  // changes until one fails, and that one
  bool fail_frame_write_ = false;
  bool fail_frame_sync_ = false;
  bool syncs_are_lies_ = false;
  Names names_;
  Names synced_names_;
  std::vector<std::string> frames_;
  FrameWrite doomed_;
};

}  // namespace onsale::sim
