#include "sim/check/tell.h"

#include "domain/refusal_name_testing.h"
#include "store/value_words.h"

namespace onsale::sim {

using namespace domain;

std::string TellValue(const std::string& text) {
  for (const char c : text) {
    if (c < ' ' || c > '~') return "(" + std::to_string(text.size()) + " bytes)";
  }
  return text;
}

std::string TellValue(const base::Uuid& id) {
  return id.IsNil() ? "-" : id.ToString();
}

std::string TellValue(const base::Sha256Digest& digest) {
  return digest.IsNil() ? "-" : digest.ToHex();
}

std::string TellValue(const std::optional<base::Sha256Digest>& digest) {
  return TellValue(digest.value_or(base::Sha256Digest{}));
}

std::string TellValue(const std::optional<base::Time>& time) {
  return time ? std::to_string(time->time_since_epoch().count()) : "-";
}

std::string TellValue(ScopeSet scopes) {
  return std::to_string(scopes.bits);
}

std::string TellValue(const std::vector<ReservedSeat>& seats) {
  std::string text;
  for (const ReservedSeat& seat : seats) {
    text += (text.empty() ? "" : ",") + std::to_string(seat.number.value) + "/" +
            std::to_string(seat.price.minor);
  }
  return text;
}

namespace {

class Teller {
 public:
  std::string text;

  void Say(const None&) { text += " done"; }
  void Say(const TokenView& v) {
    Named("created", std::uint64_t{v.created}), Named("token", v.credential);
    Named("room", v.room_slug), Named("user", v.user), Named("status", v.status);
    Named("reason", v.expiry_reason), Named("ahead", v.ahead), Seconds(v.estimated_wait);
    Named("active-until", v.active_until), Named("claim-before", v.claim_before);
    Named("lobby", std::uint64_t{v.in_lobby}), Named("sold-out", std::uint64_t{v.sold_out});
    Named("turn", v.admission_rank), Named("entry", v.entry), Named("opens-in", v.opens_in);
    Named("room-state", v.room_state), Named("opens-at", v.opens_at);
  }
  void Say(const ReservationView& v) { text += ' ' + TellRow(v.reservation); }
  void Say(const PaymentView& v) {
    text += ' ' + TellRow(v.reservation);
    for (const Reservation& other : v.others) text += "; " + TellRow(other);
    Named("balance", v.balance);
  }
  void Say(const TopUpView& v) {
    Named("id", v.id), Named("user", v.user), Named("amount", v.amount);
    Named("balance", v.balance);
  }
  void Say(const BalanceView& v) { Named("user", v.user), Named("balance", v.balance); }
  void Say(const ShowView& v) {
    Named("show", v.show), Named("available", v.seats_available), Named("total", v.seats_total);
  }
  void Say(const ConcertView& v) {
    Named("room", v.room_slug);
    for (const ShowStateView& show : v.shows) Named("show", show.show), Named("is", show.state);
  }
  void Say(const SeatMapPtr& v) {
    Named("show", v->show), Named("version", v->version), Named("available", v->available);
    text += " seats=";
    for (const SeatStatus status : v->statuses) text += "?AHSB"[static_cast<int>(status)];
  }
  void Say(const AccessKeyRow& v) { text += ' ' + TellRow(v); }
  void Say(const AccessKeysPtr& v) { Say(v->rows()); }
  void Say(const DrawView& v) {
    Named("room", v.room_slug), Named("opens", v.opens_at), Named("entries", v.entries);
    Named("seed", v.draw.seed), Named("commitment", v.draw.commitment);
    Named("list", v.draw.list_hash), Named("before", v.draw.before);
    Named("drawn", v.draw.drawn_at), Named("took-part", v.draw.entries);
  }
  void Say(const DrawEntry& v) { Named("entry", v.entry), Named("issued", v.issued_at); }
  void Say(const RoomView& v) {
    text += ' ' + TellRow(v.room);
    Named("per-minute", v.per_minute), Named("admits-from", v.admits_from);
  }
  void Say(const ChangedRoomView& v) {
    Say(static_cast<const RoomView&>(v));
    text += " before " + TellRow(v.before);
  }
  void Say(const FunnelView& v) {
    text += ' ' + TellRow(v.room) + ' ' + TellRow(v.funnel);
    Named("per-minute", v.seats_per_minute), Named("admitted", v.per_minute);
    Named("front", v.front_wait);
  }
  void Say(const SeatTally& v) {
    Named("seats", v.seats), Named("free", v.free), Named("held", v.held), Named("sold", v.sold);
    Named("revenue", v.revenue);
  }
  void Say(const CategoryTally& v) { Named("category", v.category), Say(v.tally); }
  void Say(const BuyersTokenView& v) {
    Say(v.token), Named("admitted", v.admitted_at), Named("ends", v.ends_at);
  }
  void Say(const BuyerView& v) {
    Named("now", v.now), Named("balance", v.balance), Named("held", v.seats_held);
    Named("bought", v.seats_bought), Say(v.live), Say(v.tokens), Say(v.reservations);
  }
  void Say(const SeatHolderView& v) {
    Named("seat", v.number), Named("is", v.status), Named("of", v.reservation);
    Named("user", v.user), Named("until", v.held_until);
  }
  void Say(const SeatCountsView& v) { Named("show", v.show), Say(v.all), Say(v.categories); }
  void Say(const SeatsForSaleView& v) {
    Named("show", v.show), Named("changed", v.changed), Named("available", v.available);
    Named("held-back", v.held_back);
  }
  void Say(const UndoneView& v) {
    Named("number", v.number), Named("show", v.show), Named("seats", v.seats);
    if (v.room) Say(*v.room);
  }
  void Say(const SaleView& v) { Say(v.rooms), Say(v.shows); }
  void Say(const CatalogChange& v) {
    Named("concerts", v.concerts_added), Named("shows", v.shows_added);
    Named("seats", v.seats_added);
  }
  void Say(const CatalogConflict& v) {
    text += std::string(" ") + kConflictNames[static_cast<std::size_t>(v.kind)];
    Named("show", v.show), Named("seat", v.seat), Named("word", v.word);
    Named("new-label", v.new_label);
  }
  void Say(const Refusal& v) {
    text += " refused " + RefusalName(v.code);
    Named("seats", v.seats), Named("limit", v.limit), Named("balance", v.balance);
    Named("amount", v.amount), Named("payment", v.payment);
    Named("reservation", v.reservation), Named("opens", v.opens_at);
    Named("together", v.largest_together), Named("nearest", v.nearest);
    Named("ended-because", v.end_reason), Named("differs", v.differs);
  }
  template <class T>
  void Say(const std::vector<T>& values) {
    text += " [";
    for (const T& value : values) Say(value), text += ';';
    text += " ]";
  }

 private:
  template <class T>
  void Named(const char* name, const T& value) {
    text += std::string(" ") + name;
    store::WordWriter(text).Put(value);
  }
  void Seconds(const std::optional<std::chrono::seconds>& wait) {
    text += " wait " + (wait ? std::to_string(wait->count()) : "-");
  }
};

}  // namespace

std::string Tell(const Outcome& outcome) {
  Teller teller;
  std::visit(
      [&teller](const auto& tagged) {
        tagged.answer ? teller.Say(*tagged.answer) : teller.Say(tagged.answer.error());
      },
      outcome);
  return teller.text;
}

}  // namespace onsale::sim
