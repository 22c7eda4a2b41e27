#include "http/testing/fakes_testing.h"

#include <functional>
#include <utility>

#include "store/fake_tables_testing.h"

namespace onsale::http {
namespace {

Response Text(std::string text) {
  return {.content_type = "text/plain", .body = std::move(text)};
}

base::UserId UserOf(const Call& call) {
  return base::UserId::Parse(call.parameters[0]).value_or(base::UserId());
}

class Fake final : public Endpoint {
 public:
  using BeginFunction = std::function<Step(Call&)>;
  Fake(const Spec& spec, BeginFunction begin) : spec_(spec), begin_(std::move(begin)) {}

  const Spec& spec() const override { return spec_; }
  Step Begin(Call& call) const override { return begin_(call); }
  Response Finish(const Call& call, const domain::Outcome& outcome) const override {
    const auto& answer = domain::AnswerOf<domain::ReadBalance>(outcome);
    return Text(std::string(call.parameters[0]) + " has " + std::to_string(answer->balance.minor));
  }

 private:
  Spec spec_;
  BeginFunction begin_;
};

// Whose answer is always 3.
template <bool kLong>
struct CountQuestion {
  using Answer = int;
  static constexpr bool kIsLong = kLong;
  static constexpr const char* kReads = "a ledger";
  std::expected<Answer, store::StoreError> Read(store::TableReader&) const { return 3; }
};

template <bool kLong>
Response FinishCount(const Call& call, const store::AnswerTo<CountQuestion<kLong>>& count) {
  if (!count) return ReadProblem(count.error());
  const std::string entries = std::to_string(*count) + " entries";
  return Text(kLong ? entries : std::string(call.parameters[0]) + " has " + entries);
}

Response Big() {
  static const auto bytes = std::make_shared<const std::string>(kBigSize, 'x');
  return {.content_type = "text/plain", .shared_body = bytes};
}

}  // namespace

std::span<const Endpoint* const> FakeEndpoints() {
  static const Fake hello({.method = Method::kGet, .path = "/hello", .operation_id = "hello"},
                          [](Call&) { return Text("hello"); });
  static const Fake echo(
      {.method = Method::kPost, .path = "/echo", .operation_id = "echo", .takes_body = true},
      [](Call& call) { return Text(std::string(call.request.body)); });
  static const Fake balance(
      {.method = Method::kGet, .path = "/balances/{userId}", .operation_id = "balance"},
      [](Call& call) { return domain::Command(domain::ReadBalance{UserOf(call)}); });
  static const Fake ledger(
      {.method = Method::kGet, .path = "/ledgers/{userId}", .operation_id = "ledger"},
      [](Call&) { return AskStore(CountQuestion<false>{}, FinishCount<false>); });
  static const Fake secret(
      {.method = Method::kGet,
       .path = "/secret",
       .operation_id = "secret",
       .needs = Needs::kQueueToken},
      [](Call& call) { return Text(std::to_string(call.caller.token->key.number.value)); });
  static const Fake audit({.method = Method::kGet,
                           .path = "/audit",
                           .operation_id = "audit",
                           .needs = Needs::kOperatorKey},
                          [](Call&) { return AskStore(CountQuestion<true>{}, FinishCount<true>); });
  static const Fake retries(
      {.method = Method::kPost,
       .path = "/retries",
       .operation_id = "retries",
       .takes_body = true,
       .takes_idempotency_key = true},
      [](Call& call) { return Text(call.idempotency_key ? call.idempotency_key->key : "none"); });
  static const Fake big({.method = Method::kGet, .path = "/big", .operation_id = "big"},
                        [](Call&) { return Big(); });
  static const Fake own({.method = Method::kGet, .path = "/own", .operation_id = "own"},
                        [](Call&) { return Text(std::string(kOwnSize, 'y')); });
  static const Endpoint* const all[] = {&hello,  &echo,    &balance, &ledger, &audit,
                                        &secret, &retries, &big,     &own};
  return all;
}

FakeStore::FakeStore() : thread_([this] { Run(); }) {}

FakeStore::~FakeStore() {
  {
    const base::MutexLock lock(mutex_);
    stopping_ = true;
    held_ = false;
    changed_.notify_all();
  }
  thread_.join();
}

void FakeStore::Hold() {
  const base::MutexLock lock(mutex_);
  held_ = true;
}

void FakeStore::Release() {
  const base::MutexLock lock(mutex_);
  held_ = false;
  changed_.notify_all();
}

void FakeStore::FailWith(store::StoreErrorCode code) {
  const base::MutexLock lock(mutex_);
  failure_ = code;
}

void FakeStore::AwaitCommands(std::size_t count) {
  base::MutexLock lock(mutex_);
  while (commands_ < count) lock.Wait(changed_);
}

void FakeStore::Commit(std::vector<domain::Command> commands, store::CommitDone done) {
  const base::MutexLock lock(mutex_);
  commands_ += commands.size();
  if (failure_) {
    return Later([done = std::move(done), code = *failure_]() mutable {
      done(std::unexpected(store::StoreError{.code = code, .detail = "requested by the test"}));
    });
  }
  store::Committed committed{.commit_number = ++batch_, .now = {}, .outcomes = {}, .next_due = {}};
  for (const domain::Command& command : commands) {
    const auto& read = std::get<domain::ReadBalance>(command);
    committed.outcomes.emplace_back(domain::OutcomeFor<domain::ReadBalance>{
        domain::BalanceView{.user = read.user, .balance = {42}}});
  }
  Later([done = std::move(done), committed = std::move(committed)]() mutable {
    done(std::move(committed));
  });
}

void FakeStore::Ask(std::unique_ptr<store::Question> question, std::stop_token) {
  const base::MutexLock lock(mutex_);
  Later([question = std::move(question), failure = failure_] {
    if (failure) {
      return question->Finish(
          std::unexpected(store::StoreError{.code = *failure, .detail = "requested by the test"}));
    }
    store::FakeTables<domain::LedgerEntry> none(
        [](const auto&) { return std::vector<domain::LedgerEntry>(); });
    question->Finish(question->Read(none));
  });
}

void FakeStore::Later(Answer answer) {
  answers_.push_back(std::move(answer));
  changed_.notify_all();
}

void FakeStore::Run() {
  base::MutexLock lock(mutex_);
  while (true) {
    while (!stopping_ && (held_ || answers_.empty())) lock.Wait(changed_);
    if (answers_.empty()) return;
    Answer answer = std::move(answers_.front());
    answers_.pop_front();
    lock.Unlock();
    answer();
    lock.Lock();
  }
}

}  // namespace onsale::http
