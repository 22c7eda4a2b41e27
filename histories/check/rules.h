// The rules of a sale, written from the API's documents: what an operation must be told at its place
// in the order, and what it changes.
//
// Shape:    Take plays one operation: its answer must be exactly what it would be told now. Between
//           operations PassTime ends what is due and lets in who is next.
// Units:    microseconds since 1970.
// Errors:   Take: false, nothing changed, and complaint() says what was told and what was to be
//           told. Anything may stand in an operation.
// Threads:  one.
// Source:   docs/waiting-room.md, openapi.json, docs/decisions. Shares nothing with src/domain.
#pragma once

#include <string>

#include "histories/check/foresight.h"
#include "histories/check/state.h"

namespace onsale::histories {

struct Complaint {
  const char* about = "";
  std::int64_t told = 0;
  std::int64_t due = 0;  // what it was to be

  std::string Text() const;
};

class Rules {
 public:
  Rules(State& state, const Foresight& foresight) : state_(state), foresight_(foresight) {}

  // Ends what is certainly over by `due_by`, and admits who is next, at the latest `now`.
  struct Passing {
    std::int64_t due_by = 0;
    std::int64_t now = 0;
  };
  void PassTime(Passing passing);
  void PassTime(std::int64_t now) { PassTime({now, now}); }
  // The same within a batch: slots that its operations have freed are not given away yet.
  void PassEnds(Passing passing);
  // Lets at most so many of those in who are next, if slots are free.
  void Admit(std::uint32_t room, std::int64_t now, std::uint32_t most = UINT32_MAX);
  // Plays it, decided at a moment within `at`; it is that step of the order.
  bool Take(const Op& op, Span at, std::uint64_t step);
  // Plays a cancel whose answer was lost. False, and nothing is changed, if it cancels no hold here.
  bool CancelUnheard(const Op& op, Span at);
  // Ends by itself what may have ended (an entry of State::maybe_over). False if it cannot have.
  bool EndMaybe(const Due& entry, std::int64_t now);
  // When it is over for certain.
  std::int64_t OverBy(const Due& entry);

  const Complaint& complaint() const { return complaint_; }
  // What is told must be this; if not, that is the complaint.
  bool Is(const char* about, std::int64_t told, std::int64_t due);

 private:
  // What Take hands around.
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

  bool Answers(const Scene& scene, histories::Said due);
  bool Has(const Scene& scene, std::size_t asks, std::size_t tells);
  bool IsView(const Scene& scene, std::uint32_t place);
  bool IsUntil(const Scene& scene, std::uint32_t place);
  bool IsBooking(const Words& told, std::size_t from, const Booking& booking);
  // Nothing if the token's turn is on in that room; else what is said instead.
  histories::Said CheckTurn(const Scene& scene, std::uint32_t room);
  const Booking* FindOwn(const Scene& scene);
  bool Knows(const Scene& scene);

  Span ChooseUntil(std::uint32_t room, std::uint32_t place, Span admitted) const;
  Span EndOf(std::uint32_t room, std::uint32_t place);
  void EndHold(std::uint32_t booking, Hold status);
  void GiveBack(const Booking& booking, Span at);
  void EndTurn(std::uint32_t room, std::uint32_t place, Reason reason, std::int64_t from);
  std::int64_t MaybeFrom(std::uint32_t room) const;
  void PassDue(Passing passing);
  void PassMaybe(Passing passing);
  enum class Over : std::uint8_t { kNo, kMaybe, kYes, kGone };
  Over LookAt(const Due& entry, std::int64_t now, Span& end);
  void End(const Due& entry, std::int64_t from);
  std::int64_t FreeSeats(std::uint32_t show);

  State& state_;
  const Foresight& foresight_;
  Complaint complaint_;
};

}  // namespace onsale::histories
