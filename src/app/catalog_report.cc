#include "app/catalog_report.h"

namespace onsale::app {
namespace {

std::string Sentence(const domain::CatalogConflict& conflict) {
  using Kind = domain::CatalogConflict::Kind;
  const std::string seat = "seat " + std::to_string(conflict.seat.value);
  switch (conflict.kind) {
    case Kind::kShowOfOtherConcert:
      return "the show belongs to another concert already; give this one an id of its own";
    case Kind::kSeatLost:
      return seat + " is held or sold, and the new chart has no such seat; put it back";
    case Kind::kPriceChanged:
      return seat + " is held or sold, and its price would change; keep the old price";
    case Kind::kPriceMissing:
      return "its chart would have the category \"" + conflict.word +
             "\", for which it has no price; name this show in the catalogue too, with a price";
    case Kind::kOtherCurrency:
      return "it is sold in " + conflict.word + ", and balances are in " + conflict.word +
             " too; correct the setting `currency`, or begin in another data directory";
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
    log.Info("the room has another policy than before: the catalogue or the settings say so",
             {{"room", room}});
  }
  for (const std::string& room : answer->rooms_not_scheduled) {
    log.Warn("the room is there already and does not wait for opensAt",
             {{"room", room},
              {"remedy", "PATCH /v1/operator/rooms/" + room +
                             " with \"state\": \"SCHEDULED\" and \"opensAt\""}});
  }
  return true;
}

}  // namespace onsale::app
