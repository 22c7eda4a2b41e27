// Copies a running sale: a base, then the frames behind it, as they are appended.
//
// Shape:    CopyNew continues the newest chain of the copy, or begins one: the journal from its
//           oldest segment on, sale.db meanwhile, and the manifest last. A new chain begins as well
//           if the source lacks the chain's next frame, because it has removed it, or has another
//           one in its place. A frame goes into a segment of the same number at the same offset,
//           after its hash and its link were checked. If a new chain is asked for, the last one
//           gets frames until the new one is whole.
// Owner:    source and file system must outlive it. Nobody else may write to the copy.
// Threads:  one at a time.
// Errors:   kCorrupt for damage in the source, kUnavailable for anything else, such as a full disk.
//           After an error CopyNew may be called again: it reads what the copy has on disk.
// Source:   docs/decisions/0031-a-copy-is-made-of-chains.md
#pragma once

#include "store/embedded/backup/copy_folder.h"

namespace onsale::store {

struct CopyProgress {
  std::uint32_t chain = 0;
  std::string began;         // why this call began the chain; empty if it continued it
  std::uint64_t frames = 0;  // that this call copied
  CopyMark last;             // the last commit that the copy holds
};

class Copier {
 public:
  template <class T>
  using Result = std::expected<T, StoreError>;

  // `directory` exists.
  Copier(CopySource& source, FileSystem& files, std::string directory)
      : source_(source), files_(files), directory_(std::move(directory)) {}

  // Copies whatever the source has and the copy lacks, and makes it durable.
  Result<CopyProgress> CopyNew();
  // Makes the next CopyNew begin a chain, or a later one if that fails.
  void BeginChain() { asked_ = true; }

 private:
  // The chain that is being written.
  struct Open {
    CopyChain chain;
    JournalPlace end;  // after the last frame, in the source and in the copy; segment 0: nowhere
    CopyMark last;     // the last commit in the segments; its time only if it was copied
    std::optional<std::uint64_t> last_frame_at =
        {};                      // in the segment of `end`; nothing: it has none
    std::unique_ptr<File> file;  // of the segment of `end`
    bool synced = true;
  };
  enum class Step : std::uint8_t {
    kDone,     // something was copied
    kNothing,  // the source has nothing more
    kMissing,  // the source has no such segment
    kLost,     // the source does not continue the chain: why_ says why
  };

  Result<void> OpenNewest();
  // Finds the end of the chain's last segment. False if the chain cannot be continued.
  Result<bool> FindEnd(Open& open);
  Result<bool> ReadEnd(SegmentReader& segment, Open& open);
  // Begins a chain and fills it. On an error the last chain is open again, if it can be continued.
  Result<void> BeginNewChain();
  Result<void> MakeChain();
  Result<void> BeginFrames(const CopyChain& chain);
  Result<void> FillChain();
  // Copies frames into the new chain and into the last one.
  Result<void> CopyBesideBase();
  Result<void> CopyIntoFormer();
  Result<void> StartFolder(const CopyChain& chain);
  Result<void> RemoveFiles(const std::string& directory);
  Result<void> FinishChain(const CopyMark& base);
  // Copies the journal's frames until the source has no more, and makes them durable. False if the
  // source does not continue the chain.
  Result<bool> CopyFrames();
  Result<Step> BeginAtOldest();
  Result<Step> CopySome();
  Result<Step> GoToNextSegment();
  Result<Step> CheckLastFrame();
  // `expected`: the number that the segment must have; nothing: any.
  Result<Step> BeginSegment(std::optional<std::uint32_t> expected, std::string_view header);
  Result<void> Sync();
  Result<CopyProgress> Progress(std::string began);
  Step Lose(std::string why);
  std::unexpected<StoreError> SourceChanged() const;
  // An error of the copy's own disk, after which the copy must be read again.
  std::unexpected<StoreError> Failed(const IoError& error);

  CopySource& source_;
  FileSystem& files_;
  const std::string directory_;
  std::optional<Open> open_;
  std::optional<Open> former_;  // the last chain, while a new one is made that was asked for
  bool asked_ = false;          // whether a new chain was asked for
  std::string why_;             // why the next CopyNew begins a chain; empty if it does not
  bool failed_ = false;         // whether the copy's own disk failed since the chain was opened
  std::uint64_t frames_ = 0;    // copied by this CopyNew
  bool busy_ = true;            // whether the last read found a frame
};

}  // namespace onsale::store
