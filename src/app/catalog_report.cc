#include "app/catalog_report.h"

namespace onsale::app {
namespace {

std::string TooManySeats(const std::string& of, const std::string& most) {
  return "the " + of + " of the sale would have more than " + most +
         " seats in all, with those that are loaded already; sell these in another deployment";
}

}  // namespace

std::string Sentence(const domain::CatalogConflict& conflict) {
  using Kind = domain::CatalogConflict::Kind;
  const std::string seat = "seat " + std::to_string(conflict.seat.value);
  switch (conflict.kind) {
    case Kind::kShowOfOtherConcert:
      return "the show already belongs to another concert; give this show another id";
    case Kind::kSeatLost:
      return seat + " is held or sold, but the new chart lacks it; add the seat again";
    case Kind::kPriceMissing:
      return "the show has no price for category \"" + conflict.word +
             "\" of its new chart; add the show to the catalogue with that price";
    case Kind::kOtherCurrency:
      return "what is held, sold or topped up is in " + conflict.word +
             "; set `currency` to it, or use another data directory: the currency can change only "
             "while nothing is held, sold or topped up";
    case Kind::kShowInOtherCurrency:
      return "its prices are in " + conflict.word +
             ", and the catalogue files leave it out; add its file, with prices in the new "
             "currency, or correct the setting `currency`";
    case Kind::kNotACurrency:
      return "the setting `currency` is " + conflict.word +
             ", which is not an ISO 4217 code; give one like KRW";
    case Kind::kLabelChanged:
      return seat + " is held or sold as " + conflict.word + "; the new chart calls it " +
             conflict.new_label + "; keep the label";
    case Kind::kHeldBackSeatLost:
      return seat +
             " is held back, but the new chart lacks it; add the seat again, or put it on sale "
             "first";
    case Kind::kPreparedTooEarly:
      return "the catalogue or a room has changed meanwhile";
    case Kind::kTooManyChartSeats:
      return TooManySeats("charts", conflict.word);
    case Kind::kTooManyShowSeats:
      return TooManySeats("shows", conflict.word);
  }
  return {};
}

bool Report(const domain::LoadCatalog::Answer& answer, Log& log) {
  if (!answer) {
    for (const domain::CatalogConflict& conflict : answer.error()) {
      if (conflict.show.empty()) {
        log.Error("the catalogue cannot be loaded", {{"reason", Sentence(conflict)}});
      } else {
        log.Error("the catalogue cannot be loaded",
                  {{"show", conflict.show}, {"reason", Sentence(conflict)}});
      }
    }
    return false;
  }
  log.Info("catalogue loaded", {{"concertsAdded", answer->concerts_added},
                                {"showsAdded", answer->shows_added},
                                {"seatsAdded", answer->seats_added}});
  for (const std::string& room : answer->rooms_changed) {
    log.Info("room policy changed by the catalogue or the settings", {{"room", room}});
  }
  for (const std::string& room : answer->rooms_not_scheduled) {
    log.Warn("opensAt ignored: the room is already open",
             {{"room", room},
              {"remedy", "PATCH /v1/operator/rooms/" + room +
                             " with \"state\": \"SCHEDULED\" and \"opensAt\""}});
  }
  return true;
}

}  // namespace onsale::app
