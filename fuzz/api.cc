#include "fuzz/api.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <utility>

#include "domain/sale_testing.h"
#include "fuzz/expect.h"
#include "http/connection/lingering_connection.h"
#include "http/connection/stream_connection.h"
#include "http/endpoints/endpoints.h"

namespace onsale::fuzz {
namespace {

// A store for an engine that receives no commands: it has a catalogue and accepts empty batches.
class NoStore final : public store::Store {
 public:
  explicit NoStore(domain::CatalogPtr catalog) : catalog_(std::move(catalog)) {}
  void Commit(std::vector<domain::Command> commands, store::CommitDone done) override {
    Expect(commands.empty(), "no command reaches the engine");
    done(store::Committed{.commit_number = 1, .now = {}, .outcomes = {}, .next_due = {}});
  }
  std::size_t window() const override { return 1; }
  void Ask(std::unique_ptr<store::Question>, std::stop_token) override {}
  domain::CatalogPtr catalog() const override { return catalog_; }

 private:
  const domain::CatalogPtr catalog_;
};

// The sale and the services that all inputs share: making them for each input would take most of
// the time.
struct World {
  World() {
    // Makes a failed check of the sale's invariants throw, so that the run ends.
    testing::GTEST_FLAG(throw_on_failure) = true;
    const domain::Credential owner = sale.Join("owner");
    sale.Join("other");
    sale.Join("waiter");
    sale.Hold(owner, {1});
    sale.TopUp("owner", 1000);
  }

  domain::SmallSaleRows sale{{.capacity = 2}};
  base::ManualClock clock{sale.now};
  NoStore store{domain::CatalogPtr(domain::CatalogPtr(), &sale.rows.catalog())};
  engine::Engine engine{store, clock, {}, [](const store::StoreError&) {}};
};

World& TheWorld() {
  static World& world = *new World;
  return world;
}

}  // namespace

Api::Api() : sale_(std::make_unique<domain::SmallSaleRows>(TheWorld().sale)) {
  World& world = TheWorld();
  dispatcher_ = std::make_unique<http::Dispatcher>(http::kEndpoints);
  services_ =
      std::make_unique<http::ServerServices>(http::ServerServices{.engine = world.engine,
                                                                  .seal_keys = seal_keys_,
                                                                  .clock = world.clock,
                                                                  .currency = "KRW",
                                                                  .is_demo = true,
                                                                  .limits = &limits_,
                                                                  .challenges = &challenges_});
  context_ = std::make_unique<http::ThreadContext>(
      options_, *services_, *dispatcher_, streams_, pages_,
      http::ThreadEnds{.mailbox = *this, .outlet = *this, .owner = *this});
  int pair[2];
  Expect(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair) == 0,
         "the system provides a socket pair");
  client_ = net::Descriptor(pair[0]);
  tag_ = context_->connections.Reserve();
  auto connection = std::make_unique<http::Connection>(*context_, net::Descriptor(pair[1]), tag_);
  context_->connections.Put(tag_, std::move(connection)).Start();
}

Api::~Api() = default;

std::int64_t Api::changes() const {
  return sale_->rows.changes;
}

void Api::Send(std::string_view bytes) {
  if (closed()) return;
  while (!bytes.empty()) {
    const ssize_t sent = ::send(client_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) break;  // the server no longer reads
    bytes.remove_prefix(static_cast<std::size_t>(sent));
    RunIterations({.tag = tag_, .readable = true});
    if (closed()) return;
  }
}

void Api::HalfClose() {
  ::shutdown(client_.get(), SHUT_WR);
  RunIterations({.tag = tag_, .readable = true, .ended = true});
}

void Api::Reset() {
  client_.Close();
  RunIterations({.tag = tag_, .readable = true, .writable = true, .ended = true});
}

void Api::Drain() {
  if (closed()) return;
  context_->draining = true;
  context_->connections.ForEach([](auto& connection) { connection.Drain(); });
  RunIterations({.tag = tag_});
}

void Api::LetDeadlinesPass() {
  // A deadline that has passed may begin another wait with a deadline of its own, so several must
  // pass before the connection is closed.
  for (int i = 0; i < 8 && !closed(); ++i) {
    context_->now += std::chrono::hours(1);
    if (context_->deadlines.NextDue(context_->now) != nullptr) {
      context_->connections.ForEach([](auto& connection) { connection.OnDeadline(); });
    }
    RunIterations({.tag = tag_});
  }
}

