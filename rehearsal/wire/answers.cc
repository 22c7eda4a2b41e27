#include "rehearsal/wire/answers.h"

#include <algorithm>

#include "base/ids.h"
#include "rehearsal/wire/json_scan.h"

namespace onsale::rehearsal {
namespace {

// Converts the values of members. After a value of the wrong type `sound` is false, which makes the
// answer invalid.
struct Taker {
  bool sound = true;

  void Text(std::string_view value, std::string_view& target) {
    const auto text = AsText(value);
    sound = sound && text.has_value();
    if (text) target = *text;
  }
  void Integer(std::string_view value, std::int64_t& target) {
    const auto number = AsInteger(value);
    sound = sound && number.has_value();
    if (number) target = *number;
  }
  void Id(std::string_view value, base::Uuid& target) {
    const auto text = AsText(value);
    const auto id = text ? base::Uuid::Parse(*text) : std::nullopt;
    sound = sound && id.has_value();
    if (id) target = *id;
  }
};

// Calls take(taker, key, value) for each member. True if `json` is an object and every call
// succeeded.
template <class Take>
bool Walk(std::string_view json, Take&& take) {
  Taker taker;
  const bool whole = ForEachMember(
      json, [&](std::string_view key, std::string_view value) { take(taker, key, value); });
  return whole && taker.sound;
}

// Calls begin() and then `take` for the members of each element. True if `json` is an array of
// objects and every `take` succeeded.
template <class Begin, class Take>
bool WalkAll(std::string_view json, Begin&& begin, Take&& take) {
  bool sound = true;
  const bool whole = ForEachElement(json, [&](std::string_view element) {
    begin();
    sound = Walk(element, take) && sound;
  });
  return whole && sound;
}

// Whether the text, a queue token, has only visible characters: it is sent in a header, which a
// line end in it would end.
bool IsVisible(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7F; });
}

std::optional<TokenStatus> ParseStatus(std::string_view text) {
  if (text == "WAITING") return TokenStatus::kWaiting;
  if (text == "ACTIVE") return TokenStatus::kActive;
  if (text == "EXPIRED") return TokenStatus::kExpired;
  return std::nullopt;
}

// Adds a seat number. False if it is none, or one too many.
bool AddNumber(SeatNumbers& numbers, std::optional<std::int64_t> number) {
  if (!number || *number < 1 || *number > UINT32_MAX || numbers.count == SeatNumbers::kMost) {
    return false;
  }
  numbers.seats[numbers.count++] = static_cast<std::uint32_t>(*number);
  return true;
}

bool ReadReservedSeats(std::string_view json, SeatNumbers& numbers) {
  bool fits = true;
  const bool whole = ForEachElement(json, [&](std::string_view seat) {
    std::int64_t number = 0;
    const bool sound = Walk(seat, [&](Taker& taker, std::string_view key, std::string_view value) {
      if (key == "number") taker.Integer(value, number);
    });
    fits = fits && sound && AddNumber(numbers, number);
  });
  return whole && fits && numbers.count > 0;
}

std::optional<std::int64_t> ReadOneInteger(std::string_view json, std::string_view name) {
  std::optional<std::int64_t> found;
  const bool whole = ForEachMember(json, [&](std::string_view key, std::string_view value) {
    if (key == name) found = AsInteger(value);
  });
  return whole ? found : std::nullopt;
}

// The digest at the end of a chart's URL, which may have any path before it. Empty for another
// text: the digest is used in a path.
std::string_view DigestIn(std::string_view url) {
  constexpr std::string_view kBefore = "/v1/charts/";
  constexpr std::size_t kDigestDigits = 32;
  const std::size_t at = url.rfind(kBefore);
  if (at == std::string_view::npos) return {};
  const std::string_view digest = url.substr(at + kBefore.size());
  const bool is_hex = digest.find_first_not_of("0123456789abcdef") == std::string_view::npos;
  return digest.size() == kDigestDigits && is_hex ? digest : std::string_view();
}

