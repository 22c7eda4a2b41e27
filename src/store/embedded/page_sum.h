// Checksums of the pages of sale.db, and where they stand: in the last bytes of each page, which
// SQLite's format sets aside for such uses, so that any SQLite can read the file.
//
// Units:    sizes and offsets in bytes.
// Shape:    a page's sum is the XXH3 of all before it, with the page's number as seed: a page in the
//           place of another is damage as well. A page of zeros alone was never written, and is
//           good. A frame of SQLite's write-ahead log carries a sum of its own over all frames up to
//           it, which follows from the page's bytes and is made again when those change.
// Threads:  any.
// Source:   https://www.sqlite.org/fileformat2.html, 1.3 (the header) and 4.1, 4.2 (the log).
//           Persisted: docs/formats.md.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace onsale::store {

using PageNumber = std::uint32_t;  // from 1

inline constexpr std::size_t kSumBytes = 8;
// The last layout of sale.db whose pages carry no sums, or none that count: what an older program
// wrote, or a page whose sums somebody gave up (docs/formats.md).
inline constexpr std::uint32_t kLayoutWithoutSums = 3;

void SetSum(PageNumber number, std::span<char> page);
bool HasSum(PageNumber number, std::string_view page);

// What the first page says of all.
struct PageHeader {
  std::size_t page_size = 0;
  std::size_t reserved = 0;  // at the end of each
  std::uint32_t layout = 0;  // `PRAGMA user_version`

  bool leaves_room() const { return reserved == kSumBytes; }
  bool sums_count() const { return leaves_room() && layout != kLayoutWithoutSums; }
};
// Nothing if these are not the first bytes of a database.
std::optional<PageHeader> ReadPageHeader(std::string_view page);

// --- The write-ahead log ---

inline constexpr std::size_t kLogHeaderBytes = 32;
inline constexpr std::size_t kLogFrameHeaderBytes = 24;
inline constexpr std::size_t kChainBytes = 8;  // at the end of both headers

struct LogHeader {
  std::size_t page_size = 0;
  bool big_endian = false;  // the words that the chain adds up
};
// Nothing if these are no header of a log.
std::optional<LogHeader> ReadLogHeader(std::string_view bytes);

PageNumber FramePage(std::string_view frame);
// Makes the frame's chain follow from `before`, the chain of the frame or header before it.
// Requires: a whole frame.
void SetChain(std::string_view before, bool big_endian, std::span<char> frame);

}  // namespace onsale::store
