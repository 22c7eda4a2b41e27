#include "store/embedded/backup/restore.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>

#include "domain/restored.h"
#include "store/embedded/tables/sale_db.h"
#include "store/memory/row_changes.h"
#include "store/row_values.h"

namespace onsale::store {
namespace {

constexpr std::uint64_t kRestoredSegmentBytes = std::uint64_t{1} << 20;

std::unexpected<StoreError> NotRestored(std::string sentence) {
  return std::unexpected(StoreError{StoreErrorCode::kUnavailable, std::move(sentence)});
}

// `data` without slashes at its end.
std::string WithoutLastSlashes(std::string path) {
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return path;
}

std::string FolderAbove(const std::string& path) {
  const auto slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

// Whether this folder is where a file system is mounted: it cannot be replaced by a rename.
bool IsMountPoint(const std::string& folder) {
  struct statx status{};
  if (::statx(AT_FDCWD, folder.c_str(), AT_SYMLINK_NOFOLLOW, 0, &status) != 0) return false;
  if ((status.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0) return true;
  // Kernels before 5.8 do not say it; another device than the parent's does.
  struct stat inner{};
  struct stat outer{};
  return ::stat(folder.c_str(), &inner) == 0 && ::stat((folder + "/..").c_str(), &outer) == 0 &&
         inner.st_dev != outer.st_dev;
}

StoreResult<void> CheckIsNew(const std::string& data, const std::string& draft) {
  struct stat status{};
  if (::lstat(draft.c_str(), &status) == 0) {
    return NotRestored(draft +
                       " is left from a restore that did not end, or is in progress: remove it");
  }
  if (::lstat(data.c_str(), &status) != 0) {
    if (errno == ENOENT) return {};
    return std::unexpected(
        Unavailable(IoError{.path = data, .attempt = "examine", .error_number = errno}));
  }
  if (!S_ISDIR(status.st_mode)) return NotRestored(data + " is not a directory");
  if (IsMountPoint(data)) {
    return NotRestored("a file system is mounted at " + data +
                       ", so that it cannot be replaced: give a new folder in it, such as " + data +
                       "/sale");
  }
  const auto names = PosixFileSystem().List(data);
  if (!names) return std::unexpected(Unavailable(names.error()));
  for (const std::string& name : *names) {
    if (name != "." && name != "..") {
      std::string reason = data;
      reason += " is not empty (";
      reason += name;
      return NotRestored(reason += "): give a new directory");
    }
  }
  return {};
}

// A sale that was taken out of a copy, with its rows in memory, to which commits are added.
class RestoredSale {
 public:
  static StoreResult<std::unique_ptr<RestoredSale>> Open(const std::string& directory) {
    auto sale_db = SaleDb::Open(PosixFileSystem(), directory + "/sale.db");
    if (!sale_db) return std::unexpected(sale_db.error());
    std::unique_ptr<RestoredSale> sale(new RestoredSale);
    const JournalDirectory journal{.files = &PosixFileSystem(),
                                   .directory = directory + "/journal"};
    if (auto done = sale->Load(**sale_db, journal); !done) return std::unexpected(done.error());
    // From now on the tables alone are not complete.
    FoldState state = (*sale_db)->state();
    state.clean = false;
    if (auto done = (*sale_db)->Fold({}, state); !done) return std::unexpected(done.error());
    const auto durable = (*sale_db)->MakeDurable();
    if (!durable) return std::unexpected(durable.error());
    return sale;
  }

  StoreResult<std::size_t> Mark() {
    std::vector<domain::QueueTokenKey> live;
    rows_.ForEachRoom([&live](domain::RoomId, const RoomRows& room) {
      room.ForEachToken([&live](const domain::QueueToken& token) {
        if (token.status != domain::TokenStatus::kExpired) live.push_back(token.key);
      });
    });
    const std::string reason =
        "restored from a copy as of commit " + std::to_string(end().last.commit_number);
    rows_.StartBatch(end().last.commit_number + 1);
    domain::MarkRestored(live, reason, rows_, end().now);
    if (auto done = Append(end().now); !done) return std::unexpected(done.error());
    return live.size();
  }

  CopyMark mark() const { return {.last = end().last, .now = end().now}; }
  domain::AccessKeysPtr access_keys() { return rows_.access_keys(); }

 private:
  RestoredSale() = default;
  const JournalEnd& end() const { return writer_->end(); }

  StoreResult<void> Load(SaleDb& sale_db, const JournalDirectory& journal) {
    RowChanges stored(rows_);
    if (auto done = sale_db.Load(stored); !done) return done;
    const FoldState& state = sale_db.state();
    auto found = ReplayJournal(
        journal,
        {.folded = state.folded, .folded_now = state.now, .journal_may_be_gone = state.clean},
        [&stored](const Frame& frame) { return DecodeRows(frame.rows, stored); });
    if (!found) return std::unexpected(found.error());
    const auto finished = stored.Finish();
    if (!finished || !IsPossible(found->now)) {
      return std::unexpected(StoreError{
          StoreErrorCode::kCorrupt,
          "the copy is damaged: " + (finished ? "an impossible time" : finished.error())});
    }
    rows_.FinishLoading(found->last.commit_number);
    found->now = std::max(found->now, state.now);
    auto writer = JournalWriter::Open(journal, *found, kRestoredSegmentBytes);
    if (!writer) return std::unexpected(Unavailable(writer.error()));
    writer_ = std::move(*writer);
    return {};
  }

  // Commits what the batch has changed, if anything.
  StoreResult<void> Append(base::Time now) {
    std::string frame = NewFrame();
    if (!rows_.TakeChanges(frame)) return {};
    if (auto done = writer_->Append(frame, now); !done) {
      return std::unexpected(Unavailable(done.error()));
    }
    return {};
  }

  MemoryRows rows_;
  std::unique_ptr<JournalWriter> writer_;
};

// The copy has every commit between its last one and the moment, as far as its later chains know.
StoreResult<void> CheckNoGap(const std::vector<CopyChain>& chains, const CopyChain& chain,
                             const CopyMoment& moment, const CopyMark& last) {
  if (!std::holds_alternative<base::Time>(moment)) return {};
  for (const CopyChain& later : chains) {
    if (later.number <= chain.number || later.state != CopyChain::State::kWhole) continue;
    const CopyMark& base = later.manifest.base;
    if (base.last.commit_number <= last.last.commit_number) return {};
    return NotRestored("the copy has nothing between commit " +
                       std::to_string(last.last.commit_number) + " of " +
                       base::FormatRfc3339Micros(last.now) + " and commit " +
                       std::to_string(base.last.commit_number) + " of " +
                       base::FormatRfc3339Micros(base.now) + ": give one of these with --until");
  }
  return {};
}

StoreResult<Restored> RestoreInto(const std::string& draft, const RestoreOrder& order) {
  FileSystem& files = PosixFileSystem();
  const auto chains = ChainsIn(files, order.copy);
  if (!chains) return std::unexpected(chains.error());
  const auto chain = ChainFor(*chains, order.moment);
  if (!chain) return std::unexpected(chain.error());
  if (auto made = files.MakeDirectory(draft); !made) {
    return std::unexpected(Unavailable(made.error()));
  }
  const auto last = TakeOut(files, *chain, order.moment, draft);
  if (!last) return std::unexpected(last.error());
  if (auto whole = CheckNoGap(*chains, *chain, order.moment, *last); !whole) {
    return std::unexpected(whole.error());
  }
  Restored restored{.chain = chain->directory, .from = *last, .marked = {}, .keys = {}};
  auto sale = RestoredSale::Open(draft);
  if (!sale) return std::unexpected(sale.error());
  const auto ended = (*sale)->Mark();
  if (!ended) return std::unexpected(ended.error());
  restored.ended_tokens = *ended;
  restored.marked = (*sale)->mark();
  const domain::AccessKeysPtr keys = (*sale)->access_keys();
  for (const domain::AccessKeyRow& key : keys->rows()) {
    if (key.IsLive(restored.marked.now)) restored.keys.push_back(key);
  }
  return restored;
}

void RemoveDraft(const std::string& draft) {
  std::error_code ignored;
  std::filesystem::remove_all(draft, ignored);
}

}  // namespace

StoreResult<Restored> RestoreSale(const RestoreOrder& order) {
  const std::string data = WithoutLastSlashes(order.data);
  const std::string draft = data + ".restoring";
  if (auto is_new = CheckIsNew(data, draft); !is_new) return std::unexpected(is_new.error());
  auto restored = RestoreInto(draft, order);
  if (restored) {
    if (auto done = order.finish(draft); !done) restored = NotRestored(done.error());
  }
  if (!restored) {
    RemoveDraft(draft);
    return restored;
  }
  FileSystem& files = PosixFileSystem();
  auto done = files.SyncDirectory(draft);
  if (done) done = files.Rename({.from = draft, .to = data});
  if (done) done = files.SyncDirectory(FolderAbove(data));
  if (done) return restored;
  RemoveDraft(draft);
  return std::unexpected(Unavailable(done.error()));
}

}  // namespace onsale::store
