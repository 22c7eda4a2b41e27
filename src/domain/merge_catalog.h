// Merges a specification into a catalogue: gives its rows the ids under which they are stored.
//
// Shape:    pure functions of a specification, a catalogue and the rooms, so that whoever loads a
//           large catalogue into a running sale can do this work outside the deciding thread.
// Threads:  any.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "domain/command.h"

namespace onsale::domain {

struct KnownRoom {
  std::string slug;
  RoomId id;
};

// The ids of the specification's rooms, in order: those of known rooms, or the next free ones.
std::vector<RoomId> RoomIdsOf(std::span<const RoomSpec> specs, std::span<const KnownRoom> known);

// The rows of the catalogue after the specification is loaded. `rooms` are the ids of the
// specification's rooms, in order.
CatalogRows MergedRows(const CatalogSpec& spec, const CatalogRows& known,
                       std::span<const RoomId> rooms);

// What LoadCatalog otherwise makes while it is decided: from `base` and the rooms of that moment.
// Requires: `base` is not null.
PreparedCatalogPtr PrepareCatalog(const CatalogSpec& spec, const CatalogPtr& base,
                                  std::span<const KnownRoom> rooms);

}  // namespace onsale::domain
