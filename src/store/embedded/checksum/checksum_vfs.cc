#include "store/embedded/checksum/checksum_vfs.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <span>

namespace onsale::store {

// An open file with checksums. Operations other than reads and writes go directly to the VFS below.
class ChecksumFile {
 public:
  ChecksumFile(ChecksumVfs& files, sqlite3_file& below) : files_(files), below_(below) {}
  virtual ~ChecksumFile() = default;

  virtual int Read(std::span<char> into, sqlite3_int64 offset) = 0;
  virtual int Write(std::string_view from, sqlite3_int64 offset) = 0;

  // The memory that SQLite provides for an open file: ours, then that of the VFS below.
  struct Slot {
    sqlite3_file base;
    ChecksumFile* file;
  };
  static ChecksumFile& Of(sqlite3_file* file) { return *reinterpret_cast<Slot*>(file)->file; }
  static sqlite3_file& Below(sqlite3_file* file) {
    return *reinterpret_cast<sqlite3_file*>(reinterpret_cast<Slot*>(file) + 1);
  }

 protected:
  int ReadBelow(std::span<char> into, sqlite3_int64 offset) {
    return below_.pMethods->xRead(&below_, into.data(), static_cast<int>(into.size()), offset);
  }
  int WriteBelow(std::string_view from, sqlite3_int64 offset) {
    const auto size = static_cast<int>(from.size());
    const int result = below_.pMethods->xWrite(&below_, from.data(), size, offset);
    files_.rest_();
    return result;
  }

  ChecksumVfs& files() { return files_; }
  std::string& buffer() { return buffer_; }

 private:
  ChecksumVfs& files_;
  std::string buffer_;
  sqlite3_file& below_;
};

class DatabaseFile final : public ChecksumFile {
 public:
  using ChecksumFile::ChecksumFile;

  int Read(std::span<char> into, sqlite3_int64 offset) override {
    const int result = ReadBelow(into, offset);
    if (result != SQLITE_OK) return result;
    const std::string_view page(into.data(), into.size());
    const auto number = PageAt(page, offset);
    return number ? files().Check(*number, page) : SQLITE_OK;
  }

  // Writes to the database file. Pages come from the log and have their checksums, except the first
  // page of a new file, which SQLite writes before there is a log.
  int Write(std::string_view from, sqlite3_int64 offset) override {
    if (PageAt(from, offset) != 1 || !files().header_->has_checksum_bytes())
      return WriteBelow(from, offset);
    buffer().assign(from);
    SetChecksum(1, buffer());
    return WriteBelow(buffer(), offset);
  }

 private:
  // The number of the page at `offset`; nullopt if the bytes are not one whole page.
  std::optional<PageNumber> PageAt(std::string_view bytes, sqlite3_int64 offset) {
    if (offset == 0) files().NoteFirstPage(bytes);
    const auto& header = files().header_;
    if (!header || bytes.size() != header->page_size) return std::nullopt;
    const auto at = static_cast<std::uint64_t>(offset);
    if (at % header->page_size != 0) return std::nullopt;
    return static_cast<PageNumber>(at / header->page_size + 1);
  }
};

class LogFile final : public ChecksumFile {
 public:
  using ChecksumFile::ChecksumFile;

  int Read(std::span<char> into, sqlite3_int64 offset) override {
    if (!IsPage(into.size(), offset)) return ReadBelow(into, offset);
    buffer().resize(kLogFrameHeaderBytes + into.size());
    const int result = ReadBelow(buffer(), FrameOf(offset));
    if (result != SQLITE_OK) return result;
    const std::string_view page = std::string_view(buffer()).substr(kLogFrameHeaderBytes);
    std::ranges::copy(page, into.begin());
    const PageNumber number = FramePage(buffer());
    if (number == 1) files().NoteFirstPage(page);
    return files().Check(number, page);
  }

  int Write(std::string_view from, sqlite3_int64 offset) override {
    if (offset == 0) header_ = ReadLogHeader(from);
    if (!IsPage(from.size(), offset)) return WriteBelow(from, offset);
    return WriteFrame(from, FrameOf(offset));
  }

