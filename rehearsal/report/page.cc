#include "rehearsal/report/page.h"

#include <algorithm>

#include "base/escape.h"
#include "rehearsal/report/figures.h"
#include "rehearsal/report/plot.h"
#include "rehearsal/report/story.h"

namespace onsale::rehearsal {
namespace {

constexpr std::string_view kStyle = R"(
:root{color-scheme:light dark;--font:system-ui,-apple-system,"Apple SD Gothic Neo","Malgun Gothic",
"Noto Sans KR",sans-serif;--ink:#1b1f24;--soft:#59636e;--paper:#fff;--card:#f6f8fa;
--rule:#d1d9e0;--good:#1a7f37;--bad:#cf222e;--fair:#9a6700;--c0:#0969da;
--c1:#bc4c00;--c2:#1a7f37;--c3:#8250df}
@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9198a1;--paper:#0d1117;--card:#161b22;
--rule:#30363d;--good:#3fb950;--bad:#f85149;--fair:#d29922;--c0:#58a6ff;
--c1:#f0883e;--c2:#3fb950;--c3:#bc8cff}}
*{box-sizing:border-box}
body{margin:0;padding:16px;background:var(--paper);color:var(--ink);
font:16px/1.5 var(--font);word-break:keep-all}
main{max-width:1080px;margin:0 auto}
h1{font-size:1.2rem;margin:0;color:var(--soft);font-weight:600;overflow-wrap:anywhere}
.verdict{font-size:1.7rem;line-height:1.2;font-weight:700;margin:4px 0 12px}
.good{color:var(--good)}.bad{color:var(--bad)}.fair{color:var(--fair)}
h2{font-size:1.15rem;margin:28px 0 8px}
p{margin:0 0 8px;max-width:70ch}
.soft{color:var(--soft);font-size:.9rem}
.plots{display:grid;gap:12px;grid-template-columns:repeat(auto-fit,minmax(min(100%,320px),1fr))}
figure{margin:0;padding:10px;background:var(--card);border:1px solid var(--rule);border-radius:8px}
figcaption{font-weight:600;margin-bottom:4px}
figcaption span{font-weight:400;font-size:.85rem;margin-left:10px;white-space:nowrap}
svg{display:block;width:100%;height:auto}
svg text{fill:var(--soft);font:11px var(--font)}
.grid{stroke:var(--rule);stroke-width:1}
.line{fill:none;stroke-width:1.8;stroke-linejoin:round;stroke-linecap:round}
.line.c0{stroke:var(--c0)}.line.c1{stroke:var(--c1)}
.line.c2{stroke:var(--c2)}.line.c3{stroke:var(--c3)}
.key::before{content:"";display:inline-block;width:14px;height:3px;margin-right:5px;
vertical-align:middle;background:var(--c0)}
.key.c1::before{background:var(--c1)}
.key.c2::before{background:var(--c2)}.key.c3::before{background:var(--c3)}
.tiles{display:grid;gap:12px;margin:0 0 12px;
grid-template-columns:repeat(auto-fit,minmax(min(100%,150px),1fr))}
.tile{padding:10px;background:var(--card);border:1px solid var(--rule);border-radius:8px}
.tile b{display:block;font-size:1.5rem;line-height:1.2;font-variant-numeric:tabular-nums}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.95rem}
th,td{text-align:left;padding:5px 10px 5px 0;border-bottom:1px solid var(--rule);vertical-align:top}
th{color:var(--soft);font-weight:600}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.bar{display:block;height:6px;background:var(--c0);border-radius:3px;min-width:2px}
li{overflow-wrap:anywhere}
)";

std::string Tag(std::string_view name, std::string_view text) {
  std::string html = "<";
  html.append(name).append(">");
  base::AppendHtml(html, text);
  return html.append("</").append(name.substr(0, name.find(' '))).append(">\n");
}

std::string Number(std::uint64_t number) {
  return Tag("td class=\"n\"", Count(number));
}

class Page {
 public:
  explicit Page(const Record& record)
      : record_(record), tally_(record.tally), words_(WordsOf(record.plan.language)) {}

  std::string Write() {
    Head();
    OverTime();
    HowFast();
    Endings();
    Refusals();
    WrongAnswers();
    TheAudit();
    HowItWasDone();
    return html_ + "</main></body></html>\n";
  }

 private:
  void Head() {
    const Verdict verdict = Judge(record_);
    const std::string_view tone = verdict == Verdict::kWell     ? "good"
                                  : verdict == Verdict::kBroken ? "bad"
                                                                : "fair";
    html_ = "<!doctype html>\n<html lang=\"" + std::string(words_.language) +
            "\"><head><meta charset=\"utf-8\">\n"
            "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n" +
            Tag("title", TellTitle(record_)) + "<style>" + std::string(kStyle) +
            "</style></head><body><main>\n";
    html_ += Tag("h1", TellTitle(record_));
    html_ += Tag("p class=\"verdict " + std::string(tone) + "\"", TellVerdict(record_));
    Tiles();
    for (const std::string& sentence : TellStory(record_)) html_ += Tag("p", sentence);
  }

