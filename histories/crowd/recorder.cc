#include "histories/crowd/recorder.h"

#include <algorithm>
#include <bit>

#include "histories/crowd/answers.h"
#include "rehearsal/wire/answers.h"

namespace onsale::histories {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::uint64_t kMarkEvery = 256;
constexpr std::size_t kAnsweredMost = 8;
// After this many turns a buyer is replaced by a new one, because a buyer's purchases would
// accumulate.
constexpr std::uint32_t kTurnsMost = 6;
// Of so many calls, one is the operator's.
constexpr std::uint32_t kByHandOneIn = 16;
// How long an answer may take: long enough for a node to resolve a commit in doubt.
constexpr std::chrono::seconds kAnswerWithin{600};

rehearsal::Connections::Options ConnectionsTo(const net::Address& node, std::size_t sessions) {
  return {.address = node, .count_max = sessions, .answer_within = kAnswerWithin};
}

}  // namespace

Recorder::Recorder(const World& world, Options options, HistoryWriter& history)
    : world_(world),
      options_(std::move(options)),
      history_(history),
      dice_(options_.seed),
      demand_(world),
      asker_(
          world,
          {.host = "localhost", .prefix = options_.prefix, .operator_key = options_.operator_key}),
      sessions_(options_.sessions),
      persons_(options_.buyers) {
  for (const net::Address& node : options_.nodes) {
    nodes_.emplace_back(ConnectionsTo(node, options_.sessions));
  }
  for (const net::Address& address : options_.operators) {
    operators_.emplace_back(ConnectionsTo(address, options_.sessions));
  }
}

std::int64_t Recorder::Now() const {
  return std::chrono::nanoseconds(steady_clock::now() - start_).count();
}

void Recorder::Refresh(Person& person) {
  person = {.user = ++users_, .room = 1 + dice_.Below(world_.rooms)};
}

void Recorder::Begin(std::uint32_t index) {
  Session& session = sessions_[index];
  session.person = nullptr;
  if (begun_ >= options_.operations || !nonsense_.empty()) return;
  const bool by_hand = !operators_.empty() && dice_.Below(kByHandOneIn) == 0;
  Person& person = by_hand ? operator_ : NextBuyer();
  ++person.busy;
  session.op = {};
  session.op.number = ++begun_;
  session.request =
      by_hand ? AskByHand(session.op) : asker_.Ask(person, dice_, demand_, session.op);
  session.person = &person;
  session.op.began = Now();
  Send(index);
}

Person& Recorder::NextBuyer() {
  Person& person = persons_[dice_.Below(options_.buyers)];
  // A buyer is replaced only after the last token has ended: an abandoned token would keep its
  // slot.
  const bool has_gone = person.turns >= kTurnsMost && person.status == Status::kEnded;
  if (person.user == 0 || (has_gone && person.busy == 0)) Refresh(person);
  return person;
}

std::string Recorder::AskByHand(Op& op) {
  const Person& buyer = persons_[dice_.Below(options_.buyers)];
  return asker_.AskByHand(buyer, ReservationInUse(buyer), dice_, demand_, op);
}

// Most of the time one that a call in progress pays or changes, so that the operator's call races
// it; otherwise the buyer's latest.
std::optional<base::Uuid> Recorder::ReservationInUse(const Person& buyer) {
  if (dice_.Below(3) > 0) {
    const std::uint32_t from = dice_.Below(options_.sessions);
    for (std::uint32_t i = 0; i < options_.sessions; ++i) {
      const Session& session = sessions_[(from + i) % options_.sessions];
      const Kind kind = session.op.kind;
      const bool changes = kind == Kind::kPay || kind == Kind::kCancel || kind == Kind::kExchange;
      if (session.person != nullptr && changes) return IdOf(session.op.arguments);
    }
  }
  if (buyer.seen.empty()) return std::nullopt;
  return buyer.seen.back().id;
}

void Recorder::Send(std::uint32_t index) {
  Session& session = sessions_[index];
  std::deque<rehearsal::Connections>& nodes = session.op.ByOperator() ? operators_ : nodes_;
  rehearsal::Connections& node = nodes[dice_.Below(static_cast<std::uint32_t>(nodes.size()))];
  session.op.sent = Now();
  const bool sent = node.Send({.sender = index, .bytes = session.request});
  if (!sent) Later(index, milliseconds(1));
}

void Recorder::Later(std::uint32_t index, milliseconds after) {
  again_.push_back({steady_clock::now() + after, index});
}

