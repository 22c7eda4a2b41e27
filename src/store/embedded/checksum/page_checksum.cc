#include "store/embedded/checksum/page_checksum.h"

#include <xxhash.h>

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/assert.h"

namespace onsale::store {
namespace {

constexpr std::string_view kMagic("SQLite format 3\0", 16);
constexpr std::size_t kHeaderBytes = 100;
constexpr std::size_t kPageSizeAt = 16;
constexpr std::size_t kReservedAt = 20;
constexpr std::size_t kLayoutAt = 60;
constexpr std::size_t kPageSizeMin = 512;

constexpr std::uint32_t kLogMagic = 0x377F0682;  // the last bit is set for big-endian words
constexpr std::size_t kLogPageSizeAt = 8;
constexpr std::size_t kLogSaltAt = 16;
constexpr std::size_t kFrameSaltAt = 8;
// How many bytes of a frame's header the chain includes, before the page.
constexpr std::size_t kChainedHeaderBytes = 8;
constexpr std::size_t kFrameChainAt = kLogFrameHeaderBytes - kChainBytes;

std::uint32_t BigEndian(std::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<std::uint8_t>(bytes[at + i]);
  return value;
}

void PutBigEndian(std::uint32_t value, char* into) {
  for (int i = 0; i < 4; ++i) into[i] = static_cast<char>(value >> (24 - 8 * i));
}

LogSalt SaltAt(std::string_view bytes, std::size_t at) {
  return LogSalt{BigEndian(bytes, at)} << 32 | BigEndian(bytes, at + 4);
}

std::uint64_t ChecksumOf(PageNumber number, std::string_view page) {
  return XXH3_64bits_withSeed(page.data(), page.size() - kChecksumBytes, number);
}

std::uint64_t LittleEndian(std::uint64_t value) {
  return std::endian::native == std::endian::little ? value : __builtin_bswap64(value);
}

struct Chain {
  std::uint32_t first = 0;
  std::uint32_t second = 0;

  static Chain From(std::string_view bytes) { return {BigEndian(bytes, 0), BigEndian(bytes, 4)}; }
  bool operator==(const Chain&) const = default;

  void Add(std::string_view bytes, bool big_endian) {
    const bool swap = big_endian == (std::endian::native == std::endian::little);
    for (std::size_t at = 0; at < bytes.size(); at += 8) {
      std::uint32_t words[2];
      std::memcpy(words, bytes.data() + at, sizeof words);
      if (swap) {
        for (std::uint32_t& word : words) word = __builtin_bswap32(word);
      }
      first += words[0] + second;
      second += words[1] + first;
    }
  }
};

Chain ChainOf(std::string_view before, bool big_endian, std::string_view frame) {
  ONSALE_ASSERT(before.size() == kChainBytes && frame.size() > kLogFrameHeaderBytes);
  Chain chain = Chain::From(before);
  chain.Add(frame.substr(0, kChainedHeaderBytes), big_endian);
  chain.Add(frame.substr(kLogFrameHeaderBytes), big_endian);
  return chain;
}

}  // namespace

void SetChecksum(PageNumber number, std::span<char> page) {
  const std::uint64_t checksum = LittleEndian(ChecksumOf(number, {page.data(), page.size()}));
  std::memcpy(page.data() + page.size() - kChecksumBytes, &checksum, kChecksumBytes);
}

bool HasChecksum(PageNumber number, std::string_view page) {
  std::uint64_t checksum;
  std::memcpy(&checksum, page.data() + page.size() - kChecksumBytes, kChecksumBytes);
  if (LittleEndian(checksum) == ChecksumOf(number, page)) return true;
  return page.find_first_not_of('\0') == std::string_view::npos;
}

std::optional<PageHeader> ReadPageHeader(std::string_view page) {
  if (page.size() < kHeaderBytes || !page.starts_with(kMagic)) return std::nullopt;
  PageHeader header;
  header.page_size = BigEndian(page, kPageSizeAt) >> 16;
  if (header.page_size == 1) header.page_size = 65536;
  header.reserved = static_cast<std::uint8_t>(page[kReservedAt]);
  header.layout = BigEndian(page, kLayoutAt);
  return header;
}

std::optional<LogHeader> ReadLogHeader(std::string_view bytes) {
  if (bytes.size() < kLogHeaderBytes) return std::nullopt;
  const std::uint32_t magic = BigEndian(bytes, 0);
  const bool big_endian = (magic & 1) != 0;
  constexpr std::size_t kChained = kLogHeaderBytes - kChainBytes;
  Chain chain;
  chain.Add(bytes.substr(0, kChained), big_endian);
  const LogHeader header{.page_size = BigEndian(bytes, kLogPageSizeAt),
                         .salt = SaltAt(bytes, kLogSaltAt),
                         .big_endian = big_endian,
                         .is_intact = chain == Chain::From(bytes.substr(kChained))};
  const bool size_is_good =
      header.page_size >= kPageSizeMin && std::has_single_bit(header.page_size);
  if ((magic & ~1U) != kLogMagic || !size_is_good) return std::nullopt;
  return header;
}

PageNumber FramePage(std::string_view frame) {
  return BigEndian(frame, 0);
}

LogSalt FrameSalt(std::string_view frame) {
  return SaltAt(frame, kFrameSaltAt);
}

void SetChain(std::string_view before, bool big_endian, std::span<char> frame) {
  const Chain chain = ChainOf(before, big_endian, {frame.data(), frame.size()});
  char* const into = frame.data() + kFrameChainAt;
  PutBigEndian(chain.first, into);
  PutBigEndian(chain.second, into + 4);
}

bool HasChain(std::string_view before, bool big_endian, std::string_view frame) {
  return ChainOf(before, big_endian, frame) == Chain::From(frame.substr(kFrameChainAt));
}

}  // namespace onsale::store
