// Runs the whole API behind one connection, without network, threads or disk: the iterations of an
// I/O thread over domain's small sale.
//
// Shape:    buyer `owner` is ACTIVE in room `main`, holds seat 1 and can pay for it; `other` is
//           ACTIVE and `waiter` waits. Their queue tokens are the same in every run, so that
//           seeds.py can write them into seed inputs.
// Owner:    an Api owns everything that its run needs.
// Threads:  one. The server needs an engine, but no command reaches it.
// Errors:   rows that break a rule of the sale end the process.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "http/access/current_seal_keys.h"
#include "http/challenge/challenge_gate.h"
#include "http/connection/connection.h"
#include "http/limit/limiter.h"
#include "http/pages/shared_pages.h"
#include "store/fake_tables_testing.h"

namespace onsale::domain {
class SmallSaleRows;
}

namespace onsale::fuzz {

class Api final : public http::StreamOutlet,
                  public http::OpenStreams::Owner,
                  public engine::Mailbox {
 public:
  Api();
  ~Api() override;

  // Sends bytes to the server as the client, and runs iterations until no work is left.
  void Send(std::string_view bytes);
  // End the connection: the client closes its output or resets the connection, the server drains
  // for a shutdown, or all deadlines pass.
  void HalfClose();
  void Reset();
  void Drain();
  void LetDeadlinesPass();

  // All bytes that the server has sent to the client.
  const std::string& received() const { return received_; }
  bool closed() const { return !context_->connections.Has(tag_); }
  // How many commands and reads the requests led to, and how many rows they changed.
  std::size_t asked() const { return asked_; }
  std::int64_t changes() const;

 private:
  void Deliver(std::vector<engine::Delivery>) override {}
  void Send(std::uint64_t listener, const http::SharedBytes& bytes) override;
  void End(std::uint64_t listener) override;
  void Replace(std::uint64_t connection) override;
  void RunIterations(net::Event event);
  bool RunIteration();
  void Decide(engine::Job job);
  void Answer(http::Question& question);
  std::vector<domain::LedgerEntry> Ledger(
      const std::vector<store::TableParameter>& parameters) const;
  bool TakeReceived();
  template <class T>
  T* Find() const {
    return context_->connections.Find<T>(tag_);
  }

  std::unique_ptr<domain::SmallSaleRows> sale_;
  http::CurrentSealKeys seal_keys_{{.seals = base::SecretKey({1}), .opens = {}}};
  http::ServerOptions options_;
  http::Limiter limits_{{}, {1, 2}, {.exceeded = [](auto&) {}, .mode_changed = [](auto, auto) {}}};
  http::ChallengeGate challenges_{{.mode = http::ChallengeMode::kPressure}, [](auto, auto) {}};
  http::OpenStreams streams_{options_.streams_max()};
  http::SharedPages pages_;
  std::unique_ptr<http::Dispatcher> dispatcher_;
  std::unique_ptr<http::ServerServices> services_;
  std::unique_ptr<http::ThreadContext> context_;
  net::Descriptor client_;
  std::uint64_t tag_ = 0;  // the connection's
  std::string received_;
  std::size_t asked_ = 0;
};

}  // namespace onsale::fuzz