  void Tile(const std::string& figure, std::string_view meaning) {
    html_ += "<div class=\"tile\">" + Tag("b", figure) + Tag("span", meaning) + "</div>\n";
  }

  void Tiles() {
    html_ += "<div class=\"tiles\">\n";
    Tile(Count(static_cast<std::uint64_t>(tally_.gauges.sold)), words_.tile_seats);
    Tile(Count(tally_.endings[static_cast<std::size_t>(Ending::kBought)]) + " / " +
             Count(record_.plan.buyers),
         words_.tile_buyers);
    Tile(Latency(WorstP99(tally_), words_.unit_gap), words_.tile_slowest);
    Tile(Count(tally_.overloads() + tally_.lost), words_.tile_trouble);
    Tile(BitRate(PeakBits(tally_), words_.unit_gap), words_.tile_line);
    html_ += "</div>\n";
  }

  void Figure(const PlotSpec& spec) {
    html_ += "<figure><figcaption>";
    base::AppendHtml(html_, spec.title);
    for (std::size_t i = 0; spec.series.size() > 1 && i < spec.series.size(); ++i) {
      html_ += "<span class=\"key c" + std::to_string(i) + "\">";
      base::AppendHtml(html_, spec.series[i].name);
      html_ += "</span>";
    }
    html_ += "</figcaption>" + DrawPlot(spec) + "</figure>\n";
  }

  template <class Read>
  std::vector<double> Values(Read&& read) const {
    std::vector<double> values;
    for (const Moment& moment : tally_.moments())
      values.push_back(static_cast<double>(read(moment)));
    return values;
  }

  void OverTime() {
    html_ += Tag("h2", words_.over_time) + "<div class=\"plots\">\n";
    const auto count = [](double value) { return Count(static_cast<std::uint64_t>(value)); };
    std::int64_t before = 0;
    Figure({.title = std::string(words_.arrivals),
            .series = {{words_.arrivals, Values([&before](const Moment& moment) {
                          const std::int64_t came = moment.gauges.arrived - before;
                          before = moment.gauges.arrived;
                          return came;
                        })}},
            .label = count,
            .x_unit = words_.seconds_axis});
    Figure({.title = std::string(words_.people),
            .series = {{words_.waiting, Values([](const Moment& m) { return m.gauges.waiting; })},
                       {words_.active, Values([](const Moment& m) { return m.gauges.active; })}},
            .label = count,
            .x_unit = words_.seconds_axis});
    Figure({.title = std::string(words_.seats),
            .series = {{words_.held, Values([](const Moment& m) { return m.gauges.held; })},
                       {words_.sold, Values([](const Moment& m) { return m.gauges.sold; })}},
            .label = count,
            .x_unit = words_.seconds_axis});
    const std::string_view gap = words_.unit_gap;
    Figure({.title = std::string(words_.data),
            .series = {{words_.data, Values([](const Moment& m) { return m.bytes * 8; })}},
            .label = [gap](double bits) { return BitRate(static_cast<std::uint64_t>(bits), gap); },
            .x_unit = words_.seconds_axis});
    html_ += "</div>\n";
  }

  void HowFast() {
    html_ += Tag("h2", words_.fast) + Tag("p class=\"soft\"", words_.intended);
    Table({words_.call, words_.count, words_.median, words_.p99, words_.p99_server, words_.p999,
           words_.most, words_.bytes, words_.bytes_each});
    for (std::size_t i = 0; i < kCalls; ++i) {
      const auto call = static_cast<Call>(i);
      const Histogram& latency = tally_.Latency(call);
      if (latency.count() == 0) continue;
      html_ += "<tr>" + Tag("td", words_.call_names[i]) + Number(latency.count());
      for (const std::int64_t us :
           {latency.Quantile(0.5), latency.Quantile(0.99),
            tally_.ServerLatency(call).Quantile(0.99), latency.Quantile(0.999), latency.max_us()}) {
        html_ += Tag("td class=\"n\"", Latency(us, words_.unit_gap));
      }
      const std::uint64_t bytes = tally_.BytesOf(call);
      for (const std::uint64_t number : {bytes, bytes / latency.count()}) {
        html_ += Tag("td class=\"n\"", Bytes(number, words_.unit_gap));
      }
      html_ += "</tr>\n";
    }
    html_ += "</table></div>\n<p></p><div class=\"plots\">\n";
    for (std::size_t i = 0; i < kCalls; ++i) LatencyPlot(i);
    html_ += "</div>\n";
  }

