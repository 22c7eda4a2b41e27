#include "app/access_key_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/temp_directory_testing.h"
#include "http/access/access_key_text.h"

namespace onsale::app {
namespace {

using testing::HasSubstr;
using testing::Not;
namespace fs = std::filesystem;

class AccessKeyFileTest : public testing::Test {
 protected:
  std::expected<std::string, std::string> Load(std::string_view text) {
    const fs::path file = folder_.Write("owner.key", text);
    fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
    const auto key = LoadAccessKey(file);
    if (!key) return std::unexpected(key.error());
    return std::string(key->text());
  }

  base::TempDirectory folder_;
  const std::string key_{http::MakeAccessKey(http::KeyEnvironment::kLive).text.text()};
};

TEST_F(AccessKeyFileTest, AKeyIsALineOfEitherSystem) {
  for (const char* const end : {"", "\n", "\r\n"}) EXPECT_EQ(Load(key_ + end), key_);
  const std::string test(http::MakeAccessKey(http::KeyEnvironment::kTest).text.text());
  EXPECT_EQ(Load(test), test);
}

TEST_F(AccessKeyFileTest, AnythingElseThanAKeyIsRefusedAndNotShown) {
  for (const std::string& text :
       {std::string(), std::string("\n"), key_ + "\n\n", key_ + "\nx", ' ' + key_, key_ + ' ',
        key_.substr(1), key_.substr(0, 67), key_ + '0', key_ + '\0', std::string(100'000, 'k'),
        std::string("openssl-rand-of-earlier-versions")}) {
    const auto loaded = Load(text);
    ASSERT_FALSE(loaded.has_value()) << text;
    EXPECT_THAT(loaded.error(), HasSubstr("an access key as `onsale key add` prints it"));
    EXPECT_THAT(loaded.error(), Not(HasSubstr(key_.substr(17, 20))));
    EXPECT_THAT(loaded.error(), Not(HasSubstr("openssl")));
  }
}

TEST_F(AccessKeyFileTest, APathThatIsNotAPrivateFileIsRefused) {
  const fs::path file = folder_.Write("owner.key", key_);
  fs::permissions(file, fs::perms::owner_read | fs::perms::group_read);
  EXPECT_THAT(LoadAccessKey(file).error(), HasSubstr("chmod 600 " + file.string()));
  EXPECT_THAT(LoadAccessKey(folder_.path() + "/none").error(),
              HasSubstr("--key-file: there is no such file"));
}

}  // namespace
}  // namespace onsale::app