 private:
  static sqlite3_int64 FrameOf(sqlite3_int64 page) {
    return page - static_cast<sqlite3_int64>(kLogFrameHeaderBytes);
  }

  // Whether a write of `size` bytes at `offset` in the log is the page of a frame.
  bool IsPage(std::size_t size, sqlite3_int64 offset) {
    constexpr std::uint64_t kBefore = kLogHeaderBytes + kLogFrameHeaderBytes;
    const auto at = static_cast<std::uint64_t>(offset);
    if (at < kBefore) return false;
    if (!header_) LearnHeader();
    if (!header_ || size != header_->page_size) return false;
    return (at - kBefore) % (kLogFrameHeaderBytes + size) == 0;
  }

  // Reads the log's header, in case another connection has begun the log.
  void LearnHeader() {
    std::array<char, kLogHeaderBytes> bytes;
    if (ReadBelow(bytes, 0) == SQLITE_OK) header_ = ReadLogHeader({bytes.data(), bytes.size()});
  }

  // Writes a frame's page with its checksum, and the frame's own checksum. SQLite wrote the frame's
  // header just before, or earlier if this replaces the page.
  int WriteFrame(std::string_view page, sqlite3_int64 offset) {
    buffer().resize(kLogFrameHeaderBytes + page.size());
    const std::span<char> frame(buffer());
    if (const int got = ReadBelow(frame.first(kLogFrameHeaderBytes), offset); got != SQLITE_OK) {
      return got;
    }
    std::ranges::copy(page, frame.begin() + kLogFrameHeaderBytes);
    const PageNumber number = FramePage(buffer());
    if (number == 1) files().NoteFirstPage(page);
    if (!files().pages_have_checksum_bytes()) {
      return WriteBelow(page, offset + static_cast<sqlite3_int64>(kLogFrameHeaderBytes));
    }
    SetChecksum(number, frame.subspan(kLogFrameHeaderBytes));
    std::array<char, kChainBytes> before;
    if (const int got = ReadBelow(before, ChainBefore(offset)); got != SQLITE_OK) return got;
    SetChain({before.data(), before.size()}, header_->big_endian, frame);
    return WriteBelow(buffer(), offset);
  }

  // The offset of the chain before the frame: in the previous frame, or in the log's header.
  sqlite3_int64 ChainBefore(sqlite3_int64 frame) const {
    const auto at = static_cast<std::size_t>(frame);
    const std::size_t header_end = at == kLogHeaderBytes ? at : at - header_->page_size;
    return static_cast<sqlite3_int64>(header_end - kChainBytes);
  }

