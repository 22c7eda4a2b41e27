#include "histories/check/check.h"

#include <algorithm>

#include "histories/check/in_order.h"

namespace onsale::histories {
namespace {

class Checking {
 public:
  Checking(const World& world, const LaterFacts& later_facts)
      : order_(world), judge_(world, later_facts) {}

  void Take(Op op) {
    judge_.Observe(op);
    if (op.HasOrder()) order_.Put(std::move(op));
  }
  void Take(Mark mark) {
    order_.Put(mark);
    PlayOn();
    judge_.Forget(mark.began_from);
  }
  void Finish() {
    order_.Finish();
    PlayOn();
    judge_.Finish();
  }
  bool IsWrong() const { return !order_.wrong().empty() || !judge_.wrong().empty(); }
  Verdict Result() const {
    return {.wrong = order_.wrong().empty() ? judge_.wrong() : order_.wrong(),
            .figures = judge_.figures(),
            .ledgers = judge_.ledgers_judged(),
            .most_kept = order_.most_kept()};
  }

 private:
  void PlayOn() {
    while (const auto op = order_.Take()) judge_.ApplyOp(*op);
  }

  InOrder order_;
  Judge judge_;
};

}  // namespace

std::expected<Verdict, std::string> Check(const std::string& path) {
  const auto reader = HistoryReader::Open(path);
  if (!reader) return std::unexpected(reader.error());
  LaterFacts later_facts(reader->world());
  auto read = ReadThrough(path, [&](Entry entry) {
    if (const Op* const op = std::get_if<Op>(&entry)) later_facts.Take(*op);
    return true;
  });
  if (!read) return std::unexpected(read.error());
  Checking checking(reader->world(), later_facts);
  read = ReadThrough(path, [&](Entry entry) {
    if (std::holds_alternative<End>(entry)) checking.Finish();
    if (const Mark* const mark = std::get_if<Mark>(&entry)) checking.Take(*mark);
    if (std::holds_alternative<Op>(entry)) checking.Take(std::get<Op>(std::move(entry)));
    return !checking.IsWrong();
  });
  if (!read) return std::unexpected(read.error());
  return checking.Result();
}

Verdict CheckOps(const World& world, std::vector<Op> ops) {
  LaterFacts later_facts(world);
  for (const Op& op : ops) later_facts.Take(op);
  Checking checking(world, later_facts);
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
  const Judge::Figures& figures = verdict.figures;
  std::string text;
  const auto add = [&text](std::string_view name, std::uint64_t number) {
    text.append("  ").append(name).append(": ") += std::to_string(number) + "\n";
  };
  add("operations checked in order", figures.played);
  add("ledger reads checked", verdict.ledgers);
  add("retries with the stored answer", figures.repeated);
  add("changes whose first answer was lost", figures.ambiguous);
  add("of them applied before the answered retry", figures.moved);
  add("answers explained by a guess", figures.guessed);
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
