// The checker's own rules of a sale, written from the API's documents: which answer each operation
// must have at its position in the order, and what it changes.
//
// Shape:    Take applies one operation: its answer must be exactly the expected one. Between
//           operations PassTime ends what is due and admits the next.
// Units:    microseconds since 1970.
// Errors:   Take returns false and changes nothing; complaint() has the actual and the expected
//           value. A recorded operation may contain anything.
// Threads:  one.
// Source:   docs/waiting-room.md, openapi.json, docs/decisions. Shares nothing with src/domain.
#pragma once

#include <string>

#include "histories/check/later_facts.h"
#include "histories/check/state.h"

namespace onsale::histories {

struct Complaint {
  const char* about = "";
  std::int64_t response = 0;
  std::int64_t due = 0;  // the expected value

  std::string Text() const;
};

class Rules {
 public:
  Rules(State& state, const LaterFacts& later_facts) : state_(state), later_facts_(later_facts) {}

  // Ends holds and turns that have certainly ended by `due_by`, and admits waiting tokens, at `now`
  // at the latest.
  struct Passing {
    std::int64_t due_by = 0;
    std::int64_t now = 0;
  };
  void PassTime(Passing passing);
  void PassTime(std::int64_t now) { PassTime({now, now}); }
  // As PassTime, but within a batch: slots that cancels of the same batch freed stay taken until
  // its end.
  void PassEnds(Passing passing);
  // Admits at most `most` waiting tokens while slots are free.
  void Admit(std::uint32_t room, std::int64_t now, std::uint32_t most = UINT32_MAX);
  // Applies an operation that was decided at a moment within `at`, as step `step` of the order.
  bool Take(const Op& op, Span at, std::uint64_t step);
  // Applies a cancel whose answer was lost. False, without a change, if there is no hold to cancel.
  bool CancelUnheard(const Op& op, Span at);
  // Ends a hold or turn from State::maybe_over. False if it cannot have ended.
  bool EndMaybe(const Due& entry, std::int64_t now);
  // The time by which the hold or turn has certainly ended.
  std::int64_t OverBy(const Due& entry);

  const Complaint& complaint() const { return complaint_; }
  // Compares a value of an answer with the expected one; a difference becomes the complaint.
  bool Is(const char* about, std::int64_t response, std::int64_t due);

 private:
  // The arguments of Take, for the functions that check one kind of operation.
  struct Scene {
    const Op& op;
    Span at;
    std::uint64_t step;
  };

  bool TakeNew(const Scene& scene);
  bool Join(const Scene& scene);
  bool ReadToken(const Scene& scene);
  bool Leave(const Scene& scene);
  bool HoldSeats(const Scene& scene);
  bool Cancel(const Scene& scene);
  bool Pay(const Scene& scene);
  bool ReadBooking(const Scene& scene);
  bool ReadBookings(const Scene& scene);
  bool ReadSeats(const Scene& scene);
  bool ReadDates(const Scene& scene);
  bool Charge(const Scene& scene);
  bool ReadBalance(const Scene& scene);

  bool Answers(const Scene& scene, histories::ResultCode due);
  bool Has(const Scene& scene, std::size_t asks, std::size_t tells);
  bool IsView(const Scene& scene, std::uint32_t rank);
  bool IsUntil(const Scene& scene, std::uint32_t rank);
  bool IsBooking(const Words& response, std::size_t from, const Booking& booking);
  // kOk if the token's turn runs in the room; otherwise the expected refusal.
  histories::ResultCode CheckTurn(const Scene& scene, std::uint32_t room);
  const Booking* FindOwn(const Scene& scene);
  bool Knows(const Scene& scene);

  Span ChooseUntil(std::uint32_t room, std::uint32_t rank, Span admitted) const;
  Span EndOf(std::uint32_t room, std::uint32_t rank);
  void EndHold(std::uint32_t booking, Hold status);
  void GiveBack(const Booking& booking, Span at);
  void EndTurn(std::uint32_t room, std::uint32_t rank, Reason reason, std::int64_t from);
  std::int64_t MaybeFrom(std::uint32_t room) const;
  void PassDue(Passing passing);
  void PassMaybe(Passing passing);
  enum class Over : std::uint8_t { kNo, kMaybe, kYes, kGone };
  Over LookAt(const Due& entry, std::int64_t now, Span& end);
  void End(const Due& entry, std::int64_t from);
  std::int64_t FreeSeats(std::uint32_t show);

  State& state_;
  const LaterFacts& later_facts_;
  Complaint complaint_;
};

}  // namespace onsale::histories