  void LatencyPlot(std::size_t call) {
    if (tally_.Latency(static_cast<Call>(call)).count() == 0) return;
    const auto read = [call](std::int64_t CallMoment::* member) {
      return [call, member](const Moment& moment) {
        return moment.calls[call].count == 0 ? -1 : moment.calls[call].*member;
      };
    };
    const std::string_view gap = words_.unit_gap;
    Figure({.title = Fill(words_.latency, {words_.call_names[call]}),
            .series = {{words_.median, Values(read(&CallMoment::p50_us))},
                       {words_.p99, Values(read(&CallMoment::p99_us))}},
            .logarithmic = true,
            .label = [gap](double us) { return Latency(static_cast<std::int64_t>(us), gap); },
            .x_unit = words_.seconds_axis});
  }

  // Begins a table. Its first `names` columns are text, the others numbers.
  void Table(std::initializer_list<std::string_view> heads, std::size_t names = 1) {
    html_ += "<div class=\"scroll\"><table><tr>";
    std::size_t column = 0;
    for (const std::string_view head : heads) {
      html_ += Tag(column++ < names ? "th" : "th class=\"n\"", head);
    }
    html_ += "</tr>\n";
  }

  void Bar(std::uint64_t count, std::uint64_t most) {
    const double share =
        static_cast<double>(count) / static_cast<double>(std::max<std::uint64_t>(most, 1));
    html_ +=
        "<td style=\"width:30%\"><span class=\"bar\" style=\"width:" + Decimal(share * 100, 1) +
        "%\"></span></td></tr>\n";
  }

  void Endings() {
    html_ += Tag("h2", words_.endings);
    Table({words_.ending, words_.buyers, words_.share, ""});
    const std::uint64_t most = *std::max_element(tally_.endings.begin(), tally_.endings.end());
    for (std::size_t i = 0; i < kEndings; ++i) {
      const std::uint64_t count = tally_.endings[i];
      if (count == 0) continue;
      html_ += "<tr>" + Tag("td", words_.ending_names[i]) + Number(count) +
               Tag("td class=\"n\"", Percent(static_cast<double>(count) / record_.plan.buyers));
      Bar(count, most);
    }
    html_ += "</table></div>\n";
  }

  void Refusals() {
    html_ += Tag("h2", words_.refusals);
    std::vector<Refusal> refusals = tally_.refusals();
    if (refusals.empty()) {
      html_ += Tag("p", words_.none);
      return;
    }
    std::sort(refusals.begin(), refusals.end(),
              [](const Refusal& a, const Refusal& b) { return a.count > b.count; });
    Table({words_.call, words_.code, words_.status, words_.count, ""}, 2);
    for (const Refusal& refusal : refusals) {
      html_ += "<tr>" + Tag("td", CallName(refusal.call, words_)) + Tag("td", refusal.code) +
               Tag("td class=\"n\"", std::to_string(refusal.status)) + Number(refusal.count);
      Bar(refusal.count, refusals.front().count);
    }
    html_ += "</table></div>\n";
  }

  void List(const std::vector<std::string>& lines) {
    if (lines.empty()) return;
    html_ += "<ul>";
    for (const std::string& line : lines) html_ += Tag("li", line);
    html_ += "</ul>\n";
  }

  void WrongAnswers() {
    if (tally_.nonsense_count() == 0) return;
    html_ +=
        Tag("h2", words_.wrong_answers) + Tag("p class=\"bad\"", Count(tally_.nonsense_count()));
    List(tally_.nonsense());
  }

  void TheAudit() {
    html_ += Tag("h2", words_.audit);
    Table({words_.question, words_.checked, words_.violations, ""});
    for (const Check& check : record_.audit.checks) {
      html_ += "<tr>" + Tag("td", NameOfCheck(check, words_));
      html_ +=
          Tag("td class=\"n\"", check.checked == check.of
                                    ? Count(check.checked)
                                    : Fill(words_.sample, {Count(check.checked), Count(check.of)}));
      html_ += Number(check.violations);
      html_ +=
          Tag(check.good() ? "td class=\"good\"" : "td class=\"bad\"", TellCheck(check, words_)) +
          "</tr>\n";
    }
    html_ += "</table></div>\n";
    for (const Check& check : record_.audit.checks) List(check.examples);
    html_ += Tag("p class=\"soft\"", words_.proof);
  }

  void HowItWasDone() {
    const Plan& plan = record_.plan;
    html_ += Tag("h2", words_.how);
    html_ += Tag("p", base::FormatRfc3339(record_.started) + ". " +
                          Fill(words_.commands,
                               {"http://" + plan.host, Count(plan.buyers),
                                base::FormatDuration(plan.arrive), std::to_string(plan.seed),
                                Count(plan.connections), Count(record_.connections.opened)}));
  }

  const Record& record_;
  const Tally& tally_;
  const Words& words_;
  std::string html_;
};

}  // namespace

std::string ReportPage(const Record& record) {
  return Page(record).Write();
}

}  // namespace onsale::rehearsal
