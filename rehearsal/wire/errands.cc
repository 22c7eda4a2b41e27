#include "rehearsal/wire/errands.h"

#include <algorithm>

#include "rehearsal/wire/answers.h"

namespace onsale::rehearsal {
namespace {

constexpr std::chrono::milliseconds kAfterLoss{200};
constexpr std::chrono::milliseconds kTick{50};
constexpr std::chrono::seconds kRetryAfterMost{5};

}  // namespace

std::expected<void, std::string> Errands::RunOne(const Request& request, ReadAs read_as,
                                                 const std::function<void(const Answer&)>& take) {
  return Run({.count = 1,
              .request = [&](std::size_t) { return request; },
              .take = [&](std::size_t, const Answer& answer) { take(answer); },
              .read_as = read_as});
}

std::expected<void, std::string> Errands::Run(const ErrandList& list) {
  list_ = &list;
  again_.clear();
  nonsense_.clear();
  next_ = 0;
  in_flight_ = 0;
  last_answer_ = std::chrono::steady_clock::now();
  failed_since_ = false;
  SteadyTime swept = last_answer_;
  while (next_ < list.count || in_flight_ > 0 || !again_.empty()) {
    SendSome();
    connections_.Poll(kTick, *this);
    const SteadyTime now = std::chrono::steady_clock::now();
    if (now - swept > std::chrono::seconds(1)) {
      connections_.EndStale(*this);
      swept = now;
    }
    if (now - last_answer_ > (failed_since_ ? options_.silence_most : options_.work_most)) {
      GiveUp();
      return std::unexpected(nonsense_.empty()
                                 ? "the server does not answer, or refuses every request"
                                 : "the server answers with " + nonsense_);
    }
  }
  return {};
}

void Errands::GiveUp() {
  connections_.Abandon();
  in_flight_ = 0;
  again_.clear();
}

void Errands::Pause(std::chrono::milliseconds time) {
  const SteadyTime end = std::chrono::steady_clock::now() + time;
  while (std::chrono::steady_clock::now() < end) connections_.Poll(kTick, *this);
}

void Errands::SendSome() {
  const SteadyTime now = std::chrono::steady_clock::now();
  const auto send = [this](std::size_t errand) {
    const auto bytes = writer_.Write(list_->request(errand));
    const bool sent = connections_.Send(
        {.sender = static_cast<Sender>(errand), .bytes = bytes, .read_as = list_->read_as});
    in_flight_ += sent ? 1 : 0;
    return sent;
  };
  while (in_flight_ < kAtOnce && !again_.empty() && again_.front().not_before <= now) {
    if (!send(again_.front().errand)) return;
    again_.pop_front();
  }
  while (in_flight_ < kAtOnce && next_ < list_->count && send(next_)) ++next_;
}

void Errands::Again(std::size_t errand, std::chrono::milliseconds after) {
  failed_since_ = true;
  --in_flight_;
  const SteadyTime when = std::chrono::steady_clock::now() + after;
  const auto place = std::upper_bound(
      again_.begin(), again_.end(), when,
      [](SteadyTime time, const Waiting& waiting) { return time < waiting.not_before; });
  again_.insert(place, {errand, when});
}

void Errands::OnAnswer(Sender sender, const Answer& answer) {
  if (SaysLater(answer.head.status)) {
    // A refusal "later" does not count as an answer: a server that always refuses must not keep Run
    // waiting for ever.
    const auto after = answer.head.retry_after.value_or(std::chrono::seconds(1));
    Again(sender, std::min(after, kRetryAfterMost));
    return;
  }
  last_answer_ = std::chrono::steady_clock::now();
  failed_since_ = false;
  --in_flight_;
  list_->take(sender, answer);
}

void Errands::OnLost(Sender sender) {
  Again(sender, kAfterLoss);
}

void Errands::OnNonsense(Sender sender, std::string_view what) {
  nonsense_ = what;
  Again(sender, kAfterLoss);
}

}  // namespace onsale::rehearsal
