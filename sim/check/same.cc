#include "sim/check/same.h"

#include <algorithm>
#include <tuple>

namespace onsale::sim {

using namespace domain;

namespace {

auto Tied(const RateWindow& w) {
  return std::tie(w.start, w.current, w.previous);
}

auto Tied(const RankWindow& w) {
  return std::tie(w.start, w.current, w.previous);
}

auto Tied(const Draw& d) {
  return std::tie(d.seed, d.commitment, d.list_hash, d.before, d.drawn_at, d.entries);
}

}  // namespace

template <>
bool SameRow(const Room& a, const Room& b) {
  const auto tied = [](const Room& r) {
    return std::tie(r.id, r.slug, r.policy, r.state, r.opens_at, r.last_number, r.last_admitted,
                    r.active, r.waiting, r.entry_due, r.sold_out, r.active_max, r.sale_from,
                    r.offer_due, r.currency);
  };
  return tied(a) == tied(b) && Tied(a.rate) == Tied(b.rate) && Tied(a.draw) == Tied(b.draw) &&
         Tied(a.rank_window) == Tied(b.rank_window);
}

template <>
bool SameRow(const IdempotencyRecord& a, const IdempotencyRecord& b) {
  return a.key == b.key && a.fingerprint == b.fingerprint && a.expires_at == b.expires_at;
}

namespace {

bool Same(const None&, const None&) {
  return true;
}

bool Same(const TokenView& a, const TokenView& b) {
  const auto who = [](const TokenView& v) {
    return std::tie(v.created, v.credential, v.room_slug, v.user, v.status, v.expiry_reason);
  };
  const auto wait = [](const TokenView& v) {
    return std::tie(v.ahead, v.estimated_wait, v.in_lobby, v.sold_out, v.admission_rank, v.entry,
                    v.opens_in, v.room_state, v.opens_at);
  };
  return who(a) == who(b) && wait(a) == wait(b) && a.active_until == b.active_until &&
         a.claim_before == b.claim_before;
}

bool Same(const ReservationView& a, const ReservationView& b) {
  return SameRow(a.reservation, b.reservation);
}

bool Same(const PaymentView& a, const PaymentView& b) {
  return SameRow(a.reservation, b.reservation) && a.balance == b.balance &&
         std::ranges::equal(a.others, b.others, SameRow<Reservation>);
}

bool Same(const TopUpView& a, const TopUpView& b) {
  const auto tied = [](const TopUpView& v) { return std::tie(v.id, v.user, v.amount, v.balance); };
  return tied(a) == tied(b);
}

bool Same(const BalanceView& a, const BalanceView& b) {
  return a.user == b.user && a.balance == b.balance;
}

bool Same(const ShowView& a, const ShowView& b) {
  const auto tied = [](const ShowView& v) {
    return std::tie(v.show, v.seats_available, v.seats_total);
  };
  return tied(a) == tied(b);
}

bool Same(const ConcertView& a, const ConcertView& b) {
  return a == b;
}

bool Same(const SeatMapPtr& a, const SeatMapPtr& b) {
  return a->show == b->show && a->available == b->available && a->statuses == b->statuses;
}

bool Same(const DrawView& a, const DrawView& b) {
  return a.room_slug == b.room_slug && a.opens_at == b.opens_at && a.entries == b.entries &&
         Tied(a.draw) == Tied(b.draw);
}

bool Same(const DrawEntry& a, const DrawEntry& b) {
  return a == b;
}

bool Same(const RoomView& a, const RoomView& b) {
  return a.per_minute == b.per_minute && a.admits_from == b.admits_from && SameRow(a.room, b.room);
}

bool Same(const ChangedRoomView& a, const ChangedRoomView& b) {
  return Same(static_cast<const RoomView&>(a), static_cast<const RoomView&>(b)) &&
         SameRow(a.before, b.before);
}

bool Same(const FunnelView& a, const FunnelView& b) {
  return a.seats_per_minute == b.seats_per_minute && SameRow(a.room, b.room) &&
         SameRow(a.funnel, b.funnel);
}

bool Same(const SaleView& a, const SaleView& b) {
  const auto same_room = [](const FunnelView& x, const FunnelView& y) { return Same(x, y); };
  return a.shows == b.shows && std::ranges::equal(a.rooms, b.rooms, same_room);
}

bool Same(const CatalogChange& a, const CatalogChange& b) {
  const auto tied = [](const CatalogChange& c) {
    return std::tie(c.concerts_added, c.shows_added, c.seats_added, c.rooms_changed,
                    c.rooms_not_scheduled);
  };
  return tied(a) == tied(b);
}

bool Same(const CatalogConflict& a, const CatalogConflict& b) {
  return a.kind == b.kind && a.show == b.show && a.seat == b.seat && a.word == b.word &&
         a.new_label == b.new_label;
}

bool Same(const Refusal& a, const Refusal& b) {
  return a == b;
}

template <class T>
bool Same(const std::vector<T>& a, const std::vector<T>& b) {
  return std::ranges::equal(a, b, [](const T& x, const T& y) { return Same(x, y); });
}

template <class View, class Error>
bool Same(const std::expected<View, Error>& a, const std::expected<View, Error>& b) {
  if (a.has_value() != b.has_value()) return false;
  return a ? Same(*a, *b) : Same(a.error(), b.error());
}

}  // namespace

bool SameOutcome(const Outcome& a, const Outcome& b) {
  if (a.index() != b.index()) return false;
  return std::visit([&b]<class Tagged>(
                        const Tagged& one) { return Same(one.answer, std::get<Tagged>(b).answer); },
                    a);
}

}  // namespace onsale::sim
