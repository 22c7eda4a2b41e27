#include "app/export_command.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <ostream>
#include <stdexcept>

#include "app/setting_values.h"
#include "app/wording.h"
#include "base/uuid.h"
#include "store/embedded/tables/directory_at_rest.h"
#include "store/postgres/pg_tables.h"
#include "store/postgres/url.h"

namespace onsale::app {
namespace {

namespace json = boost::json;
using store::ExportCell;

constexpr std::string_view kBookingsName = "bookings";
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
// Bytes that are collected before they are written.
constexpr std::size_t kWriteBytes = std::size_t{64} << 10;

// What the flags ask for.
struct ExportPlan {
  const store::ExportKind* kind;
  ExportFormat format;
  store::ExportRange range;
  bool byte_order_mark;
};

std::unexpected<Trouble> BadUsage(std::string sentence) {
  return std::unexpected(Trouble{std::move(sentence), kExitUsage});
}

std::string KindNames() {
  std::string names;
  for (const store::ExportKind& kind : store::ExportKinds()) {
    names.append(names.empty() ? "" : ", ").append(kind.name);
  }
  return names;
}

std::expected<std::optional<base::Time>, Trouble> TimeIn(const std::string& flag,
                                                         const std::string& text) {
  if (text.empty()) return std::nullopt;
  const auto time = base::ParseRfc3339(text);
  if (time) return time->time;
  return BadUsage(flag + ": must be a time with its offset, such as 2027-04-01T00:00:00+09:00");
}

std::expected<ExportPlan, Trouble> PlanOf(const ExportTask& task) {
  if (!task.kind.empty() && !task.kind_word.empty()) return BadUsage("name one kind");
  const auto kinds = store::ExportKinds();
  const auto kind = std::ranges::find(kinds, task.kind + task.kind_word, &store::ExportKind::name);
  if (kind == kinds.end()) return BadUsage("--kind: must be one of " + KindNames());
  if (task.format != "csv" && task.format != "jsonl") {
    return BadUsage("--format: must be csv or jsonl");
  }
  const auto since = TimeIn("--since", task.since);
  if (!since) return std::unexpected(since.error());
  const auto until = TimeIn("--until", task.until);
  if (!until) return std::unexpected(until.error());
  if (*since && *until && **until <= **since) return BadUsage("--until must be after --since");
  const bool csv = task.format == "csv";
  if (task.byte_order_mark && !csv) return BadUsage("--bom is for --format csv");
  return ExportPlan{.kind = &*kind,
                    .format = csv ? ExportFormat::kCsv : ExportFormat::kJsonl,
                    .range = {.since = *since, .until = *until},
                    .byte_order_mark = task.byte_order_mark};
}

// Writes to standard output, and remembers the first failure.
class Output {
 public:
  explicit Output(std::ostream& out) : out_(out) {}

  // False if something could not be written.
  bool Write(std::string_view text) {
    if (failure_) return false;
    errno = 0;
    out_ << text << std::flush;
    if (out_) return true;
    failure_ = errno != 0 ? std::strerror(errno) : "unknown error";
    return false;
  }
  // The exit status of lines that are complete unless a write failed.
  int End(const CommandStreams& streams) const {
    if (!failure_) return kExitDone;
    return ComplainOf(
        {"cannot write the lines: " + *failure_ + "; they are not complete", kExitFailed}, streams);
  }

