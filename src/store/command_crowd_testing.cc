#include "store/command_crowd_testing.h"

#include <algorithm>
#include <set>

#include "store/store_contract_testing.h"

namespace onsale::store {

using namespace domain;

Command CommandCrowd::Next() {
  if (OneIn(5)) return Read();
  if (OneIn(400)) return Change();
  if (OneIn(100)) return ChangeKeys();
  // Otherwise the sale would soon be sold out.
  if (OneIn(300)) return AddShow();
  switch (Below(10)) {
    case 0:
    case 1:
    case 2:
      return IssueToken{.user = User(), .room = {1}, .idempotency_key = Key(1)};
    case 3:
    case 4:
      return TopUpBalance{.user = User(),
                          .amount = {static_cast<std::int64_t>(1 + Below(300))},
                          .fresh_id = {FreshId()},
                          .idempotency_key = Key(2)};
    case 5:
      return HoldSeats{.caller = Any(callers_),
                       .show = AnyShow(),
                       .seats = Seats(),
                       .fresh_id = {FreshId()},
                       .idempotency_key = Key(3)};
    case 6:
      return HoldSeats{.caller = Any(callers_),
                       .show = AnyShow(),
                       .fresh_id = {FreshId()},
                       .idempotency_key = Key(5),
                       .best = Best()};
    case 7: {
      const Held held = Any(held_);
      return PayReservation{.caller = OneIn(8) ? Any(callers_) : held.caller,
                            .id = held.id,
                            .fresh_id = {FreshId()},
                            .idempotency_key = Key(4)};
    }
    case 8: {
      const Held held = Any(held_);
      if (OneIn(2)) return ExchangeSeats{held.caller, held.id, Seats()};
      if (OneIn(4)) return ByHand();
      return CancelReservation{held.caller, held.id};
    }
    default:
      return LeaveQueue{Any(callers_)};
  }
}

Command CommandCrowd::Read() {
  const Held held = Any(held_);
  switch (Below(16)) {
    case 14:
      return ReadBuyer{.user = User(), .limit = 3};
    case 15:
      return ReadHolders{.show = AnyShow(), .limit = 5};
    case 0:
      return ListRooms{};
    case 1:
      return ReadFunnel{"main"};
    case 2:
      return ReadRoom{"main"};
    case 3:
      return ReadDraw{"main"};
    case 4:
      return ListReservations{Any(callers_)};
    case 5:
      return ListShows{Any(callers_), {1}};
    case 6:
      return WatchToken{Any(callers_)};
    case 7:
      return WatchSeats{{1}};
    case 8:
      return ReadReservation{held.caller, held.id};
    case 9:
      return ReadBalance{User()};
    case 10:
      return ReadConcert{{1}};
    case 11:
      return ReadSeats{Any(callers_), AnyShow()};
    case 12:
      return ReadSale{.all_shows = OneIn(2)};
    default:
      return ReadToken{Any(callers_)};
  }
}

ChangeRoom CommandCrowd::Change() {
  ChangeRoom change{"main", {}, base::Sha256Of(FreshId().ToString())};
  switch (Below(4)) {
    case 0:
      change.change.capacity =
          1 + static_cast<std::int64_t>(Below(static_cast<std::size_t>(options_.capacity_max)));
      break;
    case 1:
      change.change.claim_time = std::chrono::seconds(Below(4) * 2);
      break;
    case 2:
      change.change.entry_per_minute =
          static_cast<std::int64_t>(Below(2)) * options_.capacity_max * 10;
      break;
    default:
      change.change.mode = OneIn(8) ? RoomMode::kNoQueue : RoomMode::kFifo;
  }
  return change;
}

Command CommandCrowd::ByHand() {
  switch (Below(4)) {
    case 0:
      return HoldBackSeats{.actor = {}, .show = AnyShow(), .seats = Seats()};
    case 1:
      return ReleaseReservation{.actor = {}, .id = Any(held_).id};
    case 2:
      return ChangeNotice{
          .actor = {}, .room = "main", .korean = {}, .english = OneIn(2) ? "wait" : ""};
    default:
      return PutSeatsOnSale{.actor = {}, .show = AnyShow(), .seats = Seats()};
  }
}

Command CommandCrowd::ChangeKeys() {
  const auto any_key = [this] { return "Key0000" + std::to_string(Below(10)); };
  const Actor actor{.key = any_key(), .call = "call"};
  const auto digest = base::Sha256Of(FreshId().ToString());
  switch (Below(6)) {
    case 0:
      return AddOwnerKey{.actor = {}, .id = any_key(), .name = "owner", .digest = digest};
    case 1:
      return AddAccessKey{
          .actor = actor, .id = any_key(), .name = "shop", .scopes = kAllScopes, .digest = digest};
    case 2:
      return RotateAccessKey{.actor = actor,
                             .id = any_key(),
                             .digest = digest,
                             .former_until = Time(std::chrono::days(40'000))};
    case 3:
      return RevokeAccessKey{.actor = actor, .id = any_key()};
    case 4:
      return NoteKeyUse{any_key()};
    default:
      return ListAccessKeys{};
  }
}

std::vector<Command> CommandCrowd::Batch(std::size_t size) {
  std::vector<Command> commands;
  commands.reserve(size);
  while (commands.size() < size) commands.push_back(Next());
  return commands;
}

LoadCatalog CommandCrowd::AddShow() {
  ++shows_;
  CatalogSpec spec = ContractSale(options_.policy);
  AddShows(spec, static_cast<std::uint32_t>(shows_));
  return {spec};
}

void CommandCrowd::Learn(const Outcome& outcome) {
  if (const auto* issued = std::get_if<OutcomeFor<IssueToken>>(&outcome)) {
    if (issued->answer) Keep(callers_, issued->answer->credential);
  }
  if (const auto* held = std::get_if<OutcomeFor<HoldSeats>>(&outcome)) {
    if (!held->answer) return;
    ++holds_;
    const Reservation& made = held->answer->reservation;
    const auto caller = std::ranges::find(callers_, made.token, &Credential::key);
    if (caller != callers_.end()) Keep(held_, {.caller = *caller, .id = made.id});
  }
}

template <class T>
void CommandCrowd::Keep(std::vector<T>& all, const T& one) {
  if (all.size() < 2 * options_.users) {
    all.push_back(one);
  } else {
    all[Below(all.size())] = one;
  }
}

UserId CommandCrowd::User() {
  return ContractUser("user-" + std::to_string(Below(options_.users)));
}

Uuid CommandCrowd::FreshId() {
  Uuid id;
  for (auto& byte : id.bytes) byte = static_cast<std::uint8_t>(random_());
  return id;
}

std::vector<SeatNumber> CommandCrowd::Seats() {
  std::set<SeatNumber> numbers;
  // Most holds are of one seat; seat 11 does not exist.
  for (std::size_t n = OneIn(3) ? 3 : 1; n > 0; --n) {
    numbers.insert({static_cast<std::uint32_t>(1 + Below(11))});
  }
  return {numbers.begin(), numbers.end()};
}

BestSeats CommandCrowd::Best() {
  return {.count = static_cast<std::int64_t>(1 + Below(OneIn(4) ? 6 : 2)),
          .category = OneIn(3) ? "a" : "",
          .together = static_cast<Together>(1 + Below(3)),
          .accessible = OneIn(8)};
}

std::optional<IdempotencyKey> CommandCrowd::Key(std::uint64_t kind) {
  if (!OneIn(3)) return std::nullopt;
  return IdempotencyKey{.key = "k" + std::to_string(Below(50)), .fingerprint = {kind, Below(2)}};
}

}  // namespace onsale::store
