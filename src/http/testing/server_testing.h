// A server on a free loopback port, with fake endpoints, a real engine and a fake store.
//
// Shape:    the base class of test fixtures that use the server through real sockets.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/await_testing.h"
#include "base/mutex.h"
#include "engine/engine.h"
#include "http/access/current_seal_keys.h"
#include "http/limit/limiter.h"
#include "http/server.h"
#include "http/testing/fakes_testing.h"
#include "http/testing/raw_client_testing.h"

namespace onsale::http {

inline std::string Get(std::string_view path, std::string_view headers = {}) {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: a\r\n" + std::string(headers) + "\r\n";
}
inline const std::string kHello = Get("/hello");
inline const std::string kBalance = Get("/balances/kim");
inline const std::string kOwn = Get("/own");
inline const std::string kBig = Get("/big");

inline std::string Echo(std::string_view body) {
  return "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

// A log that records the responses in order; a test can block the thread that sends a certain one.
class AnswerLog final : public RequestLog {
 public:
  bool Wants(unsigned) const override { return true; }
  void OnRequest(const RequestRecord& record) override {
    base::MutexLock lock(mutex_);
    answers_.push_back(std::string(record.route) + " " + std::to_string(record.status) + " " +
                       std::string(record.trace_id));
    changed_.notify_all();
    while (answers_.size() >= stop_at_) lock.Wait(changed_);
  }
  void OnSlowRequest(const SlowRequest& slow) override {
    const base::MutexLock lock(mutex_);
    slow_.push_back(slow);
    changed_.notify_all();
  }
  void OnOperatorChange(const OperatorChange&) override {}
  void OnOperatorRead(const OperatorRead&) override {}
  void OnTrouble(std::string_view what) override {
    const base::MutexLock lock(mutex_);
    trouble_ = what;
  }

  // The first slow request; waits for it.
  SlowRequest AwaitSlow() {
    base::MutexLock lock(mutex_);
    while (slow_.empty()) lock.Wait(changed_);
    return slow_.front();
  }
  std::size_t slow_requests() {
    const base::MutexLock lock(mutex_);
    return slow_.size();
  }
  std::string last() {
    const base::MutexLock lock(mutex_);
    return answers_.empty() ? std::string() : answers_.back();
  }
  // The last failure that the server reported to the log.
  std::string trouble() {
    const base::MutexLock lock(mutex_);
    return trouble_;
  }
  void Await(std::string_view last_one) {
    base::Await("the response " + std::string(last_one), [&] { return last() == last_one; });
  }
  // Blocks the I/O thread that is about to send response number `number`, counted from 1, and every
  // thread that logs a later one, until Release.
  void StopAt(std::size_t number) {
    const base::MutexLock lock(mutex_);
    stop_at_ = number;
    changed_.notify_all();
  }
  void AwaitStop() {
    base::MutexLock lock(mutex_);
    const auto deadline = std::chrono::steady_clock::now() + base::kPatience;
    while (answers_.size() < stop_at_) {
      base::AwaitNotice("a thread that stops at a response", lock, changed_, deadline);
    }
  }
  void Release() {
    const base::MutexLock lock(mutex_);
    stop_at_ = SIZE_MAX;
    changed_.notify_all();
  }
  // The number of the response `answer` in the log, counted from 1; 0 if the log lacks it.
  std::size_t NumberOf(std::string_view answer) {
    const base::MutexLock lock(mutex_);
    const auto found = std::ranges::find(answers_, answer);
    return found == answers_.end() ? 0 : static_cast<std::size_t>(found - answers_.begin()) + 1;
  }

 private:
  base::Mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> answers_ ONSALE_GUARDED_BY(mutex_);
  std::string trouble_ ONSALE_GUARDED_BY(mutex_);
  std::vector<SlowRequest> slow_ ONSALE_GUARDED_BY(mutex_);
  std::size_t stop_at_ ONSALE_GUARDED_BY(mutex_) = SIZE_MAX;
};

class ServerTest : public testing::Test {
 protected:
  // Destroys the server first, then the engine and the store.
  void TearDown() override {
    store_.Release();
    log_.Release();
    server_.reset();
  }

  // Starts on a free port, for requests to the host `a`.
  void Start(ServerOptions options = {.io_threads = 2}, engine::EngineOptions engine_options = {}) {
    options.listen_port = 0;
    options.hosts.Add("a");
    engine_ = std::make_unique<engine::Engine>(store_, clock_, engine_options,
                                               [](const store::StoreError&) {});
    auto started = Server::Start(options, {.engine = *engine_,
                                           .seal_keys = seal_keys_,
                                           .clock = clock_,
                                           .currency = "KRW",
                                           .buyers = buyers_,
                                           .is_demo = true,
                                           .endpoints = FakeEndpoints(),
                                           .ready = [this] { return ready_.load(); },
                                           .request_log = &log_,
                                           .limits = limits_ ? &*limits_ : nullptr});
    ASSERT_TRUE(started.has_value()) << started.error();
    server_ = *std::move(started);
  }
  // The response to a request on a new connection.
  RawResponse Ask(std::string_view request) { return RawClient(server_->port()).Ask(request); }
  // Sends bytes after which the server closes the connection, and returns its response.
  std::string SendAndReadToEnd(std::string_view bytes) {
    RawClient client(server_->port());
    client.Send(bytes);
    return client.ReadToEnd();
  }
  void AwaitConnections(std::size_t count) {
    base::Await(std::to_string(count) + " connections",
                [&] { return server_->connections() == count; });
  }

  base::ManualClock clock_{base::Time{std::chrono::seconds(784'111'777)}};
  CurrentSealKeys seal_keys_{{.seals = base::SecretKey({1, 2, 3}), .opens = {}}};
  FakeStore store_;
  std::atomic<bool> ready_ = true;
  AnswerLog log_;
  std::optional<Limiter> limits_;         // set before Start; none: no caller is limited
  const SignedBuyers* buyers_ = nullptr;  // set before Start; null: nobody signs them
  std::unique_ptr<engine::Engine> engine_;
  std::unique_ptr<Server> server_;
};

}  // namespace onsale::http
