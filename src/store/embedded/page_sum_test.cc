// Tests the checksums of pages, and the chain of a write-ahead log, which must equal SQLite's.
#include "store/embedded/page_sum.h"

#include <gtest/gtest.h>

namespace onsale::store {
namespace {

std::string PageOf(char content) {
  std::string page(4096, content);
  SetSum(7, page);
  return page;
}

TEST(PageSumTest, APageHasItsChecksum) {
  EXPECT_TRUE(HasSum(7, PageOf('x')));
}

TEST(PageSumTest, EveryFlippedBitIsDetected) {
  std::string page = PageOf('x');
  for (std::size_t bit = 0; bit < page.size() * 8; ++bit) {
    page[bit / 8] ^= static_cast<char>(1 << bit % 8);
    ASSERT_FALSE(HasSum(7, page)) << bit;
    page[bit / 8] ^= static_cast<char>(1 << bit % 8);
  }
}

TEST(PageSumTest, AMisplacedPageIsDetected) {
  EXPECT_FALSE(HasSum(8, PageOf('x')));
}

TEST(PageSumTest, APageThatWasNeverWrittenIsValid) {
  EXPECT_TRUE(HasSum(7, std::string(4096, '\0')));
}

TEST(PageSumTest, TheChecksumEqualsTheDocumentedOne) {
  // XXH3 of 4,088 times 'x', seed 7, little-endian.
  const std::string page = PageOf('x');
  EXPECT_EQ(std::string_view(page).substr(4088),
            std::string_view("\x77\x41\xE1\xBE\xB9\x54\xDA\x44", 8));
}

TEST(PageSumTest, AHeaderTellsWhetherPagesHaveValidChecksums) {
  std::string page(4096, '\0');
  page.replace(0, 16, std::string_view("SQLite format 3\0", 16));
  page[16] = '\x10';
  page[20] = '\x08';
  page[63] = '\x04';
  const auto header = ReadPageHeader(page);
  ASSERT_TRUE(header);
  EXPECT_EQ(header->page_size, 4096U);
  EXPECT_TRUE(header->leaves_room());
  EXPECT_TRUE(header->sums_count());
  page[63] = '\x03';
  EXPECT_FALSE(ReadPageHeader(page)->sums_count());
  page[20] = '\x00';
  EXPECT_FALSE(ReadPageHeader(page)->leaves_room());
}

TEST(PageSumTest, BytesThatAreNotADatabaseHaveNoHeader) {
  EXPECT_FALSE(ReadPageHeader(std::string(4096, 'x')));
  EXPECT_FALSE(ReadPageHeader("SQLite format 3"));
}

TEST(PageSumTest, BytesThatAreNotALogHaveNoHeader) {
  std::string bytes(kLogHeaderBytes, '\0');
  EXPECT_FALSE(ReadLogHeader(bytes));
  bytes.replace(0, 4, "\x37\x7F\x06\x82");
  EXPECT_FALSE(ReadLogHeader(bytes));  // a page size of 0
  bytes[10] = '\x10';
  EXPECT_EQ(ReadLogHeader(bytes)->page_size, 4096U);
  EXPECT_FALSE(ReadLogHeader(bytes)->big_endian);
}

}  // namespace
}  // namespace onsale::store
