// The operator's calls: releases of reservations, and seats held back or put on sale again.
#include "histories/crowd/asker.h"

namespace onsale::histories {
namespace {

// Of so many calls, one is about seats.
constexpr std::uint32_t kSeatsOneIn = 3;
// Of so many calls about seats, one holds them back: the others also name seats that are on sale.
constexpr std::uint32_t kHoldBackOneIn = 3;

}  // namespace

std::string Asker::AskByHand(const Person& buyer, const std::optional<base::Uuid>& reservation,
                             base::SplitMix64& dice, const Demand& demand, Op& op) {
  // The reason identifies the call, as an idempotency key does: a retry has the same.
  op.key = op.number;
  if (!reservation || dice.Below(kSeatsOneIn) == 0) return SeatsForSale(buyer, dice, demand, op);
  op.kind = Kind::kRelease;
  base::Uuid id = *reservation;
  // Some calls name a reservation id that does not exist.
  if (dice.Below(80) == 0) id.bytes[15] ^= 1;
  op.arguments = {Half(id, 0), Half(id, 8)};
  const std::string path = "/v1/operator/reservations/" + id.ToString() + "/release";
  return Write(
      {.method = "POST", .path = path, .bearer = options_.operator_key, .reason = Key(op)});
}

std::string Asker::SeatsForSale(const Person& buyer, base::SplitMix64& dice, const Demand& demand,
                                Op& op) {
  const bool holds_back = dice.Below(kHoldBackOneIn) == 0;
  op.kind = holds_back ? Kind::kHoldBack : Kind::kPutOnSale;
  const std::uint32_t show = demand.Show(buyer.room, dice);
  const std::int64_t seats = AnySeats(dice);
  op.arguments = {show, seats};
  const std::string path = "/v1/operator/shows/" + ShowName(show) + "/seats/" +
                           (holds_back ? "hold-back" : "put-on-sale");
  const std::string body = R"({"seatNumbers":[)" + ListOf(seats) + "]}";
  return Write({.method = "POST",
                .path = path,
                .bearer = options_.operator_key,
                .body = body,
                .reason = Key(op)});
}

}  // namespace onsale::histories
