// The draw: in which order the lobby's entries are admitted, so that anybody can compute it again.
//
// Units:    entries from 1, in order of arrival.
// Shape:    before the lobby opens the operator is bound to a seed by publishing its digest. Each
//           entry is written as a line, and the list hash runs over the lines. At opening entry n
//           gets the value SHA-256(seed | list hash | n as 8 bytes, big-endian); the smallest value
//           is first, and of two equal ones the smaller entry.
//           The order follows from (seed, list hash, entries), so no row holds it.
// Threads:  values.
// Source:   docs/fair-draw.md, which says what this proves and what it does not. What is computed
//           here is published: do not change it.
#pragma once

#include <string>
#include <vector>

#include "domain/rows.h"

namespace onsale::domain {

// People join now, and nobody is ahead of anybody.
bool InLobby(const Room& room);

// How many entries the draw has, or had when it was drawn.
std::int64_t EntriesOf(const Room& room);
// The entry that has this place; 0 if it takes no part in the draw.
std::int64_t EntryOf(const Room& room, Place place);

// `3 2027-04-10T10:00:00.123456Z` and a line feed: what is published of an entry. Nothing personal.
std::string EntryLine(std::int64_t entry, Time issued_at);
// The list hash once this line is added. It begins as 32 zero bytes.
Sha256Digest ListHash(const Sha256Digest& before, std::string_view line);

// Binds the room to the seed, and its lobby begins. Requires: nobody is WAITING.
void CommitDraw(Room& room, const Sha256Digest& seed);

// From places to turns and back.
//
// Units:    8 bytes an entry. Making it takes about a second for a million entries.
class DrawOrder {
 public:
  // Nothing is drawn: a turn is its place.
  DrawOrder() = default;
  explicit DrawOrder(const Draw& draw);

  // Whether this is the order of that draw.
  bool IsOf(const Draw& draw) const {
    return std::ssize(turns_) == draw.entries && (turns_.empty() || seed_ == draw.seed);
  }
  Turn TurnOf(Place place) const;
  Place PlaceAt(Turn turn) const;
  // The places that it moves: `first` to `last`, none if last is smaller.
  Place first() const { return {before_ + 1}; }
  Place last() const { return {before_ + turns_.size()}; }

 private:
  Sha256Digest seed_;
  std::uint64_t before_ = 0;
  std::vector<std::uint32_t> turns_;   // of entry i + 1, relative to before_
  std::vector<std::uint32_t> places_;  // of turn i + 1, likewise
};

}  // namespace onsale::domain
