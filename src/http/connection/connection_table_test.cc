#include "http/connection/connection_table.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include "http/access/current_seal_keys.h"
#include "http/connection/connection.h"
#include "http/connection/lingering_connection.h"
#include "http/connection/stream_connection.h"
#include "http/testing/fakes_testing.h"

namespace onsale::http {
namespace {

class NoThread final : public engine::Mailbox, public StreamOutlet, public OpenStreams::Owner {
 public:
  void Deliver(std::vector<engine::Delivery>) override {}
  void Send(std::uint64_t, const SharedBytes&) override {}
  void End(std::uint64_t) override {}
  void Replace(std::uint64_t) override {}
};

class ConnectionTableTest : public testing::Test {
 protected:
  ConnectionTableTest() {
    int pair[2];
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair), 0);
    client_ = net::Descriptor(pair[0]);
    server_ = net::Descriptor(pair[1]);
  }
  Connection& Add(std::uint64_t tag) {
    return table_.Put(tag, std::make_unique<Connection>(context_, std::move(server_), tag));
  }

  FakeStore store_;
  base::ManualClock clock_{base::Time{}};
  engine::Engine engine_{store_, clock_, {}, [](const store::StoreError&) {}};
  CurrentSealKeys seal_keys_{{.seals = base::SecretKey({1}), .opens = {}}};
  ServerOptions options_;
  ServerServices services_{.engine = engine_,
                           .seal_keys = seal_keys_,
                           .clock = clock_,
                           .currency = "KRW",
                           .endpoints = FakeEndpoints()};
  Dispatcher dispatcher_{FakeEndpoints()};
  OpenStreams streams_{1};
  SharedPages pages_;
  NoThread thread_;
  ThreadContext context_{
      options_, services_, dispatcher_,
      streams_, pages_,    ThreadEnds{.mailbox = thread_, .outlet = thread_, .owner = thread_}};
  ConnectionTable& table_ = context_.connections;
  net::Descriptor client_;
  net::Descriptor server_;
};

TEST_F(ConnectionTableTest, AConnectionIsFoundByItsTagAndType) {
  const std::uint64_t tag = table_.Reserve();
  Connection& connection = Add(tag);
  EXPECT_EQ(table_.Find<Connection>(tag), &connection);
  EXPECT_EQ(table_.Find<StreamConnection>(tag), nullptr);
  EXPECT_FALSE(table_.empty());
}

TEST_F(ConnectionTableTest, TheTagOfAClosedConnectionMatchesNoLaterOne) {
  const std::uint64_t closed = table_.Reserve();
  Add(closed).Close();
  EXPECT_TRUE(table_.empty());
  EXPECT_EQ(table_.DestroyRetired(), 1U);
  EXPECT_EQ(table_.DestroyRetired(), 0U) << "it is counted once";
  EXPECT_NE(table_.Reserve(), closed);
  EXPECT_FALSE(table_.Has(closed));
  EXPECT_FALSE(table_.Visit(closed, [](auto&) { FAIL(); }));
}

TEST_F(ConnectionTableTest, AClientKeepsItsTagWhenAnotherObjectTakesOver) {
  const std::uint64_t tag = table_.Reserve();
  Connection& before = Add(tag);
  LingeringConnection::TakeOver(
      {.context = context_, .descriptor = std::move(client_), .hook = Deadlines::Hook(tag)});
  EXPECT_NE(table_.Find<LingeringConnection>(tag), nullptr);
  EXPECT_EQ(table_.Find<Connection>(tag), nullptr);
  // The object that was replaced may still be running.
  before.Resume();
  EXPECT_EQ(table_.DestroyRetired(), 0U);
}

}  // namespace
}  // namespace onsale::http
