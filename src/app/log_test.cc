#include "app/log.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "app/json_document.h"

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

  LogOptions Options(LogFormat format, LogLevel level = LogLevel::kInfo) {
    return {format, level, ends_[1]};
  }
  Log& Open(LogOptions options) { return log_.emplace(options, clock_); }
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

  base::ManualClock clock_{base::ParseRfc3339("2030-05-01T10:00:00.250Z")->time};
  std::array<int, 2> ends_{};
  std::optional<Log> log_;
};

TEST_F(LogTest, AJsonLineHasTimeLevelEventAndFields) {
  Log& log = Open(Options(LogFormat::kJson));
  log.Info("listening", {{"address", "127.0.0.1:8080"}, {"threads", 4}, {"public", false}});
  EXPECT_EQ(Written(), R"({"time":"2030-05-01T10:00:00.250Z","level":"info","event":"listening",)"
                       R"("address":"127.0.0.1:8080","threads":4,"public":false})"
                       "\n");
}

TEST_F(LogTest, ATextLineIsReadable) {
  Log& log = Open(Options(LogFormat::kText));
  log.Warn("slow sync", {{"file", "a b"}, {"ms", 14}});
  EXPECT_EQ(Written(), "10:00:00.250 warn  slow sync file=\"a b\" ms=14\n");
}

TEST_F(LogTest, AutoMeansJsonWithoutATerminal) {
  Log& log = Open(Options(LogFormat::kAuto));
  log.Info("x");
  EXPECT_TRUE(Written().starts_with("{"));
}

TEST_F(LogTest, EventsBelowTheLevelAreNotWritten) {
  Log& log = Open(Options(LogFormat::kJson, LogLevel::kWarn));
  log.Debug("a");
  log.Info("b");
  EXPECT_EQ(Written(), "");
}

TEST_F(LogTest, DebugIsWrittenAtDebugLevel) {
  Log& log = Open(Options(LogFormat::kJson, LogLevel::kDebug));
  log.Debug("a");
  EXPECT_NE(Written().find("\"debug\""), std::string::npos);
}

TEST_F(LogTest, AnyBytesMakeOneValidJsonLine) {
  std::string bytes;
  for (int byte = 0; byte < 256; ++byte) bytes.push_back(static_cast<char>(byte));
  bytes += "\xED\xA0\x80 \xF4\x90\x80\x80 \xC0\x80 \xE2\x82";
  Log& log = Open(Options(LogFormat::kJson));
  log.Error(bytes, {{bytes, bytes}});
  const std::string line = Written();
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  EXPECT_TRUE(ParseJson(line).has_value());
}

TEST_F(LogTest, ValidTextRoundTripsThroughJson) {
  const std::string text = "가수 \"Ω\" \\ 🎫\t\x1b[31m\x7F";
  Log& log = Open(Options(LogFormat::kJson));
  log.Info("x", {{"text", text}});
  const auto document = ParseJson(Written());
  ASSERT_TRUE(document.has_value());
  EXPECT_EQ(document->root.Find("text")->text, text);
}

TEST_F(LogTest, ATextLineCannotCarryAControlSequence) {
  Log& log = Open(Options(LogFormat::kText));
  log.Info("a\x1b[2J", {{"who", "b\x1b[2J\nfake line"}});
  const std::string line = Written();
  EXPECT_EQ(line.find('\x1b'), std::string::npos);
  EXPECT_EQ(line.find('\n'), line.size() - 1);
}

TEST_F(LogTest, TheSmallestAndLargestIntegersAreWritten) {
  Log& log = Open(Options(LogFormat::kJson));
  log.Info("x", {{"least", INT64_MIN}, {"most", UINT64_MAX}});
  EXPECT_NE(Written().find(R"("least":-9223372036854775808,"most":18446744073709551615)"),
            std::string::npos);
}

