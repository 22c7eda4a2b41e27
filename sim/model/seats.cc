// The model of reading, holding and cancelling seats: docs/rules.md, rules 1, 2 and 6.

#include <algorithm>

#include "sim/model/model.h"

namespace onsale::sim {

using domain::QueueToken;
using domain::Refusal;
using domain::RefusalCode;
using domain::Reservation;
using domain::ReservationStatus;
using domain::ReservationView;
using domain::SeatStatus;

namespace {

// Adds one to the number in the last six bytes of an id.
void CountUp(domain::ReservationId& id) {
  std::uint64_t number = 0;
  for (std::size_t i = 10; i < 16; ++i) number = number * 256 + id.uuid.bytes[i];
  ++number;
  for (std::size_t i = 16; i-- > 10; number /= 256) {
    id.uuid.bytes[i] = static_cast<std::uint8_t>(number % 256);
  }
}

// A buyer who needs accessible places has twice the time for each hold.
base::Duration TimeToHold(const QueueToken& token, const domain::RoomPolicy& policy) {
  return token.rights.access() ? 2 * policy.hold_time : policy.hold_time;
}

}  // namespace

domain::SeatMapPtr Model::MapOf(domain::ShowId show) const {
  auto map = std::make_shared<domain::SeatMap>();
  const ModelShow& model_show = model_shows_.at(show);
  map->show = show;
  map->available = model_show.available;
  for (const ModelShow::ModelSeat& model_seat : model_show.model_seats)
    map->statuses.push_back(model_seat.row.status);
  return map;
}

domain::ReadConcert::Answer Model::To(const domain::ReadConcert& command) {
  using domain::ShowState;
  const domain::Concert& concert = catalog_.concerts.at(command.concert);
  std::vector<std::pair<base::Time, domain::ShowStateView>> found;
  for (const auto& [id, show] : catalog_.shows) {
    if (show.concert != command.concert) continue;
    const ModelShow& model_show = model_shows_.at(id);
    ShowState state = model_show.available == 0 ? ShowState::kSoldOut : ShowState::kOnSale;
    if (model_show.sale_closes_at <= now_) state = ShowState::kClosed;
    if (model_show.sale_opens_at > now_) state = ShowState::kUpcoming;
    found.push_back({show.starts_at, {.show = id, .state = state}});
  }
  std::ranges::stable_sort(found, {}, [](const auto& one) { return one.first; });
  domain::ConcertView view{.room_slug = queues_.at(concert.room).room.slug, .shows = {}};
  for (const auto& [start, one] : found) view.shows.push_back(one);
  return view;
}

domain::ListShows::Answer Model::To(const domain::ListShows& command) {
  const domain::RoomId room = catalog_.concerts.at(command.concert).room;
  if (auto refusal = QueueCheck(FindToken(command.caller), room)) {
    return std::unexpected(*refusal);
  }
  std::vector<std::pair<base::Time, domain::ShowView>> found;
  for (const auto& [id, show] : catalog_.shows) {
    const ModelShow& model_show = model_shows_.at(id);
    if (show.concert != command.concert || !model_show.IsOnSale(now_)) continue;
    if (model_show.available == 0 && !command.with_sold_out) continue;
    found.push_back({show.starts_at,
                     {.show = id,
                      .seats_available = model_show.available,
                      .seats_total = std::ssize(model_show.model_seats)}});
  }
  // Sorts shows by start. Shows that start together stay in order of id, as in `found`.
  std::ranges::stable_sort(found, {}, [](const auto& one) { return one.first; });
  std::vector<domain::ShowView> shows;
  for (const auto& [start, view] : found) shows.push_back(view);
  return shows;
}

domain::ReadSeats::Answer Model::To(const domain::ReadSeats& command) {
  const domain::RoomId room = model_shows_.at(command.show).room;
  if (auto refusal = QueueCheck(FindToken(command.caller), room)) {
    return std::unexpected(*refusal);
  }
  return MapOf(command.show);
}

domain::WatchSeats::Answer Model::To(const domain::WatchSeats& command) {
  return MapOf(command.show);
}

std::optional<Refusal> Model::MayChoose(const ModelShow& model_show,
                                        const QueueToken& token) const {
  if (!model_show.IsOnSale(now_)) {
    const base::Time opens = model_show.sale_opens_at;
    return Refusal{.code = RefusalCode::kShowNotOnSale,
                   .opens_at = opens > now_ ? opens : base::Time{}};
  }
  if (auto refusal = TooEarly(model_show.presale, token.rights)) return refusal;
  if (token.choose_until <= now_) return Refusal{.code = RefusalCode::kTurnEnding};
  return std::nullopt;
}

std::optional<Refusal> Model::WithinCaps(const Taker& taker, std::size_t count,
                                         const ModelShow& model_show) {
  const auto more = static_cast<std::int64_t>(count);
  if (taker.has.at_show + more > model_show.seats_per_user_max) {
    return Refusal{.code = RefusalCode::kTooManySeats,
                   .limit = model_show.seats_per_user_max,
                   .have = taker.has.at_show};
  }
  const std::int64_t concert_max = model_show.seats_per_concert_max;
  if (concert_max != 0 && taker.has.at_concert + more > concert_max) {
    return Refusal{.code = RefusalCode::kTooManySeats,
                   .limit = concert_max,
                   .scope = domain::CapScope::kConcert,
                   .have = taker.has.at_concert};
  }
  return std::nullopt;
}

Model::SeatsOfBuyer Model::SeatsOf(const domain::UserId& user, domain::PersonKey person,
                                   domain::ShowId show, domain::ReservationId but) {
  std::set<domain::ReservationId> ids;
  for (const auto& [created, id] : UserOf(user).open) ids.insert(id);
  if (const auto of_person = persons_.find(person); of_person != persons_.end()) {
    ids.insert(of_person->second.begin(), of_person->second.end());
  }
  ids.erase(but);
  SeatsOfBuyer seats;
  const domain::ConcertId concert = catalog_.shows.at(show).concert;
  for (const domain::ReservationId id : ids) {
    const Reservation& other = reservations_.at(id);
    const bool held = other.status == ReservationStatus::kHeld;
    if (!held && other.status != ReservationStatus::kConfirmed) continue;
    const std::int64_t count = std::ssize(other.seats);
    if (other.show == show) seats.at_show += count;
    if (catalog_.shows.at(other.show).concert == concert) seats.at_concert += count;
  }
  return seats;
}

domain::Result<std::vector<domain::SeatNumber>> Model::SeatsToHold(const domain::HoldSeats& command,
                                                                   const QueueToken& token) {
  const ModelShow& model_show = model_shows_.at(command.show);
  if (auto refusal = QueueCheck(&token, model_show.room)) return std::unexpected(*refusal);
  if (auto refusal = MayChoose(model_show, token)) return std::unexpected(*refusal);
  const auto made = reservations_made_.find(token.key);
  if (made != reservations_made_.end() && std::ssize(made->second) >= limits_.holds_per_turn) {
    return std::unexpected(
        Refusal{.code = RefusalCode::kTooManyHolds, .limit = limits_.holds_per_turn});
  }
  const Taker taker{.token = token,
                    .buyer = token.user,
                    .has = SeatsOf(token.user, token.rights.person(), command.show)};
  if (command.best) return Choose(taker, *command.best, model_show);
  auto refusal = MayTake(taker, command.seats, model_show);
  if (!refusal) refusal = LeavesSingle(command.seats, {}, model_show);
  if (refusal) return std::unexpected(*refusal);
  return command.seats;
}

domain::HoldSeats::Answer Model::To(const domain::HoldSeats& command) {
  QueueToken* const token = FindToken(command.caller);
  if (auto refusal = ReadCheck(token)) return std::unexpected(*refusal);
  if (auto again = FindStoredAnswer<ReservationView>(token->user, command.idempotency_key))
    return *again;
  const auto seats = SeatsToHold(command, *token);
  if (!seats) return std::unexpected(seats.error());

  ModelShow& model_show = model_shows_.at(command.show);
  RoomQueue& queue = queues_.at(model_show.room);
  // Two reservations of those in memory never have one booking number.
  domain::ReservationId id = command.fresh_id;
  while (booking_numbers_.contains(base::BookingNumberOf(id))) CountUp(id);
  booking_numbers_[base::BookingNumberOf(id)] = id;
  Reservation held{.id = id,
                   .token = token->key,
                   .user = token->user,
                   .show = command.show,
                   .created_at = now_,
                   .held_until = now_ + TimeToHold(*token, queue.room.policy),
                   .person = token->rights.person()};
  for (const domain::SeatNumber number : *seats) {
    ModelShow::ModelSeat& model_seat = *model_show.Find(number);
    held.seats.push_back({number, model_seat.price});
    held.amount.minor += model_seat.price.minor;
    model_show.Set(model_seat, {.key = {command.show, number},
                                .status = SeatStatus::kHeld,
                                .reservation = held.id,
                                .held_until = held.held_until});
  }
  reservations_[held.id] = held;
  reservations_made_[held.token].push_back(held.id);
  holds_.insert({held.held_until, held.id});
  UserOf(held.user).open.insert({held.created_at, held.id});
  if (!held.person.uuid.IsNil()) persons_[held.person].push_back(held.id);
  if (model_show.available == 0) NoteOffer(queue);
  ++queue.Numbers().holds;
  if (held.held_until > token->active_until) SetActiveUntil(*token, held.held_until);
  return StoreAnswer(ReservationView{held}, held.user, command.idempotency_key);
}

// What is not wanted any more becomes free, what is new is held, and all else stays as it was.
domain::ExchangeSeats::Answer Model::To(const domain::ExchangeSeats& command) {
  const QueueToken* const token = FindToken(command.caller);
  const domain::RoomId any_room = token == nullptr ? domain::RoomId{} : token->key.room;
  if (auto refusal = QueueCheck(token, any_room)) return std::unexpected(*refusal);
  const auto at = reservations_.find(command.id);
  Reservation* const held = at == reservations_.end() ? nullptr : &at->second;
  if (auto refusal = MayPayOne(*token, held)) return std::unexpected(*refusal);

  ModelShow& model_show = model_shows_.at(held->show);
  std::map<domain::SeatNumber, domain::Money> before;
  std::vector<domain::SeatNumber> own;
  for (const domain::ReservedSeat& seat : held->seats) {
    before[seat.number] = seat.price;
    own.push_back(seat.number);
  }
  std::map<domain::SeatNumber, domain::Money> after;
  std::vector<domain::SeatNumber> fresh;
  for (const domain::SeatNumber number : command.seats) {
    const auto kept = before.extract(number);
    kept.empty() ? fresh.push_back(number) : void(after[number] = kept.mapped());
  }
  if (!fresh.empty()) {
    if (auto refusal = MayChoose(model_show, *token)) return std::unexpected(*refusal);
    const auto stays = static_cast<std::int64_t>(after.size());
    SeatsOfBuyer seats = SeatsOf(held->user, held->person, held->show, held->id);
    seats.at_show += stays;
    seats.at_concert += stays;
    const Taker taker{.token = *token, .buyer = held->user, .has = seats};
    if (auto refusal = MayTake(taker, fresh, model_show)) return std::unexpected(*refusal);
  }
  if (own != command.seats) {
    if (auto refusal = LeavesSingle(command.seats, own, model_show)) {
      return std::unexpected(*refusal);
    }
  }
  for (const auto& [number, price] : before) {
    model_show.Set(*model_show.Find(number), {.key = {held->show, number}});
  }
  for (const domain::SeatNumber number : fresh) {
    ModelShow::ModelSeat& model_seat = *model_show.Find(number);
    after[number] = model_seat.price;
    model_show.Set(model_seat, {.key = {held->show, number},
                                .status = SeatStatus::kHeld,
                                .reservation = held->id,
                                .held_until = held->held_until});
  }
  held->seats.clear();
  held->amount = {};
  for (const auto& [number, price] : after) {
    held->seats.push_back({number, price});
    held->amount.minor += price.minor;
  }
  RoomQueue& queue = queues_.at(model_show.room);
  const bool nothing_to_buy = queue.room.sold_out || queue.room.sale_from > now_;
  const bool gone = !fresh.empty() && model_show.available == 0;
  if ((!before.empty() && nothing_to_buy) || gone) NoteOffer(queue);
  return ReservationView{*held};
}

domain::Result<Reservation*> Model::FindOwn(const QueueToken& token, domain::ReservationId id) {
  const auto at = reservations_.find(id);
  if (at == reservations_.end() || at->second.user != token.user) {
    return domain::Refuse(RefusalCode::kReservationUnknown);
  }
  return &at->second;
}

domain::ReadReservation::Answer Model::To(const domain::ReadReservation& command) {
  const QueueToken* const token = FindToken(command.caller);
  if (auto refusal = ReadCheck(token)) return std::unexpected(*refusal);
  const auto own = FindOwn(*token, command.id);
  if (!own) return std::unexpected(own.error());
  return ReservationView{**own};
}

domain::ListReservations::Answer Model::To(const domain::ListReservations& command) {
  const QueueToken* const token = FindToken(command.caller);
  if (auto refusal = ReadCheck(token)) return std::unexpected(*refusal);
  const bool names_another = !command.user.text().empty() && command.user != token->user;
  if (names_another) return domain::Refuse(RefusalCode::kOtherUser);
  return PageOf(token->user, command.page);
}

std::vector<ReservationView> Model::PageOf(const domain::UserId& user,
                                           const domain::ReservationPage& page) const {
  using Filter = domain::ReservationFilter;
  std::vector<ReservationView> views;
  const auto found = users_.find(user);
  if (found == users_.end()) return views;
  std::set<std::pair<base::Time, domain::ReservationId>> all = found->second.ended;
  all.insert(found->second.open.begin(), found->second.open.end());
  for (auto at = all.rbegin(); at != all.rend() && std::ssize(views) < page.limit; ++at) {
    const Reservation& row = reservations_.at(at->second);
    const bool held = row.status == ReservationStatus::kHeld;
    const bool paid = row.status == ReservationStatus::kConfirmed;
    const bool wanted = page.filter == Filter::kAll || (page.filter == Filter::kHeld && held) ||
                        (page.filter == Filter::kPaid && paid) ||
                        (page.filter == Filter::kOpen && (held || paid)) ||
                        (page.filter == Filter::kEnded && !held && !paid);
    const bool newer = page.before && *at >= std::pair(page.before->created_at, page.before->id);
    if (wanted && !newer) views.push_back({row});
  }
  return views;
}

domain::FindReservations::Answer Model::To(const domain::FindReservations& command) {
  if (!command.user.text().empty()) return PageOf(command.user, command.page);
  domain::ReservationId id = command.id;
  if (const auto at = booking_numbers_.find(command.number); at != booking_numbers_.end()) {
    id = at->second;
  }
  // The rows of seats name live holds and sales only.
  if (const auto show = model_shows_.find(command.seat.show); show != model_shows_.end()) {
    const ModelShow::ModelSeat* const model_seat = show->second.Find(command.seat.number);
    if (model_seat != nullptr) id = model_seat->row.reservation;
  }
  const auto at = reservations_.find(id);
  if (at == reservations_.end()) return std::vector<ReservationView>{};
  return std::vector{ReservationView{at->second}};
}

domain::ReadHolders::Answer Model::To(const domain::ReadHolders& command) {
  std::vector<domain::SeatHolderView> views;
  const auto found = model_shows_.find(command.show);
  if (found == model_shows_.end()) return views;
  const ModelShow& model_show = found->second;
  for (std::size_t i = 0; i < model_show.model_seats.size(); ++i) {
    const domain::Seat& row = model_show.model_seats[i].row;
    if (std::ssize(views) == command.limit) break;
    if (row.key.number <= command.after) continue;
    if (!command.section.empty() && model_show.hall.seats()[i].section != command.section) continue;
    domain::SeatHolderView view{.number = row.key.number, .status = row.status};
    if (const auto at = reservations_.find(row.reservation); at != reservations_.end()) {
      view.reservation = at->first;
      view.user = at->second.user;
    }
    if (row.status == SeatStatus::kHeld) view.held_until = row.held_until;
    views.push_back(view);
  }
  return views;
}

domain::CancelReservation::Answer Model::To(const domain::CancelReservation& command) {
  const QueueToken* const token = FindToken(command.caller);
  // A token of any room is enough: the hold belongs to the buyer.
  const domain::RoomId room = token == nullptr ? domain::RoomId{} : token->key.room;
  if (auto refusal = QueueCheck(token, room)) {
    // The turn may have ended with the cancellation that is repeated: its token may read for a day.
    const auto at = reservations_.find(command.id);
    if (!ReadCheck(token) && at != reservations_.end() && at->second.token == token->key &&
        at->second.status == ReservationStatus::kCancelled) {
      return ReservationView{at->second};
    }
    return std::unexpected(*refusal);
  }
  const auto own = FindOwn(*token, command.id);
  if (!own) return std::unexpected(own.error());
  Reservation& reservation = **own;
  if (reservation.status == ReservationStatus::kConfirmed) {
    return std::unexpected(PaidBefore(reservation));
  }
  if (reservation.status == ReservationStatus::kExpired) {
    return domain::Refuse(RefusalCode::kHoldExpired);
  }
  if (reservation.status == ReservationStatus::kCancelled) return ReservationView{reservation};
  Cancel(reservation, domain::EndReason::kCancelledByBuyer);
  return ReservationView{reservation};
}

void Model::Cancel(Reservation& reservation, domain::EndReason why) {
  GiveBack(reservation, why);
  // After a cancellation the turn ends at choose_until, or with its last live hold if that is
  // later.
  QueueToken& turn = queues_.at(reservation.token.room).At(reservation.token.number);
  base::Time until = turn.choose_until;
  for (const auto& [created, id] : UserOf(turn.user).open) {
    const Reservation& other = reservations_.at(id);
    const bool held = other.token == turn.key && other.status == ReservationStatus::kHeld;
    if (held) until = std::max(until, other.held_until);
  }
  SetActiveUntil(turn, until);
}

}  // namespace onsale::sim
