#include "app/log.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/json_document.h"

namespace onsale::app {
namespace {

// A log into a pipe, and the bytes read from it.
class LogTest : public testing::Test {
 protected:
  LogTest() {
    if (pipe(ends_.data()) != 0) std::abort();
  }
  ~LogTest() override {
    log_.reset();
    for (const int end : ends_) {
      if (end >= 0) close(end);
    }
  }

  Log& Open(LogFormat format, LogLevel level = LogLevel::kInfo) {
    return log_.emplace(LogOptions{format, level, ends_[1]}, clock_);
  }
  std::string Written() {
    log_.reset();
    close(ends_[1]);
    ends_[1] = -1;
    std::string all;
    std::array<char, 4096> piece;
    for (ssize_t got; (got = read(ends_[0], piece.data(), piece.size())) > 0;) {
      all.append(piece.data(), static_cast<std::size_t>(got));
    }
    return all;
  }

  // The documents of the lines of a log, each of which must be JSON.
  static std::vector<base::JsonDocument> Lines(std::string_view all) {
    std::vector<base::JsonDocument> documents;
    for (std::size_t end; (end = all.find('\n')) != std::string::npos; all.remove_prefix(end + 1)) {
      auto document = base::ParseJson(all.substr(0, end));
      EXPECT_TRUE(document.has_value()) << all.substr(0, end);
      if (document) documents.push_back(*std::move(document));
    }
    return documents;
  }

