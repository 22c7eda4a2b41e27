#include "domain/draw.h"

#include <algorithm>

#include "base/assert.h"

namespace onsale::domain {
namespace {

struct Ranked {
  std::uint64_t head;  // the first bits of the entry's SHA-256
  std::uint32_t entry;
};

class Values {
 public:
  explicit Values(const Draw& draw) : prefix_(draw.seed.AsText()) {
    prefix_ += draw.list_hash.AsText();
  }

  Sha256Digest Of(std::uint64_t entry) {
    char number[8];
    for (int i = 7; i >= 0; --i, entry >>= 8) number[i] = static_cast<char>(entry & 0xFF);
    return sha256_.Add(prefix_).Add({number, sizeof number}).Finish();
  }
  static std::uint64_t Head(const Sha256Digest& value) {
    std::uint64_t head = 0;
    for (std::size_t i = 0; i < 8; ++i) head = head << 8 | value.bytes[i];
    return head;
  }

 private:
  std::string prefix_;
  base::Sha256 sha256_;
};

std::vector<Ranked> Rank(const Draw& draw, unsigned head_bits) {
  Values values(draw);
  std::vector<Ranked> ranked;
  ranked.reserve(static_cast<std::size_t>(draw.entries));
  for (std::int64_t entry = 1; entry <= draw.entries; ++entry) {
    const auto number = static_cast<std::uint32_t>(entry);
    ranked.push_back({Values::Head(values.Of(number)) >> (64 - head_bits), number});
  }
  std::ranges::sort(ranked, [&values](const Ranked& a, const Ranked& b) {
    if (a.head != b.head) return a.head < b.head;
    return std::pair(values.Of(a.entry), a.entry) < std::pair(values.Of(b.entry), b.entry);
  });
  return ranked;
}

}  // namespace

bool InLobby(const Room& room) {
  return !room.draw.commitment.IsNil() && room.draw.drawn_at == Time{};
}

std::int64_t EntriesOf(const Room& room) {
  if (!InLobby(room)) return room.draw.entries;
  return static_cast<std::int64_t>(room.last_number.value - room.draw.before.value);
}

std::int64_t EntryOf(const Room& room, QueueNumber number) {
  if (room.draw.commitment.IsNil() || number <= room.draw.before) return 0;
  const auto entry = static_cast<std::int64_t>(number.value - room.draw.before.value);
  return entry <= EntriesOf(room) ? entry : 0;
}

bool NeedsOrder(const Room& room) {
  const auto entries = static_cast<std::uint64_t>(room.draw.entries);
  return entries > 0 && room.last_archived.value < room.draw.before.value + entries;
}

std::string EntryLine(std::int64_t entry, Time issued_at) {
  return std::to_string(entry) + ' ' + base::FormatRfc3339Micros(issued_at) + '\n';
}

Sha256Digest ListHash(const Sha256Digest& before, std::string_view line) {
  return base::Sha256().Add(before.AsText()).Add(line).Finish();
}

void CommitDraw(Room& room, const Sha256Digest& seed) {
  ONSALE_ASSERT(room.waiting == 0 && !seed.IsNil());
  room.draw = {.seed = seed,
               .commitment = base::Sha256Of(seed.AsText()),
               .list_hash = {},
               .before = room.last_number,
               .drawn_at = {}};
  // Nobody waits, so ranks of an earlier draw no longer matter: admission starts after the last
  // number issued before this draw.
  room.last_admitted = {room.last_number.value};
}

DrawOrder::DrawOrder(const Draw& draw, unsigned head_bits)
    : seed_(draw.seed), before_(draw.before.value) {
  ONSALE_ASSERT(draw.entries >= 0 && draw.entries < INT64_C(1) << 32);
  const std::vector<Ranked> ranked = Rank(draw, head_bits);
  ranks_.resize(ranked.size());
  places_.resize(ranked.size());
  for (std::size_t i = 0; i < ranked.size(); ++i) {
    places_[i] = ranked[i].entry;
    ranks_[ranked[i].entry - 1] = static_cast<std::uint32_t>(i + 1);
  }
}

AdmissionRank DrawOrder::RankOf(QueueNumber number) const {
  if (number < first() || number > last()) return {number.value};
  return {before_ + ranks_[number.value - before_ - 1]};
}

QueueNumber DrawOrder::NumberAt(AdmissionRank rank) const {
  if (rank.value <= before_ || rank.value > last().value) return {rank.value};
  return {before_ + places_[rank.value - before_ - 1]};
}

}  // namespace onsale::domain
