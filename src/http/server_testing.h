// A server on a free port of the loopback, over fake endpoints, a real engine and a fake store.
//
// Shape:    the base of the test fixtures that speak to the server through real sockets.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "engine/engine.h"
#include "http/fakes_testing.h"
#include "http/raw_client_testing.h"
#include "http/server.h"
#include "http/token_seal.h"

namespace onsale::http {

inline constexpr std::string_view kHello = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n";
inline constexpr std::string_view kBalance = "GET /balances/kim HTTP/1.1\r\nHost: a\r\n\r\n";
inline constexpr std::string_view kOwn = "GET /own HTTP/1.1\r\nHost: a\r\n\r\n";
inline constexpr std::string_view kBig = "GET /big HTTP/1.1\r\nHost: a\r\n\r\n";

inline std::string Echo(std::string_view body) {
  return "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

class LastLog final : public RequestLog {
 public:
  bool Wants(unsigned) const override { return true; }
  void OnRequest(const RequestRecord& record) override {
    const std::lock_guard lock(mutex_);
    last_ = std::string(record.route) + " " + std::to_string(record.status) + " " +
            std::string(record.trace_id);
  }
  void OnTrouble(std::string_view) override {}
  std::string last() {
    const std::lock_guard lock(mutex_);
    return last_;
  }
  void Await(std::string_view last_one) {
    while (last() != last_one) std::this_thread::yield();
  }

 private:
  std::mutex mutex_;
  std::string last_;
};

class ServerTest : public testing::Test {
 protected:
  // Ends like this: server, engine, store.
  void TearDown() override {
    store_.Release();
    server_.reset();
  }

  ServerOptions Options() {
    ServerOptions options;
    options.listen_port = 0;
    options.io_threads = 2;
    return options;
  }
  void StartWith(const ServerOptions& options, engine::EngineOptions engine_options = {}) {
    engine_ = std::make_unique<engine::Engine>(store_, clock_, engine_options,
                                               [](const store::StoreError&) {});
    auto started = Server::Start(options, {.engine = *engine_,
                                           .seal = seal_,
                                           .clock = clock_,
                                           .currency = "KRW",
                                           .endpoints = FakeEndpoints(),
                                           .ready = [this] { return ready_.load(); },
                                           .request_log = &log_});
    ASSERT_TRUE(started.has_value()) << started.error();
    server_ = *std::move(started);
  }
  void Start() { StartWith(Options()); }
  // What a client gets for bytes that end the connection.
  std::string SendAndReadToEnd(std::string_view bytes) {
    RawClient client(server_->port());
    client.Send(bytes);
    return client.ReadToEnd();
  }
  void AwaitConnections(std::size_t count) {
    while (server_->connections() != count) std::this_thread::yield();
  }

  base::ManualClock clock_{base::Time{std::chrono::seconds(784'111'777)}};
  TokenSeal seal_{{1, 2, 3}};
  FakeStore store_;
  std::atomic<bool> ready_ = true;
  LastLog log_;
  std::unique_ptr<engine::Engine> engine_;
  std::unique_ptr<Server> server_;
};

}  // namespace onsale::http
