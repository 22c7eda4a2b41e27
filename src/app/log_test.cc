#include "app/log.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <string>
#include <thread>
#include <vector>

#include "app/json_document.h"

namespace onsale::app {
namespace {

// A log into a pipe, and what has come out of it.
class LogTest : public testing::Test {
 protected:
  LogTest() {
    if (pipe(ends_.data()) != 0) std::abort();
  }
  ~LogTest() override {
    close(ends_[0]);
    if (ends_[1] >= 0) close(ends_[1]);
  }

  LogOptions Options(LogFormat format, LogLevel level = LogLevel::kInfo) {
    return {format, level, ends_[1]};
  }
  std::string Written() {
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
};

TEST_F(LogTest, AJsonLineCarriesTimeLevelEventAndFields) {
  Log log(Options(LogFormat::kJson), clock_);
  log.Info("listening", {{"address", "127.0.0.1:8080"}, {"threads", 4}, {"public", false}});
  EXPECT_EQ(Written(), R"({"time":"2030-05-01T10:00:00.250Z","level":"info","event":"listening",)"
                       R"("address":"127.0.0.1:8080","threads":4,"public":false})"
                       "\n");
}

TEST_F(LogTest, ATextLineIsReadable) {
  Log log(Options(LogFormat::kText), clock_);
  log.Warn("slow sync", {{"file", "a b"}, {"ms", 14}});
  EXPECT_EQ(Written(), "10:00:00.250 warn  slow sync file=\"a b\" ms=14\n");
}

TEST_F(LogTest, AutoMeansJsonWhereThereIsNoTerminal) {
  Log log(Options(LogFormat::kAuto), clock_);
  log.Info("x");
  EXPECT_TRUE(Written().starts_with("{"));
}

TEST_F(LogTest, WhatIsBelowTheLevelIsNotWritten) {
  Log log(Options(LogFormat::kJson, LogLevel::kWarn), clock_);
  log.Debug("a");
  log.Info("b");
  EXPECT_EQ(Written(), "");
}

TEST_F(LogTest, DebugIsWrittenWhenAskedFor) {
  Log log(Options(LogFormat::kJson, LogLevel::kDebug), clock_);
  log.Debug("a");
  EXPECT_NE(Written().find("\"debug\""), std::string::npos);
}

TEST_F(LogTest, AnyBytesMakeOneValidJsonLine) {
  std::string bytes;
  for (int byte = 0; byte < 256; ++byte) bytes.push_back(static_cast<char>(byte));
  bytes += "\xED\xA0\x80 \xF4\x90\x80\x80 \xC0\x80 \xE2\x82";
  Log log(Options(LogFormat::kJson), clock_);
  log.Error(bytes, {{bytes, bytes}});
  const std::string line = Written();
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  EXPECT_TRUE(ParseJson(line).has_value());
}

TEST_F(LogTest, GoodTextComesBackFromJsonAsItWas) {
  const std::string text = "가수 \"Ω\" \\ 🎫\t\x1b[31m\x7F";
  Log log(Options(LogFormat::kJson), clock_);
  log.Info("x", {{"text", text}});
  const auto document = ParseJson(Written());
  ASSERT_TRUE(document.has_value());
  EXPECT_EQ(document->root.Find("text")->text, text);
}

TEST_F(LogTest, ATextLineCannotCarryAControlSequence) {
  Log log(Options(LogFormat::kText), clock_);
  log.Info("a\x1b[2J", {{"who", "b\x1b[2J\nfake line"}});
  const std::string line = Written();
  EXPECT_EQ(line.find('\x1b'), std::string::npos);
  EXPECT_EQ(line.find('\n'), line.size() - 1);
}

TEST_F(LogTest, IntegersKeepTheirEnds) {
  Log log(Options(LogFormat::kJson), clock_);
  log.Info("x", {{"least", INT64_MIN}, {"most", UINT64_MAX}});
  EXPECT_NE(Written().find(R"("least":-9223372036854775808,"most":18446744073709551615)"),
            std::string::npos);
}

TEST_F(LogTest, LinesOfSeveralThreadsStayWhole) {
  Log log(Options(LogFormat::kJson), clock_);
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

TEST_F(LogTest, AClosedFileIsNoReasonToStop) {
  Log log({LogFormat::kJson, LogLevel::kInfo, -1}, clock_);
  log.Info("x");
  SUCCEED();
}

}  // namespace
}  // namespace onsale::app
