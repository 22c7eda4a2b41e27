// The simulated operator's requests, and requests that need no token.

#include "domain/policy_fields.h"
#include "sim/crowd/client.h"

namespace onsale::sim {

using namespace domain;

namespace {

// The slug of a room by its number; 0 is a room that does not exist.
std::string SlugAt(std::uint64_t number) {
  if (number == 0) return "nowhere";
  return number == 1 ? "main" : "room-" + std::to_string(number - 1);
}

std::string AnyRoom(const Offer& offer, Chance& chance) {
  const auto rooms = static_cast<std::uint64_t>(offer.plan->rooms);
  return SlugAt(chance.OneIn(30) ? 0 : 1 + chance.Below(rooms));
}

void ChangeOne(const RoomPolicy& policy, Chance& chance, RoomChange& change) {
  const std::uint64_t one = chance.Below(kPolicyFieldCount);
  ForEachPolicyField([&](const auto& field) {
    if (field.digest_place == one) change.*field.change = policy.*field.member;
  });
}

Command AskToFind(const Offer& offer, Chance& chance) {
  FindReservations command;
  switch (chance.Below(4)) {
    case 0:
      command.user = UserId::Parse("user-" + std::to_string(chance.Below(12))).value();
      command.page = AnyPage(offer, chance);
      break;
    case 1:
      command.id = GuessReservation(offer, chance);
      break;
    case 2:
      command.number = base::BookingNumberOf(GuessReservation(offer, chance));
      break;
    default:
      command.seat = {{static_cast<std::uint32_t>(1 + chance.Below(offer.shows))},
                      chance.Of(std::span<const SeatNumber>(offer.seats))};
      break;
  }
  return command;
}

Command AskAboutBuyer(const Offer& offer, Chance& chance) {
  ReadBuyer command{.user = UserId::Parse("user-" + std::to_string(chance.Below(12))).value(),
                    .limit = chance.Of({1, 3, 101})};
  if (chance.OneIn(2)) {
    const auto rooms = static_cast<std::uint64_t>(offer.plan->rooms);
    command.tokens_before = {
        .issued_at = kWorldStart + std::chrono::seconds(chance.Below(7200U)),
        .key = {.room = {static_cast<std::uint32_t>(1 + chance.Below(rooms))}, .number = {2}}};
  }
  if (const ReservationPage page = AnyPage(offer, chance); page.before) {
    command.reservations_before = *page.before;
  }
  return command;
}

// The id of a key: one of few, the first ones often.
std::string AnyKey(Chance& chance) {
  const std::uint64_t number = chance.Below(1 + chance.Below(std::uint64_t{30}));
  return "Key000" + std::to_string(10 + number);
}

ScopeSet AnyScopes(Chance& chance) {
  return {static_cast<std::uint32_t>(chance.Below(std::uint64_t{kAllScopes.bits + 1}))};
}

std::optional<Time> AnyEnd(base::Time now, Chance& chance) {
  if (!chance.OneIn(3)) return std::nullopt;
  return now + std::chrono::seconds(chance.In({-5, 600}));
}

}  // namespace

Command AskOfOperator(const Offer& offer, base::Time now, Chance& chance) {
  ChangeRoom command{.room = AnyRoom(offer, chance), .change = {}, .fresh_seed = chance.Digest()};
  RoomChange& change = command.change;
  const RoomPolicy policy = AnyPolicy(*offer.plan, chance);
  for (std::uint64_t i = chance.Below(3); i > 0; --i) ChangeOne(policy, chance, change);
  if (offer.plan->features.persons && chance.OneIn(8)) {
    change.presale =
        Presale{.group = "fans",
                .until = now + base::Duration(chance.In({-5, 10}) * offer.plan->step_max_us)};
  }
  // The operator mostly opens rooms, so that the sale continues.
  const std::uint64_t dice = chance.Below(100);
  if (dice < 55) change.state = RoomState::kOpen;
  if (dice >= 55 && dice < 65) change.state = RoomState::kPaused;
  if (dice >= 65 && dice < 68) change.state = RoomState::kClosed;
  const bool lobby = offer.plan->features.lobbies && chance.OneIn(3);
  if (lobby || (dice >= 68 && dice < 80)) {
    change.state = RoomState::kScheduled;
    change.opens_at = now + base::Duration(chance.In({-5, 30}) * offer.plan->step_max_us);
    if (lobby || chance.OneIn(2)) change.mode = RoomMode::kDraw;
  }
  return command;
}

namespace {

// Undoes a change that sets the room's state, its mode, a notice or one member of its policy: often
// one that was made, for few values occur.
UndoRoomChange AnyUndo(const Offer& offer, base::Time now, Chance& chance) {
  UndoRoomChange undo{.room = AnyRoom(offer, chance), .fresh_seed = chance.Digest()};
  const auto state = [&](RoomMembers& members, RoomState value) {
    members.state = value;
    members.opens_at = Time{};
    if (value == RoomState::kScheduled) {
      members.opens_at = std::chrono::floor<std::chrono::milliseconds>(
          now + base::Duration(chance.In({1, 30}) * offer.plan->step_max_us));
    }
  };
  switch (chance.Below(4)) {
    case 0:
      ChangeOne(AnyPolicy(*offer.plan, chance), chance, undo.before.policy);
      ChangeOne(AnyPolicy(*offer.plan, chance), chance, undo.after.policy);
      break;
    case 1:
      undo.before.notice_english = chance.Of({"", "wait", "one moment"});
      undo.after.notice_english = chance.Of({"", "wait", "one moment"});
      break;
    case 2:
      undo.before.presale_group = chance.OneIn(2) ? "fans" : "";
      undo.after.presale_group = chance.OneIn(2) ? "fans" : "";
      undo.before.presale_until = chance.OneIn(2) ? now : Time{};
      break;
    default:
      state(undo.before, chance.Of({RoomState::kOpen, RoomState::kPaused, RoomState::kScheduled}));
      state(undo.after, chance.Of({RoomState::kOpen, RoomState::kPaused, RoomState::kScheduled}));
      if (*undo.after.state == RoomState::kScheduled) undo.after.opens_at.reset();
  }
  return undo;
}

}  // namespace

Command AskByHand(const Offer& offer, const Client& client, base::Time now, Chance& chance) {
  const Actor actor{.call = "call", .reason = chance.OneIn(2) ? "a reason" : ""};
  const ShowId show{static_cast<std::uint32_t>(1 + chance.Below(offer.shows))};
  switch (chance.Below(7)) {
    case 0:
      return HoldBackSeats{.actor = actor, .show = show, .seats = AnySeats(offer, chance)};
    case 1:
      return ReleaseReservation{.actor = actor,
                                .id = client.held.empty() || chance.OneIn(8)
                                          ? GuessReservation(offer, chance)
                                          : client.held.back().id};
    case 2:
      return ChangeNotice{.actor = actor,
                          .room = AnyRoom(offer, chance),
                          .korean = chance.OneIn(2) ? "잠시" : "",
                          .english = chance.Of({"", "wait", "one moment"})};
    case 3:
      return AnyUndo(offer, now, chance);
    case 4:
      return UndoSeats{.actor = actor,
                       .show = show,
                       .seats = AnySeats(offer, chance),
                       .held_back = chance.OneIn(2)};
    default:
      // More often than seats are held back, so that the sale continues.
      return PutSeatsOnSale{.actor = actor, .show = show, .seats = AnySeats(offer, chance)};
  }
}

Command AskInPublic(const Offer& offer, Chance& chance) {
  const std::string room = AnyRoom(offer, chance);
  switch (chance.Below(10)) {
    case 8:
      return AskAboutBuyer(offer, chance);
    case 9:
      return ReadHolders{
          .show = {static_cast<std::uint32_t>(1 + chance.Below(offer.shows))},
          .section = chance.OneIn(2) ? "floor" : "",
          .after = chance.OneIn(2) ? SeatNumber() : chance.Of(std::span(offer.seats)),
          .limit = chance.Of({1, 7, 1'001})};
    case 0:
      return AskToFind(offer, chance);
    case 1:
      return ReadDraw{room};
    case 2:
      return ReadDrawEntries{
          .room = room, .after = chance.In({0, 20}), .limit = chance.Of({1, 7, 1'000})};
    case 3:
      return ListRooms{};
    case 4:
      return ReadFunnel{room};
    case 5:
      return ReadSale{.all_shows = chance.OneIn(2)};
    default:
      return ReadRoom{room};
  }
}

Command AskAboutKeys(base::Time now, Chance& chance) {
  const Actor actor{
      .key = AnyKey(chance), .call = "call", .reason = chance.OneIn(2) ? "a reason" : ""};
  const std::string id = AnyKey(chance);
  switch (chance.Below(10)) {
    case 0:
    case 1:
      return AddOwnerKey{.actor = {},
                         .id = id,
                         .name = "owner",
                         .digest = chance.Digest(),
                         .force = chance.OneIn(8)};
    case 2:
    case 3:
    case 4:
      return AddAccessKey{.actor = actor,
                          .id = id,
                          .name = "shop",
                          .scopes = AnyScopes(chance),
                          .digest = chance.Digest(),
                          .ends = AnyEnd(now, chance)};
    case 5: {
      // Of few times, so that what is seen is often right.
      constexpr std::chrono::minutes kStep(10);
      const base::Time next = base::Time(now.time_since_epoch() / kStep * kStep) + kStep;
      return RotateAccessKey{.actor = actor,
                             .id = id,
                             .digest = chance.Digest(),
                             .former_until = next + kStep * chance.In({-1, 1}),
                             .ends = static_cast<domain::EndedSecret>(chance.Below(3)),
                             .former_seen = next + kStep * chance.In({0, 1})};
    }
    case 6:
      return RevokeAccessKey{.actor = actor, .id = id};
    case 7:
      return ListAccessKeys{};
    case 8:
      return NoteKeyUse{id};
    default:
      // By the server itself: a key that makes such a change exists, and the crowd does not know
      // which do.
      return NoteOperatorAction{.actor = {.key = {}, .call = "call", .reason = actor.reason},
                                .before = "{}",
                                .after = R"({"clock":"now"})"};
  }
}

Command AskToLoad(const Offer& offer, Chance& chance) {
  // Variant 0 is loaded often, so that variants that differ from it in one member are loaded after
  // it.
  std::uint64_t variant = 0;
  if (chance.OneIn(2)) variant = chance.Below(kWholeVariants);
  if (variant == 0 && chance.OneIn(2)) variant = kWholeVariants + chance.Below(1'000);
  return LoadCatalog{.spec = SpecOf(*offer.plan, static_cast<std::uint32_t>(variant)),
                     .dry_run = chance.OneIn(8)};
}

}  // namespace onsale::sim
