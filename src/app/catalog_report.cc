#include "app/catalog_report.h"

namespace onsale::app {
namespace {

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
      return "the stored prices and balances are in " + conflict.word +
             "; correct the setting `currency`, or use another data directory: it can change only "
             "while nothing is held, sold or charged, and with catalogue files that name this show";
  }
  return {};
}

}  // namespace

bool Report(const domain::LoadCatalog::Answer& answer, Log& log) {
  if (!answer) {
    for (const domain::CatalogConflict& conflict : answer.error()) {
      log.Error("the catalogue cannot be loaded",
                {{"show", conflict.show}, {"reason", Sentence(conflict)}});
    }
    return false;
  }
  log.Info("catalogue loaded", {{"concerts_added", answer->concerts_added},
                                {"shows_added", answer->shows_added},
                                {"seats_added", answer->seats_added}});
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
