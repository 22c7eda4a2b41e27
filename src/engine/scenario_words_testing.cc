#include "engine/scenario_words_testing.h"

#include <gtest/gtest.h>

#include <sstream>

#include "base/decimal.h"
#include "domain/refusal_name_testing.h"
#include "domain/words.h"

namespace onsale::engine {

using namespace domain;  // NOLINT: almost every name here is the domain's

std::vector<std::string> Split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  std::istringstream in{std::string(text)};
  for (std::string part; std::getline(in, part, separator);) {
    if (!part.empty()) parts.push_back(part);
  }
  return parts;
}

std::int64_t Integer(std::string_view text) {
  const auto value = base::ParseDecimal<std::int64_t>(text);
  EXPECT_TRUE(value.has_value()) << "not a number: " << text;
  return value.value_or(0);
}

base::Duration Length(const std::string& text) {
  if (text.ends_with("us")) return base::Duration(Integer(text.substr(0, text.size() - 2)));
  return base::ParseDuration(text).value();
}

namespace {

std::string Numbers(const std::vector<SeatNumber>& seats) {
  std::string text;
  for (const SeatNumber seat : seats)
    text += (text.empty() ? "" : ",") + std::to_string(seat.value);
  return text;
}

}  // namespace

std::string Say(const Refusal& refusal) {
  using enum RefusalCode;
  const std::string name = RefusalName(refusal.code);
  switch (refusal.code) {
    case kTooManyKeys:
    case kTooManyTokens:
    case kTooManyHolds:
    case kTooManySeats:
      return name + " " + std::to_string(refusal.limit);
    case kBestUnavailable:
      return name + " " + std::to_string(refusal.largest_together);
    case kLeavesSingleSeat:
      return name + " " + Numbers(refusal.seats) + " take " + Numbers(refusal.nearest);
    case kSeatUnknown:
    case kSeatUnavailable:
      return name + " " + Numbers(refusal.seats);
    case kAmountDiffers:
      return name + " " + std::to_string(refusal.amount.minor);
    case kBalanceInsufficient:
      return name + " " + std::to_string(refusal.balance.minor) + "/" +
             std::to_string(refusal.amount.minor);
    default:
      return name;
  }
}

std::string Say(ReservationStatus status) {
  return std::string(WordOf(status));
}

std::string Say(const TokenView& view) {
  switch (view.status) {
    case TokenStatus::kWaiting:
      if (view.in_lobby) return "WAITING in the lobby";
      return "WAITING " + std::to_string(view.ahead) + " ahead" +
             (view.sold_out ? " sold-out" : "") + (view.opens_at ? " not-open" : "");
    case TokenStatus::kActive:
      return view.claim_before ? "ACTIVE unclaimed" : "ACTIVE";
    case TokenStatus::kExpired:
      return "EXPIRED " + std::string(WordOf(view.expiry_reason));
  }
  return "?";
}

std::string Say(RoomState state) {
  return std::string(WordOf(state));
}

std::string Say(const RoomView& view) {
  const Room& room = view.room;
  return Say(room.state) + " " + std::to_string(room.active) + " active " +
         std::to_string(room.waiting) + " waiting" + (room.sold_out ? " sold-out" : "") +
         (room.state == RoomState::kOpen && view.admits_from ? " not-open" : "");
}

std::string Say(const RoomFunnel& funnel) {
  std::string text;
  const auto add = [&text](std::int64_t count, const char* what) {
    text += (text.empty() ? "" : ", ") + std::to_string(count) + " " + what;
  };
  add(funnel.joined, "joined");
  add(funnel.admitted, "admitted");
  add(funnel.left_waiting, "left");
  add(funnel.no_shows, "no-shows");
  add(funnel.timed_out, "timed out");
  add(funnel.holds, "holds");
  add(funnel.payments, "paid");
  add(funnel.seats_sold, "seats");
  return text;
}

RoomChange ChangeIn(const std::vector<std::string>& words) {
  RoomChange change;
  for (const std::string& word : words) {
    const auto parts = Split(word, '=');
    if (parts.size() != 2) continue;
    const std::string& value = parts[1];
    if (parts[0] == "capacity") change.capacity = Integer(value);
    if (parts[0] == "waiting") change.waiting_max = Integer(value);
    if (parts[0] == "active") change.active_time = Length(value);
    if (parts[0] == "hold") change.hold_time = Length(value);
    if (parts[0] == "claim") change.claim_time = Length(value);
    if (parts[0] == "mode") {
      change.mode = value == "draw"   ? RoomMode::kDraw
                    : value == "open" ? RoomMode::kNoQueue
                                      : RoomMode::kFifo;
    }
    if (parts[0] == "entry") {
      const auto numbers = Split(value, '/');
      change.entry_per_minute = Integer(numbers.at(0));
      change.entry_burst = Integer(numbers.at(1));
    }
  }
  return change;
}

std::string Joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + part;
  return text.empty() ? "none" : text;
}

}  // namespace onsale::engine
