#include "store/postgres/reader.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <future>
#include <latch>

#include "base/await_testing.h"
#include "store/ledger_question.h"

namespace onsale::store {
namespace {

// A server that accepts connections and never sends anything.
class SilentServer {
 public:
  SilentServer() {
    sockaddr_in address{.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t size = sizeof address;
    EXPECT_EQ(::bind(socket_, reinterpret_cast<const sockaddr*>(&address), size), 0);
    EXPECT_EQ(::listen(socket_, 100), 0);
    EXPECT_EQ(::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    url_ = "host=127.0.0.1 sslmode=disable port=" + std::to_string(ntohs(address.sin_port));
  }
  ~SilentServer() { ::close(socket_); }
  const std::string& url() const { return url_; }
  // How many connections were accepted since the last call.
  int Visits() const {
    int count = 0;
    for (int visitor = 0; (visitor = ::accept4(socket_, nullptr, nullptr, 0)) >= 0; ++count) {
      ::close(visitor);
    }
    return count;
  }

 private:
  int socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  std::string url_;
};

class PgReaderTest : public testing::Test {
 protected:
  static constexpr int kWaiters = 20;
  void AskAll() {
    for (int i = 0; i < kWaiters; ++i) {
      const auto receive = [this](const AnswerTo<LedgerQuestion>& entries) {
        EXPECT_EQ(entries.error().code, StoreErrorCode::kUnavailable);
        answered_.count_down();
      };
      LedgerQuestion question{.user = domain::UserId::Parse("ann").value()};
      reader_.Ask(MakeQuestion(std::move(question), receive), {});
    }
  }

  SilentServer server_;
  const std::atomic<std::uint64_t> known_ = 0;
  std::latch answered_{kWaiters};
  PgReader reader_{{.url = server_.url(), .connect_timeout = std::chrono::milliseconds(500)},
                   known_};
};

TEST_F(PgReaderTest, OneFailedConnectionAnswersAllWaitingQuestions) {
  AskAll();
  base::Await("all answers", [this] { return answered_.try_wait(); });
  // More than one connection is possible if some questions arrived late.
  EXPECT_LT(server_.Visits(), kWaiters / 2);
}

TEST_F(PgReaderTest, AfterEndQuestionsAreRefusedWithoutAConnection) {
  reader_.End();
  AskAll();
  base::Await("all answers", [this] { return answered_.try_wait(); });
  EXPECT_EQ(server_.Visits(), 0);
}

// Nothing listens on port 1, so the reader fails a question at once.
TEST(PgReaderLimitTest, OneQuestionTooManyIsRefused) {
  const std::atomic<std::uint64_t> known = 0;
  auto reader =
      std::make_unique<PgReader>(PgOptions{.url = "host=127.0.0.1 sslmode=disable port=1"}, known);
  const auto ask = [&reader](auto receive) {
    LedgerQuestion question{.user = domain::UserId::Parse("ann").value()};
    reader->Ask(MakeQuestion(std::move(question), std::move(receive)), {});
  };
  std::promise<void> holding;
  std::promise<void> release;
  ask([&](const auto&) {
    holding.set_value();
    release.get_future().wait();
  });
  base::Got("the first question", holding.get_future());
  std::atomic<std::size_t> answered = 0;
  const auto count = [&answered](const auto&) { ++answered; };
  for (std::size_t i = 0; i < PgReader::kWaitersMax; ++i) ask(count);
  EXPECT_EQ(answered, 0U);
  ask(count);
  EXPECT_EQ(answered, 1U);
  release.set_value();
  reader = nullptr;
  EXPECT_EQ(answered, PgReader::kWaitersMax + 1);
}

}  // namespace
}  // namespace onsale::store
