// One thread that serves its own connections, and is the mailbox for what they asked of the engine.
//
// Shape:    works in turns: wakes up, handles all that is ready, then hands the engine everything
//           that was asked for in this turn as one batch. Outcomes come back with one wake-up for a
//           batch.
// Owner:    its connections. It outlives every job that names it: the destructor waits for the
//           last.
// Threads:  what is public may be called from any thread.
#pragma once

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <span>
#include <thread>
#include <vector>

#include "http/connection.h"
#include "http/inbox.h"
#include "http/thread_context.h"

namespace onsale::http {

class IoThread final : public engine::Mailbox {
 public:
  // What all I/O threads share. `connections` counts those of every thread.
  struct Shared {
    const ServerOptions& options;
    ServerServices& services;
    const Dispatcher& dispatcher;
    std::atomic<std::size_t>& connections;
  };

  explicit IoThread(const Shared& shared);
  // Requires: Join was called, if Start was.
  ~IoThread() override;
  IoThread(const IoThread&) = delete;
  IoThread& operator=(const IoThread&) = delete;

  void Start();
  // Finishes what is in flight, for at most the drain timeout, then lets the thread end.
  void Drain();
  void Join();

  // Takes over an accepted connection, counted already; `turn_away` if it is one too many.
  void Adopt(ClientSocket socket, bool turn_away);
  void Deliver(std::vector<engine::Delivery> deliveries) override;

  boost::asio::io_context& context() { return io_; }
  // How many connections it has or is about to get.
  std::size_t load() const { return load_.load(std::memory_order_relaxed); }

 private:
  // A connection's tag is its slot and how often the slot was used before, so that an answer for a
  // connection that is gone finds nobody.
  struct Slot {
    std::unique_ptr<Connection> connection;
    std::uint32_t generation = 0;
  };

  void Run();
  void EndTurn();
  bool DrainIsOver() const;
  void SubmitJobs();
  void AskLedger();
  void Bury();
  void OnMail();
  void Tick();
  void OnAdopt(ClientSocket socket, bool turn_away);
  void OnDrain();
  Connection* Find(std::uint64_t tag);
  template <class Action>
  void ForEach(Action action);

  boost::asio::io_context io_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  boost::asio::steady_timer tick_;
  const base::Duration tick_length_;
  std::atomic<std::size_t>& connections_;
  std::atomic<std::size_t> load_ = 0;
  Inbox inbox_;
  std::thread thread_;

  // The thread's own.
  ThreadContext context_;
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_slots_;
  SteadyTime drain_until_ = SteadyTime::max();
};

}  // namespace onsale::http