void Recorder::SendAgain() {
  if (again_.empty()) return;
  const auto now = steady_clock::now();
  std::vector<Again> due;
  std::erase_if(again_, [&](const Again& again) {
    if (again.at <= now) due.push_back(again);
    return again.at <= now;
  });
  for (const Again& again : due) Send(again.session);
}

void Recorder::PutMark() {
  std::int64_t from = Now();
  for (const Session& session : sessions_) {
    if (session.person != nullptr) from = std::min(from, session.op.began);
  }
  history_.Add(Mark{from});
}

void Recorder::Remember(const Session& session) {
  const Op& op = session.op;
  std::vector<Answered>& answered = session.person->answered;
  if (op.ByOperator() || op.key != op.number || op.user != session.person->user) return;
  answered.push_back({.number = op.number,
                      .kind = op.kind,
                      .room = op.room,
                      .token = op.token,
                      .request = session.request,
                      .arguments = op.arguments});
  if (answered.size() > kAnsweredMost) answered.erase(answered.begin());
}

void Recorder::End(Session& session, const rehearsal::Answer& answer) {
  Op& op = session.op;
  const auto& order = answer.head.order;
  op.commit = answer.head.commit.value_or(0);
  op.at_us = order ? order->at_us : 0;
  op.engine_batch = order ? order->engine_batch : 0;
  op.index = order ? order->index : 0;
  const bool read = ReadAnswer(answer.head.status, answer.body, op);
  if (op.HasOrder() && !order) op.result = ResultCode::kOther;
  history_.Add(op);
  ++figures_.recorded;
  Person& person = *session.person;
  --person.busy;
  session.person = &person;
  if (!read) return;
  Learn(op, answer.body, person);
  if (op.key != 0) Remember(session);
  if (op.kind == Kind::kSeats && op.result == ResultCode::kOk) {
    const auto gone = std::popcount(static_cast<std::uint64_t>(op.response[2] | op.response[3]));
    const auto show = static_cast<std::uint32_t>(op.arguments[0]);
    demand_.Tell(show, world_.seats_per_show - static_cast<std::uint32_t>(gone));
    figures_.sold_out |= demand_.IsOver(person.room);
  }
}

void Recorder::OnAnswer(rehearsal::Sender sender, const rehearsal::Answer& answer) {
  Session& session = sessions_[sender];
  session.op.answered = Now();
  last_answer_ = steady_clock::now();
  if (answer.head.status >= 500) {
    const bool nothing = answer.head.status == 503;
    session.op.lost |= !nothing;
    ++(nothing ? figures_.refused : figures_.lost);
    Later(sender, milliseconds(10 + dice_.Below(40)));
    return;
  }
  if (options_.forget > 0 && dice_.Below(1'000'000) < options_.forget * 1'000'000) {
    session.op.lost = true;
    ++figures_.forgotten;
    Later(sender, milliseconds(dice_.Below(4)));
    return;
  }
  End(session, answer);
  if (figures_.recorded % kMarkEvery == 0) {
    session.person = nullptr;
    PutMark();
  }
  Begin(sender);
}

void Recorder::OnLost(rehearsal::Sender sender) {
  sessions_[sender].op.lost = true;
  ++figures_.lost;
  Later(sender, milliseconds(5 + dice_.Below(40)));
}

void Recorder::OnNonsense(rehearsal::Sender, std::string_view what) {
  nonsense_ = what;
}

std::expected<void, std::string> Recorder::Run() {
  start_ = steady_clock::now();
  last_answer_ = start_;
  for (std::uint32_t i = 0; i < sessions_.size(); ++i) Begin(i);
  const microseconds wait(nodes_.size() + operators_.size() == 1 ? 1000 : 100);
  const auto acts = [](const Session& session) { return session.person != nullptr; };
  while (std::ranges::any_of(sessions_, acts)) {
    for (rehearsal::Connections& node : nodes_) node.Poll(wait, *this);
    for (rehearsal::Connections& node : operators_) node.Poll(wait, *this);
    SendAgain();
    if (!nonsense_.empty()) return std::unexpected("a server sent " + nonsense_);
    if (steady_clock::now() - last_answer_ > options_.silence_most) {
      return std::unexpected("no server has answered for the time of --silence");
    }
  }
  figures_.time = steady_clock::now() - start_;
  PutMark();
  if (!history_.Finish()) return std::unexpected("the history cannot be written");
  return {};
}

}  // namespace onsale::histories
