#include "http/connection/io_thread.h"

#include <algorithm>
#include <future>
#include <string>
#include <utility>
#include <vector>

#include "base/assert.h"
#include "base/thread_name.h"
#include "domain/access_key.h"
#include "domain/catalog.h"
#include "domain/command.h"
#include "domain/rows.h"
#include "domain/views.h"
#include "http/connection/connection.h"
#include "http/connection/lingering_connection.h"
#include "http/connection/replacement.h"
#include "http/connection/stream_connection.h"
#include "http/request_log.h"

namespace onsale::http {
namespace {

// The listener's tag in the poller. No connection has this tag: there are never so many slots.
constexpr std::uint64_t kListenerTag = UINT64_MAX - 1;
// The tag of jobs whose outcome nobody awaits, neither a connection's nor of the streams' hub.
constexpr std::uint64_t kNobodysTag = UINT64_MAX ^ (std::uint64_t{1} << 31);
static_assert(!StreamHub::Owns(kNobodysTag));
// All connections' pipelined requests share kAheadTime, then pause for kAheadRest times the time
// taken. Served as fast as they arrive, a flood of them would take the processor from all other
// work, including the server's other threads.
constexpr base::Duration kAheadTime = std::chrono::microseconds(100);
constexpr int kAheadRest = 10;
constexpr base::Duration kAheadRestMax = std::chrono::milliseconds(50);
// The most deadlines handled in one iteration: idle connections accepted together expire together.
constexpr int kOverdueMax = 32;
// The most rounds in one iteration in which results lead to further commands, before new socket
// events are served.
constexpr int kRoundsMax = 4;

// How often deadlines are checked: an eighth of the shortest one, within bounds.
base::Duration TickLength(const ServerOptions& options) {
  const base::Duration shortest =
      std::min({options.header_timeout, options.body_timeout, options.write_timeout,
                options.idle_timeout, options.linger_timeout, options.drain_timeout,
                options.stream_heartbeat, options.rejected_timeout});
  return std::clamp<base::Duration>(shortest / 8, std::chrono::milliseconds(5),
                                    std::chrono::milliseconds(250));
}

// The operator whose change a connection's job is; null if it is another job.
const domain::Actor* ActorIn(const engine::Job& job) {
  if (job.tag == kNobodysTag) return nullptr;
  return std::visit(
      [](const auto& command) -> const domain::Actor* {
        if constexpr (requires { command.actor; }) return &command.actor;
        return nullptr;
      },
      job.command);
}

// Adds to a change what the answer says of it.
struct Details {
  OperatorChange& change;
  const domain::Catalog& catalog;

  void Take(const domain::ChangedRoomView& view) const { change.room = &view; }
  void Take(const domain::AccessKeyRow& key) const { change.key = &key; }
  void Take(const domain::SeatsForSaleView& view) const { TakeSeats(view.show, view.changed); }
  void Take(const domain::UndoneView& view) const {
    if (view.room) change.room = &*view.room;
    if (!view.seats.empty()) TakeSeats(view.show, view.seats);
  }
  void Take(const domain::ReservationView& view) const {
    std::vector<domain::SeatNumber> seats;
    for (const domain::ReservedSeat& seat : view.reservation.seats) seats.push_back(seat.number);
    TakeSeats(view.reservation.show, std::move(seats));
  }
  // Any other answer has nothing that the line would name.
  template <class View>
  void Take(const View&) const {}

