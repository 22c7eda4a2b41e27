#include "app/token_key.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <thread>
#include <vector>

#include "app/token_key_reload.h"
#include "base/await_testing.h"
#include "base/temp_directory_testing.h"

namespace onsale::app {
namespace {

using http::SealKeys;
using testing::HasSubstr;
namespace fs = std::filesystem;

base::SecretKey KeyOf(std::uint8_t fill) {
  std::array<std::uint8_t, 32> bytes;
  bytes.fill(fill);
  return base::SecretKey(bytes);
}

class TokenKeyTest : public testing::Test {
 protected:
  void Write(std::string_view text) {
    folder_.Write("token.key", text);
    fs::permissions(file_, fs::perms::owner_read | fs::perms::owner_write);
  }
  void Write(const SealKeys& keys) { Write(FormatTokenKeys(keys).text()); }
  SealKeys Read() {
    const auto keys = ReadTokenKeys(file_);
    EXPECT_TRUE(keys && *keys);
    return keys && *keys ? **keys : SealKeys();
  }
  std::string Refused(KeyChangeOrder order) {
    const auto keys = ChangeTokenKeys(file_, order);
    return keys ? "" : keys.error();
  }
  SealKeys Changed(KeyChangeOrder order) {
    const auto keys = ChangeTokenKeys(file_, order);
    EXPECT_TRUE(keys.has_value()) << keys.error();
    EXPECT_EQ(Read(), *keys);
    return *keys;
  }