 private:
  std::ostream& out_;
  std::optional<std::string> failure_;
};

std::expected<void, store::StoreError> WriteTables(store::TableReader& tables,
                                                   const ExportPlan& plan, Output& output) {
  const ExportLines lines(plan.format, plan.kind->columns);
  std::string text = plan.byte_order_mark ? std::string(kByteOrderMark) : "";
  text += lines.Head();
  const auto done = store::ForEachExportLine(tables, *plan.kind, plan.range,
                                             [&](std::span<const ExportCell> cells) {
                                               lines.Append(cells, text);
                                               if (text.size() < kWriteBytes) return true;
                                               const bool written = output.Write(text);
                                               text.clear();
                                               return written;
                                             });
  if (done) output.Write(text);
  return done;
}

int ExportDirectory(const ExportTask& task, const ExportPlan& plan, const CommandStreams& streams) {
  if (auto path = ParsePath(task.data); !path) {
    return ComplainOf({"--data: " + path.error(), kExitUsage}, streams);
  }
  Output output(streams.out);
  const auto done = store::ReadDirectory(
      task.data, [&](store::TableReader& tables) { return WriteTables(tables, plan, output); });
  if (done) return output.End(streams);
  const bool damaged = done.error().code == store::StoreErrorCode::kCorrupt;
  return ComplainOf({(damaged ? "damaged: " : "") + done.error().detail, kExitFailed}, streams);
}

int ExportDatabase(const ExportTask& task, const ExportPlan& plan, const CommandStreams& streams) {
  if (auto mistake = store::MistakeInUrl(task.store)) {
    return ComplainOf({"--store: " + *mistake, kExitUsage}, streams);
  }
  const auto tables = store::PgTables::Open(
      {.url = task.store, .allow_insecure = task.allow_insecure_store}, /*known=*/0, {});
  if (!tables) return ComplainOf({tables.error().detail, kExitFailed}, streams);
  Output output(streams.out);
  const auto done = WriteTables(**tables, plan, output);
  if (done) return output.End(streams);
  return ComplainOf({done.error().detail, kExitFailed}, streams);
}

ExportCell CellOf(const json::value& value) {
  if (value.is_string()) return std::string(std::string_view(value.as_string()));
  if (value.is_int64()) return value.as_int64();
  return {};
}

bool IsInRange(const json::object& booking, const store::ExportRange& range) {
  if (!range.since && !range.until) return true;
  const auto paid = base::ParseRfc3339(std::string_view(booking.at("paidAt").as_string()));
  if (!paid) throw std::invalid_argument("no time");
  return (!range.since || paid->time >= *range.since) &&
         (!range.until || paid->time < *range.until);
}

int ExportFromServer(const ExportTask& task, const ExportPlan& plan, const Invocation& invocation,
                     const CommandStreams& streams) {
  if (plan.kind->name != kBookingsName) {
    return ComplainOf({"a running server has bookings alone: give --data DIR of a stopped server, "
                       "or --store postgresql://...",
                       kExitUsage},
                      streams);
  }
  const ExportLines lines(plan.format, plan.kind->columns);
  Output output(streams.out);
  const std::string first = "/v1/operator/bookings?limit=500";
  std::string head = plan.byte_order_mark ? std::string(kByteOrderMark) : "";
  head += lines.Head();
  std::string cursor;
  do {
    const std::string path = cursor.empty() ? first : first + "&cursor=" + cursor;
    const auto page = CallServer(task.target, invocation, {.path = path});
    if (!page) return ComplainOf(page.error(), streams);
    try {
      BookingLines bookings = BookingLinesOf(*page, lines, plan.range);
      if (bookings.next_cursor == cursor && !cursor.empty()) throw std::invalid_argument("no end");
      if (!output.Write(std::exchange(head, {}) + bookings.text)) break;
      cursor = std::move(bookings.next_cursor);
    } catch (const std::exception&) {
      return ComplainOf({"the server's response is not a list of bookings", kExitFailed}, streams);
    }
  } while (!cursor.empty());
  return output.End(streams);
}

}  // namespace

BookingLines BookingLinesOf(const std::string& page, const ExportLines& lines,
                            const store::ExportRange& range) {
  const json::object shown = json::parse(page).as_object();
  const auto kinds = store::ExportKinds();
  const auto columns = std::ranges::find(kinds, kBookingsName, &store::ExportKind::name)->columns;
  std::vector<ExportCell> cells(columns.size());
  BookingLines found;
  for (const json::value& value : shown.at("reservations").as_array()) {
    const json::object& booking = value.as_object();
    if (!IsInRange(booking, range)) continue;
    for (const json::value& seat : booking.at("seats").as_array()) {
      std::ranges::transform(columns, cells.begin(), [&](const store::ExportColumn& column) {
        const json::string_view name(column.name.data(), column.name.size());
        const json::value* const own = booking.if_contains(name);
        return CellOf(own != nullptr ? *own : seat.as_object().at(name));
      });
      lines.Append(cells, found.text);
    }
  }
  const json::value& next = shown.at("nextCursor");
  if (next.is_null()) return found;
  // A cursor is the id of a payment. Anything else would not be safe in the next request's path.
  found.next_cursor = base::Uuid::Parse(std::string_view(next.as_string())).value().ToString();
  return found;
}

void ExportTask::AddTo(CLI::App& command) {
  command.add_option("KIND", kind_word, "The same as --kind")->option_text(" ");
  command.add_option("--kind", kind, "One of " + KindNames())->option_text("KIND");
  command.add_option("--format", format, "csv or jsonl, which is a JSON object a line")
      ->option_text("FORMAT");
  command.add_option("--since", since, "Only what was made, paid or issued at this time or later")
      ->option_text("TIME");
  command.add_option("--until", until, "Only what was made, paid or issued before this time")
      ->option_text("TIME");
  command.add_flag("--bom", byte_order_mark,
                   "Begin with a byte order mark, which Excel needs for names in Korean");
  command.add_option("--data", data, "The data directory of a sale whose server is stopped")
      ->type_name("DIR");
  command
      .add_option("--store", store,
                  "The database of a sale in PostgreSQL, running or stopped: postgresql://...")
      ->type_name("URL");
  command.add_flag("--allow-insecure-store", allow_insecure_store, kAllowInsecureMeaning);
  target.AddTo(command);
  command.footer(
      "Without --data and --store it asks a running server, which has bookings alone.\n\n"
      "Examples:\n"
      "  onsale export bookings --bom > bookings.csv\n"
      "  onsale export --kind ledger --since 2027-04-01T00:00:00+09:00 --data ./data > ledger.csv");
}

int Export(const ExportTask& task, const Invocation& invocation, const CommandStreams& streams) {
  const auto plan = PlanOf(task);
  if (!plan) return ComplainOf(plan.error(), streams);
  if (!task.data.empty() && !task.store.empty()) {
    return ComplainOf({"name one sale: --data DIR or --store postgresql://...", kExitUsage},
                      streams);
  }
  // A closed pipe or a limit on the size of files is then a failed write with a message, and no
  // signal that ends the process.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  if (!task.data.empty()) return ExportDirectory(task, *plan, streams);
  if (!task.store.empty()) return ExportDatabase(task, *plan, streams);
  return ExportFromServer(task, *plan, invocation, streams);
}

}  // namespace onsale::app
