#include "app/currency_watch.h"

namespace onsale::app {

bool CurrencyWatch::IsThatOf(const domain::Catalog& catalog) {
  // Every load gives all concerts that it follows one currency.
  std::string current;
  for (const domain::Concert& concert : catalog.rows().concerts) {
    if (!concert.currency.empty() && concert.currency != currency_) current = concert.currency;
  }
  const bool differs = !current.empty();
  if (differs_.exchange(differs) == differs) return !differs;
  if (differs) {
    log_.Error("not ready: another node has changed the currency of the sale",
               {{"currency", currency_},
                {"saleCurrency", current},
                {"remedy", "restart this node with the sale's currency and catalogue files"}});
  } else {
    log_.Warn("the currency of the sale is that of this node again");
  }
  return !differs;
}

}  // namespace onsale::app
