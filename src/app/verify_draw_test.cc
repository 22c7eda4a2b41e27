#include "app/verify_draw.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "base/temp_directory_testing.h"
#include "domain/draw.h"

namespace onsale::app {
namespace {

using testing::HasSubstr;

class VerifyDrawTest : public testing::Test {
 protected:
  VerifyDrawTest() {
    draw_.seed = base::Sha256Of("seed");
    draw_.commitment = base::Sha256Of(draw_.seed.AsText());
    draw_.before = {100};
    for (std::int64_t entry = 1; entry <= 9; ++entry) {
      const std::string line = domain::EntryLine(entry, domain::Time(domain::Duration(entry)));
      draw_.list_hash = domain::ListHash(draw_.list_hash, line);
      entries_ += line;
      ++draw_.entries;
    }
  }

  std::string DrawJson() const {
    return R"({"roomId":"main","entryCount":)" + std::to_string(draw_.entries) +
           R"(,"ranksBefore":100,"commitment":")" + draw_.commitment.ToHex() + R"(","seed":")" +
           draw_.seed.ToHex() + R"(","listHash":")" + draw_.list_hash.ToHex() + "\"}";
  }
  int Verify(std::int64_t entry = 0) { return VerifyText(DrawJson(), entry); }
  int VerifyText(const std::string& draw, std::int64_t entry = 0) {
    const VerifyDrawTask task{.draw_file = folder_.Write("draw.json", draw).string(),
                              .entries_file = folder_.Write("entries.txt", entries_).string(),
                              .entry = entry};
    out_.str("");
    err_.str("");
    return VerifyDraw(task, {out_, err_});
  }

  domain::Draw draw_;
  std::string entries_;
  std::ostringstream out_;
  std::ostringstream err_;
  base::TempDirectory folder_;
};

TEST_F(VerifyDrawTest, AValidDrawPassesAndTheRankOfAnEntryIsPrinted) {
  EXPECT_EQ(Verify(), 0);
  EXPECT_THAT(out_.str(), HasSubstr("the list of 9 entries"));
  const domain::DrawOrder order(draw_);
  EXPECT_EQ(Verify(7), 0);
  EXPECT_THAT(out_.str(),
              HasSubstr("(admission rank " + std::to_string(order.RankOf({107}).value) + ")"));
  EXPECT_EQ(Verify(10), 2);
  EXPECT_THAT(err_.str(), HasSubstr("no entry 10"));
}

TEST_F(VerifyDrawTest, AWrongSeedListOrNumberOfEntriesIsDetected) {
  const auto expect = [this](const char* complaint) {
    EXPECT_EQ(Verify(), 1);
    EXPECT_THAT(err_.str(), HasSubstr(complaint));
  };
  const domain::Draw draw = draw_;
  draw_.seed = base::Sha256Of("another");
  expect("`seed` does not match `commitment`");
  draw_ = draw;
  ++draw_.entries;
  expect("has 9 entries, but `entries` of the draw is 10");
  draw_ = draw;
  const std::string entries = entries_;
  entries_[entries_.size() - 3] ^= 1;
  expect("the list does not match `listHash`");
  entries_ = entries;
  entries_.insert(entries_.find('\n'), std::string("\0x", 2));
  expect("the list does not match `listHash`");
}

TEST_F(VerifyDrawTest, AnInvalidLineIsReportedByNumber) {
  const std::pair<std::string, std::string> cases[] = {
      {"2 x\n", "line 1 does not begin with entry number 1"},
      {"1 x\n1 y\n", "line 2 does not begin with entry number 2"},
      {"\n", "line 1 does not begin with entry number 1"},
      {"1 x", "does not end with a newline"},
      {std::string(1'000, '1') + "\n", "line 1 is too long"}};
  for (const auto& [text, complaint] : cases) {
    entries_ = text;
    EXPECT_EQ(Verify(), 2) << text;
    EXPECT_THAT(err_.str(), HasSubstr(complaint)) << text;
  }
}

TEST_F(VerifyDrawTest, AnInvalidDrawIsReported) {
  EXPECT_EQ(VerifyText("{"), 2);
  EXPECT_EQ(VerifyText("{}"), 2);
  EXPECT_THAT(err_.str(), HasSubstr("`commitment`"));
  std::string pending = DrawJson();
  pending.replace(pending.find(draw_.seed.ToHex()) - 1, 66, "null");
  EXPECT_EQ(VerifyText(pending), 2);
  EXPECT_THAT(err_.str(), HasSubstr("has not taken place yet"));
}

TEST_F(VerifyDrawTest, AnUnreadableFileIsNamedByItsFlag) {
  const std::string draw = folder_.Write("draw.json", DrawJson()).string();
  EXPECT_EQ(VerifyDraw({.draw_file = "/nowhere/d.json", .entries_file = draw}, {out_, err_}), 2);
  EXPECT_THAT(err_.str(), HasSubstr("--draw: cannot be read"));
  EXPECT_EQ(VerifyDraw({.draw_file = draw, .entries_file = "/nowhere/e.txt"}, {out_, err_}), 2);
  EXPECT_THAT(err_.str(), HasSubstr("--entries: cannot be read"));
}

}  // namespace
}  // namespace onsale::app
