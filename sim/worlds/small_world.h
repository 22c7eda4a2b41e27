// A small world: two seats, three buyers, one room, with all checks of a large one.
//
// Shape:    a move is one batch: a buyer joins, leaves, holds, pays or cancels (either of two
//           holds), or time moves to just before, at or just after the next due moment. Admissions
//           follow from these moves. The buyers can pay for two seats, one, and none.
// Threads:  one.
#pragma once

#include <optional>

#include "sim/check/journal_rows.h"
#include "sim/worlds/spy_rows.h"

namespace onsale::sim {

struct Setting {
  const char* name;
  domain::RoomPolicy policy;
};
std::span<const Setting> Settings();

enum class MoveKind : std::uint8_t {
  kJoin,
  kLeave,
  kHoldFirst,
  kHoldSecond,
  kHoldBoth,
  kHoldBest,
  kPay,
  kCancel,
  kPayEarlier,
  kCancelEarlier,
  kExchange,
  kTickBefore,
  kTickAt,
  kTickAfter
};

struct Move {
  MoveKind kind;
  std::uint8_t buyer = 0;
};
std::string TellMove(Move move);
std::span<const Move> AllMoves();

class SmallWorld {
 public:
  explicit SmallWorld(const Setting& setting);

  // Whether the move is possible in this state: for example somebody can leave, or something is
  // due.
  bool CanMove(Move move) const;
  // Makes the move and checks it; returns the failure, if there is one.
  std::optional<std::string> Make(Move move);

  // The state as bytes: everything that can affect later moves. Times are relative to now; left out
  // are ended rows that are never read again, and numbers that only statistics read.
  std::string Signature() const;

 private:
  std::optional<std::string> Decide(std::vector<domain::Command> commands);
  const domain::QueueToken* LatestToken(std::uint8_t buyer) const;
  const domain::Reservation* LatestReservation(std::uint8_t buyer) const;
  // A live hold of the buyer that is not the latest; null if there is none.
  const domain::Reservation* EarlierHold(std::uint8_t buyer) const;
  // The reservation that the move pays or cancels; null if there is none.
  const domain::Reservation* MeantBy(Move move) const;
  std::optional<base::Time> NextDue() const;
  domain::Command CommandOf(Move move);
  base::Time TimeOf(MoveKind tick) const;
  base::Uuid NextId();

  SpyRows rows_;
  Model model_;
  JournalRows journal_;
  base::Time now_;
  std::uint8_t ids_ = 0;
};

}  // namespace onsale::sim
