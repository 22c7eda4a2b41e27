#include "histories/check/check.h"

#include <algorithm>

#include "histories/check/in_order.h"

namespace onsale::histories {
namespace {

class Checking {
 public:
  Checking(const World& world, DecidedFiles decided)
      : order_(world), replay_(std::move(decided), ledgers_) {}

  // Call for every operation before the first Take.
  void Announce(const Op& op) {
    if (op.lost && op.Changes()) replay_.NoteLost(op);
  }
  void Take(Op op) { op.HasOrder() ? order_.Put(std::move(op)) : ledgers_.Put(std::move(op)); }
  void Take(Mark mark) {
    order_.Put(mark);
    PlayOn();
    ledgers_.Forget(mark.began_from);
  }
  void Finish() {
    order_.Finish();
    PlayOn();
    if (IsWrong()) return;
    replay_.Finish();
    ledgers_.Finish();
  }
  bool IsWrong() const {
    return !order_.wrong().empty() || !replay_.wrong().empty() || !ledgers_.wrong().empty();
  }
  Verdict Result() const {
    Replay::Figures figures = replay_.figures();
    figures.results[static_cast<std::size_t>(Kind::kLedger)][0] += ledgers_.checked();
    const std::string& other = replay_.wrong().empty() ? ledgers_.wrong() : replay_.wrong();
    return {.wrong = order_.wrong().empty() ? other : order_.wrong(),
            .figures = figures,
            .ledgers = ledgers_.checked(),
            .most_kept = order_.most_kept()};
  }

 private:
  void PlayOn() {
    while (!IsWrong()) {
      const auto op = order_.Take();
      if (!op) return;
      replay_.Take(*op);
    }
  }

  InOrder order_;
  LedgerReads ledgers_;
  Replay replay_;
};

}  // namespace

std::expected<Verdict, std::string> Check(const std::string& history,
                                          std::span<const std::string> paths) {
  const auto reader = HistoryReader::Open(history);
  if (!reader) return std::unexpected(reader.error());
  auto decided = DecidedFiles::Open(paths);
  if (!decided) return std::unexpected(decided.error());
  Checking checking(reader->world(), *std::move(decided));
  auto read = ReadThrough(history, [&](Entry entry) {
    if (const Op* const op = std::get_if<Op>(&entry)) checking.Announce(*op);
    return true;
  });
  if (!read) return std::unexpected(read.error());
  read = ReadThrough(history, [&](Entry entry) {
    if (std::holds_alternative<End>(entry)) checking.Finish();
    if (const Mark* const mark = std::get_if<Mark>(&entry)) checking.Take(*mark);
    if (std::holds_alternative<Op>(entry)) checking.Take(std::get<Op>(std::move(entry)));
    return !checking.IsWrong();
  });
  if (!read) return std::unexpected(read.error());
  return checking.Result();
}

std::expected<Verdict, std::string> CheckOps(const World& world, std::vector<Op> ops,
                                             std::span<const std::string> paths) {
  auto decided = DecidedFiles::Open(paths);
  if (!decided) return std::unexpected(decided.error());
  Checking checking(world, *std::move(decided));
  for (const Op& op : ops) checking.Announce(op);
  for (std::size_t i = 0; i < ops.size(); ++i) {
    // Adds a mark before each operation, as a recorder does from time to time: all later operations
    // began at `open_from` or after it.
    std::int64_t open_from = INT64_MAX;
    for (std::size_t j = i; j < ops.size(); ++j) open_from = std::min(open_from, ops[j].began);
    checking.Take(Mark{open_from});
    checking.Take(std::move(ops[i]));
  }
  if (!checking.IsWrong()) checking.Finish();
  return checking.Result();
}

std::string TextOf(const Verdict& verdict) {
  const Replay::Figures& figures = verdict.figures;
  std::string text;
  const auto add = [&text](std::string_view name, std::uint64_t number) {
    text.append("  ").append(name).append(": ") += std::to_string(number) + "\n";
  };
  add("operations checked in order", figures.played);
  add("ledger reads checked", verdict.ledgers);
  add("retries with the stored answer", figures.repeated);
  add("changes whose answer was lost", figures.unanswered);
  add("commits replayed", figures.commits);
  add("most operations in memory", verdict.most_kept);
  for (std::size_t kind = 0; kind < kKinds; ++kind) {
    text.append("  ").append(NameOf(static_cast<Kind>(kind))).append(":");
    for (std::size_t result = 0; result < kResultCodes; ++result) {
      const std::uint64_t count = figures.results[kind][result];
      if (count == 0) continue;
      text += " " + std::string(NameOf(static_cast<ResultCode>(result))) + " " +
              std::to_string(count) + ",";
    }
    if (text.back() == ',') text.pop_back();
    text += "\n";
  }
  return text;
}

}  // namespace onsale::histories
