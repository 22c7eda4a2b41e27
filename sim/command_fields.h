// The members of every command, in the order of command.h: these are the values of a script line.
//
// Shape:    a tuple of references to the members. A catalogue is left out: scripts name it by its
//           variant.
#pragma once

#include <tuple>

#include "domain/command.h"
#include "domain/policy_fields.h"

namespace onsale::sim {

// The names of the commands in scripts, at the index of the command in domain::Command.
inline constexpr const char* kCommandNames[] = {
    "issue", "token",   "leave",   "shows",  "seats",  "hold",        "reservation",
    "list",  "cancel",  "balance", "charge", "pay",    "load",        "room",
    "draw",  "entries", "rooms",   "change", "funnel", "watch-seats", "watch-token"};
static_assert(std::size(kCommandNames) == std::variant_size_v<domain::Command>);

template <class C>
auto FieldsOf(C& c) {
  using namespace domain;
  using T = std::remove_const_t<C>;
  if constexpr (std::is_same_v<T, IssueToken>) {
    return std::tie(c.user, c.room, c.idempotency_key);
  } else if constexpr (std::is_same_v<T, ListShows>) {
    return std::tie(c.caller, c.concert);
  } else if constexpr (std::is_same_v<T, ReadSeats>) {
    return std::tie(c.caller, c.show);
  } else if constexpr (std::is_same_v<T, HoldSeats>) {
    return std::tie(c.caller, c.show, c.seats, c.fresh_id, c.idempotency_key);
  } else if constexpr (std::is_same_v<T, ReadReservation> || std::is_same_v<T, CancelReservation>) {
    return std::tie(c.caller, c.id);
  } else if constexpr (std::is_same_v<T, ReadBalance>) {
    return std::tie(c.user);
  } else if constexpr (std::is_same_v<T, ChargeBalance>) {
    return std::tie(c.user, c.amount, c.fresh_id, c.idempotency_key);
  } else if constexpr (std::is_same_v<T, PayReservation>) {
    return std::tie(c.caller, c.id, c.fresh_id, c.idempotency_key);
  } else if constexpr (std::is_same_v<T, ReadDrawEntries>) {
    return std::tie(c.room, c.after, c.limit);
  } else if constexpr (std::is_same_v<T, ChangeRoom>) {
    const auto policy =
        std::apply([&to = c.change](const auto&... field) { return std::tie(to.*field.change...); },
                   kPolicyFields);
    return std::tuple_cat(std::tie(c.room), policy,
                          std::tie(c.change.state, c.change.opens_at, c.fresh_seed));
  } else if constexpr (std::is_same_v<T, ListRooms> || std::is_same_v<T, LoadCatalog>) {
    return std::tuple<>();
  } else if constexpr (std::is_same_v<T, WatchSeats>) {
    return std::tie(c.show);
  } else if constexpr (requires { c.caller; }) {
    return std::tie(c.caller);  // ReadToken, WatchToken, LeaveQueue, ListReservations
  } else {
    return std::tie(c.room);  // ReadRoom, ReadDraw, ReadFunnel
  }
}

}  // namespace onsale::sim
