// The operator's log: one line for each event, on stderr.
//
// Shape:    JSON (`{"time":...,"level":"info","event":"listening","address":"..."}`) or text for a
//           terminal (`2030-05-01 10:00:00.000Z info  listening address=127.0.0.1:8080`). Keys are
//           spelled as in the API: camelCase.
// Owner:    the clock and the file descriptor outlive the log.
// Threads:  any; the log's own thread writes whole lines, so that no caller waits for stderr.
// Errors:   none: never throws. Lines are dropped while nobody reads stderr; of the lines of one
//           LogTopic, those beyond its limit in ten seconds are left out. A later line counts both.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

#include "app/log_limit.h"
#include "app/log_writer.h"
#include "base/time.h"

namespace onsale::app {

enum class LogLevel : std::uint8_t { kDebug, kInfo, kWarn, kError };
enum class LogFormat : std::uint8_t { kAuto, kJson, kText };  // kAuto: text on a terminal

class LogValue {
 public:
  LogValue(std::string_view text) : value_(text) {}
  LogValue(const std::string& text) : value_(std::string_view(text)) {}
  LogValue(const char* text) : value_(std::string_view(text)) {}
  LogValue(bool yes) : value_(yes) {}
  template <class Integer>
    requires std::is_integral_v<Integer> && (!std::is_same_v<Integer, bool>)
  LogValue(Integer number) : value_(Widened(number)) {}

  using Variant = std::variant<std::string_view, bool, std::int64_t, std::uint64_t>;
  const Variant& value() const { return value_; }

 private:
  template <class Integer>
  static Variant Widened(Integer number) {
    if constexpr (std::is_signed_v<Integer>) return static_cast<std::int64_t>(number);
    return static_cast<std::uint64_t>(number);
  }

  Variant value_;
};

// The topics of events that clients can cause at any rate: the log writes a limited number of lines
// of each topic within LogLimit::kWindow.
enum class LogTopic : std::uint8_t {
  kRequests,
  kServer,
  kAccessKeys,
  kOperatorChanges,
  kBuyerTokens,
  kBuyersRead,
  kSlowRequests
};
inline constexpr std::size_t kLogTopics = static_cast<std::size_t>(LogTopic::kSlowRequests) + 1;

// A field of a line. Both members may be views that live only during the call.
struct LogField {
  std::string_view key;
  LogValue value;
};

struct LogOptions {
  LogFormat format = LogFormat::kAuto;
  LogLevel level = LogLevel::kInfo;  // the lowest level that is written
  int fd = 2;
  bool colors = true;  // of the text format on a terminal; false if NO_COLOR is set
};

class Log {
 public:
  using Fields = std::initializer_list<LogField>;

  Log(LogOptions options, const base::Clock& clock);
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  bool Wants(LogLevel level) const { return level >= level_.load(std::memory_order_relaxed); }
  void SetLevel(LogLevel level) { level_.store(level, std::memory_order_relaxed); }
  // Lines lost since the start: because nobody read stderr, and beyond a topic's limit.
  std::uint64_t dropped() const { return writer_.dropped(); }
  std::uint64_t left_out() const { return left_out_.load(std::memory_order_relaxed); }
  void Debug(std::string_view event, Fields fields = {}) noexcept;
  void Info(std::string_view event, Fields fields = {}) noexcept;
  void Warn(std::string_view event, Fields fields = {}) noexcept;
  void Error(std::string_view event, Fields fields = {}) noexcept;
  // Writes a line unless the topic's limit is reached; lines left out are counted.
  void Limited(LogTopic topic, LogLevel level, std::string_view event, Fields fields) noexcept;
  // Writes all waiting lines, for a process that ends without the log's destructor. Takes at most
  // LogWriter::kEndTime.
  void Flush() noexcept;

 private:
  void Write(LogLevel level, std::string_view event, Fields fields) noexcept;
  std::string Line(LogLevel level, std::string_view event, Fields fields) const;
  std::string LeftOutLines(bool end);

  const base::Clock& clock_;
  std::atomic<LogLevel> level_;
  const bool json_;
  const bool colors_;
  std::array<LogLimit, kLogTopics> limits_;  // at the index of LogTopic
  std::atomic<std::uint64_t> left_out_ = 0;  // those of all topics
  LogWriter writer_;                         // last: its thread calls Line() and LeftOutLines()
};

}  // namespace onsale::app
