#include "app/log.h"

#include <unistd.h>

#include <cerrno>

#include "base/escape.h"
#include "base/utf8.h"

namespace onsale::app {
namespace {

std::string_view NameOf(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return "debug";
    case LogLevel::kInfo:
      return "info";
    case LogLevel::kWarn:
      return "warn";
    case LogLevel::kError:
      return "error";
  }
  return "error";
}

std::string_view ColorOf(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return "\x1b[2m";
    case LogLevel::kInfo:
      return "\x1b[32m";
    case LogLevel::kWarn:
      return "\x1b[33m";
    case LogLevel::kError:
      return "\x1b[31m";
  }
  return "";
}

// Whether the text format writes a field's value `text` as it is; any other value is written as a
// JSON string.
bool IsPlain(std::string_view text) {
  if (text.empty()) return false;
  while (!text.empty()) {
    const auto c = base::TakeCodePoint(text);
    if (!c || base::IsControl(*c) || *c == ' ' || *c == '"' || *c == '=' || *c == '\\')
      return false;
  }
  return true;
}

void AppendScalar(std::string& out, const LogValue& value, bool json) {
  struct Append {
    std::string& out;
    bool json;
    void operator()(std::string_view text) const {
      if (!json && IsPlain(text)) {
        out += text;
      } else {
        base::AppendJsonString(out, text);
      }
    }
    void operator()(bool yes) const { out += yes ? "true" : "false"; }
    void operator()(std::int64_t number) const { out += std::to_string(number); }
    void operator()(std::uint64_t number) const { out += std::to_string(number); }
  };
  std::visit(Append{out, json}, value.value());
}

std::string JsonLine(base::Time now, LogLevel level, std::string_view event, Log::Fields fields) {
  std::string line = "{\"time\":\"" + base::FormatRfc3339(now) + "\",\"level\":\"";
  line += NameOf(level);
  line += "\",\"event\":";
  base::AppendJsonString(line, event);
  for (const LogField& field : fields) {
    line.push_back(',');
    base::AppendJsonString(line, field.key);
    line.push_back(':');
    AppendScalar(line, field.value, true);
  }
  return line + "}\n";
}

// A line of the text format.
std::string TextLine(base::Time now, LogLevel level, std::string_view event, Log::Fields fields,
                     bool colors) {
  constexpr std::size_t kDateLength = 10;  // in an RFC 3339 text
  std::string line = base::FormatRfc3339(now) + ' ';
  line[kDateLength] = ' ';
  if (colors) line += ColorOf(level);
  line += NameOf(level);
  if (colors) line += "\x1b[0m";
  line.append(6 - NameOf(level).size(), ' ');
  // Event names are constants of the program; a control sequence in one is nevertheless left out.
  if (event.find_first_of("\x1b\n\r") == std::string_view::npos) {
    line += event;
  } else {
    base::AppendJsonString(line, event);
  }
  for (const LogField& field : fields) {
    line.push_back(' ');
    line += field.key;
    line.push_back('=');
    AppendScalar(line, field.value, false);
  }
  return line + '\n';
}

}  // namespace

Log::Log(LogOptions options, const base::Clock& clock)
    : clock_(clock),
      level_(options.level),
      json_(options.format == LogFormat::kJson ||
            (options.format == LogFormat::kAuto && isatty(options.fd) != 1)),
      colors_(options.colors && isatty(options.fd) == 1),
      limits_{LogLimit("requests", 20),     LogLimit("server", 20),
              LogLimit("access keys", 20),  LogLimit("operator changes", 100),
              LogLimit("buyer tokens", 20), LogLimit("buyers read", 100),
              LogLimit("slow requests", 20)},
      writer_(options.fd, {.dropped =
                               [this](std::uint64_t lines) {
                                 return Line(LogLevel::kWarn,
                                             "log lines dropped: the reader of the log is too slow",
                                             {{"lines", lines}});
                               },
                           .lines_due = [this](bool end) { return LeftOutLines(end); }}) {}

void Log::Debug(std::string_view event, Fields fields) noexcept {
  Write(LogLevel::kDebug, event, fields);
}

void Log::Info(std::string_view event, Fields fields) noexcept {
  Write(LogLevel::kInfo, event, fields);
}

void Log::Warn(std::string_view event, Fields fields) noexcept {
  Write(LogLevel::kWarn, event, fields);
}

void Log::Error(std::string_view event, Fields fields) noexcept {
  Write(LogLevel::kError, event, fields);
}

void Log::Limited(LogTopic topic, LogLevel level, std::string_view event, Fields fields) noexcept {
  if (!Wants(level)) return;
  if (!limits_[static_cast<std::size_t>(topic)].Take(clock_.Now())) {
    left_out_.fetch_add(1, std::memory_order_relaxed);
    return;
  }
  Write(level, event, fields);
}

void Log::Flush() noexcept {
  writer_.Flush();
}

void Log::Write(LogLevel level, std::string_view event, Fields fields) noexcept {
  if (!Wants(level)) return;
  const int errno_before = errno;
  try {
    writer_.Put(Line(level, event, fields), level == LogLevel::kError);
  } catch (...) {
    // If memory runs out the line is lost, but the sale continues.
  }
  errno = errno_before;
}

std::string Log::Line(LogLevel level, std::string_view event, Fields fields) const {
  const base::Time now = clock_.Now();
  return json_ ? JsonLine(now, level, event, fields) : TextLine(now, level, event, fields, colors_);
}

std::string Log::LeftOutLines(bool end) {
  std::string lines;
  for (LogLimit& limit : limits_) {
    const std::uint64_t left_out = limit.TakeLeftOut(clock_.Now(), end);
    if (left_out == 0) continue;
    lines += Line(LogLevel::kWarn, "log lines left out",
                  {{"topic", limit.topic()}, {"lines", left_out}});
  }
  return lines;
}

}  // namespace onsale::app
