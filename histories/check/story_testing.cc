#include "histories/check/story_testing.h"

#include <algorithm>

#include "base/temp_directory_testing.h"
#include "store/command_text.h"

namespace onsale::histories {
namespace {

constexpr std::int64_t kStep = 1'000'000;  // nanoseconds between operations
constexpr std::uint32_t kSeats = 5;

domain::LoadCatalog Catalogue(const World& world) {
  domain::LoadCatalog load;
  const base::Time far = base::Time(std::chrono::hours(24 * 365 * 90));
  load.spec.currency = "KRW";
  load.spec.rooms = {{.slug = "room-1",
                      .policy = {.capacity = world.capacity,
                                 .active_time = std::chrono::milliseconds(world.active_ms),
                                 .hold_time = std::chrono::milliseconds(world.hold_ms)}}};
  domain::CatalogRows& rows = load.spec.rows;
  rows.concerts = {{.id = {1}, .slug = "c-1", .room = {1}, .seats_per_user_max = 4}};
  rows.charts = {{.id = {1}, .slug = "small"}};
  rows.categories = {{.chart = {1}, .slug = "any"}};
  for (std::uint32_t seat = 1; seat <= kSeats; ++seat) {
    rows.seats.push_back(
        {.chart = {1}, .number = {seat}, .label = std::to_string(seat), .category = "any"});
  }
  rows.shows = {{.id = {1},
                 .slug = "s-1",
                 .concert = {1},
                 .chart = {1},
                 .starts_at = far,
                 .sale_closes_at = far,
                 .orphans = domain::OrphanPolicy::kRefuse}};
  rows.prices = {{.show = {1}, .category = "any", .amount = {World::kPrice}}};
  return load;
}

domain::UserId UserOf(std::uint32_t user) {
  return domain::UserId::Parse("u-" + std::to_string(user)).value();
}

}  // namespace

Story::Story() {
  world.rooms = world.concerts_per_room = world.shows_per_concert = 1;
  world.seats_per_show = kSeats;
  world.capacity = 1;
  world.active_ms = 200;
  world.hold_ms = 100;
  Record(Catalogue(world), 0);
  ops.clear();
}

base::Uuid Story::NextId() {
  base::Uuid id;
  id.bytes[0] = 7;
  id.bytes[15] = static_cast<std::uint8_t>(++ids_);
  return id;
}

Op& Story::Add() {
  Op& op = ops.emplace_back();
  op.number = ops.size();
  op.began = op.sent = static_cast<std::int64_t>(op.number) * kStep;
  op.answered = op.sent + kStep / 2;
  return op;
}

// `key`: the number of the operation whose idempotency key, or reason, the command has; 0 for a new
// one.
Op& Story::Record(const domain::Command& command, std::uint64_t key) {
  Op& op = Add();
  const Op times = op;
  domain::Command keyed = command;
  const std::string key_text = "u-" + std::to_string(key == 0 ? op.number : key);
  std::visit(
      [&](auto& c) {
        if constexpr (requires { c.idempotency_key; }) {
          c.idempotency_key = {.key = key_text, .fingerprint = {}};
        }
        if constexpr (requires { c.actor; }) c.actor.reason = key_text;
        // A retry gets a new id from the server, which the stored answer does not have.
        if constexpr (requires { c.fresh_id; }) {
          if (key != 0) c.fresh_id = {NextId()};
        }
      },
      keyed);
  requests_.insert_or_assign(op.number, command);
  now_ += std::chrono::milliseconds(1);
  const bool writes = !domain::IsRead(keyed);
  if (writes) ++commit_;
  const std::string at = std::to_string(now_.time_since_epoch().count());
  groups.push_back((writes ? "writes " : "reads ") + std::to_string(commit_) + "\nbatch " + at +
                   " " + std::to_string(++batch_) + "\n" + store::CommandText(keyed) + "\nend\n");
  (void)model_.BeginBatch(now_);
  op = RequestOf(keyed, model_).value_or(Op{});
  AddAnswer(model_.Answer(keyed), model_, op);
  model_.EndBatch();
  op.number = times.number;
  op.began = times.began;
  op.sent = times.sent;
  op.answered = times.answered;
  op.commit = commit_;
  op.at_us = now_.time_since_epoch().count();
  op.engine_batch = batch_;
  return op;
}

domain::Credential Story::TokenOf(std::uint32_t rank) const {
  const domain::RoomId room = model_.catalog().concerts.at({1}).room;
  const domain::QueueTokenKey key{room, {rank}};
  const auto* const token = model_.Expected(domain::QueueToken{.key = key});
  return {.key = key, .issued_at = token == nullptr ? base::Time{} : token->issued_at};
}

Op& Story::TopUp(std::uint32_t user, std::int64_t amount) {
  return Record(
      domain::TopUpBalance{
          .user = UserOf(user), .amount = {amount}, .fresh_id = {NextId()}, .idempotency_key = {}},
      0);
}

Op& Story::Balance(std::uint32_t user) {
  return Record(domain::ReadBalance{UserOf(user)}, 0);
}

Op& Story::Join(std::uint32_t user) {
  const domain::RoomId room = model_.catalog().concerts.at({1}).room;
  return Record(domain::IssueToken{.user = UserOf(user), .room = room, .idempotency_key = {}}, 0);
}

Op& Story::Token(std::uint32_t rank) {
  return Record(domain::ReadToken{TokenOf(rank)}, 0);
}

Op& Story::Leave(std::uint32_t rank) {
  return Record(domain::LeaveQueue{TokenOf(rank)}, 0);
}

Op& Story::Hold(std::uint32_t rank, std::vector<domain::SeatNumber> seats) {
  return Record(domain::HoldSeats{.caller = TokenOf(rank),
                                  .show = {1},
                                  .seats = std::move(seats),
                                  .fresh_id = {NextId()},
                                  .idempotency_key = {}},
                0);
}

Op& Story::Best(std::uint32_t rank, const domain::BestSeats& best) {
  return Record(domain::HoldSeats{.caller = TokenOf(rank),
                                  .show = {1},
                                  .seats = {},
                                  .fresh_id = {NextId()},
                                  .idempotency_key = {},
                                  .best = best},
                0);
}

namespace {

// The id of what a command of the story creates.
domain::ReservationId IdOf(const domain::Command& hold) {
  return std::get<domain::HoldSeats>(hold).fresh_id;
}

}  // namespace

Op& Story::Exchange(std::uint32_t rank, const Op& hold, std::vector<domain::SeatNumber> seats) {
  return Record(
      domain::ExchangeSeats{TokenOf(rank), IdOf(requests_.at(hold.number)), std::move(seats)}, 0);
}

Op& Story::Cancel(std::uint32_t rank, const Op& hold) {
  return Record(domain::CancelReservation{TokenOf(rank), IdOf(requests_.at(hold.number))}, 0);
}

Op& Story::Pay(std::uint32_t rank, const Op& hold) {
  return Record(domain::PayReservation{.caller = TokenOf(rank),
                                       .id = IdOf(requests_.at(hold.number)),
                                       .fresh_id = {NextId()},
                                       .idempotency_key = {}},
                0);
}

Op& Story::Reservation(std::uint32_t rank, const Op& hold) {
  return Record(domain::ReadReservation{TokenOf(rank), IdOf(requests_.at(hold.number))}, 0);
}

Op& Story::Reservations(std::uint32_t rank) {
  return Record(domain::ListReservations{TokenOf(rank)}, 0);
}

Op& Story::Seats(std::uint32_t rank) {
  return Record(domain::ReadSeats{TokenOf(rank), {1}}, 0);
}

Op& Story::Dates(std::uint32_t rank) {
  return Record(domain::ListShows{TokenOf(rank), {1}}, 0);
}

Op& Story::Release(const Op& hold) {
  return Record(domain::ReleaseReservation{.actor = {}, .id = IdOf(requests_.at(hold.number))}, 0);
}

Op& Story::HoldBack(std::vector<domain::SeatNumber> seats) {
  return Record(domain::HoldBackSeats{.actor = {}, .show = {1}, .seats = std::move(seats)}, 0);
}

Op& Story::PutOnSale(std::vector<domain::SeatNumber> seats) {
  return Record(domain::PutSeatsOnSale{.actor = {}, .show = {1}, .seats = std::move(seats)}, 0);
}

Op& Story::Ledger(std::uint32_t user, std::size_t count) {
  std::vector<Words> entries;
  for (const Op& op : ops) {
    if (op.kind != Kind::kTopUp || op.user != user || op.key != op.number) continue;
    entries.push_back({std::ssize(entries) + 1, 1, op.response[2], op.response[3], op.response[0],
                       op.response[1], op.at_us / 1000});
  }
  Op& op = Add();
  op.user = user;
  op.kind = Kind::kLedger;
  op.arguments = {50};
  for (std::size_t i = count; i > 0; --i) {
    op.response.insert(op.response.end(), entries[i - 1].begin(), entries[i - 1].end());
  }
  op.response.push_back(0);
  return op;
}

Op& Story::Again(const Op& op) {
  return Record(requests_.at(op.number), op.key);
}

std::string Story::Wrong() const {
  const base::TempDirectory folder;
  std::string text;
  for (const std::string& group : groups) text += group;
  const std::string file = folder.Write("decided", text).string();
  std::vector<Op> answered(ops.begin(), ops.end());
  std::ranges::sort(answered, {}, &Op::answered);
  const auto verdict = CheckOps(world, std::move(answered), std::span(&file, 1));
  return verdict ? verdict->wrong : verdict.error();
}

}  // namespace onsale::histories