 private:
  void TakeSeats(domain::ShowId id, std::vector<domain::SeatNumber> seats) const {
    const domain::Show* const show = catalog.Find(id);
    change.show = show == nullptr ? std::to_string(id.value) : show->slug;
    change.seats = std::move(seats);
  }
};

}  // namespace

IoThread::IoThread(const Shared& shared, std::size_t number)
    : name_(std::string(shared.services.listener) + '-' + std::to_string(number)),
      tick_length_(TickLength(shared.options)),
      unsent_max_(shared.options.unsent_max / shared.options.io_threads),
      connections_(shared.connections),
      place_beyond_limit_(shared.place_beyond_limit),
      inbox_([this] { poller_.Wake(); }),
      context_(shared.options, shared.services, shared.dispatcher, shared.streams, shared.pages,
               {.mailbox = *this, .outlet = *this, .owner = *this}) {}

IoThread::~IoThread() {
  ONSALE_ASSERT(!thread_.joinable());
  inbox_.AwaitLast();
}

bool IoThread::Start(Listener* listener) {
  listener_ = listener;
  if (listener_ != nullptr && !poller_.Add(listener_->socket(), kListenerTag)) return false;
  thread_ = std::thread([this] { Run(); });
  return true;
}

void IoThread::StopListening() {
  std::promise<void> closed;
  inbox_.Put([this, &closed] {
    listener_->Close();
    closed.set_value();
  });
  closed.get_future().wait();
}

void IoThread::BeginDrain() {
  inbox_.Put([this] { context_.leaving = true; });
}

void IoThread::Drain() {
  inbox_.Put([this] { OnDrain(); });
}

void IoThread::Join() {
  if (thread_.joinable()) thread_.join();
}

void IoThread::Adopt(net::Descriptor socket, Place place) {
  load_.fetch_add(1, std::memory_order_relaxed);
  inbox_.Put(
      [this, place, moved = std::move(socket)]() mutable { OnAdopt(std::move(moved), place); });
}

void IoThread::Deliver(std::vector<engine::Delivery> deliveries) {
  inbox_.Put(std::move(deliveries));
}

void IoThread::Replace(std::uint64_t connection) {
  inbox_.Put([this, connection] {
    if (auto* const stream = context_.connections.Find<StreamConnection>(connection)) {
      stream->Replace();
    }
  });
}

// --- The thread ---

void IoThread::Run() {
  base::NameThisThread(name_.c_str());
  while (!DrainIsOver()) {
    const auto events = poller_.Wait(WaitTime());
    context_.StartIteration(std::chrono::steady_clock::now());
    OnEvents(events);
    ResumeSome();
    AskForStreams();
    const bool accept = listener_ != nullptr && listener_->Accept(context_.now);
    EndIteration();
    context_.counts->SetConnections(load());
    hurry_ = accept || !context_.jobs.empty() || !context_.questions.empty();
    if (context_.now >= next_tick_) Tick();
    PublishReplaceable();
  }
  context_.connections.ForEach([](auto& connection) { connection.Close(); });
  DestroyClosed();
}

std::chrono::milliseconds IoThread::WaitTime() {
  if (hurry_ || !inbox_.Sleep()) return {};
  base::Duration longest = tick_length_;
  if (!context_.streams.empty()) longest = std::min(longest, StreamHub::kLookTime);
  if (!context_.deferred.empty()) longest = std::min(longest, kAheadRest * kAheadTime);
  return std::chrono::ceil<std::chrono::milliseconds>(longest);
}

void IoThread::OnEvents(std::span<const net::Event> events) {
  for (const net::Event& event : events) {
    if (event.tag == kListenerTag) {
      listener_->OnReadable();
    } else {
      context_.connections.Visit(event.tag, [&](auto& connection) { connection.OnEvent(event); });
    }
  }
}

// Resumes deferred connections, one pipelined request of each, round-robin, after all other
// requests. However many there are, they take only a bounded share of the time.
void IoThread::ResumeSome() {
  if (context_.deferred.empty() || context_.now < resume_at_) return;
  const SteadyTime begun = std::chrono::steady_clock::now();
  SteadyTime now = begun;
  while (now - begun < kAheadTime && !context_.deferred.empty()) {
    const std::uint64_t tag = context_.deferred.front();
    context_.deferred.pop_front();
    context_.connections.Visit(tag, [](auto& connection) { connection.Resume(); });
    now = std::chrono::steady_clock::now();
  }
  // Commands are decided later in the iteration, so they count as if they had used the whole time.
  const auto took = std::chrono::duration_cast<base::Duration>(now - begun);
  resume_at_ = now + std::min(kAheadRest * std::max(took, kAheadTime), kAheadRestMax);
}

bool IoThread::DrainIsOver() const {
  if (!context_.draining) return false;
  return context_.connections.empty() || std::chrono::steady_clock::now() >= drain_until_;
}

void IoThread::EndIteration() {
  // Repeats, because an answer or a rejected job can let its connection start the next request.
  for (int round = 0; round < kRoundsMax; ++round) {
    Inbox::Contents mail = inbox_.Take();
    if (mail.empty() && context_.jobs.empty() && context_.questions.empty() &&
        context_.notes.empty()) {
      break;
    }
    // Submits jobs first, so that the next batch is on its way while these answers are written.
    SubmitJobs();
    AskQuestions();
    HandOut(mail);
  }
  ShedSlowestReaders();
  DestroyClosed();
}

// The connection that has been writing longest, of any standing; null if none is.
const Deadlines::Hook* IoThread::LongestWrite() const {
  const Deadlines& deadlines = context_.deadlines;
  const Deadlines::Hook* longest = nullptr;
  for (const Standing standing : {Standing::kStranger, Standing::kKnown, Standing::kRejected}) {
    const Deadlines::Hook* const hook = deadlines.Longest(Wait::kWrite, standing);
    if (hook == nullptr) continue;
    if (longest == nullptr || deadlines.Since(*hook) < deadlines.Since(*longest)) longest = hook;
  }
  return longest;
}

// Closes the connections of the slowest readers while too many bytes are unread: each can hold a
// large page of its own for the write timeout.
void IoThread::ShedSlowestReaders() {
  while (context_.unsent.bytes() > unsent_max_) {
    const Deadlines::Hook* const slowest = LongestWrite();
    ONSALE_ASSERT(slowest != nullptr);  // a connection with unsent bytes has a write deadline
    OnDeadline(*slowest);
  }
}

// Submits the iteration's jobs. Calls Submit even without jobs, as engine::Mailbox requires:
// waiting jobs can then be committed.
void IoThread::SubmitJobs() {
  AddNotes();
  std::vector<engine::Job>& jobs = context_.jobs;
  for (const engine::Job& job : jobs) {
    if (const domain::Actor* const actor = ActorIn(job)) {
      context_.changing.insert_or_assign(job.tag, *actor);
    }
  }
  inbox_.Expect(jobs.size());
  const std::size_t taken = context_.engine.Submit(jobs);
  std::vector<std::uint64_t> refused;
  for (std::size_t i = taken; i < jobs.size(); ++i) refused.push_back(jobs[i].tag);
  jobs.clear();
  inbox_.Unexpect(refused.size());
  for (const std::uint64_t tag : refused) {
    context_.changing.erase(tag);
    if (StreamHub::Owns(tag)) {
      context_.streams.OnRefused(tag);
    } else if (auto* const connection = context_.connections.Find<Connection>(tag)) {
      connection->OnOverload();
    }
  }
}

void IoThread::AskQuestions() {
  for (PendingQuestion& pending : std::exchange(context_.questions, {})) {
    inbox_.Expect(1);
    pending.question.ask(context_.sources, [this, tag = pending.tag](Finisher finish) {
      inbox_.Put(Reply{.tag = tag, .finish = std::move(finish)});
    });
  }
}

void IoThread::HandOut(Inbox::Contents& mail) {
  for (Inbox::Task& task : mail.tasks) task();
  for (const engine::Delivery& delivery : mail.deliveries) {
    ReportChange(delivery);
    if (StreamHub::Owns(delivery.tag)) {
      context_.streams.OnOutcome(delivery, context_.FreshServices().catalog);
    } else if (auto* const connection = context_.connections.Find<Connection>(delivery.tag)) {
      connection->OnOutcome(delivery);
      ShedSlowestReaders();
    }
  }
  for (Reply& reply : mail.replies) {
    if (auto* const connection = context_.connections.Find<Connection>(reply.tag))
      connection->OnAnswer(reply.finish);
  }
}

// Reports an operator's change, even if the operator's connection is closed: the change has been
// made. The outcome says whether there is one, so that no command can be forgotten here.
void IoThread::ReportChange(const engine::Delivery& delivery) {
  const auto changing = context_.changing.extract(delivery.tag);
  if (changing.empty() || !delivery.outcome) return;
  if (domain::OperatorActionOf(*delivery.outcome) == 0) return;
  OperatorChange change{.actor = changing.mapped(), .key_name = {}};
  const Details details{change, *context_.FreshServices().catalog};
  std::visit(
      [&details](const auto& outcome) {
        if (outcome.answer) details.Take(*outcome.answer);
      },
      *delivery.outcome);
  Report(std::move(change));
}

void IoThread::ReportRead(const OperatorNotes::Read& read) {
  if (context_.request_log == nullptr) return;
  const domain::AccessKeysPtr keys = context_.engine.access_keys();
  const auto* const key = keys == nullptr ? nullptr : keys->Find(read.key);
  context_.request_log->OnOperatorRead(
      {.key = read.key, .name = key == nullptr ? "" : key->name, .call = read.call});
}

void IoThread::Report(OperatorChange change) {
  if (context_.request_log == nullptr) return;
  const domain::AccessKeysPtr keys = context_.engine.access_keys();
  const auto* const key = keys == nullptr ? nullptr : keys->Find(change.actor.key);
  if (key != nullptr) change.key_name = key->name;
  context_.request_log->OnOperatorChange(change);
}

// Adds what the thread has to note to the jobs. Of these nobody awaits the outcome, so that they
// have the tag of no connection.
void IoThread::AddNotes() {
  for (const OperatorNotes::Read& read : context_.notes.TakeReads()) ReportRead(read);
  for (domain::Command& command : context_.notes.Take()) {
    if (const auto* const action = std::get_if<domain::NoteOperatorAction>(&command)) {
      Report({.actor = action->actor, .key_name = {}});
    }
    context_.jobs.push_back(
        {.command = std::move(command), .reply_to = &context_.mailbox, .tag = kNobodysTag});
  }
}

// Collects the streams' shared polls, which are submitted with the other jobs of the iteration.
void IoThread::AskForStreams() {
  for (StreamQuestion& question : context_.streams.Tick(context_.now)) {
    context_.jobs.push_back({.command = std::move(question.command),
                             .reply_to = &context_.mailbox,
                             .tag = question.tag});
  }
}

void IoThread::Send(std::uint64_t listener, const SharedBytes& bytes) {
  auto* const stream = context_.connections.Find<StreamConnection>(listener);
  ONSALE_ASSERT(stream != nullptr);  // closed streams have left the hub
  stream->Send(bytes);
}

void IoThread::End(std::uint64_t listener) {
  // Sending the last event may have closed the stream.
  if (auto* const stream = context_.connections.Find<StreamConnection>(listener)) stream->End();
}

void IoThread::Tick() {
  for (int i = 0; i < kOverdueMax; ++i) {
    Deadlines::Hook* const due = context_.deadlines.NextDue(context_.now);
    if (due == nullptr) {
      next_tick_ = context_.now + tick_length_;
      return;
    }
    OnDeadline(*due);
  }
  hurry_ = true;  // the rest of the deadlines follow after new socket events
}

void IoThread::OnDeadline(const Deadlines::Hook& hook) {
  const auto on_deadline = [](auto& connection) { connection.OnDeadline(); };
  const bool found = context_.connections.Visit(hook.tag(), on_deadline);
  ONSALE_ASSERT(found);  // closed connections are in no wait
}

void IoThread::OnAdopt(net::Descriptor socket, Place place) {
  if (place == Place::kOfAnother && !EndReplaceable()) {
    load_.fetch_sub(1, std::memory_order_relaxed);
    PublishReplaceable();
    return place_beyond_limit_(std::move(socket));
  }
  const std::uint64_t tag = context_.connections.Reserve();
  const bool added = poller_.Add(socket, tag);
  Connection& connection =
      context_.connections.Put(tag, std::make_unique<Connection>(context_, std::move(socket), tag));
  if (!added) {
    connection.Close();
  } else if (place == Place::kNone) {
    connection.StartRejected();
    CloseOneToReject(tag);
  } else {
    connection.Start();
    if (context_.draining) connection.Drain();
  }
}

// Ends the connection that a new one replaces, as its deadline would. False if it is not closed: it
// has just sent its request, or is still reading its last response. Its wait begins anew then, so
// that the next call finds another one. Only one that was idle gets time to read why it is closed.
bool IoThread::EndReplaceable() {
  const Deadlines::Hook* const hook = FindReplaceable(context_, std::chrono::steady_clock::now());
  if (hook == nullptr) return false;
  const std::uint64_t tag = hook->tag();
  const bool is_idle = hook->wait() == Wait::kIdle || hook->wait() == Wait::kSilent;
  OnDeadline(*hook);
  if (is_idle) return !context_.connections.Has(tag);
  if (auto* const told = context_.connections.Find<LingeringConnection>(tag)) told->Close();
  return !context_.connections.Has(tag);
}

// Publishes when a connection can be replaced; the accepting thread reads that without a lock.
void IoThread::PublishReplaceable() {
  replaceable_at_.store(FirstReplaceable(context_), std::memory_order_relaxed);
}

// Closes an old rejected connection for each new one while more than half of the reserve is used,
// so that a health request sent at once is answered, however many clients connect and send nothing.
void IoThread::CloseOneToReject(std::uint64_t newest) {
  const ServerOptions& options = context_.options;
  const std::size_t open = connections_.load(std::memory_order_relaxed);
  if (open <= options.connections_max + options.rejected_max / 2) return;
  const auto close = [this](std::uint64_t tag) {
    context_.connections.Visit(tag, [](auto& connection) { connection.Close(); });
  };
  if (const Deadlines::Hook* const answered =
          context_.deadlines.Longest(Wait::kLinger, Standing::kRejected)) {
    return close(answered->tag());
  }
  const Deadlines::Hook* const silent =
      context_.deadlines.Longest(Wait::kRejected, Standing::kRejected);
  if (silent == nullptr || silent->tag() == newest) return;
  const std::uint64_t tag = silent->tag();
  OnDeadline(*silent);
  close(tag);
}

void IoThread::OnDrain() {
  context_.leaving = context_.draining = true;
  context_.stop.request_stop();
  drain_until_ = std::chrono::steady_clock::now() + context_.options.drain_timeout;
  context_.connections.ForEach([](auto& connection) { connection.Drain(); });
}

void IoThread::DestroyClosed() {
  const std::size_t closed = context_.connections.DestroyRetired();
  if (closed == 0) return;
  load_.fetch_sub(closed, std::memory_order_relaxed);
  connections_.fetch_sub(closed, std::memory_order_relaxed);
}

}  // namespace onsale::http
