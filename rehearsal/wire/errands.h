// Sends a list of requests without a crowd, at most kAtOnce at a time, and repeats each until it is
// answered.
//
// Requires: every request may be repeated: it only reads, has an Idempotency-Key, or changes
//           nothing the second time.
// Shape:    when Run returns, no request is in flight: the next user of the connections gets none
//           of these answers.
// Errors:   Run: a sentence, after `silence_most` (or `work_most`) without any answer. A status
//           that means "later" (see SaysLater) is not an answer: the request is repeated.
// Threads:  one.
#pragma once

#include <deque>
#include <expected>
#include <functional>
#include <string>

#include "rehearsal/wire/connections.h"
#include "rehearsal/wire/request_writer.h"

namespace onsale::rehearsal {

struct ErrandList {
  std::size_t count = 0;
  // Makes the request of errand `i`. The request's texts must live until the next call.
  std::function<Request(std::size_t i)> request;
  std::function<void(std::size_t i, const Answer& answer)> take;
  ReadAs read_as = ReadAs::kText;
};

class Errands final : private AnswerTaker {
 public:
  static constexpr std::size_t kAtOnce = 256;

  struct Options {
    std::string host;
    std::chrono::milliseconds silence_most{30'000};  // the longest time without any answer
    // The same, while no attempt since the last answer was lost or refused: the server is working.
    std::chrono::milliseconds work_most = silence_most;
  };

  Errands(Connections& connections, Options options)
      : connections_(connections), options_(std::move(options)), writer_(options_.host) {}

  std::expected<void, std::string> Run(const ErrandList& list);
  // Waits for `time`, and handles the connections' events meanwhile.
  void Pause(std::chrono::milliseconds time);
  // Sends one request and waits for its answer.
  std::expected<void, std::string> RunOne(const Request& request, ReadAs read_as,
                                          const std::function<void(const Answer&)>& take);

 private:
  struct Waiting {
    std::size_t errand = 0;
    SteadyTime not_before;
  };

  void SendSome();
  void GiveUp();
  void Again(std::size_t errand, std::chrono::milliseconds after);

  void OnAnswer(Sender sender, const Answer& answer) override;
  void OnLost(Sender sender) override;
  void OnNonsense(Sender sender, std::string_view what) override;

  Connections& connections_;
  const Options options_;
  RequestWriter writer_;
  const ErrandList* list_ = nullptr;
  std::deque<Waiting> again_;
  std::size_t next_ = 0;
  std::size_t in_flight_ = 0;
  SteadyTime last_answer_;
  bool failed_since_ = false;  // an attempt since then was lost or refused
  std::string nonsense_;
};

}  // namespace onsale::rehearsal