  base::ManualClock clock_{base::ParseRfc3339("2030-05-01T10:00:00.250Z")->time};
  std::array<int, 2> ends_{};
  std::optional<Log> log_;
};

TEST_F(LogTest, AJsonLineHasTimeLevelEventAndFields) {
  Log& log = Open(LogFormat::kJson);
  log.Info("listening", {{"address", "127.0.0.1:8080"},
                         {"public", false},
                         {"least", INT64_MIN},
                         {"most", UINT64_MAX}});
  EXPECT_EQ(Written(), R"({"time":"2030-05-01T10:00:00.250Z","level":"info","event":"listening",)"
                       R"("address":"127.0.0.1:8080","public":false,)"
                       R"("least":-9223372036854775808,"most":18446744073709551615})"
                       "\n");
}

TEST_F(LogTest, ATextLineIsReadable) {
  Open(LogFormat::kText).Warn("slow sync", {{"file", "a b"}, {"ms", 14}});
  EXPECT_EQ(Written(), "2030-05-01 10:00:00.250Z warn  slow sync file=\"a b\" ms=14\n");
}

TEST_F(LogTest, OnlyEventsOfTheLevelAreWritten) {
  Log& log = Open(LogFormat::kAuto, LogLevel::kWarn);
  log.Debug("a");
  log.Info("b");
  log.Warn("c");
  const std::string all = Written();
  EXPECT_TRUE(all.starts_with("{")) << "without a terminal, auto means JSON";
  EXPECT_TRUE(all.contains("\"event\":\"c\"")) << all;
  EXPECT_EQ(std::ranges::count(all, '\n'), 1);
}

TEST_F(LogTest, DebugIsWrittenAtDebugLevel) {
  Open(LogFormat::kJson, LogLevel::kDebug).Debug("a");
  EXPECT_TRUE(Written().contains("\"debug\""));
}

TEST_F(LogTest, AnyBytesMakeOneValidJsonLine) {
  std::string bytes;
  for (int byte = 0; byte < 256; ++byte) bytes.push_back(static_cast<char>(byte));
  bytes += "\xED\xA0\x80 \xF4\x90\x80\x80 \xC0\x80 \xE2\x82";
  Open(LogFormat::kJson).Error(bytes, {{bytes, bytes}});
  const std::string line = Written();
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  EXPECT_TRUE(base::ParseJson(line).has_value());
}

TEST_F(LogTest, ValidTextRoundTripsThroughJson) {
  const std::string text = "가수 \"Ω\" \\ 🎫\t\x1b[31m\x7F";
  Open(LogFormat::kJson).Info("x", {{"text", text}});
  const auto document = base::ParseJson(Written());
  ASSERT_TRUE(document.has_value());
  EXPECT_EQ(document->root.Find("text")->text, text);
}

TEST_F(LogTest, ATextLineCannotCarryAControlSequence) {
  Open(LogFormat::kText).Info("a\x1b[2J", {{"who", "b\x1b[2J\nfake line"}});
  const std::string line = Written();
  EXPECT_EQ(line.find('\x1b'), std::string::npos);
  EXPECT_EQ(line.find('\n'), line.size() - 1);
}

TEST_F(LogTest, LinesOfSeveralThreadsStayWhole) {
  Log& log = Open(LogFormat::kJson);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&log] {
      for (int n = 0; n < 100; ++n) log.Info("event", {{"padding", std::string(20, 'x')}});
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(Lines(Written()).size(), 400U);
}

TEST_F(LogTest, AClosedDescriptorIsIgnored) {
  log_.emplace(LogOptions{LogFormat::kJson, LogLevel::kInfo, -1}, clock_).Info("x");
  SUCCEED();
}

// Regression: a pipe that nobody read blocked all I/O threads and the shutdown.
TEST_F(LogTest, CallersDoNotWaitForAReaderAndDroppedLinesAreCounted) {
  Log& log = Open(LogFormat::kJson);
  const std::string padding(1000, 'x');
  constexpr int kLines = 5000;  // more than fit into the pipe and the log's buffer
  for (int i = 0; i < kLines; ++i) log.Info("event", {{"padding", padding}});
  std::string all;
  std::array<char, 4096> piece;
  while (all.find("log lines dropped") == std::string::npos) {
    const ssize_t got = read(ends_[0], piece.data(), piece.size());
    ASSERT_GT(got, 0);
    all.append(piece.data(), static_cast<std::size_t>(got));
  }
  all += Written();
  std::uint64_t lines = 0, dropped = 0;
  for (const base::JsonDocument& document : Lines(all)) {
    const base::JsonValue* const count = document.root.Find("lines");
    if (count == nullptr) ++lines;
    if (count != nullptr) dropped += static_cast<std::uint64_t>(count->integer);
  }
  EXPECT_GT(dropped, 0U);
  EXPECT_EQ(lines + dropped, std::uint64_t{kLines});
}

TEST_F(LogTest, TheDestructorDoesNotWaitForeverForAReader) {
  Log& log = Open(LogFormat::kJson);
  for (int i = 0; i < 1000; ++i) log.Info("event", {{"padding", std::string(1000, 'x')}});
  const auto begun = std::chrono::steady_clock::now();
  log_.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(20));
  // The thread that was left behind may still use the pipe, so nobody else gets its numbers.
  ends_ = {-1, -1};
}

TEST_F(LogTest, AFlushedLineIsWritten) {
  Log& log = Open(LogFormat::kJson);
  log.Error("stopped");
  log.Flush();
  std::array<char, 4096> piece;
  const ssize_t got = read(ends_[0], piece.data(), piece.size());
  ASSERT_GT(got, 0);
  EXPECT_NE(std::string_view(piece.data(), static_cast<std::size_t>(got)).find("stopped"),
            std::string_view::npos);
}

TEST_F(LogTest, ATopicIsLimitedAndLinesLeftOutAreCounted) {
  Log& log = Open(LogFormat::kText);
  for (int i = 0; i < 100; ++i) {
    log.Limited(LogTopic::kRequests, LogLevel::kWarn, "request", {{"number", i}});
  }
  const std::string all = Written();
  EXPECT_NE(all.find("number=19\n"), std::string::npos);
  EXPECT_EQ(all.find("number=20\n"), std::string::npos);
  EXPECT_NE(all.find("log lines left out topic=requests lines=80\n"), std::string::npos);
}

TEST_F(LogTest, EachTopicHasALimitForEachWindow) {
  Log& log = Open(LogFormat::kText);
  for (int i = 0; i < 21; ++i) log.Limited(LogTopic::kServer, LogLevel::kWarn, "early", {});
  log.Limited(LogTopic::kRequests, LogLevel::kWarn, "other", {});
  clock_.Advance(LogLimit::kWindow);
  log.Limited(LogTopic::kServer, LogLevel::kWarn, "late", {});
  const std::string all = Written();
  EXPECT_TRUE(all.contains("other\n"));
  EXPECT_TRUE(all.contains("late\n"));
  EXPECT_TRUE(all.contains("topic=server lines=1\n"));
}

}  // namespace
}  // namespace onsale::app
