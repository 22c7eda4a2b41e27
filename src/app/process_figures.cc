#include "app/process_figures.h"

#include <fstream>
#include <map>
#include <string>
#include <system_error>

#include "base/decimal.h"

namespace onsale::app {
namespace {

// The first line of a file below /proc; empty if it cannot be read, as for a thread that has ended.
std::string FirstLine(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

// The first number of `schedstat`: nanoseconds on a processor.
base::Duration BusyTime(const std::string& schedstat) {
  const auto nanos =
      base::ParseDecimal<std::int64_t>(std::string_view(schedstat).substr(0, schedstat.find(' ')));
  return std::chrono::floor<base::Duration>(std::chrono::nanoseconds(nanos.value_or(0)));
}

}  // namespace

std::vector<http::ThreadTime> ReadThreadTimes() {
  std::map<std::string, base::Duration> by_name;
  std::error_code failed;
  std::filesystem::directory_iterator tasks("/proc/self/task", failed);
  const std::filesystem::directory_iterator end;
  while (!failed && tasks != end) {
    const std::filesystem::path task = tasks->path();
    const std::string schedstat = FirstLine(task / "schedstat");
    if (!schedstat.empty()) by_name[FirstLine(task / "comm")] += BusyTime(schedstat);
    tasks.increment(failed);
  }
  std::vector<http::ThreadTime> times;
  for (const auto& [name, busy] : by_name) times.push_back({.name = name, .busy = busy});
  return times;
}

http::ProcessFigures ReadProcessFigures(const ProcessParts& parts) {
  const engine::EngineFigures& engine = parts.engine.figures();
  http::ProcessFigures figures{.version = ONSALE_VERSION,
                               .commits = engine.commits.Read(),
                               .batches = engine.batches.Read()};
  if (const base::TimeHistogram* const syncs = parts.store.syncs()) figures.syncs = syncs->Read();
  if (!parts.data.empty()) {
    std::error_code failed;
    const auto space = std::filesystem::space(parts.data, failed);
    if (!failed) figures.journal_free_bytes = space.available;
  }
  figures.log_lines_dropped = parts.log.dropped();
  figures.log_lines_left_out = parts.log.left_out();
  figures.threads = ReadThreadTimes();
  return figures;
}

}  // namespace onsale::app
