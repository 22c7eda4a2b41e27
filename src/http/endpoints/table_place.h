// Bounds the calls of buyers that wait for the tables: they use the thread that folds commits into
// the tables and answers operators.
//
// Owner:    a place is free again when its TablePlace is destroyed; the count must outlive it.
// Threads:  any.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
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
// The most of them by one caller, or by two whose hashes are alike: nobody keeps all others out.
inline constexpr int kOldReservationsOfOneMax = 4;

struct TablePlaces {
  TablePlace of_caller;
  TablePlace of_all;
};

// The places of a buyer's call; nothing if too many wait, of this caller or in all.
inline std::optional<TablePlaces> TakePlaces(const Caller& caller, SharedPages& pages) {
  const std::string name = caller.token
                               ? std::to_string(caller.token->key.room.value) + ' ' +
                                     std::to_string(caller.token->key.number.value)
                               : std::string(caller.buyer ? caller.buyer->user.text() : "");
  auto& of_one = pages.old_reservations_read_by;
  TablePlaces places;
  places.of_caller =
      TakePlace(of_one[pages.caller_hash(name) % of_one.size()], kOldReservationsOfOneMax);
  if (places.of_caller == nullptr) return std::nullopt;
  places.of_all = TakePlace(pages.old_reservations_read, kOldReservationsMax);
  if (places.of_all == nullptr) return std::nullopt;
  return places;
}

// Asks a question about reservations that ended, as AskStore does. Calls with an access key need no
// place.
template <store::IsQuestion Q, class Finish>
Question AskEnded(const Call& call, Q question, Finish finish) {
  std::optional<TablePlaces> places;
  if (!call.caller.key) {
    places = TakePlaces(call.caller, call.services.pages);
    if (!places) return NoPlace();
  }
  return AskStore(std::move(question), [places = std::move(places), finish = std::move(finish)](
                                           const Call& answered, const store::AnswerTo<Q>& answer) {
    return answer ? finish(answered, *answer) : ReadProblem(answer.error());
  });
}

}  // namespace onsale::http