void Api::Send(std::uint64_t listener, const http::SharedBytes& bytes) {
  Expect(listener == tag_ && Find<http::StreamConnection>() != nullptr,
         "the listener of a stream exists");
  Find<http::StreamConnection>()->Send(bytes);
}

void Api::Replace(std::uint64_t) {
  Expect(false, "one connection opens one stream");
}

void Api::End(std::uint64_t listener) {
  Expect(listener == tag_, "the listener is the only stream");
  // The last event may have closed the stream.
  if (auto* const stream = Find<http::StreamConnection>()) stream->End();
}

void Api::RunIterations(net::Event event) {
  context_->StartIteration(context_->now);
  context_->connections.ForEach([&](auto& connection) { connection.OnEvent(event); });
  for (int iteration = 0; RunIteration(); ++iteration)
    Expect(iteration < 10'000, "the work ends within 10,000 iterations");
}

// Runs one iteration of the I/O thread. Returns false if no work is left.
bool Api::RunIteration() {
  context_->connections.DestroyRetired();
  if (closed()) {
    context_->jobs.clear();
    TakeReceived();
    return false;
  }
  for (http::StreamQuestion& question : context_->streams.Tick(context_->now)) {
    context_->jobs.push_back(
        {.command = std::move(question.command), .reply_to = this, .tag = question.tag});
  }
  auto deferred = std::exchange(context_->deferred, {});
  auto jobs = std::exchange(context_->jobs, {});
  auto questions = std::exchange(context_->questions, {});
  for (const std::uint64_t tag : deferred) {
    context_->connections.Visit(tag, [](auto& connection) { connection.Resume(); });
  }
  for (engine::Job& job : jobs) Decide(std::move(job));
  for (http::PendingQuestion& pending : questions) Answer(pending.question);
  const bool received = TakeReceived();
  if (received) {
    const net::Event event{.tag = tag_, .writable = true};
    context_->connections.ForEach([&](auto& connection) { connection.OnEvent(event); });
  }
  return received || !deferred.empty() || !jobs.empty() || !questions.empty() || closed();
}

void Api::Decide(engine::Job job) {
  auto outcomes = domain::DecideBatch({&job.command, 1}, sale_->rows, sale_->now).value();
  sale_->CheckInvariants();
  const engine::Delivery delivery{
      .tag = job.tag, .commit_number = 1, .outcome = std::move(outcomes.front())};
  if (http::StreamHub::Owns(job.tag)) {
    return context_->streams.OnOutcome(delivery, context_->FreshServices().catalog);
  }
  ++asked_;
  if (auto* const connection = Find<http::Connection>()) connection->OnOutcome(delivery);
}

void Api::Answer(http::Question& question) {
  ++asked_;
  const auto read = [this](std::unique_ptr<store::Question> asked) {
    store::FakeTables<domain::LedgerEntry> tables(
        [this](const auto& parameters) { return Ledger(parameters); });
    asked->Finish(asked->Read(tables));
  };
  question.ask({.store = read, .token_keys = nullptr, .request_log = nullptr},
               [this](http::Finisher finish) {
                 if (auto* const connection = Find<http::Connection>())
                   connection->OnAnswer(finish);
               });
}

// The page that a LedgerQuestion asks for.
std::vector<domain::LedgerEntry> Api::Ledger(
    const std::vector<store::TableParameter>& parameters) const {
  std::vector<domain::LedgerEntry> entries;
  for (const auto& [key, entry] : sale_->rows.ledger) {
    const bool fits = entry.user.text() == std::get<std::string>(parameters.at(0)) &&
                      entry.number < std::get<std::int64_t>(parameters.at(1));
    if (fits) entries.push_back(entry);
  }
  const auto limit = static_cast<std::size_t>(std::get<std::int64_t>(parameters.at(2)));
  entries.resize(std::min(entries.size(), limit));
  return entries;
}

bool Api::TakeReceived() {
  if (!client_.open()) return false;
  const std::size_t before = received_.size();
  std::array<char, 65536> room;
  for (;;) {
    const ssize_t got = ::recv(client_.get(), room.data(), room.size(), 0);
    if (got <= 0) return received_.size() != before;
    received_.append(room.data(), static_cast<std::size_t>(got));
  }
}

}  // namespace onsale::fuzz
