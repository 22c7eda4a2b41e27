#include "app/accessible_places.h"

#include <iterator>

#include "app/word_member.h"

namespace onsale::app {
namespace {

using domain::SeatAccess;

constexpr IntegerRange kPlaces{0, 500};
constexpr IntegerRange kTicketNumbers{0, 200'000};
// A companion seat is named with its wheelchair place.
constexpr std::array kKinds{SeatAccess::kWheelchair, SeatAccess::kStepFree};

class Reading {
 public:
  Reading(const TicketNumbers& numbers, std::vector<JsonMistake>& mistakes)
      : numbers_(numbers), mistakes_(mistakes) {}

  void Read(const JsonValue& value, const std::string& path) {
    Fields fields(value, path, kAccessMembers, mistakes_);
    if (value.kind != JsonKind::kObject) return;
    const auto seat = SeatOf(fields, "seat");
    const SeatAccess kind =
        ReadWord(fields, "kind", kKinds, Presence::kRequired, SeatAccess::kStepFree);
    if (seat) places_.insert_or_assign(seat->number, AccessiblePlace{.access = kind});
    if (!fields.Has("companion")) return;
    const auto companion = SeatOf(fields, "companion");
    if (kind != SeatAccess::kWheelchair) {
      fields.Complain("companion",
                      "is given for a place of another kind than \"wheelchair\"; remove it or "
                      "correct the kind");
    }
    if (!seat || !companion) return;
    places_.insert_or_assign(seat->number,
                             AccessiblePlace{.access = kind, .partner = companion->index});
    places_.insert_or_assign(companion->number, AccessiblePlace{.access = SeatAccess::kCompanion,
                                                                .partner = seat->index});
  }

  AccessiblePlaces Take() { return std::move(places_); }

 private:
  struct Seat {
    std::int64_t number = 0;
    std::int64_t index = 0;
  };

  // The seat that a member names; a mistake and nothing if the rows lack it or it was named before.
  std::optional<Seat> SeatOf(Fields& fields, std::string_view member) {
    const std::size_t mistakes = mistakes_.size();
    const std::int64_t number = fields.Integer(member, kTicketNumbers);
    if (mistakes_.size() > mistakes) return std::nullopt;
    const auto index = numbers_.IndexOf(number);
    if (!index) {
      fields.Complain(
          member, "is " + std::to_string(number) + ", which is not a seat of the entry's rows, " +
                      std::to_string(numbers_.first) + " to " + std::to_string(numbers_.last) +
                      " in steps of " + std::to_string(numbers_.step) + "; correct the number");
      return std::nullopt;
    }
    if (places_.contains(number)) {
      fields.Complain(member,
                      "is " + std::to_string(number) +
                          ", the number of another place of the entry; name each seat once");
      return std::nullopt;
    }
    return Seat{.number = number, .index = *index};
  }

  const TicketNumbers& numbers_;
  std::vector<JsonMistake>& mistakes_;
  AccessiblePlaces places_;
};

}  // namespace

std::optional<std::int64_t> TicketNumbers::IndexOf(std::int64_t number) const {
  const bool fits = number >= first && number <= last && (number - first) % step == 0;
  if (!fits || gaps.contains(number)) return std::nullopt;
  const auto before = std::distance(gaps.begin(), gaps.lower_bound(number));
  return (number - first) / step - before;
}

AccessiblePlaces ReadAccessiblePlaces(Fields& entry, const TicketNumbers& numbers,
                                      std::vector<JsonMistake>& mistakes) {
  const JsonValue* const list = entry.Array("access", kPlaces, Presence::kOptional);
  if (list == nullptr) return {};
  Reading reading(numbers, mistakes);
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    reading.Read(list->items[i], entry.PathOf("access") + '[' + std::to_string(i) + ']');
  }
  return reading.Take();
}

}  // namespace onsale::app
