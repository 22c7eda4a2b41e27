#include "rehearsal/report/story.h"

#include <algorithm>

#include "rehearsal/report/figures.h"

namespace onsale::rehearsal {
namespace {

// If the slowest 1 % of requests waited longer than this for the crowd's loop or for a connection,
// the report warns that the latencies contain that wait. docs/rehearsal.md gives the value.
constexpr std::int64_t kOwnShareMostUs = 50'000;

Call SlowestCall(const Tally& tally) {
  Call slowest = Call::kToken;
  for (std::size_t i = 0; i < kCalls; ++i) {
    const auto call = static_cast<Call>(i);
    if (tally.Latency(call).Quantile(0.99) > tally.Latency(slowest).Quantile(0.99)) slowest = call;
  }
  return slowest;
}

std::uint64_t EndingCount(const Tally& tally, Ending ending) {
  return tally.endings[static_cast<std::size_t>(ending)];
}

std::string TellSpeed(const Record& record, const Words& words) {
  const Tally& tally = record.tally;
  const Call slowest = SlowestCall(tally);
  const auto answers = static_cast<double>(tally.answers());
  return Fill(
      words.speed,
      {Count(tally.answers()),
       Count(static_cast<std::uint64_t>(answers / std::max(record.seconds, 0.001))),
       CallName(slowest, words), Latency(tally.Latency(slowest).Quantile(0.99), words.unit_gap)});
}

std::string TellLateness(const Record& record, const Words& words) {
  const auto requests = static_cast<double>(std::max<std::uint64_t>(record.connections.sent, 1));
  return Fill(words.late, {Latency(record.tally.lateness().Quantile(0.99), words.unit_gap),
                           Decimal(record.cpu_seconds, 1),
                           Microseconds(record.cpu_seconds * 1e6 / requests, words.unit_gap)});
}

void AddBytes(std::vector<std::string>& story, const Tally& tally, const Words& words) {
  const auto bytes = [&words](std::uint64_t count) { return Bytes(count, words.unit_gap); };
  const BytesRead mean = MeanBytes(tally);
  story.push_back(Fill(words.line, {BitRate(PeakBits(tally), words.unit_gap), bytes(tally.bytes()),
                                    bytes(mean.by_buyer)}));
  if (mean.by_purchase > 0) story.push_back(Fill(words.purchase, {bytes(mean.by_purchase)}));
}

std::string TellSigning(const Record& record, const Words& words) {
  const double cpu_us = std::chrono::duration<double, std::micro>(record.signing.cpu).count();
  const Histogram& token = record.tally.Latency(Call::kToken);
  return Fill(words.signing,
              {Count(record.signing.tokens),
               Microseconds(cpu_us / static_cast<double>(record.signing.tokens), words.unit_gap),
               Latency(token.Quantile(0.5), words.unit_gap),
               Latency(token.Quantile(0.99), words.unit_gap)});
}

// Which of the reasons apply, and what to do.
void AddStrain(std::vector<std::string>& story, const Tally& tally, const Words& words) {
  const Strain strain = StrainOf(tally);
  if (strain.slow) {
    const Call slowest = SlowestJudged(tally);
    const std::int64_t p99 = tally.ServerLatency(slowest).Quantile(0.99);
    story.push_back(
        Fill(words.strained_slow, {CallName(slowest, words), Latency(p99, words.unit_gap),
                                   Latency(kPatienceUs, words.unit_gap)}));
  }
  if (strain.trouble) {
    story.push_back(
        Fill(words.strained_trouble,
             {Count(tally.overloads()), Percent(LostShare(tally)), Percent(kLostShareMost)}));
  }
  if (strain.failed) {
    story.push_back(
        Fill(words.strained_failed, {Count(EndingCount(tally, Ending::kServerFailed))}));
  }
  story.emplace_back(words.strained_advice);
}

}  // namespace

std::string TellTitle(const Record& record) {
  std::string shows;
  for (const std::string& show : record.plan.shows) {
    shows.append(shows.empty() ? "" : ", ").append(show);
  }
  return Fill(WordsOf(record.plan.language).title, {shows});
}

std::string_view TellVerdict(const Record& record) {
  return WordsOf(record.plan.language).verdicts[static_cast<std::size_t>(Judge(record))];
}

std::vector<std::string> TellStory(const Record& record) {
  const Words& words = WordsOf(record.plan.language);
  const Tally& tally = record.tally;
  std::vector<std::string> story;
  story.emplace_back(words.meanings[static_cast<std::size_t>(Judge(record))]);
  if (Judge(record) == Verdict::kStrained) AddStrain(story, tally, words);
  story.emplace_back(words.cuts[static_cast<std::size_t>(record.cut)]);
  story.push_back(
      Fill(words.bought,
           {Count(EndingCount(tally, Ending::kBought)), Count(record.plan.buyers),
            Count(static_cast<std::uint64_t>(tally.gauges.sold)), Decimal(record.seconds, 1)}));
  story.push_back(TellSpeed(record, words));
  story.push_back(Fill(words.trouble, {Count(tally.overloads()), Count(tally.lost)}));
  if (tally.nonsense_count() > 0)
    story.push_back(Fill(words.nonsense, {Count(tally.nonsense_count())}));
  if (record.audit.in_doubt > 0)
    story.push_back(Fill(words.in_doubt, {Count(record.audit.in_doubt)}));
  if (record.audit.sold_by_others > 0) {
    story.push_back(Fill(words.others, {Count(record.audit.sold_by_others)}));
  }
  AddBytes(story, tally, words);
  if (record.signing.tokens > 0) story.push_back(TellSigning(record, words));
  story.push_back(TellLateness(record, words));
  if (tally.lateness().Quantile(0.99) > kOwnShareMostUs) story.emplace_back(words.bottleneck);
  const std::int64_t waited = tally.connection_wait().Quantile(0.99);
  if (waited > kOwnShareMostUs)
    story.push_back(Fill(words.few_connections, {Latency(waited, words.unit_gap)}));
  return story;
}

std::string NameOfCheck(const Check& check, const Words& words) {
  std::string name(words.questions[static_cast<std::size_t>(check.question)]);
  if (!check.name.empty()) name.append(": ").append(check.name);
  return name;
}

std::string TellCheck(const Check& check, const Words& words) {
  const std::string found = Count(check.violations) + " " + std::string(words.violations);
  if (!check.not_made.empty()) {
    const std::string not_made = Fill(words.not_made, {check.not_made});
    return check.violations == 0 ? not_made : found + "; " + not_made;
  }
  if (check.violations > 0) return found;
  if (!check.sold_out.empty()) return Fill(words.sold_out, {check.sold_out});
  return std::string(words.held_true);
}

std::string Summarize(const Record& record) {
  const Words& words = WordsOf(record.plan.language);
  std::string text = "\n";
  text.append(TellVerdict(record)).append(".\n");
  for (const std::string& sentence : TellStory(record)) text.append("  ").append(sentence) += '\n';
  text.append("\n").append(words.audit).append("\n");
  for (const Check& check : record.audit.checks) {
    text.append("  ").append(NameOfCheck(check, words)).append(" (");
    text.append(check.checked == check.of
                    ? Count(check.checked)
                    : Fill(words.sample, {Count(check.checked), Count(check.of)}));
    text.append("): ").append(TellCheck(check, words)) += '\n';
    for (const std::string& example : check.examples) text.append("    ").append(example) += '\n';
  }
  for (const std::string& example : record.tally.nonsense()) {
    text.append("  ").append(example) += '\n';
  }
  return text;
}

}  // namespace onsale::rehearsal
