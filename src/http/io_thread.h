// One thread that serves its own connections, and is the mailbox for what they asked of the engine.
//
// Shape:    works in turns: wakes up, handles all that is ready, then hands the engine everything
//           that was asked for in this turn as one batch. Outcomes come back together, too: those of
//           a batch that was decided and needed no disk in this very turn, others with one wake-up.
// Owner:    its connections. It outlives every job that names it: the destructor waits for the
//           last.
// Threads:  what is public may be called from any thread.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <span>
#include <thread>
#include <vector>

#include "http/connection.h"
#include "http/inbox.h"
#include "http/listener.h"
#include "http/thread_context.h"
#include "net/poller.h"

namespace onsale::http {

// Where a new connection goes.
enum class Place : std::uint8_t {
  kFree,    // there are fewer than the limit
  kOfIdle,  // in place of the connection that has been idle for the longest time
  kNone     // it is turned away
};

class IoThread final : public engine::Mailbox, public OpenStreams::Owner, private StreamOutlet {
 public:
  // What all I/O threads share. `connections` counts those of every thread.
  struct Shared {
    const ServerOptions& options;
    ServerServices& services;
    const Dispatcher& dispatcher;
    OpenStreams& streams;
    std::atomic<std::size_t>& connections;
    // Any I/O thread: finds a place for a connection that this thread has none for.
    std::function<void(net::Descriptor)> place_beyond_limit;
  };

  explicit IoThread(const Shared& shared);
  // Requires: Join was called, if Start was.
  ~IoThread() override;
  IoThread(const IoThread&) = delete;
  IoThread& operator=(const IoThread&) = delete;

  // `listener`, if this thread is to accept, is open and outlives the thread. False if the system
  // does not let this thread wait for it.
  [[nodiscard]] bool Start(Listener* listener);
  // Closes the listener; returns when that is done.
  void StopListening();
  // Finishes what is in flight, for at most the drain timeout, then lets the thread end.
  void Drain();
  void Join();

  // Takes over an accepted connection, counted already. Passes it to `place_beyond_limit` if it is to
  // have an idle one's place and none is idle any more.
  void Adopt(net::Descriptor socket, Place place);
  void Deliver(std::vector<engine::Delivery> deliveries) override;
  void Replace(std::uint64_t connection) override;

  // How many connections it has or is about to get.
  std::size_t load() const { return load_.load(std::memory_order_relaxed); }
  // Since when its longest idle connection has had no request, as of its last turn; max if all have one.
  SteadyTime idle_since() const { return idle_since_.load(std::memory_order_relaxed); }

 private:
  // A connection's tag is its slot and how often the slot was used before, so that an answer or an
  // event for a connection that is gone finds nobody.
  struct Slot {
    std::unique_ptr<Connection> connection;
    std::uint32_t generation = 0;
  };

  void Run();
  std::chrono::milliseconds WaitTime();
  void OnEvents(std::span<const net::Event> events);
  void ResumeSome();
  void EndTurn();
  bool DrainIsOver() const;
  void SubmitJobs();
  void AskQuestions();
  void Ask(std::uint64_t tag, store::LedgerQuery query);
  void Ask(std::uint64_t tag, store::AuditQuery query);
  void Ask(std::uint64_t tag, ReloadTokenKeys question);
  void GiveUpSlowest();
  void Bury();
  void HandOut(Inbox::Contents& mail);
  void Report(const store::StoreError& error);
  void Tick();
  void OnAdopt(net::Descriptor socket, Place place);
  const Deadlines::Hook* LongestIdle();
  bool EndLongestIdle();
  void PublishIdle();
  void MakeRoomToTurnAway(std::uint64_t newest);
  void ReportChange(const engine::Delivery& delivery);
  void OnDrain();
  void AskForStreams();
  void Send(std::uint64_t listener, const SharedBytes& bytes) override;
  void End(std::uint64_t listener) override;
  Connection* Find(std::uint64_t tag);
  template <class Action>
  void ForEach(Action action);

  net::Poller poller_;
  const base::Duration tick_length_;
  const std::size_t unsent_max_;  // this thread's share
  std::atomic<std::size_t>& connections_;
  const std::function<void(net::Descriptor)> place_beyond_limit_;
  std::atomic<std::size_t> load_ = 0;
  std::atomic<SteadyTime> idle_since_ = SteadyTime::max();
  Inbox inbox_;
  std::thread thread_;

  // The thread's own.
  ThreadContext context_;
  Listener* listener_ = nullptr;
  bool hurry_ = false;  // there is something to do without waiting
  SteadyTime next_tick_;
  SteadyTime resume_at_;  // not before: those who have sent ahead
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_slots_;
  SteadyTime drain_until_ = SteadyTime::max();
};

}  // namespace onsale::http
