#include "app/token_key.h"

#include <gtest/gtest.h>

#include <fstream>

namespace onsale::app {
namespace {

namespace fs = std::filesystem;

class TokenKeyTest : public ::testing::Test {
 protected:
  TokenKeyTest() {
    std::string name = (fs::temp_directory_path() / "onsale-key-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
    file_ = folder_ / "token.key";
  }
  ~TokenKeyTest() override { fs::remove_all(folder_); }
  void Write(std::string_view bytes) { std::ofstream(file_, std::ios::binary) << bytes; }

  fs::path folder_;
  fs::path file_;
};

TEST_F(TokenKeyTest, TheKeyIsMadeOnceAndKept) {
  const auto first = LoadTokenKey(file_);
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(LoadTokenKey(file_), first);
}

TEST_F(TokenKeyTest, TwoKeysDiffer) {
  EXPECT_NE(LoadTokenKey(file_), LoadTokenKey(folder_ / "other.key"));
}

TEST_F(TokenKeyTest, OnlyItsOwnerMayReadIt) {
  ASSERT_TRUE(LoadTokenKey(file_).has_value());
  EXPECT_EQ(fs::status(file_).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(TokenKeyTest, AKeyThatOthersMayReadIsRefused) {
  ASSERT_TRUE(LoadTokenKey(file_).has_value());
  fs::permissions(file_, fs::perms::group_read, fs::perm_options::add);
  const auto loaded = LoadTokenKey(file_);
  ASSERT_FALSE(loaded.has_value());
  EXPECT_NE(loaded.error().find("chmod 600"), std::string::npos);
}

TEST_F(TokenKeyTest, AKeyOfAnotherSizeIsRefused) {
  Write("too short");
  fs::permissions(file_, fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_FALSE(LoadTokenKey(file_).has_value());
}

TEST_F(TokenKeyTest, AFolderThatIsNotThereIsNamed) {
  const auto loaded = LoadTokenKey(folder_ / "none" / "token.key");
  ASSERT_FALSE(loaded.has_value());
  EXPECT_NE(loaded.error().find("none/token.key"), std::string::npos);
}

}  // namespace
}  // namespace onsale::app
