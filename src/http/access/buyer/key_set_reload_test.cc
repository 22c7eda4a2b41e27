#include "http/access/buyer/key_set_reload.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>
#include <utility>
#include <vector>

#include "base/await_testing.h"
#include "http/access/buyer/token_signer_testing.h"
#include "http/access/buyer/token_verifier.h"

namespace onsale::http {
namespace {

using Why = KeySetSource::Why;

class FakeKeySource final : public KeySetSource {
 public:
  Result Read(Why why) override {
    reasons.push_back(why);
    if (!is_read.exchange(true)) first_read.set_value();
    return next;
  }

  Result next;
  std::vector<Why> reasons;
  std::atomic<bool> is_read = false;
  std::promise<void> first_read;
};

class KeySetReloadTest : public testing::Test {
 protected:
  static std::string SetWith(std::string_view id) {
    return R"({"keys":[)" + TokenSigner(SignatureAlgorithm::kEdDsa).Jwk(id) + R"(,{"kty":"oct"}]})";
  }
  bool Has(std::string_view id) const { return keys_.Get()->Find(id) != nullptr; }
  bool LookAt(KeySetSource::Result next) {
    source_.next = std::move(next);
    return reload_.Look();
  }

  FakeKeySource source_;
  CurrentKeySet keys_;
  base::ManualClock clock_{base::Time(std::chrono::hours(1))};
  std::vector<KeySetReport> reports_;
  KeySetReload reload_{source_, keys_, clock_,
                       [this](const KeySetReport& report) { reports_.push_back(report); }};
};

TEST_F(KeySetReloadTest, AChangedKeySetIsPutIntoUse) {
  EXPECT_TRUE(LookAt(SetWith("a")));
  EXPECT_TRUE(LookAt(std::nullopt));
  EXPECT_TRUE(LookAt(SetWith("a")));
  EXPECT_TRUE(LookAt(SetWith("b")));
  EXPECT_TRUE(Has("b") && !Has("a"));
  ASSERT_EQ(reports_.size(), 2U);
  EXPECT_EQ(reports_[1].keys, 1U);
  EXPECT_EQ(reports_[1].refused, "");
  EXPECT_EQ(reports_[1].warnings.size(), 1U);
}

TEST_F(KeySetReloadTest, ABadKeySetIsReportedOnceAndTheLastGoodOneStays) {
  EXPECT_TRUE(LookAt(SetWith("a")));
  EXPECT_FALSE(LookAt("{"));
  EXPECT_FALSE(LookAt(std::nullopt));
  EXPECT_FALSE(LookAt("{"));
  EXPECT_FALSE(LookAt(std::unexpected("there is no such file")));
  EXPECT_FALSE(LookAt(std::unexpected("there is no such file")));
  EXPECT_TRUE(Has("a"));
  ASSERT_EQ(reports_.size(), 3U);
  EXPECT_EQ(reports_[1].keys, 1U);
  EXPECT_NE(reports_[1].refused, "");
  EXPECT_EQ(reports_[2].refused, "there is no such file");
  EXPECT_TRUE(LookAt(SetWith("a")));
  ASSERT_EQ(reports_.size(), 4U);
  EXPECT_EQ(reports_[3].refused, "");
}

TEST_F(KeySetReloadTest, WithoutAFirstKeySetThereAreNoKeys) {
  EXPECT_FALSE(LookAt(std::unexpected("there is no such file")));
  EXPECT_TRUE(keys_.Get()->keys().empty());
  EXPECT_EQ(reports_.at(0).keys, 0U);
}

TEST_F(KeySetReloadTest, AnUnknownKeyAsksTheSourceAtMostOnceInThirtySeconds) {
  const auto look_after = [&](std::chrono::seconds pause) {
    clock_.Advance(pause);
    reload_.Look();
    return source_.reasons.back();
  };
  using std::chrono::seconds;
  EXPECT_EQ(look_after(seconds(0)), Why::kDue);
  keys_.ReportUnknownKey();
  EXPECT_EQ(look_after(seconds(0)), Why::kUnknownKey);
  keys_.ReportUnknownKey();
  EXPECT_EQ(look_after(seconds(29)), Why::kDue);
  EXPECT_EQ(look_after(seconds(1)), Why::kUnknownKey) << "the report during the pause is kept";
  EXPECT_EQ(look_after(seconds(60)), Why::kDue) << "one report causes one read";
}

TEST_F(KeySetReloadTest, TheThreadReadsTheSourceUntilItIsStopped) {
  FakeKeySource source;
  source.next = SetWith("a");
  {
    KeySetReload reload(source, keys_, clock_, [](const KeySetReport&) {});
    reload.Start();
    base::Got("the first read of the source", source.first_read.get_future());
  }
  EXPECT_TRUE(Has("a"));
}

// A rotation under load: a key that is in every set verifies all the time.
TEST_F(KeySetReloadTest, NoTokenOfAKeptKeyIsRefusedWhileSetsAreReplaced) {
  const TokenSigner signer(SignatureAlgorithm::kEdDsa);
  const std::string token =
      signer.Token(R"({"alg":"EdDSA","kid":"kept"})",
                   R"({"iss":"i","aud":"a","sub":"u","iat":1000,"exp":1300})");
  const auto set_beside = [&](std::string_view id) {
    return ParseKeySet(R"({"keys":[)" + signer.Jwk("kept") + ',' + signer.Jwk(id) + "]}");
  };
  keys_.Replace(set_beside("old").value().keys);
  std::atomic<bool> stop = false;
  std::atomic<int> refused = 0;
  std::vector<std::jthread> threads;
  for (int t = 0; t < 3; ++t) {
    threads.emplace_back([&] {
      BuyerTokenVerifier verifier({.issuer = "i", .audience = "a"}, keys_);
      do {
        if (!verifier.Verify(token, base::Time(std::chrono::seconds(1000)))) ++refused;
      } while (!stop);
    });
  }
  for (int i = 0; i < 200; ++i) keys_.Replace(set_beside(i % 2 == 0 ? "new" : "old").value().keys);
  stop = true;
  threads.clear();
  EXPECT_EQ(refused, 0);
}

}  // namespace
}  // namespace onsale::http