TEST_F(LogTest, LinesOfSeveralThreadsStayWhole) {
  Log& log = Open(Options(LogFormat::kJson));
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&log] {
      for (int n = 0; n < 100; ++n) log.Info("event", {{"padding", std::string(20, 'x')}});
    });
  }
  for (auto& thread : threads) thread.join();
  const std::string all = Written();
  std::size_t lines = 0;
  for (std::size_t at = 0, end; (end = all.find('\n', at)) != std::string::npos; at = end + 1) {
    ++lines;
    ASSERT_TRUE(ParseJson(std::string_view(all).substr(at, end - at)).has_value());
  }
  EXPECT_EQ(lines, 400U);
}

TEST_F(LogTest, AClosedDescriptorIsIgnored) {
  Log& log = Open({LogFormat::kJson, LogLevel::kInfo, -1});
  log.Info("x");
  SUCCEED();
}

// Regression: a pipe that nobody read blocked all I/O threads and the shutdown.
TEST_F(LogTest, CallersDoNotWaitForAReaderAndDroppedLinesAreCounted) {
  Log& log = Open(Options(LogFormat::kJson));
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
  for (std::size_t at = 0, end; (end = all.find('\n', at)) != std::string::npos; at = end + 1) {
    const auto document = ParseJson(std::string_view(all).substr(at, end - at));
    ASSERT_TRUE(document.has_value());
    const auto* const count = document->root.Find("lines");
    if (count == nullptr) ++lines;
    if (count != nullptr) dropped += static_cast<std::uint64_t>(count->integer);
  }
  EXPECT_GT(dropped, 0U);
  EXPECT_EQ(lines + dropped, std::uint64_t{kLines});
}

TEST_F(LogTest, TheDestructorDoesNotWaitForeverForAReader) {
  Log& log = Open(Options(LogFormat::kJson));
  for (int i = 0; i < 1000; ++i) log.Info("event", {{"padding", std::string(1000, 'x')}});
  const auto begun = std::chrono::steady_clock::now();
  log_.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(20));
  // The thread that was left behind may still use the pipe, so nobody else gets its numbers.
  ends_ = {-1, -1};
}

TEST_F(LogTest, AFlushedLineIsWritten) {
  Log& log = Open(Options(LogFormat::kJson));
  log.Error("stopped");
  log.Flush();
  std::array<char, 4096> piece;
  const ssize_t got = read(ends_[0], piece.data(), piece.size());
  ASSERT_GT(got, 0);
  EXPECT_NE(std::string_view(piece.data(), static_cast<std::size_t>(got)).find("stopped"),
            std::string_view::npos);
}

TEST_F(LogTest, ATopicIsLimitedAndLinesLeftOutAreCounted) {
  Log& log = Open(Options(LogFormat::kText));
  for (int i = 0; i < 100; ++i) {
    log.Limited(LogTopic::kRequests, LogLevel::kWarn, "request", {{"number", i}});
  }
  const std::string all = Written();
  EXPECT_NE(all.find("number=19\n"), std::string::npos);
  EXPECT_EQ(all.find("number=20\n"), std::string::npos);
  EXPECT_NE(all.find("log lines left out topic=requests lines=80\n"), std::string::npos);
}

TEST_F(LogTest, OneTopicDoesNotUseUpTheLinesOfAnother) {
  Log& log = Open(Options(LogFormat::kText));
  for (int i = 0; i < 100; ++i) log.Limited(LogTopic::kOperatorKeys, LogLevel::kWarn, "key", {});
  log.Limited(LogTopic::kRequests, LogLevel::kWarn, "request", {});
  EXPECT_NE(Written().find("request\n"), std::string::npos);
}

TEST_F(LogTest, ALaterWindowHasANewLimit) {
  Log& log = Open(Options(LogFormat::kText));
  for (int i = 0; i < 21; ++i) log.Limited(LogTopic::kServer, LogLevel::kWarn, "early", {});
  clock_.Advance(LogLimit::kWindow);
  log.Limited(LogTopic::kServer, LogLevel::kWarn, "late", {});
  const std::string all = Written();
  EXPECT_NE(all.find("late\n"), std::string::npos);
  EXPECT_NE(all.find("topic=server lines=1\n"), std::string::npos);
}

}  // namespace
}  // namespace onsale::app
