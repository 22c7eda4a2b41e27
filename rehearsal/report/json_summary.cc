#include "rehearsal/report/json_summary.h"

#include <array>

#include "base/escape.h"
#include "rehearsal/report/figures.h"

namespace onsale::rehearsal {
namespace {

constexpr std::array<std::string_view, 5> kVerdicts = {"broken", "unchecked", "cut-short",
                                                       "strained", "well"};
constexpr std::array<std::string_view, 4> kCuts = {"no", "asked", "time-limit", "server-gone"};
constexpr std::array<std::string_view, 8> kQuestions = {
    "purchases", "one-owner", "seat-map", "balances", "ledgers", "order", "positions", "server"};

std::string Quote(std::string_view text) {
  std::string quoted;
  base::AppendJsonString(quoted, text);
  return quoted;
}

// Writes one JSON object, with commas between its members.
class Object {
 public:
  Object& Raw(std::string_view name, std::string_view json) {
    text_.append(text_.empty() ? "{" : ",").append(Quote(name)).append(":").append(json);
    return *this;
  }
  Object& Text(std::string_view name, std::string_view value) { return Raw(name, Quote(value)); }
  Object& Number(std::string_view name, std::uint64_t value) {
    return Raw(name, std::to_string(value));
  }
  std::string End() const { return text_.empty() ? "{}" : text_ + "}"; }

 private:
  std::string text_;
};

template <class Items, class Write>
std::string Array(const Items& items, Write&& write) {
  std::string text = "[";
  for (const auto& item : items) text.append(text.size() > 1 ? "," : "").append(write(item));
  return text + "]";
}

std::uint64_t Us(std::int64_t us) {
  return static_cast<std::uint64_t>(us);
}

std::string StrainedBy(const Tally& tally) {
  const Strain strain = StrainOf(tally);
  std::vector<std::string_view> reasons;
  if (strain.slow) reasons.emplace_back("slow");
  if (strain.trouble) reasons.emplace_back("refused-or-unanswered");
  if (strain.failed) reasons.emplace_back("server-failed");
  return Array(reasons, Quote);
}

std::string Calls(const Tally& tally) {
  Object calls;
  for (std::size_t i = 0; i < kCalls; ++i) {
    const auto call = static_cast<Call>(i);
    const Histogram& latency = tally.Latency(call);
    const std::int64_t server_p99 = tally.ServerLatency(call).Quantile(0.99);
    calls.Raw(kCallNames[i], Object()
                                 .Number("answers", latency.count())
                                 .Number("p50_us", Us(latency.Quantile(0.5)))
                                 .Number("p99_us", Us(latency.Quantile(0.99)))
                                 .Number("serverP99_us", Us(server_p99))
                                 .Number("p999_us", Us(latency.Quantile(0.999)))
                                 .Number("max_us", Us(latency.max_us()))
                                 .Number("bytesRead", tally.BytesOf(call))
                                 .End());
  }
  return calls.End();
}

std::string OneCheck(const Check& check) {
  return Object()
      .Text("question", kQuestions[static_cast<std::size_t>(check.question)])
      .Text("name", check.name)
      .Number("checked", check.checked)
      .Number("of", check.of)
      .Number("violations", check.violations)
      .Text("notMade", check.not_made)
      .Text("soldOut", check.sold_out)
      .Raw("examples", Array(check.examples, Quote))
      .End();
}

std::string OneRefusal(const Refusal& refusal) {
  return Object()
      .Text("call", NameOf(refusal.call))
      .Number("status", refusal.status)
      .Text("code", refusal.code)
      .Number("count", refusal.count)
      .End();
}

std::string OneMoment(const Moment& moment) {
  const Gauges& gauges = moment.gauges;
  return Object()
      .Number("arrived", Us(gauges.arrived))
      .Number("waiting", Us(gauges.waiting))
      .Number("active", Us(gauges.active))
      .Number("held", Us(gauges.held))
      .Number("sold", Us(gauges.sold))
      .Number("gone", Us(gauges.gone))
      .Number("bytesRead", moment.bytes)
      .End();
}

}  // namespace

std::string JsonSummary(const Record& record) {
  const Tally& tally = record.tally;
  Object endings;
  for (std::size_t i = 0; i < kEndings; ++i) endings.Number(kEndingNames[i], tally.endings[i]);
  Object whole;
  whole.Text("verdict", kVerdicts[static_cast<std::size_t>(Judge(record))])
      .Raw("strainedBy", StrainedBy(tally))
      .Text("cut", kCuts[static_cast<std::size_t>(record.cut)])
      .Text("startedAt", base::FormatRfc3339(record.started))
      .Raw("seconds", Decimal(record.seconds, 3))
      .Raw("shows", Array(record.plan.shows, Quote))
      .Number("seed", record.plan.seed)
      .Number("buyers", record.plan.buyers)
      .Number("seatsSold", Us(tally.gauges.sold))
      .Number("racesLost", tally.races_lost)
      .Number("offersTaken", tally.offers_taken)
      .Number("requests", record.connections.sent)
      .Number("answers", tally.answers())
      .Number("answersLost", tally.lost)
      .Number("connectionsOpened", record.connections.opened)
      .Number("connectionsAtOnce", record.connections.open_most)
      .Number("bytesRead", tally.bytes())
      .Number("bytesReadByBuyer", MeanBytes(tally).by_buyer)
      .Number("bytesReadByPurchase", MeanBytes(tally).by_purchase)
      .Number("peakBitsPerSecond", PeakBits(tally))
      .Raw("clientCpuSeconds", Decimal(record.cpu_seconds, 3))
      .Number("buyerTokensSigned", record.signing.tokens)
      .Raw("buyerSigningCpuSeconds",
           Decimal(std::chrono::duration<double>(record.signing.cpu).count(), 3))
      .Number("clientLateP99_us", Us(tally.lateness().Quantile(0.99)))
      .Number("connectionWaitP99_us", Us(tally.connection_wait().Quantile(0.99)))
      .Raw("endings", endings.End())
      .Raw("calls", Calls(tally))
      .Raw("refusals", Array(tally.refusals(), OneRefusal))
      .Number("wrongAnswers", tally.nonsense_count())
      .Raw("wrongAnswerExamples", Array(tally.nonsense(), Quote))
      .Number("buyersInDoubt", record.audit.in_doubt)
      .Number("seatsSoldByOthers", record.audit.sold_by_others)
      .Raw("audit", Array(record.audit.checks, OneCheck))
      .Raw("everySecond", Array(tally.moments(), OneMoment));
  return whole.End() + "\n";
}

}  // namespace onsale::rehearsal
