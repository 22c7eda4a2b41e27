#include "app/buyer_key_url.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace onsale::app {
namespace {

using std::chrono::seconds;
using testing::HasSubstr;
using Why = http::KeySetSource::Why;
using Answer = std::expected<outbound::HttpsAnswer, std::string>;

constexpr const char* kSet = R"({"keys":[{"kty":"OKP","crv":"Ed25519","kid":"a",)"
                             R"("x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]})";

Answer Document(std::string cache_control, std::string etag = {}) {
  return outbound::HttpsAnswer{200, kSet, std::move(etag), std::move(cache_control)};
}

class BuyerKeyUrlTest : public testing::Test {
 protected:
  // What a Read returns: `document`, `unchanged`, or the error; `nothing` if it requests nothing.
  std::string Read(Why why = Why::kDue) {
    etags_.clear();
    const auto read = url_.Read(why);
    if (!read) return read.error();
    if (*read) return "document";
    return etags_.empty() ? "nothing" : "unchanged";
  }
  // How long after an answer the next request is made, as seen by a Read each second.
  seconds PauseAfter(Answer answer) {
    answer_ = std::move(answer);
    Read(Why::kUnknownKey);
    for (seconds pause{1};; ++pause) {
      clock_.Advance(seconds(1));
      if (Read() != "nothing") return pause;
    }
  }

  base::ManualClock clock_{base::Time()};  // as of a machine that has just started
  Answer answer_ = Document("");
  std::vector<std::string> etags_;  // of the requests of the last Read
  BuyerKeyUrl url_{"https://shop.example/keys",
                   [this](const std::string& etag) {
                     etags_.push_back(etag);
                     return answer_;
                   },
                   clock_};
};

TEST_F(BuyerKeyUrlTest, TheNextRequestIsMadeWhenTheAnswerIsTooOld) {
  const std::pair<const char*, seconds> table[] = {
      {"", seconds(300)},
      {"no-cache", seconds(300)},
      {"max-age=x", seconds(300)},
      {"s-maxage=40", seconds(300)},
      {"public, Max-Age=40, must-revalidate", seconds(40)},
      {"max-age=0", seconds(30)},
      {"max-age=86400", seconds(3600)},
  };
  for (const auto& [text, pause] : table) EXPECT_EQ(PauseAfter(Document(text)), pause) << text;
}

TEST_F(BuyerKeyUrlTest, AnUnchangedDocumentIsNotSentAgain) {
  answer_ = Document("max-age=60", "\"1\"");
  EXPECT_EQ(Read(), "document");
  EXPECT_THAT(etags_, testing::ElementsAre(""));
  answer_ = outbound::HttpsAnswer{.status = 304, .cache_control = "max-age=90"};
  clock_.Advance(seconds(60));
  EXPECT_EQ(Read(), "unchanged");
  EXPECT_THAT(etags_, testing::ElementsAre("\"1\""));
  clock_.Advance(seconds(60));
  EXPECT_EQ(Read(), "nothing") << "the later answer has another age";
  clock_.Advance(seconds(30));
  EXPECT_EQ(Read(), "unchanged");
  answer_ = Document("");
  EXPECT_EQ(Read(Why::kUnknownKey), "document");
  EXPECT_THAT(etags_, testing::ElementsAre("")) << "an unknown key asks for the whole document";
}

TEST_F(BuyerKeyUrlTest, AfterABadAnswerTheWholeDocumentIsRequestedSoon) {
  const std::pair<Answer, const char*> table[] = {
      {std::unexpected("the host is not found"),
       "https://shop.example/keys: the host is not found"},
      {outbound::HttpsAnswer{.status = 302}, "a redirect, which is not followed"},
      {outbound::HttpsAnswer{.status = 304}, "status 304"},
      {outbound::HttpsAnswer{.status = 503, .body = kSet}, "status 503"},
      {outbound::HttpsAnswer{.status = 200, .body = "<html>"}, "JSON"},
  };
  for (const auto& [answer, error] : table) {
    answer_ = Document("max-age=3600", "\"1\"");
    Read(Why::kUnknownKey);
    answer_ = answer;
    EXPECT_THAT(Read(Why::kUnknownKey), HasSubstr(error));
    EXPECT_EQ(Read(), "nothing");
    clock_.Advance(seconds(30));
    answer_ = Document("");
    EXPECT_EQ(Read(), "document") << error;
    EXPECT_THAT(etags_, testing::ElementsAre(""));
  }
}

}  // namespace
}  // namespace onsale::app
