#include "http/io_thread.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <utility>

#include "base/assert.h"

namespace onsale::http {
namespace {

namespace asio = boost::asio;

// How much is handled before the engine gets its batch: enough to fill one, not so much that those
// who were first wait for those who came last.
constexpr int kTurnMax = 1024;

std::uint64_t TagOf(std::size_t slot, std::uint32_t generation) {
  return (static_cast<std::uint64_t>(generation) << 32) | slot;
}
std::size_t SlotOf(std::uint64_t tag) {
  return static_cast<std::uint32_t>(tag);
}
std::uint32_t GenerationOf(std::uint64_t tag) {
  return static_cast<std::uint32_t>(tag >> 32);
}

// Deadlines are looked at so often that none is late by more than an eighth of the shortest.
base::Duration TickLength(const ServerOptions& options) {
  const base::Duration shortest =
      std::min({options.header_timeout, options.body_timeout, options.write_timeout,
                options.idle_timeout, options.linger_timeout, options.drain_timeout});
  return std::clamp<base::Duration>(shortest / 8, std::chrono::milliseconds(5),
                                    std::chrono::milliseconds(250));
}

}  // namespace

IoThread::IoThread(const Shared& shared)
    : work_(asio::make_work_guard(io_)),
      tick_(io_),
      tick_length_(TickLength(shared.options)),
      connections_(shared.connections),
      inbox_([this] { asio::post(io_, [this] { OnMail(); }); }),
      context_(shared.options, shared.services, shared.dispatcher, *this) {}

IoThread::~IoThread() {
  ONSALE_ASSERT(!thread_.joinable());
  inbox_.AwaitLast();
}

void IoThread::Start() {
  Tick();
  thread_ = std::thread([this] { Run(); });
}

void IoThread::Drain() {
  asio::post(io_, [this] { OnDrain(); });
}

void IoThread::Join() {
  if (thread_.joinable()) thread_.join();
}

void IoThread::Adopt(ClientSocket socket, bool turn_away) {
  load_.fetch_add(1, std::memory_order_relaxed);
  asio::post(io_, [this, turn_away, moved = std::move(socket)]() mutable {
    OnAdopt(std::move(moved), turn_away);
  });
}

void IoThread::Deliver(std::vector<engine::Delivery> deliveries) {
  inbox_.Put(std::move(deliveries));
}

// --- The thread ---

void IoThread::Run() {
  while (!DrainIsOver()) {
    context_.catalog_is_fresh = false;
    io_.run_one();
    for (int i = 1; i < kTurnMax && io_.poll_one() > 0; ++i) {
    }
    EndTurn();
  }
  ForEach([](Connection& connection) { connection.Close(); });
  // The waits that were cut short refer to connections; let them come before those go.
  tick_.cancel();
  io_.poll();
  Bury();
}

bool IoThread::DrainIsOver() const {
  if (!context_.draining) return false;
  return free_slots_.size() == slots_.size() || std::chrono::steady_clock::now() >= drain_until_;
}

void IoThread::EndTurn() {
  // Refusing a job can let its connection ask for the next thing.
  while (!context_.jobs.empty() || !context_.questions.empty()) {
    SubmitJobs();
    AskLedger();
  }
  Bury();
}

void IoThread::SubmitJobs() {
  if (context_.jobs.empty()) return;
  std::vector<engine::Job> jobs = std::exchange(context_.jobs, {});
  std::vector<std::uint64_t> tags;
  tags.reserve(jobs.size());
  for (const engine::Job& job : jobs) tags.push_back(job.tag);
  inbox_.Expect(jobs.size());
  const std::size_t taken = context_.engine.Submit(jobs);
  if (taken == jobs.size()) return;
  inbox_.Unexpect(jobs.size() - taken);
  for (std::size_t i = taken; i < tags.size(); ++i) {
    if (Connection* connection = Find(tags[i])) connection->OnOverload();
  }
}

void IoThread::AskLedger() {
  for (LedgerQuestion& question : std::exchange(context_.questions, {})) {
    inbox_.Expect(1);
    context_.engine.ReadLedger(std::move(question.query),
                               [this, tag = question.tag](Dispatcher::LedgerEntries entries) {
                                 inbox_.Put({.tag = tag, .entries = std::move(entries)});
                               });
  }
}

void IoThread::OnMail() {
  const Inbox::Contents mail = inbox_.Take();
  for (const engine::Delivery& delivery : mail.deliveries) {
    if (Connection* connection = Find(delivery.tag)) connection->OnOutcome(delivery);
  }
  for (const LedgerReply& reply : mail.ledger_replies) {
    if (Connection* connection = Find(reply.tag)) connection->OnLedger(reply.entries);
  }
}

void IoThread::Tick() {
  const SteadyTime now = std::chrono::steady_clock::now();
  while (Deadlines::Hook* due = context_.deadlines.NextDue(now)) {
    Connection* const connection = Find(due->tag());
    ONSALE_ASSERT(connection != nullptr);
    connection->OnDeadline();
  }
  tick_.expires_after(tick_length_);
  tick_.async_wait([this](const boost::system::error_code& ec) {
    if (!ec) Tick();
  });
}

void IoThread::OnAdopt(ClientSocket socket, bool turn_away) {
  if (free_slots_.empty()) {
    free_slots_.push_back(static_cast<std::uint32_t>(slots_.size()));
    slots_.emplace_back();
  }
  const std::uint32_t index = free_slots_.back();
  free_slots_.pop_back();
  Slot& slot = slots_[index];
  slot.connection =
      std::make_unique<Connection>(context_, std::move(socket), TagOf(index, slot.generation));
  if (turn_away) {
    slot.connection->TurnAway();
  } else {
    slot.connection->Start();
    if (context_.draining) slot.connection->Drain();
  }
}

void IoThread::OnDrain() {
  context_.draining = true;
  drain_until_ = std::chrono::steady_clock::now() + context_.options.drain_timeout;
  ForEach([](Connection& connection) { connection.Drain(); });
}

void IoThread::Bury() {
  for (const std::uint64_t tag : std::exchange(context_.dead, {})) {
    Slot& slot = slots_[SlotOf(tag)];
    ONSALE_ASSERT(slot.connection != nullptr && slot.generation == GenerationOf(tag));
    slot.connection.reset();
    ++slot.generation;
    free_slots_.push_back(static_cast<std::uint32_t>(SlotOf(tag)));
    load_.fetch_sub(1, std::memory_order_relaxed);
    connections_.fetch_sub(1, std::memory_order_relaxed);
  }
}

Connection* IoThread::Find(std::uint64_t tag) {
  const std::size_t index = SlotOf(tag);
  if (index >= slots_.size() || slots_[index].generation != GenerationOf(tag)) return nullptr;
  return slots_[index].connection.get();
}

template <class Action>
void IoThread::ForEach(Action action) {
  for (Slot& slot : slots_) {
    if (slot.connection != nullptr) action(*slot.connection);
  }
}

}  // namespace onsale::http
