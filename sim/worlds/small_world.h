// A small world: two seats, three buyers, one room; every moment of it judged as a large one is.
//
// Shape:    a move is one batch: a buyer joins, leaves, holds, pays or cancels (of two holds either one),
//           or time goes to just before, at or just after what is due next. Who is admitted follows
//           from both.
//           Buyers can pay for two seats, one, and none.
// Threads:  one.
#pragma once

#include <optional>

#include "sim/check/rule_book.h"
#include "sim/model/model.h"
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
  kPay,
  kCancel,
  kPayEarlier,
  kCancelEarlier,
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

  // False if there is no such move here: nobody to leave, nothing due.
  bool CanMove(Move move) const;
  // What went wrong, if anything did.
  std::optional<std::string> Make(Move move);

  // All that can make a difference to what follows: times count from now, and what is over and
  // never read again is left out, as are numbers that only statistics read.
  std::string Signature() const;

 private:
  std::optional<std::string> Decide(std::vector<domain::Command> commands);
  const domain::QueueToken* LatestToken(std::uint8_t buyer) const;
  const domain::Reservation* LatestReservation(std::uint8_t buyer) const;
  // Still held, and not the latest.
  const domain::Reservation* EarlierHold(std::uint8_t buyer) const;
  // That is paid or cancelled; null if there is none.
  const domain::Reservation* MeantBy(Move move) const;
  std::optional<base::Time> NextDue() const;
  domain::Command CommandOf(Move move);
  base::Time TimeOf(MoveKind tick) const;
  base::Uuid NextId();

  SpyRows rows_;
  Model model_;
  RuleBook book_;
  base::Time now_;
  std::uint8_t ids_ = 0;
};

}  // namespace onsale::sim
