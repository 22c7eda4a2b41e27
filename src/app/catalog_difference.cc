#include "app/catalog_difference.h"

#include <algorithm>
#include <string_view>

#include "app/room_change_text.h"
#include "app/wording.h"
#include "base/time.h"
#include "domain/words.h"

namespace onsale::app {
namespace {

using domain::Catalog;
using domain::Chart;
using domain::ChartSeat;
using domain::Concert;
using domain::Show;

constexpr std::size_t kNumbersShown = 5;

std::string InQuotes(std::string_view text) {
  return '"' + std::string(text) + '"';
}

std::string ValueText(const domain::Presale& presale) {
  if (presale.group.empty()) return "none";
  return "group " + presale.group + " until " + base::FormatRfc3339(presale.until);
}
std::string ValueText(base::Time time) {
  return time == base::Time{} ? "at once" : base::FormatRfc3339(time);
}
std::string ValueText(const std::string& text) {
  return InQuotes(text);
}
std::string ValueText(std::int64_t number) {
  return std::to_string(number);
}
std::string ValueText(domain::OrphanPolicy policy) {
  return domain::KebabWordOf(policy);
}
std::string ValueText(domain::AccessiblePlaces places) {
  return domain::KebabWordOf(places);
}

// Describes the members of one row that differ: `show "night-1": saleOpensAt A becomes B, ...`.
class RowDifference {
 public:
  explicit RowDifference(std::string subject) : subject_(std::move(subject)) {}
  template <class T>
  void Note(std::string_view member, const T& before, const T& after) {
    if (before == after) return;
    members_ += (members_.empty() ? "" : ", ") + std::string(member) + ' ' + ValueText(before) +
                " becomes " + ValueText(after);
  }
  void Tell(const TakeSentence& take) const {
    if (!members_.empty()) take(subject_ + ": " + members_);
  }

 private:
  const std::string subject_;
  std::string members_;
};

// The first numbers of a list of seats: "1, 2, 3 and 4 more".
std::string NumbersOf(const std::vector<domain::SeatNumber>& seats) {
  std::string text;
  for (std::size_t i = 0; i < std::min(seats.size(), kNumbersShown); ++i) {
    text += (i == 0 ? "" : ", ") + std::to_string(seats[i].value);
  }
  if (seats.size() > kNumbersShown) {
    text += " and " + std::to_string(seats.size() - kNumbersShown) + " more";
  }
  return text;
}

void TellSeats(const std::string& subject, const std::vector<domain::SeatNumber>& seats,
               std::string_view what, const TakeSentence& take) {
  if (seats.empty()) return;
  take(subject + ": " + CountOf(std::ssize(seats), "seat") + ' ' + std::string(what) + " (" +
       NumbersOf(seats) + ')');
}

class Telling {
 public:
  Telling(const CatalogPair& pair, const TakeSentence& take)
      : before_(pair.before), after_(pair.after), take_(take) {}

  void Run() const {
    for (const Concert& concert : after_.rows().concerts) TellConcert(concert);
    for (const Chart& chart : after_.rows().charts) TellChart(chart);
    for (const Show& show : after_.rows().shows) TellShow(show);
  }

 private:
  void TellConcert(const Concert& is) const {
    const std::string subject = "concert " + InQuotes(is.slug);
    const Concert* const was = before_.Find(is.id);
    if (was == nullptr) {
      return take_("new " + subject + ": " + is.title + ", " +
                   CountOf(std::ssize(after_.ShowsOf(is.id)), "show"));
    }
    RowDifference row(subject);
    row.Note("title", was->title, is.title);
    row.Note("artist", was->artist, is.artist);
    row.Note("venue", was->venue, is.venue);
    row.Note("timeZone", was->time_zone, is.time_zone);
    row.Note("currency", was->currency, is.currency);
    row.Note("maxSeatsPerUser", was->seats_per_user_max, is.seats_per_user_max);
    row.Note("maxSeatsPerConcert", was->seats_per_concert_max, is.seats_per_concert_max);
    row.Tell(take_);
    if (was->room != is.room) take_(subject + ": has another waiting room");
  }

