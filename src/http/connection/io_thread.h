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
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "http/connection/inbox.h"
#include "http/connection/listener.h"
#include "http/connection/thread_context.h"
#include "net/poller.h"

namespace onsale::http {

// Which place a new connection gets under the connection limit.
enum class Place : std::uint8_t {
  kFree,       // below the connection limit
  kOfAnother,  // replaces a connection (replacement.h)
  kNone        // rejected
};

class IoThread final : public engine::Mailbox, public OpenStreams::Owner, private StreamOutlet {
 public:
  // What all I/O threads share. `connections` counts the connections of every thread.
  struct Shared {
    const ServerOptions& options;
    ServerServices& services;
    const Dispatcher& dispatcher;
    OpenStreams& streams;
    SharedPages& pages;
    std::atomic<std::size_t>& connections;
    // Finds a place for a connection for which this thread has none to replace. Called on any I/O
    // thread.
    std::function<void(net::Descriptor)> place_beyond_limit;
  };

  // `number` is the thread's, of those of its server, from 0.
  IoThread(const Shared& shared, std::size_t number);
  // Requires: if Start was called, Join was called too.
  ~IoThread() override;
  IoThread(const IoThread&) = delete;
  IoThread& operator=(const IoThread&) = delete;

  // Starts the thread. `listener` is null unless this thread accepts; it is open and outlives the
  // thread. Returns false if the poller cannot add it.
  [[nodiscard]] bool Start(Listener* listener);
  // Closes the listener, and returns when it is closed.
  void StopListening();
  // Makes every response from now on the last of its connection.
  void BeginDrain();
  // Makes the thread finish requests in flight within the drain timeout, and then end.
  void Drain();
  void Join();

  // Takes over an accepted connection that is already counted. With Place::kOfAnother and no
  // connection left to replace, passes it to `place_beyond_limit`.
  void Adopt(net::Descriptor socket, Place place);
  void Deliver(std::vector<engine::Delivery> deliveries) override;
  void Replace(std::uint64_t connection) override;

  // The number of this thread's connections, including those that it has not taken over yet.
  std::size_t load() const { return load_.load(std::memory_order_relaxed); }
  // From when on a connection of this thread can be replaced, as of the last iteration; max if none
  // can.
  SteadyTime replaceable_at() const { return replaceable_at_.load(std::memory_order_relaxed); }

 private:
  void Run();
  std::chrono::milliseconds WaitTime();
  void OnEvents(std::span<const net::Event> events);
  void ResumeSome();
  void EndIteration();
  bool DrainIsOver() const;
  void SubmitJobs();
  void AskQuestions();
  const Deadlines::Hook* LongestWrite() const;
  void ShedSlowestReaders();
  void DestroyClosed();
  void HandOut(Inbox::Contents& mail);
  void Tick();
  void OnDeadline(const Deadlines::Hook& hook);
  void OnAdopt(net::Descriptor socket, Place place);
  bool EndReplaceable();
  void PublishReplaceable();
  void CloseOneToReject(std::uint64_t newest);
  void ReportChange(const engine::Delivery& delivery);
  void Report(OperatorChange change);
  void ReportRead(const OperatorNotes::Read& read);
  void AddNotes();
  void OnDrain();
  void AskForStreams();
  void Send(std::uint64_t listener, const SharedBytes& bytes) override;
  void End(std::uint64_t listener) override;

  const std::string name_;  // such as `buyers-0`
  net::Poller poller_;
  const base::Duration tick_length_;
  const std::size_t unsent_max_;  // this thread's share of ServerOptions::unsent_max
  std::atomic<std::size_t>& connections_;
  const std::function<void(net::Descriptor)> place_beyond_limit_;
  std::atomic<std::size_t> load_ = 0;
  std::atomic<SteadyTime> replaceable_at_ = SteadyTime::max();
  Inbox inbox_;
  std::thread thread_;

  // The state that the thread's connections share.
  ThreadContext context_;
  Listener* listener_ = nullptr;
  bool hurry_ = false;  // the next iteration must not wait
  SteadyTime next_tick_;
  SteadyTime resume_at_;  // when pipelined requests are served again, at the earliest
  SteadyTime drain_until_ = SteadyTime::max();
};

}  // namespace onsale::http
