#include "http/pages/map_page.h"

#include <gtest/gtest.h>

#include <thread>

#include "http/pages/last_commits.h"

namespace onsale::http {
namespace {

using std::chrono::milliseconds;

class MapPageTest : public testing::Test {
 protected:
  // What a reader gets of a map of this version, in short: `7`, or `7 gzip`.
  std::string Get(std::uint64_t version, MapReader reader) {
    reader.now = now_;
    const domain::SeatMap map{.show = {1}, .version = version, .statuses = {}};
    const CodedPage got = page_.Get(map, reader, [&] {
      ++made_;
      return TextOf(version);
    });
    for (std::uint64_t any = 0; any < 100; ++any) {
      const ReadyPage plain = MakeReadyPage(TextOf(any));
      if (got.coding == Coding::kIdentity && *got.page.bytes == *plain.bytes) {
        return std::to_string(any);
      }
      const std::string name(NameOf(got.coding));
      if (got.page.etag == plain.etag.substr(0, 33) + '-' + name + '"') {
        return std::to_string(any) + ' ' + name;
      }
    }
    return "another page";
  }
  // As Get, for a reader of the map's own commit that accepts gzip.
  std::string Gzip(std::uint64_t version, std::uint64_t own_commit = 0) {
    return Get(version, {.coding = Coding::kGzip, .commit = version, .own_commit = own_commit});
  }
  static std::string TextOf(std::uint64_t version) {
    return std::to_string(version) + std::string(2'000, 'x');
  }

  std::atomic<std::size_t> bytes_ = 0;
  MapPage page_{bytes_};
  base::Time now_{std::chrono::hours(24)};
  int made_ = 0;
};

TEST_F(MapPageTest, WithoutACodingEveryMapIsItsOwn) {
  EXPECT_EQ(Get(7, {}), "7");
  EXPECT_EQ(Get(7, {}), "7");
  EXPECT_EQ(made_, 1) << "once a version";
  EXPECT_EQ(Get(8, {}), "8");
  EXPECT_EQ(Get(7, {}), "7") << "an older map is not answered with a newer page";
  EXPECT_EQ(Get(8, {}), "8");
  EXPECT_EQ(made_, 3) << "the newer page was kept";
}

TEST_F(MapPageTest, ACopyIsSentForAQuarterOfASecond) {
  EXPECT_EQ(Gzip(7), "7 gzip");
  EXPECT_EQ(Gzip(8), "7 gzip");
  EXPECT_EQ(made_, 1);
  now_ += milliseconds(249);
  EXPECT_EQ(Gzip(9), "7 gzip");
  now_ += milliseconds(1);
  EXPECT_EQ(Gzip(10), "10 gzip");
  EXPECT_EQ(Gzip(11), "10 gzip");
  now_ += std::chrono::hours(1);
  EXPECT_EQ(Gzip(10), "10 gzip") << "unchanged, at any age";
}

TEST_F(MapPageTest, AReaderWhoseOwnChangeIsNewerGetsThePlainPage) {
  EXPECT_EQ(Gzip(7), "7 gzip");
  EXPECT_EQ(Gzip(8, /*own_commit=*/8), "8");
  EXPECT_EQ(Gzip(8, /*own_commit=*/7), "8") << "decided within the commit of the copy";
  EXPECT_EQ(Gzip(8, /*own_commit=*/6), "7 gzip");
  EXPECT_EQ(Gzip(7, /*own_commit=*/9), "7 gzip") << "the copy is of the same map";
  now_ += MapPage::kCopyTime;
  EXPECT_EQ(Gzip(8, /*own_commit=*/8), "8 gzip");
}

TEST_F(MapPageTest, EachCodingHasACopyOfItsOwn) {
  EXPECT_EQ(Gzip(7), "7 gzip");
  EXPECT_EQ(Get(8, {.coding = Coding::kBrotli, .commit = 8}), "8 br");
  EXPECT_EQ(Gzip(9), "7 gzip");
  EXPECT_EQ(Get(9, {.coding = Coding::kBrotli, .commit = 9}), "8 br");
}

TEST_F(MapPageTest, AfterTheClockWasSetBackACopyIsMadeAgain) {
  EXPECT_EQ(Gzip(7), "7 gzip");
  now_ -= std::chrono::minutes(1);
  EXPECT_EQ(Gzip(8), "8 gzip");
}

TEST_F(MapPageTest, ItsBytesAreCountedWhileItKeepsThem) {
  {
    MapPage page(bytes_);
    const auto make = [] { return TextOf(1); };
    const domain::SeatMap map{.show = {1}, .version = 1, .statuses = {}};
    page.Get(map, {}, make);
    EXPECT_EQ(bytes_, TextOf(1).size());
    page.Get(map, {.coding = Coding::kGzip, .now = now_}, make);
    EXPECT_GT(bytes_, TextOf(1).size());
  }
  EXPECT_EQ(bytes_, 0U);
}

TEST_F(MapPageTest, ThreadsShareThePages) {
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([this, thread] {
      for (std::uint64_t version = 1; version <= 200; ++version) {
        const domain::SeatMap map{.show = {1}, .version = version, .statuses = {}};
        const Coding coding = thread % 2 == 0 ? Coding::kGzip : Coding::kIdentity;
        const auto got = page_.Get(
            map, {.coding = coding, .commit = version, .own_commit = version, .now = now_},
            [&] { return TextOf(version); });
        if (got.coding == Coding::kIdentity) EXPECT_EQ(*got.page.bytes, TextOf(version));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST(LastCommitsTest, ACommitIsNeverForgottenForASmallerOne) {
  LastCommits commits;
  const domain::QueueTokenKey kim{.room = {1}, .number = {5}};
  const domain::QueueTokenKey lee{.room = {2}, .number = {5}};
  EXPECT_EQ(commits.Of(kim), 0U);
  commits.Note(kim, 9);
  commits.Note(kim, 7);
  EXPECT_EQ(commits.Of(kim), 9U);
  EXPECT_EQ(commits.Of(lee), 0U);
}

}  // namespace
}  // namespace onsale::http
