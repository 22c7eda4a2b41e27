// The texts of a copy: what is not exactly what was written is not believed.
#include "store/embedded/backup/copy_folder.h"

#include <gtest/gtest.h>

#include "base/temp_directory_testing.h"

namespace onsale::store {
namespace {

const CopyMark kMark{.last = {.commit_number = 4711, .hash = ~std::uint64_t{0}},
                     .now = base::Time(std::chrono::hours(24))};

TEST(CopyFolderTest, ManifestAndNoteAreReadAsTheyWereWritten) {
  const CopyManifest manifest{.base = kMark, .bytes = 8192, .digest = base::Sha256Of("sale")};
  EXPECT_EQ(ParseManifest(FormatManifest(manifest)), manifest);
  EXPECT_EQ(ParseCopied(FormatCopied(kMark)), kMark);
}

TEST(CopyFolderTest, ATextWithAnotherByteOrEndIsRefused) {
  const std::string text = FormatManifest({.base = kMark, .bytes = 8192, .digest = {}});
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string damaged = text;
    damaged[i] = static_cast<char>(damaged[i] ^ 1);
    EXPECT_FALSE(ParseManifest(damaged)) << i;
    EXPECT_FALSE(ParseManifest(text.substr(0, i))) << i;
  }
  EXPECT_FALSE(ParseManifest(text + "\n"));
  EXPECT_FALSE(ParseManifest(FormatCopied(kMark)));
  EXPECT_FALSE(ParseCopied(text));
}

TEST(CopyFolderTest, AChainWithoutAManifestIsUnfinishedAndWithAnotherTextDamaged) {
  using enum CopyChain::State;
  const base::TempDirectory copy;
  FileSystem& files = PosixFileSystem();
  const std::string texts[] = {FormatManifest({.base = kMark, .bytes = 1, .digest = {}}), "", "x"};
  for (std::uint32_t number = 1; number <= 3; ++number) {
    const CopyChain chain = ChainOf(copy.path(), number);
    ASSERT_TRUE(files.MakeDirectory(chain.directory));
    if (number != 2) {
      ASSERT_TRUE(WriteWhole(files, chain.ManifestPath(), texts[number - 1], /*durable=*/true));
    }
  }
  ASSERT_TRUE(files.MakeDirectory(copy.path() + "/chain-1"));
  const auto chains = ChainsIn(files, copy.path());
  ASSERT_TRUE(chains);
  ASSERT_EQ(chains->size(), 3U) << "chain-1 is not a name of a chain";
  EXPECT_EQ((*chains)[0].state, kWhole);
  EXPECT_EQ((*chains)[0].manifest.base, kMark);
  EXPECT_EQ((*chains)[1].state, kUnfinished);
  EXPECT_EQ((*chains)[2].state, kDamaged);
}

}  // namespace
}  // namespace onsale::store
