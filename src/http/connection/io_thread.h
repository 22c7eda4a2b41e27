// A thread that serves its own connections and receives the engine's answers to their commands.
//
// Shape:    an event loop. Each iteration handles all ready events, then submits all its commands
//           to the engine together. Outcomes that need no disk are written in the same iteration;
//           others arrive together with one wake-up.
// Owner:    owns its connections. Outlives every job that names it: the destructor waits for the
//           last answer.
// Threads:  public methods from any thread.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <span>
#include <thread>
#include <vector>

#include "http/connection/connection.h"
#include "http/connection/inbox.h"
#include "http/connection/listener.h"
#include "http/connection/thread_context.h"
#include "net/poller.h"

namespace onsale::http {

// How a new connection is admitted.
enum class Place : std::uint8_t {
  kFree,    // below the connection limit
  kOfIdle,  // replaces the connection that has been idle longest
  kNone     // rejected
};

class IoThread final : public engine::Mailbox, public OpenStreams::Owner, private StreamOutlet {
 public:
  // Shared by all I/O threads. `connections` counts those of every thread.
  struct Shared {
    const ServerOptions& options;
    ServerServices& services;
    const Dispatcher& dispatcher;
    OpenStreams& streams;
    std::atomic<std::size_t>& connections;
    // Any I/O thread: places a connection for which this thread has no idle one to replace.
    std::function<void(net::Descriptor)> place_beyond_limit;
  };

  explicit IoThread(const Shared& shared);
  // Requires: if Start was called, so was Join.
  ~IoThread() override;
  IoThread(const IoThread&) = delete;
  IoThread& operator=(const IoThread&) = delete;

  // `listener` is null unless this thread accepts; it is open and outlives the thread. Returns
  // false if the poller cannot add it.
  [[nodiscard]] bool Start(Listener* listener);
  // Closes the listener; returns once it is closed.
  void StopListening();
  // Finishes requests in flight within the drain timeout, then ends the thread.
  void Drain();
  void Join();

  // Takes over an accepted connection that is already counted. With Place::kOfIdle and no idle
  // connection left, passes it to `place_beyond_limit`.
  void Adopt(net::Descriptor socket, Place place);
  void Deliver(std::vector<engine::Delivery> deliveries) override;
  void Replace(std::uint64_t connection) override;

  // The number of its connections, those not taken over yet included.
  std::size_t load() const { return load_.load(std::memory_order_relaxed); }
  // Start of the longest idle time among its connections, as of the last iteration; max if none is
  // idle.
  SteadyTime idle_since() const { return idle_since_.load(std::memory_order_relaxed); }

 private:
  // A connection's tag is its slot and the slot's generation, so that an answer or event for a
  // closed connection matches no later one.
  struct Slot {
    std::unique_ptr<Connection> connection;
    std::uint32_t generation = 0;
  };

  void Run();
  std::chrono::milliseconds WaitTime();
  void OnEvents(std::span<const net::Event> events);
  void ResumeSome();
  void EndIteration();
  bool DrainIsOver() const;
  void SubmitJobs();
  void AskQuestions();
  void ShedSlowestReaders();
  void DestroyClosed();
  void HandOut(Inbox::Contents& mail);
  void Tick();
  void OnAdopt(net::Descriptor socket, Place place);
  const Deadlines::Hook* LongestIdle();
  bool EndLongestIdle();
  void PublishIdle();
  void CloseOneToReject(std::uint64_t newest);
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
  const std::size_t unsent_max_;  // this thread's share of the bound
  std::atomic<std::size_t>& connections_;
  const std::function<void(net::Descriptor)> place_beyond_limit_;
  std::atomic<std::size_t> load_ = 0;
  std::atomic<SteadyTime> idle_since_ = SteadyTime::max();
  Inbox inbox_;
  std::thread thread_;

  // The thread's own.
  ThreadContext context_;
  Listener* listener_ = nullptr;
  bool hurry_ = false;  // do not wait in the next iteration
  SteadyTime next_tick_;
  SteadyTime resume_at_;  // earliest time to serve pipelined requests again
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_slots_;
  SteadyTime drain_until_ = SteadyTime::max();
};

}  // namespace onsale::http