  base::TempDirectory folder_;
  fs::path file_ = folder_.path() + "/token.key";
  const SealKeys one_{.seals = KeyOf(1), .opens = {}};
  const SealKeys two_{.seals = KeyOf(2), .opens = KeyOf(1)};
};

TEST_F(TokenKeyTest, TheKeyIsCreatedOnceForItsOwnerOnly) {
  const auto first = MakeTokenKeys(file_);
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(MakeTokenKeys(file_), first);
  EXPECT_EQ(Read(), *first);
  EXPECT_EQ(fs::status(file_).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_NE(MakeTokenKeys(folder_.path() + "/other.key"), first);
}

// The threads stand for nodes that share one key file and start at the same time.
TEST_F(TokenKeyTest, ThreadsThatCreateTheFileConcurrentlyGetTheSameKey) {
  std::vector<SealKeys> made(8);
  {
    std::vector<std::jthread> threads;
    for (SealKeys& keys : made) {
      threads.emplace_back([this, &keys] { keys = MakeTokenKeys(file_).value(); });
    }
  }
  for (const SealKeys& keys : made) EXPECT_EQ(keys, Read());
}

TEST_F(TokenKeyTest, TheFileHasTheDocumentedFormat) {
  Write("onsale token keys 1\nseals " + std::string(64, '2') + "\nopens " + std::string(64, '1') +
        "\n");
  EXPECT_EQ(Read(), (SealKeys{.seals = KeyOf(0x22), .opens = KeyOf(0x11)}));
  EXPECT_EQ(FormatTokenKeys(two_).text(),
            "onsale token keys 1\n"
            "seals 0202020202020202020202020202020202020202020202020202020202020202\n"
            "opens 0101010101010101010101010101010101010101010101010101010101010101\n");
}

TEST_F(TokenKeyTest, InvalidFilesAreRefused) {
  const std::string good(FormatTokenKeys(two_).text());
  const std::string title = good.substr(0, 20);
  const std::string first = good.substr(20, 71);
  const std::string second = good.substr(91);
  for (const std::string& text :
       {std::string(), std::string("too short"), std::string(31, 'k'), std::string(33, 'k'), title,
        first, title + second, title + first + first, good + "\n", good + second,
        good.substr(0, good.size() - 1), title + first.substr(0, 70) + " " + second,
        title + "seals " + std::string(64, 'g') + "\n", std::string("x") + good.substr(1)}) {
    Write(text);
    const auto keys = ReadTokenKeys(file_);
    ASSERT_FALSE(keys.has_value()) << text;
    EXPECT_THAT(keys.error(), HasSubstr("it does not hold token keys"));
  }
}

TEST_F(TokenKeyTest, ARotationSealsWithANewKeyAndOpensWithTheOld) {
  Write(std::string(32, '\1'));
  const SealKeys keys = Changed({.change = KeyChange::kRotate});
  EXPECT_EQ(keys.opens, KeyOf(1));
  EXPECT_NE(keys.seals, KeyOf(1));
}

TEST_F(TokenKeyTest, ASecondRotationNamesTheKeyThatItWouldDrop) {
  Write(two_);
  for (const KeyChange change : {KeyChange::kRotate, KeyChange::kAdd}) {
    const std::string refused = Refused({.change = change});
    EXPECT_THAT(refused, HasSubstr("key " + http::IdOf(KeyOf(1)).ToHex()));
    EXPECT_THAT(refused, HasSubstr("become invalid"));
    EXPECT_EQ(Read(), two_);
  }
  EXPECT_EQ(Changed({.change = KeyChange::kRotate, .drop_older = true}).opens, KeyOf(2));
}

TEST_F(TokenKeyTest, AddAndSwitchTogetherRotate) {
  Write(one_);
  const SealKeys added = Changed({.change = KeyChange::kAdd});
  EXPECT_EQ(added.seals, KeyOf(1));
  const SealKeys switched = Changed({.change = KeyChange::kSwitch});
  EXPECT_EQ(switched.seals, added.opens);
  EXPECT_EQ(switched.opens, KeyOf(1));
}

TEST_F(TokenKeyTest, DroppingLeavesTheKeyThatSeals) {
  Write(two_);
  EXPECT_EQ(Changed({.change = KeyChange::kDrop}), (SealKeys{.seals = KeyOf(2), .opens = {}}));
  for (const KeyChange change : {KeyChange::kSwitch, KeyChange::kDrop}) {
    EXPECT_THAT(Refused({.change = change}), HasSubstr("it holds only one key"));
  }
}

TEST_F(TokenKeyTest, NewRefusesAnExistingFileAndRotateAMissingOne) {
  EXPECT_THAT(Refused({.change = KeyChange::kRotate}), HasSubstr("there is no such file"));
  EXPECT_FALSE(fs::exists(file_));
  const SealKeys keys = Changed({.change = KeyChange::kNew});
  EXPECT_THAT(Refused({.change = KeyChange::kNew}), HasSubstr("it exists already"));
  EXPECT_EQ(Read(), keys);
}

// Regression: a start whose key file was missing silently created a new key, and all issued tokens
// became invalid.
TEST_F(TokenKeyTest, AStartWithTokensRequiresTheKeyAndOneWithoutCreatesIt) {
  const auto refused = StartingTokenKeys({.file = file_, .store = ""}, /*has_tokens=*/true);
  ASSERT_FALSE(refused.has_value());
  EXPECT_THAT(refused.error(), HasSubstr("Restore the file"));
  EXPECT_THAT(refused.error(), HasSubstr("onsale token-key new"));
  EXPECT_FALSE(fs::exists(file_));
  const auto created = StartingTokenKeys({.file = file_, .store = ""}, /*has_tokens=*/false);
  ASSERT_TRUE(created.has_value());
  EXPECT_EQ(Read(), *created);
}

class TokenKeyReloadTest : public TokenKeyTest {
 protected:
  TokenKeyReloadTest() { Write(one_); }
  http::TokenKeySource::Result Reload() {
    std::promise<http::TokenKeySource::Result> promise;
    reload_.Reload([&promise](auto result) { promise.set_value(result); });
    return base::Got("the reload", promise.get_future());
  }

  base::SystemClock clock_;
  Log log_{{.format = LogFormat::kJson, .level = LogLevel::kError, .fd = -1}, clock_};
  http::CurrentSealKeys in_use_{one_};
  TokenKeyReload reload_{{.file = file_, .store = ""}, in_use_, log_};
};

TEST_F(TokenKeyReloadTest, KeysThatOpenCurrentTokensAreAccepted) {
  const std::string token =
      http::TokenSeal(in_use_.Get()).Seal({.key = {.room = {1}, .number = {2}}});
  Write(two_);
  EXPECT_EQ(Reload(), IdsOf(two_));
  EXPECT_EQ(IdsOf(in_use_.Get()), IdsOf(two_));
  EXPECT_TRUE(http::TokenSeal(in_use_.Get()).Open(token).has_value());
}

TEST_F(TokenKeyReloadTest, KeysThatDoNotOpenCurrentTokensAndAMissingFileAreRefused) {
  Write(SealKeys{.seals = KeyOf(3), .opens = KeyOf(2)});
  EXPECT_FALSE(Reload().has_value());
  fs::remove(file_);
  EXPECT_FALSE(Reload().has_value());
  EXPECT_EQ(IdsOf(in_use_.Get()), IdsOf(one_));
}

TEST_F(TokenKeyReloadTest, UnchangedKeysAreNotReplaced) {
  const std::uint64_t before = in_use_.version();
  EXPECT_EQ(Reload(), IdsOf(one_));
  EXPECT_EQ(in_use_.version(), before);
}

}  // namespace
}  // namespace onsale::app