// The array that is the member `name` of the object.
std::optional<std::string_view> FindArray(std::string_view json, std::string_view name) {
  std::optional<std::string_view> found;
  const bool whole = ForEachMember(json, [&](std::string_view key, std::string_view value) {
    if (key == name) found = value;
  });
  return whole ? found : std::nullopt;
}

}  // namespace

std::optional<TokenAnswer> ReadToken(std::string_view json) {
  TokenAnswer answer;
  std::string_view status;
  const bool sound = Walk(json, [&](Taker& taker, std::string_view key, std::string_view value) {
    if (key == "token") taker.Text(value, answer.token);
    if (key == "roomId") taker.Text(value, answer.room);
    if (key == "status") taker.Text(value, status);
    if (key == "position" && value != "null") taker.Integer(value, answer.position);
    if (key == "soldOut") answer.sold_out = value == "true";
    if (key == "pollAfterSeconds") taker.Integer(value, answer.poll_after_seconds);
    if (key == "admissionRank") answer.place = AsInteger(value);
  });
  const auto parsed = ParseStatus(status);
  if (!sound || !parsed || !IsVisible(answer.token) || answer.room.empty()) return std::nullopt;
  answer.status = *parsed;
  return answer;
}

std::optional<ReservationAnswer> ReadReservation(std::string_view json) {
  ReservationAnswer answer;
  std::string_view seats;
  const bool sound = Walk(json, [&](Taker& taker, std::string_view key, std::string_view value) {
    if (key == "reservationId") taker.Id(value, answer.id);
    if (key == "paymentId") taker.Id(value, answer.payment);
    if (key == "status") taker.Text(value, answer.status);
    if (key == "showId") taker.Text(value, answer.show);
    if (key == "amount") taker.Integer(value, answer.amount);
    if (key == "balance") answer.balance = AsInteger(value);
    if (key == "seats") seats = value;
  });
  if (!sound || answer.id.IsNil() || !ReadReservedSeats(seats, answer.seats)) return std::nullopt;
  return answer;
}

std::optional<std::int64_t> ReadBalance(std::string_view json) {
  return ReadOneInteger(json, "balance");
}

bool SaysLater(unsigned status) {
  return status == 429 || status == 503 || status == 408 || status == 500 || status == 502 ||
         status == 504;
}

std::string_view ReadCode(std::string_view json) {
  std::string_view code;
  ForEachMember(json, [&](std::string_view key, std::string_view value) {
    if (key == "code") code = AsText(value).value_or("");
  });
  return code;
}

std::optional<SeatNumbers> ReadOffer(std::string_view json) {
  SeatNumbers numbers;
  bool sound = true;
  const bool whole = ForEachMember(json, [&](std::string_view key, std::string_view value) {
    if (key != "nearest" && key != "alternative") return;
    sound = ForEachElement(value,
                           [&](std::string_view number) {
                             sound = AddNumber(numbers, AsInteger(number)) && sound;
                           }) &&
            sound;
  });
  return whole && sound ? std::optional(numbers) : std::nullopt;
}

std::optional<std::int64_t> ReadLargestTogether(std::string_view json) {
  return ReadOneInteger(json, "largestTogether");
}

std::optional<LedgerAnswer> ReadLedger(std::string_view json) {
  LedgerAnswer answer;
  const auto entries = FindArray(json, "entries");
  const auto cursor = FindArray(json, "nextCursor");
  if (!entries || !cursor) return std::nullopt;
  answer.more = *cursor != "null";
  bool known = true;
  const bool sound = WalkAll(
      *entries, [&] { answer.entries.emplace_back(); },
      [&](Taker& taker, std::string_view key, std::string_view value) {
        LedgerAnswer::Entry& entry = answer.entries.back();
        std::string_view kind;
        if (key == "kind") {
          taker.Text(value, kind);
          entry.top_up = kind == "TOP_UP";
          known = known && (entry.top_up || kind == "PAYMENT");
        }
        if (key == "amount") taker.Integer(value, entry.amount);
        if (key == "balanceAfter") taker.Integer(value, entry.balance_after);
        if (key == "paymentId") taker.Id(value, entry.payment);
      });
  if (!sound || !known) return std::nullopt;
  return answer;
}

