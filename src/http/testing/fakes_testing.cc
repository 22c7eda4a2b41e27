#include "http/testing/fakes_testing.h"

#include <utility>

#include "base/await_testing.h"
#include "http/endpoints/endpoints.h"
#include "store/fake_tables_testing.h"

namespace onsale::http {
namespace {

Response Text(std::string text) {
  return {.content_type = "text/plain", .body = std::move(text)};
}

base::UserId UserOf(const Call& call) {
  return base::UserId::Parse(call.parameters[0]).value_or(base::UserId());
}

// A question whose answer is always 3.
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

// The declared body of endpoints that accept any body.
constexpr Member kAnyMember[] = {{.name = "any", .bounds = TextBounds{1}}};

constexpr Endpoint kFakeHello{
    .spec = {.method = Method::kGet, .path = "/hello", .operation_id = "hello"},
    .begin = [](const Spec&, Call&) -> Step { return Text("hello"); }};

constexpr Endpoint kFakeEcho{
    .spec = {.method = Method::kPost, .path = "/echo", .operation_id = "echo", .body = kAnyMember},
    .begin = [](const Spec&, Call& call) -> Step { return Text(std::string(call.request.body)); }};

constexpr Endpoint kFakeBalance{
    .spec = {.method = Method::kGet, .path = "/balances/{userId}", .operation_id = "balance"},
    .begin = [](const Spec&, Call& call) -> Step {
      return domain::Command(domain::ReadBalance{UserOf(call)});
    },
    .finish =
        [](const Call& call, const domain::Outcome& outcome) {
          const auto& answer = domain::AnswerOf<domain::ReadBalance>(outcome);
          return Text(std::string(call.parameters[0]) + " has " +
                      std::to_string(answer->balance.minor));
        }};

constexpr Endpoint kFakeLedger{.spec = {.method = Method::kGet,
                                        .path = "/ledgers/{userId}",
                                        .operation_id = "ledger",
                                        .needs = {.buyer_token = true,
                                                  .scope = domain::Scope::kWalletRead,
                                                  .open_in_demo = true}},
                               .begin = [](const Spec&, Call&) -> Step {
                                 return AskStore(CountQuestion<false>{}, FinishCount<false>);
                               }};

constexpr Endpoint kFakeAudit{.spec = {.method = Method::kGet,
                                       .path = "/audit",
                                       .operation_id = "audit",
                                       .needs = {.scope = domain::Scope::kAudit}},
                              .begin = [](const Spec&, Call&) -> Step {
                                return AskStore(CountQuestion<true>{}, FinishCount<true>);
                              }};

constexpr Endpoint kFakeSecret{.spec = {.method = Method::kGet,
                                        .path = "/secret",
                                        .operation_id = "secret",
                                        .needs = {.queue_token = true}},
                               .begin = [](const Spec&, Call& call) -> Step {
                                 return Text(std::to_string(call.caller.token->key.number.value));
                               }};

constexpr Endpoint kFakeRetries{
    .spec = {.method = Method::kPost,
             .path = "/retries",
             .operation_id = "retries",
             .body = kAnyMember,
             .takes_idempotency_key = true},
    .begin = [](const Spec&, Call& call) -> Step {
      return Text(call.idempotency_key ? call.idempotency_key->key : "none");
    }};

constexpr Endpoint kFakeBig{.spec = {.method = Method::kGet, .path = "/big", .operation_id = "big"},
                            .begin = [](const Spec&, Call&) -> Step { return Big(); }};

constexpr Endpoint kFakeOwn{
    .spec = {.method = Method::kGet, .path = "/own", .operation_id = "own"},
    .begin = [](const Spec&, Call&) -> Step { return Text(std::string(kOwnSize, 'y')); }};

constexpr const Endpoint* kFakes[] = {
    &kFakeHello,   &kFakeEcho, &kFakeBalance, &kFakeLedger,       &kFakeAudit,        &kFakeSecret,
    &kFakeRetries, &kFakeBig,  &kFakeOwn,     &kLivenessEndpoint, &kReadinessEndpoint};

}  // namespace

std::span<const Endpoint* const> FakeEndpoints() {
  return kFakes;
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

void FakeStore::TakeTimes(const store::CommitTimes& times) {
  const base::MutexLock lock(mutex_);
  times_ = times;
}

void FakeStore::AwaitCommands(std::size_t count) {
  const auto deadline = std::chrono::steady_clock::now() + base::kPatience;
  base::MutexLock lock(mutex_);
  while (commands_ < count) {
    base::AwaitNotice("commands that reach the store", lock, changed_, deadline);
  }
}

void FakeStore::Commit(std::vector<domain::Command> commands, store::CommitDone done) {
  const base::MutexLock lock(mutex_);
  commands_ += commands.size();
  if (failure_) {
    return Later([done = std::move(done), code = *failure_]() mutable {
      done(std::unexpected(store::StoreError{.code = code, .detail = "requested by the test"}));
    });
  }
  store::Committed committed{
      .commit_number = ++batch_, .now = {}, .outcomes = {}, .next_due = {}, .times = times_};
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