  std::optional<LogHeader> header_;
};

namespace {

using Slot = ChecksumFile::Slot;

template <auto Method, class... Arguments>
int PassOn(sqlite3_file* file, Arguments... arguments) {
  sqlite3_file& below = ChecksumFile::Below(file);
  return (below.pMethods->*Method)(&below, arguments...);
}

int Close(sqlite3_file* file) {
  delete &ChecksumFile::Of(file);
  return PassOn<&sqlite3_io_methods::xClose>(file);
}

int Read(sqlite3_file* file, void* into, int size, sqlite3_int64 offset) {
  return ChecksumFile::Of(file).Read({static_cast<char*>(into), static_cast<std::size_t>(size)},
                                     offset);
}

int Write(sqlite3_file* file, const void* from, int size, sqlite3_int64 offset) {
  return ChecksumFile::Of(file).Write(
      {static_cast<const char*>(from), static_cast<std::size_t>(size)}, offset);
}

void Barrier(sqlite3_file* file) {
  sqlite3_file& below = ChecksumFile::Below(file);
  below.pMethods->xShmBarrier(&below);
}

// Version 2 of the methods has no memory mapping, so all pages are read with xRead.
const sqlite3_io_methods kMethods = {
    .iVersion = 2,
    .xClose = Close,
    .xRead = Read,
    .xWrite = Write,
    .xTruncate = PassOn<&sqlite3_io_methods::xTruncate, sqlite3_int64>,
    .xSync = PassOn<&sqlite3_io_methods::xSync, int>,
    .xFileSize = PassOn<&sqlite3_io_methods::xFileSize, sqlite3_int64*>,
    .xLock = PassOn<&sqlite3_io_methods::xLock, int>,
    .xUnlock = PassOn<&sqlite3_io_methods::xUnlock, int>,
    .xCheckReservedLock = PassOn<&sqlite3_io_methods::xCheckReservedLock, int*>,
    .xFileControl = PassOn<&sqlite3_io_methods::xFileControl, int, void*>,
    .xSectorSize = PassOn<&sqlite3_io_methods::xSectorSize>,
    .xDeviceCharacteristics = PassOn<&sqlite3_io_methods::xDeviceCharacteristics>,
    .xShmMap = PassOn<&sqlite3_io_methods::xShmMap, int, int, int, void volatile**>,
    .xShmLock = PassOn<&sqlite3_io_methods::xShmLock, int, int, int>,
    .xShmBarrier = Barrier,
    .xShmUnmap = PassOn<&sqlite3_io_methods::xShmUnmap, int>,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

std::string FreshName() {
  static std::atomic<std::uint64_t> count = 0;
  return "onsale-summed-" + std::to_string(++count);
}

}  // namespace

ChecksumVfs::ChecksumVfs(const char* base)
    : base_(*sqlite3_vfs_find(base)),
      name_(FreshName()),
      registration_{.vfs = base_, .self = this} {
  // The VFS's other functions are those of the VFS below, which accepts this object as its own.
  sqlite3_vfs& own = registration_.vfs;
  own.szOsFile = static_cast<int>(sizeof(Slot)) + base_.szOsFile;
  own.pNext = nullptr;
  own.zName = name_.c_str();
  own.xOpen = Open;
  sqlite3_vfs_register(&own, 0);
}

ChecksumVfs::~ChecksumVfs() {
  sqlite3_vfs_unregister(&registration_.vfs);
}

ChecksumVfs& ChecksumVfs::Of(sqlite3* connection) {
  sqlite3_vfs* vfs = nullptr;
  sqlite3_file_control(connection, "main", SQLITE_FCNTL_VFS_POINTER, static_cast<void*>(&vfs));
  return *reinterpret_cast<Registration*>(vfs)->self;
}

int ChecksumVfs::Open(sqlite3_vfs* vfs, const char* path, sqlite3_file* into, int flags, int* out) {
  ChecksumVfs& self = *reinterpret_cast<Registration*>(vfs)->self;
  const bool log = (flags & SQLITE_OPEN_WAL) != 0;
  if (!log && (flags & SQLITE_OPEN_MAIN_DB) == 0) {
    return self.base_.xOpen(&self.base_, path, into, flags, out);
  }
  into->pMethods = nullptr;
  sqlite3_file& below = ChecksumFile::Below(into);
  below.pMethods = nullptr;
  const int result = self.base_.xOpen(&self.base_, path, &below, flags, out);
  // If the VFS below has set its methods, the file must be closed even if opening it failed.
  if (below.pMethods == nullptr) return result;
  auto* const slot = reinterpret_cast<Slot*>(into);
  slot->base.pMethods = &kMethods;
  if (log) {
    slot->file = new LogFile(self, below);
  } else {
    slot->file = new DatabaseFile(self, below);
  }
  return result;
}

void ChecksumVfs::NoteFirstPage(std::string_view page) {
  const auto header = ReadPageHeader(page);
  // Learns the page header. SQLite also reads the header alone, without the rest of the page.
  if (header && header->page_size == page.size()) header_ = header;
}

int ChecksumVfs::Check(PageNumber number, std::string_view page) {
  if (!header_ || !header_->checksums_are_valid() || HasChecksum(number, page)) return SQLITE_OK;
  damage_ = "page " + std::to_string(number) +
            " does not match its checksum: it is damaged, or another program wrote it";
  return SQLITE_IOERR_DATA;
}

}  // namespace onsale::store
