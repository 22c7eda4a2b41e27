#include "app/operator_key.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/temp_directory_testing.h"

namespace onsale::app {
namespace {

using testing::HasSubstr;
using testing::Not;
namespace fs = std::filesystem;

class OperatorKeyTest : public testing::Test {
 protected:
  std::expected<std::string, std::string> Load(std::string_view text) {
    const fs::path file = folder_.Write("operator.key", text);
    fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
    const auto key = LoadOperatorKey(file);
    if (!key) return std::unexpected(key.error());
    return std::string(key->text());
  }

  base::TempDirectory folder_;
};

TEST_F(OperatorKeyTest, ALineOfSixteenCharactersIsAKey) {
  for (const char* const end : {"", "\n", "\r\n"}) {
    EXPECT_EQ(Load(std::string("0123456789abcdef") + end), "0123456789abcdef");
  }
}

TEST_F(OperatorKeyTest, TheLongestKeyHas256Characters) {
  EXPECT_TRUE(Load(std::string(256, 'k') + "\r\n").has_value());
  EXPECT_FALSE(Load(std::string(257, 'k')).has_value());
  EXPECT_FALSE(Load(std::string(100'000, 'k')).has_value());
}

TEST_F(OperatorKeyTest, AShortKeyIsRefused) {
  for (const char* text : {"", "\n", "0123456789abcde", "0123456789abcde\n"}) {
    const auto key = Load(text);
    ASSERT_FALSE(key.has_value()) << text;
    EXPECT_THAT(key.error(), HasSubstr("16 to 256 characters; make one with"));
  }
}

TEST_F(OperatorKeyTest, AnythingButVisibleAsciiIsRefused) {
  for (const std::string_view text :
       {std::string_view("0123456789 abcdef"), std::string_view("0123456789abcdef\n\n"),
        std::string_view("0123456789abcdef\nx"), std::string_view("0123456789\tabcdef"),
        std::string_view("0123456789abcdef\0", 17),
        std::string_view("열여섯자보다긴운영자의열쇠")}) {
    EXPECT_FALSE(Load(text).has_value()) << text;
  }
}

TEST_F(OperatorKeyTest, APathThatIsNotAPrivateFileIsRefused) {
  const fs::path file = folder_.Write("operator.key", "0123456789abcdef");
  fs::permissions(file, fs::perms::owner_read | fs::perms::group_read);
  EXPECT_THAT(LoadOperatorKey(file).error(), HasSubstr("chmod 600 " + file.string()));
  EXPECT_THAT(LoadOperatorKey(folder_.path() + "/none").error(),
              HasSubstr("--key-file: there is no such file"));
}

TEST_F(OperatorKeyTest, NoErrorShowsTheKey) {
  EXPECT_THAT(Load("a secret").error(), Not(HasSubstr("secret")));
  EXPECT_THAT(Load("short-secret").error(), Not(HasSubstr("secret")));
}

}  // namespace
}  // namespace onsale::app
