#include <gtest/gtest.h>

#include <cmath>
#include <regex>
#include <sstream>

#include "rehearsal/report/figures.h"
#include "rehearsal/report/json_summary.h"
#include "rehearsal/report/page.h"
#include "rehearsal/report/plot.h"
#include "rehearsal/report/progress.h"
#include "rehearsal/report/story.h"

namespace onsale::rehearsal {
namespace {

class ReportTest : public testing::Test {
 protected:
  Plan plan;
  Tally tally;
  AuditResult audit;
  Connections::Figures figures;
  Composer::Signed signing;
  Cut cut = Cut::kNotAtAll;

  void SetUp() override {
    plan.shows = {"night-1", "night-2"};
    plan.buyers = 1234;
    tally.gauges.sold = 2468;
    tally.endings[0] = 1111;
    for (int i = 0; i < 100; ++i) tally.Answered(Call::kHold, 1500 + i);
    tally.CloseSecond();
    audit.checks.push_back({.question = Question::kPurchases, .checked = 1111, .of = 1111});
  }
  Record MakeRecord() { return {plan, tally, audit, figures, signing, cut, {}, 10, 1}; }
  Verdict Judged() { return Judge(MakeRecord()); }
  std::string Page() { return ReportPage(MakeRecord()); }
};

// Whether the HTML closes every element in order; parses only what the report writes.
bool IsWellFormed(const std::string& html) {
  std::vector<std::string> open;
  const std::regex tag("<(/?)([a-z0-9]+)([^>]*)>");
  for (auto it = std::sregex_iterator(html.begin(), html.end(), tag); it != std::sregex_iterator();
       ++it) {
    const std::string name = (*it)[2];
    if (name == "meta" || (*it)[3].str().ends_with("/")) continue;
    if ((*it)[1].length() == 0) {
      open.push_back(name);
    } else if (open.empty() || open.back() != name) {
      return false;
    } else {
      open.pop_back();
    }
  }
  return open.empty();
}

TEST_F(ReportTest, ThePageIsWellFormedInEachLanguage) {
  EXPECT_TRUE(IsWellFormed(Page()));
  plan.language = Language::kKorean;
  EXPECT_TRUE(IsWellFormed(Page()));
}

TEST_F(ReportTest, ThePageContainsTheFigures) {
  const std::string page = Page();
  for (const std::string_view figure : {"1,234", "2,468", "1,111", "night-1, night-2", "1.6 ms"}) {
    EXPECT_NE(page.find(figure), std::string::npos) << figure;
  }
}

TEST_F(ReportTest, ThePageNeedsNoOtherFile) {
  const std::string page = Page();
  for (const std::string_view outside : {"<script", "<link", "src=", "url(", "@import"}) {
    EXPECT_EQ(page.find(outside), std::string::npos) << outside;
  }
}

TEST_F(ReportTest, TextFromTheServerIsEscaped) {
  tally.Refused(Call::kHold, 409, "<script>alert(1)</script>");
  tally.Nonsense(Call::kHold, "<img src=x>\n");
  const std::string page = Page();
  EXPECT_EQ(page.find("<script>alert"), std::string::npos);
  EXPECT_EQ(page.find("<img"), std::string::npos);
  EXPECT_TRUE(IsWellFormed(page));
}

TEST_F(ReportTest, AQuietSaleWentWell) {
  EXPECT_EQ(Judged(), Verdict::kWell);
  EXPECT_NE(Page().find("The sale went well"), std::string::npos);
}

TEST_F(ReportTest, AViolationIsTheWorstVerdict) {
  audit.checks.front().violations = 1;
  audit.checks.front().examples = {"seat 7"};
  cut = Cut::kAsked;
  EXPECT_EQ(Judged(), Verdict::kBroken);
  EXPECT_NE(Page().find("seat 7"), std::string::npos);
}

TEST_F(ReportTest, OneContradictoryAnswerIsAFailure) {
  tally.Nonsense(Call::kPay, "a payment of another reservation");
  EXPECT_EQ(Judged(), Verdict::kBroken);
}

TEST_F(ReportTest, ACheckThatCouldNotBeMadeIsNotASuccess) {
  audit.checks.front().not_made = "no turn";
  EXPECT_EQ(Judged(), Verdict::kUnchecked);
  EXPECT_FALSE(IsGood(Judged()));
}

TEST_F(ReportTest, ViolationsOfAnUnfinishedCheckAreReported) {
  audit.checks.front().violations = 3;
  audit.checks.front().not_made = "no turn";
  EXPECT_NE(Summarize(MakeRecord()).find("3 violations; not checked: no turn"), std::string::npos);
}

TEST_F(ReportTest, ARehearsalThatEndedEarlyIsNotASuccess) {
  cut = Cut::kAsked;
  EXPECT_EQ(Judged(), Verdict::kCutShort);
  EXPECT_FALSE(IsGood(Judged()));
}

TEST_F(ReportTest, SlowAnswersAreReportedAsCorrect) {
  for (int i = 0; i < 10; ++i) tally.Answered(Call::kPay, 2'000'000);
  tally.CloseSecond();
  EXPECT_EQ(Judged(), Verdict::kStrained);
  EXPECT_TRUE(IsGood(Judged()));
}

TEST_F(ReportTest, ASecondIsTooSlowForHoldsAndPayments) {
  for (const Call call : {Call::kHold, Call::kBest, Call::kPay}) {
    tally = {};
    tally.Answered(call, 999'999);
    EXPECT_EQ(Judged(), Verdict::kWell) << NameOf(call);
    tally.Answered(call, 1'000'000);
    EXPECT_EQ(Judged(), Verdict::kStrained) << NameOf(call);
  }
}

TEST_F(ReportTest, TheOtherCallsAreReportedAndNotJudged) {
  for (int i = 0; i < 10; ++i) tally.Answered(Call::kToken, 5'000'000);
  tally.CloseSecond();
  EXPECT_EQ(Judged(), Verdict::kWell);
  EXPECT_NE(Page().find("joining the queue: 99% of its answers arrived within 5.0 s"),
            std::string::npos);
}

TEST_F(ReportTest, TheCrowdsOwnLatenessIsNotTheServers) {
  for (int i = 0; i < 10; ++i) tally.Answered(Call::kPay, 2'000'000, 0, 1'500'000);
  tally.CloseSecond();
  EXPECT_EQ(Judged(), Verdict::kWell);
  EXPECT_NE(JsonSummary(MakeRecord()).find(R"("p99_us":2000000,"serverP99_us":500000,)"),
            std::string::npos);
  EXPECT_NE(Page().find(">2.0 s</td>\n<td class=\"n\">500 ms</td>"), std::string::npos);
  tally.Answered(Call::kPay, 2'000'000, 0, 900'000);
  EXPECT_EQ(Judged(), Verdict::kStrained);
  EXPECT_NE(Page().find("Too slow (payment): the slowest 1% took 1.1 s"), std::string::npos);
}

TEST_F(ReportTest, AStrainedVerdictNamesTheReasonsThatApply) {
  for (int i = 0; i < 10; ++i) tally.Answered(Call::kPay, 2'000'000);
  tally.CloseSecond();
  std::string page = Page();
  EXPECT_NE(page.find("Too slow (payment)"), std::string::npos);
  EXPECT_EQ(page.find("Refused or unanswered"), std::string::npos);
  EXPECT_NE(JsonSummary(MakeRecord()).find(R"("strainedBy":["slow"])"), std::string::npos);
  for (int i = 0; i < 50; ++i) tally.Refused(Call::kHold, 503, "overloaded");
  tally.endings[static_cast<std::size_t>(Ending::kServerFailed)] = 1;
  page = Page();
  EXPECT_NE(page.find("Refused or unanswered: 50 answers"), std::string::npos);
  EXPECT_NE(page.find("1 buyers left because"), std::string::npos);
}

TEST_F(ReportTest, AQuietSaleHasNoReasonsForStrain) {
  EXPECT_EQ(Page().find("Too slow"), std::string::npos);
  EXPECT_NE(JsonSummary(MakeRecord()).find(R"("strainedBy":[])"), std::string::npos);
}

TEST_F(ReportTest, EndingsAreCountedInBuyers) {
  const std::string page = Page();
  const std::size_t head = page.find("<th>ending</th>");
  ASSERT_NE(head, std::string::npos);
  EXPECT_EQ(page.find("<th class=\"n\">buyers</th>", head), page.find("<th class=\"n\">", head));
}

TEST_F(ReportTest, ThePageBeginsWithFiveFigures) {
  const std::string page = Page();
  const std::size_t tiles = page.find("<div class=\"tiles\">");
  ASSERT_NE(tiles, std::string::npos);
  std::size_t count = 0;
  for (std::size_t at = page.find("class=\"tile\"", tiles); at != std::string::npos;
       at = page.find("class=\"tile\"", at + 1)) {
    ++count;
  }
  EXPECT_EQ(count, 5U);
  EXPECT_NE(page.find("<b>1,111 / 1,234</b>", tiles), std::string::npos);
}

TEST_F(ReportTest, TheLineIsThatOfTheBusiestSecond) {
  tally.gauges.arrived = 1000;
  tally.bytes_of_bought = 1111 * 14'200;
  for (const std::uint64_t bytes : {1'000'000, 42'500'000, 2'000'000}) {
    tally.Answered(Call::kAvailability, 100, bytes);
    tally.CloseSecond();
  }
  const std::string page = Page();
  for (const std::string_view figure :
       {"This sale needs 340 Mbit/s at its peak", "46 MB", "46 kB by a buyer", "14 kB"}) {
    EXPECT_NE(page.find(figure), std::string::npos) << figure;
  }
  const std::string json = JsonSummary(MakeRecord());
  for (const std::string_view figure :
       {R"("bytesRead":45500000,"bytesReadByBuyer":45500,"bytesReadByPurchase":14200,)",
        R"("peakBitsPerSecond":340000000)"}) {
    EXPECT_NE(json.find(figure), std::string::npos) << figure;
  }
  plan.language = Language::kKorean;
  EXPECT_NE(Page().find("최대 전송량은 340Mbit/s"), std::string::npos);
}

TEST_F(ReportTest, TheCostOfSigningIsReportedIfBuyersWereSigned) {
  EXPECT_EQ(Page().find("signed"), std::string::npos);
  signing = {.tokens = 1000, .cpu = std::chrono::milliseconds(32)};
  EXPECT_NE(Page().find("signed 1,000 buyer tokens, with 32.0 µs of CPU for each"),
            std::string::npos);
  EXPECT_NE(JsonSummary(MakeRecord()).find(R"("buyerSigningCpuSeconds":0.032)"), std::string::npos);
}

TEST_F(ReportTest, TheKoreanReportNamesCallsInKorean) {
  plan.language = Language::kKorean;
  EXPECT_NE(Page().find("<td>선점</td>"), std::string::npos);
  EXPECT_EQ(Page().find("<td>hold</td>"), std::string::npos);
  EXPECT_NE(Summarize(MakeRecord()).find("구매자 1,234명 중 1,111명"), std::string::npos);
}

TEST_F(ReportTest, TheProgressLineIsInTheLanguageOfThePlan) {
  for (int i = 1; i < 10; ++i) tally.CloseSecond();  // without a terminal, a line in ten seconds
  std::ostringstream english;
  std::ostringstream korean;
  Progress(english, false, Language::kEnglish).Show(tally);
  Progress(korean, false, Language::kKorean).Show(tally);
  EXPECT_TRUE(english.str().starts_with("10 s  arrived 0")) << english.str();
  EXPECT_TRUE(korean.str().starts_with("10초  접속 0")) << korean.str();
}

TEST_F(ReportTest, LatenessOfTheCrowdItselfIsReported) {
  EXPECT_EQ(Page().find("overloaded too"), std::string::npos);
  for (int i = 0; i < 10; ++i) tally.CameLate(60'000);
  EXPECT_NE(Page().find("overloaded too"), std::string::npos);
}

TEST_F(ReportTest, WaitingForAConnectionIsNotTheMachinesFault) {
  for (int i = 0; i < 10; ++i) tally.WaitedForConnection(60'000);
  EXPECT_EQ(Page().find("overloaded too"), std::string::npos);
  EXPECT_NE(Page().find("raise --connections"), std::string::npos);
}

TEST_F(ReportTest, AShortWaitForAConnectionIsNotReported) {
  for (int i = 0; i < 10; ++i) tally.WaitedForConnection(40'000);
  EXPECT_EQ(Page().find("raise --connections"), std::string::npos);
}

TEST_F(ReportTest, OneRefusalForLoadMakesTheVerdictStrained) {
  tally.Refused(Call::kHold, 409, "seat-unavailable");
  EXPECT_EQ(Judged(), Verdict::kWell);
  tally.Refused(Call::kHold, 503, "overloaded");
  EXPECT_EQ(Judged(), Verdict::kStrained);
}

TEST_F(ReportTest, LostAnswersMakeTheVerdictStrainedIfTheyAreMoreThanOnePercent) {
  tally.lost = 1;  // beside 100 answers
  EXPECT_EQ(Judged(), Verdict::kWell);
  tally.lost = 2;
  EXPECT_EQ(Judged(), Verdict::kStrained);
}

TEST_F(ReportTest, TheJsonEscapesTextFromTheServer) {
  tally.Refused(Call::kHold, 409, "a\"b\\\n\xff");
  EXPECT_NE(JsonSummary(MakeRecord()).find("\"code\":\"a\\\"b\\\\\\n\xEF\xBF\xBD\""),
            std::string::npos);
}

TEST(WordsTest, EveryLanguageHasEveryText) {
  for (const Language language : {Language::kEnglish, Language::kKorean}) {
    const Words& words = WordsOf(language);
    for (const auto& text : words.verdicts) EXPECT_FALSE(text.empty());
    for (const auto& text : words.meanings) EXPECT_FALSE(text.empty());
    for (const auto& text : words.ending_names) EXPECT_FALSE(text.empty());
    for (const auto& text : words.questions) EXPECT_FALSE(text.empty());
    for (const auto& text : words.call_names) EXPECT_FALSE(text.empty());
    EXPECT_FALSE(words.proof.empty() || words.intended.empty() || words.commands.empty());
  }
}

TEST_F(ReportTest, KoreanUnitsFollowTheirNumbersWithoutASpace) {
  plan.language = Language::kKorean;
  const std::regex spaced("[0-9] (µs|ms|s)\\b");
  for (const std::string& text : {Page(), Summarize(MakeRecord())}) {
    EXPECT_FALSE(std::regex_search(text, spaced)) << text;
    EXPECT_NE(text.find("1.6ms"), std::string::npos);
  }
}

// In Korean one word means both "audit" and "thanks"; as a heading it reads as thanks.
TEST_F(ReportTest, TheKoreanReportDoesNotThankItsReader) {
  plan.language = Language::kKorean;
  audit.checks.push_back({.question = Question::kServer});
  for (const std::string& text : {Page(), Summarize(MakeRecord())}) {
    EXPECT_EQ(text.find("감사"), std::string::npos);
    EXPECT_NE(text.find("서버 자체 검증"), std::string::npos);
  }
}

TEST(WordsTest, FillInsertsValuesInOrder) {
  EXPECT_EQ(Fill("{} of {}", {"1", "2"}), "1 of 2");
  EXPECT_EQ(Fill("{}", {"{}"}), "{}");
  EXPECT_EQ(Fill("no hole", {"1"}), "no hole");
  EXPECT_EQ(Fill("{1} of {0}", {"1", "2"}), "2 of 1");
  EXPECT_EQ(Fill("{7} {x} {", {"1"}), "{7} {x} {");
}

TEST(FiguresTest, NumbersAreReadable) {
  EXPECT_EQ(Count(0), "0");
  EXPECT_EQ(Count(999), "999");
  EXPECT_EQ(Count(1'234'567), "1,234,567");
  EXPECT_EQ(Latency(340, " "), "340 µs");
  EXPECT_EQ(Latency(1'240, " "), "1.2 ms");
  EXPECT_EQ(Latency(14'400, ""), "14ms");
  EXPECT_EQ(Latency(2'100'000, " "), "2.1 s");
  EXPECT_EQ(Microseconds(4.44, ""), "4.4µs");
  EXPECT_EQ(Bytes(999, " "), "999 B");
  EXPECT_EQ(Bytes(9'940, " "), "9.9 kB");
  EXPECT_EQ(Bytes(9'960, " "), "10 kB");
  EXPECT_EQ(Bytes(999'600, ""), "1.0MB");
  EXPECT_EQ(BitRate(340'000'000, " "), "340 Mbit/s");
}

TEST(PlotTest, APlotWithoutValuesHasEmptyAxes) {
  const PlotSpec spec{.title = "none", .series = {{"a", {}}}, .label = [](double) { return "0"; }};
  EXPECT_EQ(DrawPlot(spec).find("polyline"), std::string::npos);
}

TEST(PlotTest, ALogarithmicAxisBeginsBelowTheSmallestValue) {
  const PlotSpec spec{.title = "log",
                      .series = {{"a", {2'000, 30'000}}},
                      .logarithmic = true,
                      .label = [](double value) { return std::to_string(std::lround(value)); }};
  const std::string svg = DrawPlot(spec);
  EXPECT_NE(svg.find(">1000</text>"), std::string::npos);
  EXPECT_EQ(svg.find(">100</text>"), std::string::npos);
  EXPECT_NE(svg.find(">100000</text>"), std::string::npos);
}

TEST(PlotTest, MissingValuesInterruptALine) {
  const PlotSpec spec{
      .title = "gap", .series = {{"a", {1, 2, -1, 3}}}, .label = [](double) { return "0"; }};
  const std::string svg = DrawPlot(spec);
  EXPECT_NE(svg.find("polyline"), svg.rfind("<polyline") + 1);
}

}  // namespace
}  // namespace onsale::rehearsal
