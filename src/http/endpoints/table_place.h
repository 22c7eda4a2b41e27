// Bounds the calls of buyers that wait for the tables: they use the thread that folds commits into
// the tables and answers operators.
//
// Owner:    a place is free again when its TablePlace is destroyed; the count must outlive it.
// Threads:  any.
#pragma once

#include <atomic>
#include <memory>
#include <utility>

#include "http/call.h"
#include "http/pages/shared_pages.h"
#include "http/question.h"

namespace onsale::http {

struct LeavePlace {
  void operator()(std::atomic<int>* count) const { count->fetch_sub(1); }
};
using TablePlace = std::unique_ptr<std::atomic<int>, LeavePlace>;

// One of `most` places; null if all are taken.
inline TablePlace TakePlace(std::atomic<int>& count, int most) {
  TablePlace place(&count);
  return count.fetch_add(1) < most ? std::move(place) : nullptr;
}

// The question of a call without a place: its answer is the problem `unavailable`.
inline Question NoPlace() {
  return {[](const Sources&, QuestionDone done) {
    done([](const Call&) -> AfterQuestion { return ReadProblem({}); });
  }};
}

// The most calls of buyers that wait for reservations that ended. Many, because a list waits as
// long as its slowest part: all that wait are read one after another, after one fold.
inline constexpr int kOldReservationsMax = 200;

// Asks a question about reservations that ended, as AskStore does. Calls with an access key need no
// place.
template <store::IsQuestion Q, class Finish>
Question AskEnded(const Call& call, Q question, Finish finish) {
  TablePlace place;
  if (!call.caller.key) {
    place = TakePlace(call.services.pages.old_reservations_read, kOldReservationsMax);
    if (place == nullptr) return NoPlace();
  }
  return AskStore(std::move(question), [place = std::move(place), finish = std::move(finish)](
                                           const Call& answered, const store::AnswerTo<Q>& answer) {
    return answer ? finish(answered, *answer) : ReadProblem(answer.error());
  });
}

}  // namespace onsale::http
