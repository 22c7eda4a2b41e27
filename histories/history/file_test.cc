// Tests that a history survives writing and reading, and that an incomplete file is refused.
#include "histories/history/file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/temp_directory_testing.h"

namespace onsale::histories {
namespace {

class FileTest : public testing::Test {
 protected:
  void WriteOne(bool finish) {
    World world;
    world.rooms = 3;
    auto writer = HistoryWriter::Open(path_, world);
    ASSERT_TRUE(writer.has_value());
    writer->Add(Mark{17});
    writer->Add(op_);
    if (finish) {
      EXPECT_TRUE(writer->Finish());
    }
  }

  const base::TempDirectory directory_;
  const std::string path_ = directory_.path() + "/history";
  const Op op_{.number = 9,
               .key = 4,
               .began = 100,
               .sent = 200,
               .answered = 300,
               .commit = 1'000,
               .at_us = 1'795'203'519'123'456,
               .engine_batch = 77,
               .index = 3,
               .user = 5,
               .room = 2,
               .token = 8,
               .kind = Kind::kHold,
               .result = ResultCode::kTaken,
               .lost = true,
               .arguments = {1, -2},
               .response = {INT64_MIN, INT64_MAX}};
};

TEST_F(FileTest, AHistoryIsReadAsItWasWritten) {
  WriteOne(true);
  auto reader = HistoryReader::Open(path_);
  ASSERT_TRUE(reader.has_value()) << reader.error();
  EXPECT_EQ(reader->world().rooms, 3U);
  EXPECT_EQ(std::get<Mark>(reader->Next().value()).began_from, 17);
  const Op op = std::get<Op>(reader->Next().value());
  EXPECT_EQ(TextOf(op), TextOf(op_));
  EXPECT_EQ(op.began, op_.began);
  EXPECT_EQ(op.key, op_.key);
  EXPECT_TRUE(std::holds_alternative<End>(reader->Next().value()));
}

TEST_F(FileTest, AHistoryWithoutItsEndIsRefused) {
  WriteOne(false);
  auto reader = HistoryReader::Open(path_);
  ASSERT_TRUE(reader.has_value());
  ASSERT_TRUE(reader->Next().has_value());
  ASSERT_TRUE(reader->Next().has_value());
  EXPECT_FALSE(reader->Next().has_value());
}

TEST_F(FileTest, AnotherFileIsRefused) {
  std::ofstream(path_) << "a letter to a friend, long enough to have a head of any kind";
  EXPECT_FALSE(HistoryReader::Open(path_).has_value());
}

TEST_F(FileTest, DamageIsRefusedOrReadWithoutHarm) {
  WriteOne(true);
  const auto size = static_cast<std::streamoff>(std::filesystem::file_size(path_));
  for (std::streamoff at = 0; at < size; ++at) {
    std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(at);
    const auto byte = static_cast<char>(file.get());
    file.seekp(at);
    file.put(static_cast<char>(byte ^ 0x55));
    file.close();
    if (auto reader = HistoryReader::Open(path_)) {
      for (int i = 0; i < 3 && reader->Next(); ++i) {
      }
    }
    std::fstream back(path_, std::ios::in | std::ios::out | std::ios::binary);
    back.seekp(at);
    back.put(byte);
  }
  EXPECT_TRUE(HistoryReader::Open(path_).has_value());
}

}  // namespace
}  // namespace onsale::histories
