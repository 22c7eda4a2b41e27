// The names of refusals in scenarios and in reports of the simulator.
#pragma once

#include <iterator>
#include <string>

#include "domain/refusal.h"

namespace onsale::domain {

inline std::string RefusalName(RefusalCode code) {
  static constexpr const char* kNames[] = {"idempotency-key-reused",
                                           "too-many-keys",
                                           "token-invalid",
                                           "token-waiting",
                                           "token-expired",
                                           "token-wrong-room",
                                           "other-user",
                                           "room-not-open",
                                           "room-full",
                                           "room-not-found",
                                           "too-many-tokens",
                                           "room-in-use",
                                           "draw-not-found",
                                           "draw-committed",
                                           "draw-pending",
                                           "presale-group-required",
                                           "challenge-required",
                                           "not-on-sale",
                                           "turn-ending",
                                           "too-many-holds",
                                           "seat-unknown",
                                           "too-many-seats",
                                           "access-required",
                                           "seat-unavailable",
                                           "best-unavailable",
                                           "leaves-single-seat",
                                           "reservation-not-found",
                                           "already-paid",
                                           "reservation-cancelled",
                                           "hold-expired",
                                           "amount-differs",
                                           "insufficient-balance",
                                           "balance-limit",
                                           "scope-exceeded",
                                           "access-key-unknown",
                                           "access-key-exists",
                                           "access-key-ended",
                                           "rotation-conflict",
                                           "last-owner-key",
                                           "owner-key-exists",
                                           "too-many-access-keys",
                                           "undo-conflict"};
  static_assert(std::size(kNames) == kRefusalCodes);
  return kNames[static_cast<std::size_t>(code)];
}

}  // namespace onsale::domain
