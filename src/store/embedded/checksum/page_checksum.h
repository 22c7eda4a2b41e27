// Checksums of the pages of sale.db. They are in the reserved bytes at the end of each page, which
// SQLite's format provides for extensions, so that any SQLite can read the file.
//
// Units:    sizes and offsets in bytes.
// Shape:    a page's checksum is the XXH3 of the bytes before it, with the page's number as seed,
//           so that a misplaced page is detected. A page of zeros was never written and is valid.
//           Each frame of SQLite's write-ahead log has SQLite's own checksum over all frames up to
//           it (the chain); it includes the page, so it is recomputed when the page's bytes change.
//           Persisted: docs/formats.md.
// Threads:  any.
// Source:   https://www.sqlite.org/fileformat2.html, 1.3 (the header) and 4.1, 4.2 (the log).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace onsale::store {

using PageNumber = std::uint32_t;  // counted from 1

inline constexpr std::size_t kChecksumBytes = 8;
// The last layout of sale.db whose pages need no valid checksums. An earlier version wrote such a
// file, or an operator sets this layout to discard the checksums (docs/formats.md).
inline constexpr std::uint32_t kLayoutWithoutChecksums = 3;

void SetChecksum(PageNumber number, std::span<char> page);
bool HasChecksum(PageNumber number, std::string_view page);

// What the first page says about all pages.
struct PageHeader {
  std::size_t page_size = 0;
  std::size_t reserved = 0;  // bytes at the end of each page
  std::uint32_t layout = 0;  // `PRAGMA user_version`

  bool has_checksum_bytes() const { return reserved == kChecksumBytes; }
  bool checksums_are_valid() const {
    return has_checksum_bytes() && layout != kLayoutWithoutChecksums;
  }
};
// Reads the header of the first page; nullopt if the bytes are not the beginning of a database.
std::optional<PageHeader> ReadPageHeader(std::string_view page);

// --- The write-ahead log ---

inline constexpr std::size_t kLogHeaderBytes = 32;
inline constexpr std::size_t kLogFrameHeaderBytes = 24;
inline constexpr std::size_t kChainBytes = 8;  // at the end of log header and frame header

// A random value that SQLite puts into a log's header and into each of its frames, a new one for
// each new beginning of the log.
using LogSalt = std::uint64_t;

struct LogHeader {
  std::size_t page_size = 0;
  LogSalt salt = 0;
  bool big_endian = false;  // byte order of the words in the chain
  bool is_intact = false;   // its own checksum is right; SQLite ignores any other log
};
// Reads the header of a write-ahead log; nullopt if the bytes are none.
std::optional<LogHeader> ReadLogHeader(std::string_view bytes);

// Read from the header of a frame. Requires: kLogFrameHeaderBytes.
PageNumber FramePage(std::string_view frame);
LogSalt FrameSalt(std::string_view frame);
// Computes the chain of a log frame, from the chain `before` it: that of the previous frame, or of
// the log's header. Requires: a complete frame.
void SetChain(std::string_view before, bool big_endian, std::span<char> frame);
// Whether a complete frame has the chain that SetChain would compute.
bool HasChain(std::string_view before, bool big_endian, std::string_view frame);

}  // namespace onsale::store
