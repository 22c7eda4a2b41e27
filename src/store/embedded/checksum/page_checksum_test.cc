// Tests the checksums of pages, and the chain of a write-ahead log, which must equal SQLite's.
#include "store/embedded/checksum/page_checksum.h"

#include <gtest/gtest.h>

namespace onsale::store {
namespace {

std::string PageOf(char content) {
  std::string page(4096, content);
  SetChecksum(7, page);
  return page;
}

TEST(PageChecksumTest, EveryFlippedBitAndAMisplacedPageAreDetected) {
  std::string page = PageOf('x');
  EXPECT_TRUE(HasChecksum(7, page));
  EXPECT_FALSE(HasChecksum(8, page));
  for (std::size_t bit = 0; bit < page.size() * 8; ++bit) {
    page[bit / 8] ^= static_cast<char>(1 << bit % 8);
    ASSERT_FALSE(HasChecksum(7, page)) << bit;
    page[bit / 8] ^= static_cast<char>(1 << bit % 8);
  }
}

TEST(PageChecksumTest, APageThatWasNeverWrittenIsValid) {
  EXPECT_TRUE(HasChecksum(7, std::string(4096, '\0')));
}

TEST(PageChecksumTest, TheChecksumEqualsTheDocumentedOne) {
  // The expected checksum is XXH3 of 4,088 times 'x' with seed 7, little-endian.
  const std::string page = PageOf('x');
  EXPECT_EQ(std::string_view(page).substr(4088),
            std::string_view("\x77\x41\xE1\xBE\xB9\x54\xDA\x44", 8));
}

TEST(PageChecksumTest, AHeaderShowsWhetherPagesHaveValidChecksums) {
  std::string page(4096, '\0');
  page.replace(0, 16, std::string_view("SQLite format 3\0", 16));
  page[16] = '\x10';
  page[20] = '\x08';
  page[63] = '\x04';
  const auto header = ReadPageHeader(page);
  ASSERT_TRUE(header);
  EXPECT_EQ(header->page_size, 4096U);
  EXPECT_TRUE(header->has_checksum_bytes());
  EXPECT_TRUE(header->checksums_are_valid());
  page[63] = '\x03';
  EXPECT_FALSE(ReadPageHeader(page)->checksums_are_valid());
  page[20] = '\x00';
  EXPECT_FALSE(ReadPageHeader(page)->has_checksum_bytes());
}

TEST(PageChecksumTest, BytesThatAreNotADatabaseHaveNoHeader) {
  EXPECT_FALSE(ReadPageHeader(std::string(4096, 'x')));
  EXPECT_FALSE(ReadPageHeader("SQLite format 3"));
}

TEST(PageChecksumTest, BytesThatAreNotALogHaveNoHeader) {
  std::string bytes(kLogHeaderBytes, '\0');
  EXPECT_FALSE(ReadLogHeader(bytes));
  bytes.replace(0, 4, "\x37\x7F\x06\x82");
  EXPECT_FALSE(ReadLogHeader(bytes));  // the page size is 0
  bytes[10] = '\x10';
  EXPECT_EQ(ReadLogHeader(bytes)->page_size, 4096U);
  EXPECT_FALSE(ReadLogHeader(bytes)->big_endian);
}

}  // namespace
}  // namespace onsale::store
