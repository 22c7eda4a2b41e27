#include "app/owner_key.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/temp_directory_testing.h"
#include "store/embedded/embedded_store.h"

namespace onsale::app {
namespace {

class OwnerKeyTest : public testing::Test {
 protected:
  std::unique_ptr<store::Store> Open() {
    store::EmbeddedOptions options;
    options.directory = folder_.path() + "/data";
    auto opened = store::EmbeddedStore::Open(std::move(options), clock_);
    EXPECT_TRUE(opened.has_value());
    return *std::move(opened);
  }
  void Write(const std::string& text) {
    std::ofstream(file_) << text;
    std::filesystem::permissions(file_, std::filesystem::perms(0600));
  }
  std::string Written() const {
    std::ifstream in(file_);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  base::TempDirectory folder_;
  const std::filesystem::path file_ = OwnerKeyFileOf(folder_.path() + "/data");
  const base::SystemClock clock_;
};

TEST_F(OwnerKeyTest, TheFileIsBesideTheDataDirectory) {
  for (const char* data : {"/srv/data", "/srv/data/", "/srv/./data"}) {
    EXPECT_EQ(OwnerKeyFileOf(data), "/srv/data-owner.key") << data;
  }
  EXPECT_EQ(OwnerKeyFileOf("./data"), "data-owner.key");
  const auto here = std::filesystem::current_path();
  EXPECT_EQ(OwnerKeyFileOf("."), here.string() + "-owner.key") << "not in the directory itself";
  EXPECT_EQ(OwnerKeyFileOf(".."), here.parent_path().string() + "-owner.key");
}

TEST_F(OwnerKeyTest, TheFirstStartWritesAKeyWithAllScopesAndALaterOneNone) {
  const auto store = Open();
  const auto made = MakeOwnerKey(*store, {.file = file_});
  ASSERT_TRUE(made.has_value() && made->has_value());
  EXPECT_EQ(Written(), std::string((*made)->text.text()) + '\n');
  EXPECT_EQ(std::filesystem::status(file_).permissions(), std::filesystem::perms(0600));
  const auto keys = store->access_keys();
  const auto* const row = keys->Find((*made)->id);
  ASSERT_NE(row, nullptr);
  EXPECT_EQ(row->scopes, domain::kAllScopes);
  EXPECT_EQ(row->digest, base::Sha256Of((*made)->text.text()));

  std::filesystem::remove(file_);
  EXPECT_EQ(MakeOwnerKey(*store, {.file = file_}).value().has_value(), false);
  EXPECT_FALSE(std::filesystem::exists(file_));
}

// A crash between the file and the commit, and a deployment that makes the key itself.
TEST_F(OwnerKeyTest, AKeyThatIsInTheFileBecomesTheOwners) {
  const http::NewAccessKey key = http::MakeAccessKey(http::KeyEnvironment::kLive);
  Write(std::string(key.text.text()) + '\n');
  const auto store = Open();
  EXPECT_EQ(MakeOwnerKey(*store, {.file = file_}).value().value().id, key.id);
  EXPECT_EQ(store->access_keys()->Find(key.id)->digest, key.digest);
}

TEST_F(OwnerKeyTest, AFileWithSomethingElseIsNotOverwritten) {
  const http::NewAccessKey test = http::MakeAccessKey(http::KeyEnvironment::kTest);
  const auto store = Open();
  for (const std::string& text :
       {std::string("the shop's accounts\n"), std::string(), std::string(test.text.text())}) {
    Write(text);
    const auto made = MakeOwnerKey(*store, {.file = file_});
    ASSERT_FALSE(made.has_value());
    EXPECT_NE(made.error().find("Move the file away"), std::string::npos) << made.error();
    EXPECT_EQ(Written(), text);
  }
  EXPECT_TRUE(store->access_keys()->rows().empty());
}

TEST_F(OwnerKeyTest, ARecoveredKeyIsOneMore) {
  const auto store = Open();
  const auto lost = MakeOwnerKey(*store, {.file = file_});
  const auto made = MakeOwnerKey(*store, {.file = {}, .force = true});
  ASSERT_TRUE(lost.value() && made.value());
  EXPECT_NE((*made)->id, (*lost)->id);
  EXPECT_EQ(store->access_keys()->rows().size(), 2U);
}

}  // namespace
}  // namespace onsale::app
