// The draw: a random order of a lobby's entries that anybody can recompute.
//
// Units:    entries are numbered from 1, in order of arrival.
// Shape:    before the lobby opens, the operator commits to a seed by publishing its digest. Each
//           entry is a line of text; the list hash chains all lines. At the opening, entry n gets
//           the value SHA-256(seed | list hash | n as 8 bytes, big-endian). The order is by value,
//           and for equal values by entry.
//           No row stores the order: it is computed from (seed, list hash, entries).
// Threads:  any; plain values and functions of them.
// Source:   docs/fair-draw.md, with what this proves and what it does not. The computation is
//           published: do not change it.
#pragma once

#include <string>
#include <vector>

#include "domain/rows.h"

namespace onsale::domain {

// Whether the room has a lobby: a draw that has not taken place yet, so its tokens have no rank.
bool InLobby(const Room& room);

// The number of entries in the room's draw: those so far, or all once the draw has taken place.
std::int64_t EntriesOf(const Room& room);
// The draw entry of this queue number; 0 if the number is not part of the draw.
std::int64_t EntryOf(const Room& room, QueueNumber number);

// Whether the order of the room's draw is needed: the draw has taken place, and not all of its
// entries are archived (Room::last_archived).
bool NeedsOrder(const Room& room);

// An entry as published, with its line feed: `3 2027-04-10T10:00:00.123456Z\n`. No personal data.
std::string EntryLine(std::int64_t entry, Time issued_at);
// The list hash after adding an entry's line to a list with hash `before`. The hash of an empty
// list is 32 zero bytes.
Sha256Digest ListHash(const Sha256Digest& before, std::string_view line);

// Commits the room to the draw's seed and begins its lobby. Requires: nobody is WAITING.
void CommitDraw(Room& room, const Sha256Digest& seed);

// The order of a draw: converts between queue numbers and admission ranks.
//
// Cost:     8 bytes of memory for each entry; construction takes about a second for a million
//           entries.
class DrawOrder {
 public:
  // The order of a room without a draw: each token's rank is its queue number.
  DrawOrder() = default;
  // Compares the first `head_bits` of two values, and the whole values if these are equal: the
  // order is the same for any number from 1 to 64.
  explicit DrawOrder(const Draw& draw, unsigned head_bits = 64);

  // Whether this order was computed from `draw`.
  bool IsOf(const Draw& draw) const {
    return std::ssize(ranks_) == draw.entries && (ranks_.empty() || seed_ == draw.seed);
  }
  AdmissionRank RankOf(QueueNumber number) const;
  QueueNumber NumberAt(AdmissionRank rank) const;
  // The queue numbers that take part in the draw are `first` to `last`; none if `last` is smaller.
  QueueNumber first() const { return {before_ + 1}; }
  QueueNumber last() const { return {before_ + ranks_.size()}; }

 private:
  Sha256Digest seed_;
  std::uint64_t before_ = 0;
  std::vector<std::uint32_t> ranks_;   // the rank of entry i + 1, minus before_
  std::vector<std::uint32_t> places_;  // the entry (from 1) with the rank before_ + i + 1
};

}  // namespace onsale::domain