std::optional<std::vector<ConcertAnswer>> ReadConcerts(std::string_view json) {
  std::vector<ConcertAnswer> concerts;
  const bool sound = WalkAll(
      FindArray(json, "concerts").value_or(""), [&] { concerts.emplace_back(); },
      [&](Taker& taker, std::string_view key, std::string_view value) {
        if (key == "concertId") taker.Text(value, concerts.back().id);
        if (key == "maxSeatsPerUser") taker.Integer(value, concerts.back().seats_per_user_max);
      });
  // Ids must be valid, because they are used in paths.
  const bool named =
      std::all_of(concerts.begin(), concerts.end(),
                  [](const ConcertAnswer& concert) { return base::IsSlug(concert.id); });
  if (!sound || !named) return std::nullopt;
  return concerts;
}

std::optional<ConcertPage> ReadConcert(std::string_view json) {
  ConcertPage page;
  std::string_view categories;
  bool priced = true;
  const auto read_prices = [&](ConcertPage::Show& show) {
    std::string_view id;
    std::optional<std::int64_t> price;
    const auto keep = [&] {
      if (price && !id.empty()) show.prices.emplace_back(id, *price);
      price.reset();
      id = {};
    };
    const bool sound =
        WalkAll(categories, keep, [&](Taker& taker, std::string_view key, std::string_view value) {
          if (key == "categoryId") taker.Text(value, id);
          if (key == "price") price = AsInteger(value);
        });
    keep();
    return sound;
  };
  bool sound = ForEachElement(FindArray(json, "shows").value_or(""), [&](std::string_view show) {
    ConcertPage::Show& kept = page.shows.emplace_back();
    std::string_view url;
    categories = {};
    const bool read = Walk(show, [&](Taker& taker, std::string_view key, std::string_view value) {
      if (key == "showId") taker.Text(value, kept.id);
      if (key == "chartUrl") taker.Text(value, url);
      if (key == "categories") categories = value;
    });
    kept.chart = DigestIn(url);
    priced = priced && read && !kept.chart.empty() && read_prices(kept);
  });
  sound = sound && priced;
  return sound ? std::optional(std::move(page)) : std::nullopt;
}

std::optional<std::vector<std::string_view>> ReadDates(std::string_view json) {
  std::vector<std::string_view> shows;
  const bool sound = WalkAll(
      FindArray(json, "dates").value_or(""), [&] { shows.emplace_back(); },
      [&](Taker& taker, std::string_view key, std::string_view value) {
        if (key == "showId") taker.Text(value, shows.back());
      });
  if (!sound) return std::nullopt;
  return shows;
}

std::optional<SeatMapAnswer> ReadSeatMap(std::string_view json) {
  SeatMapAnswer map;
  bool known = true;
  const bool whole =
      ForEachElement(FindArray(json, "seats").value_or(""), [&](std::string_view seat) {
        std::int64_t number = 0;
        std::string_view status;
        const bool sound =
            Walk(seat, [&](Taker& taker, std::string_view key, std::string_view value) {
              if (key == "number") taker.Integer(value, number);
              if (key == "status") taker.Text(value, status);
            });
        known = known && sound && number >= 1 && number <= UINT32_MAX;
        if (!known) return;
        ++map.total;
        if (status == "HELD") map.held.push_back(static_cast<std::uint32_t>(number));
        if (status == "SOLD") map.sold.push_back(static_cast<std::uint32_t>(number));
        known =
            status == "HELD" || status == "SOLD" || status == "AVAILABLE" || status == "HELD_BACK";
      });
  if (!whole || !known) return std::nullopt;
  return map;
}

}  // namespace onsale::rehearsal
