#include "sim/worlds/explore.h"

#include <unordered_set>

#include "base/assert.h"
#include "base/sha256.h"

namespace onsale::sim {
namespace {

// A 128-bit digest of a state, kept for each state seen: of two states with equal digests only one
// is explored.
struct Fingerprint {
  std::uint64_t high;
  std::uint64_t low;
  bool operator==(const Fingerprint&) const = default;
};
struct FingerprintHash {
  std::size_t operator()(const Fingerprint& f) const { return f.low; }
};

Fingerprint FingerprintOf(const std::string& signature) {
  const base::Sha256Digest digest = base::Sha256Of(signature);
  Fingerprint f{};
  for (std::size_t i = 0; i < 8; ++i) {
    f.high = f.high << 8 | digest.bytes[i];
    f.low = f.low << 8 | digest.bytes[8 + i];
  }
  return f;
}

class Explorer {
 public:
  Explorer(const Setting& setting, Path& at) : origin_(setting), at_(at) {}

  Explored Run(std::size_t depth) {
    std::vector<Path> level = {Path{}};
    seen_.insert(FingerprintOf(origin_.Signature()));
    found_.states_at.push_back(1);
    for (std::size_t d = 0; d < depth && !found_.wrong; ++d) {
      std::vector<Path> next;
      for (const Path& path : level) {
        if (!found_.wrong) Expand(path, next);
      }
      found_.states_at.push_back(next.size());
      level = std::move(next);
    }
    found_.states = seen_.size();
    return std::move(found_);
  }

 private:
  void Expand(const Path& path, std::vector<Path>& next) {
    SmallWorld here = origin_;
    for (std::size_t i = 0; i < path.length; ++i) {
      const auto wrong = here.Make(AllMoves()[path.moves[i]]);
      ONSALE_ASSERT(!wrong);  // the same moves succeeded before
    }
    for (std::size_t m = 0; m < AllMoves().size() && !found_.wrong; ++m) {
      const Move move = AllMoves()[m];
      if (!here.CanMove(move)) continue;
      ++found_.edges;
      Path longer = path;
      longer.moves[longer.length++] = static_cast<std::uint8_t>(m);
      at_ = longer;
      SmallWorld there = here;
      if (const auto wrong = there.Make(move)) {
        found_.wrong = *wrong;
      } else if (seen_.insert(FingerprintOf(there.Signature())).second) {
        next.push_back(longer);
      }
    }
  }

  const SmallWorld origin_;
  Path& at_;
  std::unordered_set<Fingerprint, FingerprintHash> seen_;
  Explored found_;
};

}  // namespace

std::string TellPath(const Setting& setting, const Path& path) {
  std::string text = std::string("In the world \"") + setting.name + "\":";
  for (std::size_t i = 0; i < path.length; ++i) {
    text += "\n  " + TellMove(AllMoves()[path.moves[i]]);
  }
  return text;
}

Explored Explore(const Setting& setting, std::size_t depth, Path& at) {
  ONSALE_ASSERT(depth <= kDepthMax);
  return Explorer(setting, at).Run(depth);
}

}  // namespace onsale::sim
