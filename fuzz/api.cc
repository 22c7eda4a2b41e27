#include "fuzz/api.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <utility>

#include "domain/sale_testing.h"
#include "fuzz/expect.h"

namespace onsale::fuzz {
namespace {

constexpr std::uint64_t kTag = 7;

// A store that holds the catalogue; the engine only asks it to pass time.
class NoStore final : public store::Store {
 public:
  explicit NoStore(domain::CatalogPtr catalog) : catalog_(std::move(catalog)) {}
  void Commit(std::vector<domain::Command> commands, store::CommitDone done) override {
    Expect(commands.empty(), "nobody asks the engine");
    done(store::Committed{.commit_number = 1, .now = {}, .outcomes = {}, .next_due = {}});
  }
  std::size_t window() const override { return 1; }
  void ReadLedger(store::LedgerQuery, store::LedgerDone) override {}
  void Audit(std::stop_token, store::AuditDone) override {}
  domain::CatalogPtr catalog() const override { return catalog_; }

 private:
  const domain::CatalogPtr catalog_;
};

// State of the whole process: making it for each input would take most of the time.
struct World {
  World() {
    // A failed check of the sale must end the run.
    testing::GTEST_FLAG(throw_on_failure) = true;
    const domain::Credential owner = sale.Join("owner");
    sale.Join("other");
    sale.Join("waiter");
    sale.Hold(owner, {1});
    sale.Charge("owner", 1000);
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
  dispatcher_ = std::make_unique<http::Dispatcher>(http::kEndpoints, &operator_key_);
  services_ = std::make_unique<http::ServerServices>(http::ServerServices{
      .engine = world.engine, .seal = seal_, .clock = world.clock, .currency = "KRW"});
  context_ = std::make_unique<http::ThreadContext>(
      options_, *services_, *dispatcher_, streams_,
      http::ThreadEnds{.mailbox = *this, .outlet = *this, .owner = *this});
  int pair[2];
  Expect(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair) == 0,
         "there are sockets");
  client_ = net::Descriptor(pair[0]);
  connection_ = std::make_unique<http::Connection>(*context_, net::Descriptor(pair[1]), kTag);
  connection_->Start();
}

Api::~Api() = default;

std::int64_t Api::changes() const {
  return sale_->rows.changes;
}

void Api::Send(std::string_view bytes) {
  if (closed()) return;
  while (!bytes.empty()) {
    const ssize_t sent = ::send(client_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) break;  // the server reads no more
    bytes.remove_prefix(static_cast<std::size_t>(sent));
    RunIterations({.tag = kTag, .readable = true});
    if (closed()) return;
  }
}

void Api::HalfClose() {
  ::shutdown(client_.get(), SHUT_WR);
  RunIterations({.tag = kTag, .readable = true, .ended = true});
}

void Api::Reset() {
  client_.Close();
  RunIterations({.tag = kTag, .readable = true, .writable = true, .ended = true});
}

void Api::Drain() {
  if (closed()) return;
  context_->draining = true;
  connection_->Drain();
  RunIterations({.tag = kTag});
}

void Api::LetDeadlinesPass() {
  // Each deadline may start one more wait; the last one closes the connection.
  for (int i = 0; i < 8 && !closed(); ++i) {
    context_->now += std::chrono::hours(1);
    if (context_->deadlines.NextDue(context_->now) != nullptr) connection_->OnDeadline();
    RunIterations({.tag = kTag});
  }
}

void Api::Send(std::uint64_t listener, const http::SharedBytes& bytes) {
  Expect(listener == kTag && !closed(), "a stream's listener is there");
  connection_->SendEvent(bytes);
}

void Api::Replace(std::uint64_t) {
  Expect(false, "one connection opens one stream");
}

void Api::End(std::uint64_t listener) {
  Expect(listener == kTag && !closed(), "a stream's listener is there");
  connection_->EndStream();
}

void Api::RunIterations(net::Event event) {
  if (closed()) return;
  context_->StartIteration(context_->now);
  connection_->OnEvent(event);
  for (int iteration = 0; RunIteration(); ++iteration)
    Expect(iteration < 10'000, "work comes to an end");
}

// False if there was no work.
bool Api::RunIteration() {
  if (!context_->closed_connections.empty()) {
    Expect(context_->closed_connections.size() == 1, "a connection dies once");
    context_->closed_connections.clear();
    context_->jobs.clear();
    connection_.reset();
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
  for (std::size_t i = 0; i < deferred.size(); ++i) connection_->Resume();
  for (engine::Job& job : jobs) Decide(std::move(job));
  for (const http::Question& question : questions) Answer(question);
  const bool received = TakeReceived();
  if (received) connection_->OnEvent({.tag = kTag, .writable = true});
  return received || !deferred.empty() || !jobs.empty() || !questions.empty() ||
         !context_->closed_connections.empty();
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
  connection_->OnOutcome(delivery);
}

void Api::Answer(const http::Question& question) {
  ++asked_;
  if (std::holds_alternative<store::AuditQuery>(question.query)) {
    return connection_->OnAudit(store::AuditReport{.commit_number = 1});
  }
  if (std::holds_alternative<http::ReloadTokenKeys>(question.query)) {
    return connection_->OnTokenKeys(std::unexpected(http::TokenKeysRefused{}));
  }
  const auto& query = std::get<store::LedgerQuery>(question.query);
  std::vector<domain::LedgerEntry> entries;
  for (const auto& [key, entry] : sale_->rows.ledger) {
    if (entry.user == query.user && entry.number < query.before) entries.push_back(entry);
  }
  entries.resize(std::min(entries.size(), query.limit));
  connection_->OnLedger(entries);
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
