#include "sim/worlds/small_world.h"

#include <algorithm>

#include "base/assert.h"
#include "domain/decide.h"
#include "sim/check/tell.h"
#include "sim/plan.h"
#include "sim/script.h"
#include "store/same_outcome_testing.h"

namespace onsale::sim {

using namespace domain;
using std::chrono::seconds;

namespace {

constexpr std::uint8_t kBuyers = 3;
constexpr std::int64_t kPrice = 100;
constexpr ShowId kShow{1};
constexpr Duration kTick{1};

const UserId& BuyerAt(std::uint8_t number) {
  static const std::vector<UserId> kNames = {UserId::Parse("rich").value(),
                                             UserId::Parse("thrifty").value(),
                                             UserId::Parse("poor").value()};
  return kNames[number];
}

CatalogSpec TwoSeats(const RoomPolicy& policy) {
  CatalogSpec spec;
  spec.rooms = {{.slug = "main", .policy = policy}};
  CatalogRows& rows = spec.rows;
  rows.concerts = {{.id = {1}, .slug = "solo", .title = "Solo", .room = {1}}};
  rows.charts = {{.id = {1}, .slug = "hall", .name = "variant 0"}};
  rows.categories = {{.chart = {1}, .slug = "a", .name = "A", .color = "#aa0000", .rank = 0}};
  for (std::uint32_t n = 1; n <= 2; ++n) {
    rows.seats.push_back(
        {.chart = {1}, .number = {n}, .label = std::to_string(n), .category = "a"});
  }
  const Time start = kWorldStart + std::chrono::hours(24);
  rows.shows = {{.id = {1},
                 .slug = "solo-1",
                 .concert = {1},
                 .chart = {1},
                 .starts_at = start,
                 .sale_closes_at = start}};
  rows.prices = {{.show = {1}, .category = "a", .amount = {kPrice}}};
  return spec;
}

// The first seat becomes the second, the second becomes both, and both become the first.
std::vector<SeatNumber> AfterExchange(const Reservation& hold) {
  if (hold.seats.size() == 2) return {{1}};
  if (hold.seats.front().number == SeatNumber{2}) return {{1}, {2}};
  return {{2}};
}

}  // namespace

std::span<const Setting> Settings() {
  const RoomPolicy one{.capacity = 1, .active_time = seconds(10), .hold_time = seconds(4)};
  static const auto kSettings = [one] {
    RoomPolicy claim = one;
    claim.capacity = 2;
    claim.claim_time = seconds(3);
    RoomPolicy rate = one;
    rate.capacity = 2;
    rate.entry_per_minute = 20;
    RoomPolicy long_holds = one;
    long_holds.hold_time = seconds(15);
    return std::vector<Setting>{{"one turn", one},
                                {"two turns, claim time three seconds", claim},
                                {"two turns, an admission every three seconds", rate},
                                {"one turn, holds longer than turns", long_holds}};
  }();
  return kSettings;
}

std::string TellMove(Move move) {
  static constexpr const char* kNames[] = {"joins",
                                           "leaves",
                                           "holds seat 1",
                                           "holds seat 2",
                                           "holds both seats",
                                           "holds the best seat",
                                           "pays",
                                           "cancels",
                                           "pays the earlier hold",
                                           "cancels the earlier hold",
                                           "exchanges seats",
                                           "time passes to just before the next due moment",
                                           "time passes to the next due moment",
                                           "time passes to just after the next due moment"};
  const std::string name = kNames[static_cast<std::size_t>(move.kind)];
  return move.kind >= MoveKind::kTickBefore ? name : BuyerAt(move.buyer).text() + " " + name;
}

std::span<const Move> AllMoves() {
  static const auto kMoves = [] {
    std::vector<Move> moves;
    for (auto kind = MoveKind::kJoin; kind < MoveKind::kTickBefore;
         kind = static_cast<MoveKind>(static_cast<int>(kind) + 1)) {
      for (std::uint8_t buyer = 0; buyer < kBuyers; ++buyer) moves.push_back({kind, buyer});
    }
    for (const auto tick : {MoveKind::kTickBefore, MoveKind::kTickAt, MoveKind::kTickAfter}) {
      moves.push_back({tick});
    }
    return moves;
  }();
  return kMoves;
}

SmallWorld::SmallWorld(const Setting& setting) : now_(kWorldStart) {
  std::vector<Command> commands = {LoadCatalog{TwoSeats(setting.policy)}};
  for (std::uint8_t buyer = 0; buyer < 2; ++buyer) {
    commands.push_back(TopUpBalance{
        .user = BuyerAt(buyer), .amount = {kPrice * (2 - buyer)}, .fresh_id = {NextId()}});
  }
  const auto wrong = Decide(std::move(commands));
  ONSALE_ASSERT(!wrong);
}

base::Uuid SmallWorld::NextId() {
  base::Uuid id;
  id.bytes[15] = ++ids_;
  return id;
}

std::optional<std::string> SmallWorld::Decide(std::vector<Command> commands) {
  rows_.written.clear();
  const auto outcomes = DecideBatch(commands, rows_, now_).value();
  (void)model_.BeginBatch(now_);
  for (std::size_t i = 0; i < commands.size(); ++i) {
    const Outcome expected = model_.Answer(commands[i]);
    if (store::SameOutcome(expected, outcomes[i])) continue;
    return CommandLine(commands[i]) + "\nExpected by the model:\n " + Tell(expected) +
           "\nAnswer of the sale:\n " + Tell(outcomes[i]);
  }
  model_.EndBatch();
  return journal_.Apply(rows_.written, model_);
}

const QueueToken* SmallWorld::LatestToken(std::uint8_t buyer) const {
  const auto& tokens = rows_.tokens;
  for (auto at = tokens.rbegin(); at != tokens.rend(); ++at) {
    if (at->second.user == BuyerAt(buyer)) return &at->second;
  }
  return nullptr;
}

const Reservation* SmallWorld::LatestReservation(std::uint8_t buyer) const {
  const auto& all = rows_.reservations;
  for (auto at = all.rbegin(); at != all.rend(); ++at) {
    if (at->second.user == BuyerAt(buyer)) return &at->second;
  }
  return nullptr;
}

const Reservation* SmallWorld::EarlierHold(std::uint8_t buyer) const {
  const Reservation* const latest = LatestReservation(buyer);
  for (const auto& [id, row] : rows_.reservations) {
    if (row.user == BuyerAt(buyer) && row.status == ReservationStatus::kHeld && &row != latest) {
      return &row;
    }
  }
  return nullptr;
}

std::optional<Time> SmallWorld::NextDue() const {
  std::optional<Time> next;
  const auto consider = [this, &next](Time at) {
    if (at > now_ && (!next || at < *next)) next = at;
  };
  for (const auto& [id, row] : rows_.reservations) {
    if (row.status == ReservationStatus::kHeld) consider(row.held_until);
  }
  for (const auto& [key, token] : rows_.tokens) {
    if (token.status != TokenStatus::kActive) continue;
    consider(token.active_until);
    consider(token.choose_until);
  }
  const Room& room = rows_.rooms.at(kMainRoom);
  if (room.waiting > 0) consider(room.entry_due);
  return next;
}

Time SmallWorld::TimeOf(MoveKind tick) const {
  const Time due = *NextDue();
  if (tick == MoveKind::kTickBefore) return due - kTick;
  return tick == MoveKind::kTickAt ? due : due + kTick;
}

bool SmallWorld::CanMove(Move move) const {
  switch (move.kind) {
    case MoveKind::kJoin:
      return true;
    case MoveKind::kPay:
    case MoveKind::kCancel:
    case MoveKind::kPayEarlier:
    case MoveKind::kCancelEarlier:
    case MoveKind::kExchange:
      return MeantBy(move) != nullptr;
    case MoveKind::kLeave:
    case MoveKind::kHoldFirst:
    case MoveKind::kHoldSecond:
    case MoveKind::kHoldBoth:
    case MoveKind::kHoldBest:
      return LatestToken(move.buyer) != nullptr;
    case MoveKind::kTickBefore:
    case MoveKind::kTickAt:
    case MoveKind::kTickAfter:
      return NextDue() && TimeOf(move.kind) > now_;
  }
  return false;
}

const Reservation* SmallWorld::MeantBy(Move move) const {
  const bool earlier = move.kind == MoveKind::kPayEarlier || move.kind == MoveKind::kCancelEarlier;
  return earlier ? EarlierHold(move.buyer) : LatestReservation(move.buyer);
}

Command SmallWorld::CommandOf(Move move) {
  const UserId& user = BuyerAt(move.buyer);
  if (move.kind == MoveKind::kJoin) return IssueToken{.user = user, .room = kMainRoom};
  const QueueToken& token = *LatestToken(move.buyer);
  const Credential caller{.key = token.key, .issued_at = token.issued_at};
  HoldSeats hold{.caller = caller, .show = kShow};
  switch (move.kind) {
    case MoveKind::kLeave:
      return LeaveQueue{caller};
    case MoveKind::kPay:
    case MoveKind::kPayEarlier:
      return PayReservation{.caller = caller, .id = MeantBy(move)->id, .fresh_id = {NextId()}};
    case MoveKind::kCancel:
    case MoveKind::kCancelEarlier:
      return CancelReservation{caller, MeantBy(move)->id};
    case MoveKind::kExchange:
      return ExchangeSeats{caller, MeantBy(move)->id, AfterExchange(*MeantBy(move))};
    case MoveKind::kHoldFirst:
      hold.seats = {{1}};
      break;
    case MoveKind::kHoldSecond:
      hold.seats = {{2}};
      break;
    case MoveKind::kHoldBest:
      hold.best = BestSeats{};
      break;
    default:
      hold.seats = {{1}, {2}};
      break;
  }
  hold.fresh_id = {NextId()};
  return hold;
}

std::optional<std::string> SmallWorld::Make(Move move) {
  if (move.kind < MoveKind::kTickBefore) return Decide({CommandOf(move)});
  now_ = TimeOf(move.kind);
  return Decide({});
}

std::string SmallWorld::Signature() const {
  std::string text;
  base::WireWriter out(text);
  const auto until = [&](Time at) { out.Signed(at > now_ ? (at - now_).count() : 0); };
  const auto owner = [&](const ReservationId id) {
    const auto at = rows_.reservations.find(id);
    out.Byte(at == rows_.reservations.end()
                 ? '-'
                 : static_cast<std::uint8_t>(at->second.user.text().front()));
  };
  const auto of_this_turn = [this](const Reservation& row) {
    for (std::uint8_t buyer = 0; buyer < kBuyers; ++buyer) {
      const QueueToken* const token = LatestToken(buyer);
      if (token != nullptr && row.user == token->user) return row.token == token->key;
    }
    return false;
  };
  for (std::uint8_t buyer = 0; buyer < kBuyers; ++buyer) {
    const auto wallet = rows_.wallets.find(BuyerAt(buyer));
    out.Signed(wallet == rows_.wallets.end() ? 0 : wallet->second.balance.minor);
    const QueueToken* const token = LatestToken(buyer);
    out.Byte(token == nullptr ? 0 : static_cast<std::uint8_t>(token->status));
    if (token != nullptr && token->status != TokenStatus::kExpired) {
      // The signature has the number of people ahead instead of the queue number, which does not
      // affect later moves.
      out.Unsigned(static_cast<std::uint64_t>(
          std::ranges::count_if(rows_.tokens, [token](const auto& other) {
            return other.second.status == TokenStatus::kWaiting && other.first < token->key;
          })));
      out.Byte(token->claimed);
      until(token->active_until);
      until(token->choose_until);
    }
    const Reservation* const latest = LatestReservation(buyer);
    out.Byte(latest == nullptr ? 0 : static_cast<std::uint8_t>(latest->status));
    if (latest != nullptr) out.Byte(of_this_turn(*latest));
  }
  // The signature also has all live holds and purchases, in order of id: ids count up.
  for (const auto& [id, row] : rows_.reservations) {
    if (row.status != ReservationStatus::kHeld && row.status != ReservationStatus::kConfirmed) {
      continue;
    }
    owner(id);
    out.Byte(static_cast<std::uint8_t>(row.status));
    for (const ReservedSeat& seat : row.seats) out.Unsigned(seat.number.value);
    out.Byte(of_this_turn(row));
    until(row.status == ReservationStatus::kHeld ? row.held_until : Time{});
  }
  for (const auto& [key, seat] : rows_.seats) {
    out.Byte(static_cast<std::uint8_t>(seat.status));
    owner(seat.reservation);
  }
  const Room& room = rows_.rooms.at(kMainRoom);
  out.Byte(room.sold_out);
  until(room.entry_due);
  return text;
}

}  // namespace onsale::sim