  void TellShow(const Show& is) const {
    const std::string subject = "show " + InQuotes(is.slug);
    const Show* const was = before_.Find(is.id);
    if (was == nullptr) {
      return take_("new " + subject + " of concert " + InQuotes(after_.Find(is.concert)->slug) +
                   ": " + base::FormatRfc3339(is.starts_at) + ", " +
                   CountOf(std::ssize(after_.SeatsOf(is.chart)), "seat"));
    }
    RowDifference row(subject);
    row.Note("startsAt", was->starts_at, is.starts_at);
    row.Note("the offset in minutes", was->utc_offset_min, is.utc_offset_min);
    row.Note("saleOpensAt", was->sale_opens_at, is.sale_opens_at);
    row.Note("saleClosesAt", was->sale_closes_at, is.sale_closes_at);
    row.Note("presale", was->presale, is.presale);
    row.Note("orphans", was->orphans, is.orphans);
    row.Note("accessiblePlaces", was->accessible_places, is.accessible_places);
    row.Note("chart", before_.Find(was->chart)->slug, after_.Find(is.chart)->slug);
    row.Tell(take_);
    TellPrices(subject, *was, is);
    if (was->chart != is.chart) TellSeatsOf(subject, was->chart, is.chart);
  }

  void TellPrices(const std::string& subject, const Show& was, const Show& is) const {
    const std::string& currency = after_.Find(is.concert)->currency;
    for (const domain::Category& category : after_.CategoriesOf(is.chart)) {
      const auto now = after_.PriceOf(is.id, category.slug);
      const auto then = before_.PriceOf(was.id, category.slug);
      if (now == then || !now) continue;
      std::string sentence = subject;
      sentence += ", category ";
      sentence += InQuotes(category.slug);
      sentence += ": ";
      sentence += std::to_string(now->minor);
      sentence += ' ';
      sentence += currency;
      sentence += " for seats that are not held or sold";
      if (then) sentence += ", instead of " + std::to_string(then->minor);
      take_(sentence);
    }
  }

  void TellChart(const Chart& is) const {
    const std::string subject = "chart " + InQuotes(is.slug);
    const Chart* const was = before_.Find(is.id);
    if (was == nullptr) {
      return take_("new " + subject + ": " + CountOf(std::ssize(after_.SeatsOf(is.id)), "seat"));
    }
    RowDifference row(subject);
    row.Note("name", was->name, is.name);
    row.Tell(take_);
    if (!std::ranges::equal(before_.CategoriesOf(is.id), after_.CategoriesOf(is.id))) {
      take_(subject + ": other categories");
    }
    TellSeatsOf(subject, is.id, is.id);
  }

  // What differs between the seats of two charts, which are in order of number.
  void TellSeatsOf(const std::string& subject, domain::ChartId was_chart,
                   domain::ChartId is_chart) const {
    std::vector<domain::SeatNumber> added;
    std::vector<domain::SeatNumber> removed;
    std::vector<domain::SeatNumber> changed;
    const auto was = before_.SeatsOf(was_chart);
    auto old = was.begin();
    for (const ChartSeat& seat : after_.SeatsOf(is_chart)) {
      for (; old != was.end() && old->number < seat.number; ++old) removed.push_back(old->number);
      if (old == was.end() || old->number != seat.number) {
        added.push_back(seat.number);
        continue;
      }
      ChartSeat same = *old++;
      same.chart = seat.chart;
      if (same != seat) changed.push_back(seat.number);
    }
    for (; old != was.end(); ++old) removed.push_back(old->number);
    TellSeats(subject, added, "more", take_);
    TellSeats(subject, removed, "fewer", take_);
    TellSeats(subject, changed, "with another label, category, place or access", take_);
  }

  const Catalog& before_;
  const Catalog& after_;
  const TakeSentence& take_;
};

}  // namespace

void TellDifference(const CatalogPair& pair, const TakeSentence& take) {
  if (&pair.before != &pair.after) Telling(pair, take).Run();
}

void TellRooms(const domain::CatalogSpec& spec, const std::vector<domain::RoomView>& rooms,
               const std::vector<std::string>& changed, const TakeSentence& take) {
  for (const domain::RoomSpec& one : spec.rooms) {
    const auto known = std::ranges::find(
        rooms, one.slug, [](const domain::RoomView& view) { return view.room.slug; });
    if (known == rooms.end()) {
      take("new room " + InQuotes(one.slug));
      continue;
    }
    if (std::ranges::find(changed, one.slug) == changed.end()) continue;
    domain::ChangedRoomView view;
    view.before = view.room = known->room;
    view.room.policy = one.policy;
    view.room.presale = one.presale;
    const RoomChangeText text = TextOf(view);
    take("room " + InQuotes(one.slug) + ": " +
         (text.before.empty() ? "the policy is set again, as it is"
                              : text.before + " becomes " + text.after));
  }
}

}  // namespace onsale::app
