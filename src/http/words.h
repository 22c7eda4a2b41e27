// The status words of the API; they are spelled only here.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "base/assert.h"
#include "domain/rows.h"

namespace onsale::http {

constexpr std::string_view WordOf(domain::SeatStatus status) {
  switch (status) {
    case domain::SeatStatus::kAvailable:
      return "AVAILABLE";
    case domain::SeatStatus::kHeld:
      return "HELD";
    case domain::SeatStatus::kSold:
      return "SOLD";
  }
  ONSALE_ASSERT(!"a seat's status outside the enumeration");
}

constexpr std::string_view WordOf(domain::TokenStatus status) {
  switch (status) {
    case domain::TokenStatus::kWaiting:
      return "WAITING";
    case domain::TokenStatus::kActive:
      return "ACTIVE";
    case domain::TokenStatus::kExpired:
      return "EXPIRED";
  }
  ONSALE_ASSERT(!"a token's status outside the enumeration");
}

// Requires: a reason, not kNone.
constexpr std::string_view WordOf(domain::ExpiryReason reason) {
  switch (reason) {
    case domain::ExpiryReason::kNone:
      break;
    case domain::ExpiryReason::kTimeUp:
      return "TIME_UP";
    case domain::ExpiryReason::kLeft:
      return "LEFT";
    case domain::ExpiryReason::kPaid:
      return "PAID";
    case domain::ExpiryReason::kNoShow:
      return "NO_SHOW";
  }
  ONSALE_ASSERT(!"no reason to expire");
}

constexpr std::string_view WordOf(domain::RoomState state) {
  switch (state) {
    case domain::RoomState::kScheduled:
      return "SCHEDULED";
    case domain::RoomState::kOpen:
      return "OPEN";
    case domain::RoomState::kPaused:
      return "PAUSED";
    case domain::RoomState::kClosed:
      return "CLOSED";
  }
  ONSALE_ASSERT(!"a room's state outside the enumeration");
}

constexpr std::string_view WordOf(domain::RoomMode mode) {
  switch (mode) {
    case domain::RoomMode::kFifo:
      return "FIFO";
    case domain::RoomMode::kDraw:
      return "DRAW";
    case domain::RoomMode::kOpen:
      return "OPEN";
  }
  ONSALE_ASSERT(!"a room's mode outside the enumeration");
}

constexpr std::string_view WordOf(domain::ReservationStatus status) {
  switch (status) {
    case domain::ReservationStatus::kHeld:
      return "HELD";
    case domain::ReservationStatus::kConfirmed:
      return "CONFIRMED";
    case domain::ReservationStatus::kExpired:
      return "EXPIRED";
    case domain::ReservationStatus::kCancelled:
      return "CANCELLED";
  }
  ONSALE_ASSERT(!"a reservation's status outside the enumeration");
}

constexpr std::string_view WordOf(domain::LedgerKind kind) {
  switch (kind) {
    case domain::LedgerKind::kCharge:
      return "CHARGE";
    case domain::LedgerKind::kPayment:
      return "PAYMENT";
  }
  ONSALE_ASSERT(!"a ledger entry's kind outside the enumeration");
}

template <class Enum, std::size_t kValues>
constexpr std::optional<Enum> ValueOf(std::string_view word,
                                      const std::array<Enum, kValues>& values) {
  for (const Enum value : values) {
    if (WordOf(value) == word) return value;
  }
  return std::nullopt;
}

// `"FIFO", "DRAW" or "OPEN"`
template <class Enum, std::size_t kValues>
std::string WordsListed(const std::array<Enum, kValues>& values) {
  std::string list;
  for (std::size_t i = 0; i < kValues; ++i) {
    if (i > 0) list += i + 1 == kValues ? " or " : ", ";
    list.append("\"").append(WordOf(values[i])).append("\"");
  }
  return list;
}

}  // namespace onsale::http
