// What a catalogue changes, in words: for `catalog apply`, its dry run, and the record of the load.
//
// Shape:    a sentence for each concert, show, chart, price and room that differs; seats of a chart
//           are counted, with the numbers of the first ones.
// Threads:  any.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "domain/catalog.h"
#include "domain/command.h"

namespace onsale::app {

using TakeSentence = std::function<void(std::string)>;

struct CatalogPair {
  const domain::Catalog& before;
  const domain::Catalog& after;
};
// Concerts, shows, charts and prices, in the order of their ids.
void TellDifference(const CatalogPair& pair, const TakeSentence& take);

// The rooms that the load adds, and those of `changed` (CatalogChange::rooms_changed) with the
// members that differ. `rooms` are those before the load.
void TellRooms(const domain::CatalogSpec& spec, const std::vector<domain::RoomView>& rooms,
               const std::vector<std::string>& changed, const TakeSentence& take);

}  // namespace onsale::app
