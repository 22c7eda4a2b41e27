// Puts the operations of a history into the one order that the server claims for them, and holds that
// order against real time: who was answered before another began must stand before it.
//
// Of several servers, a commit was made by the batch that was decided first; whatever else they tell of
// it changed nothing, so among themselves those answers stand in any order: they are *free*.
//
// Shape:    operations go in as they were answered, and come out in order, as soon as no other can
//           come before them: a mark says from when on all others began. Whatever comes later and
//           claims a place before what has come out stands wrong, for it began after that was
//           answered. So no more is kept than was open at once.
// Threads:  one.
// Errors:   wrong(): a sentence about the first that stands wrong; nothing comes out from then on.
// Source:   Herlihy and Wing, Linearizability (1990): the order must contain that of real time.
#pragma once

#include <optional>
#include <queue>
#include <string>
#include <vector>

#include "histories/history/file.h"
#include "histories/world.h"

namespace onsale::histories {

class InOrder {
 public:
  explicit InOrder(const World& world) : several_(world.nodes > 1) {}

  void Put(Op op);
  void Put(Mark mark) { open_from_ = mark.began_from; }
  // No operation follows: everything may come out.
  void Finish();
  // The next in order, if it is certain.
  std::optional<Op> Take();

  const std::string& wrong() const { return wrong_; }
  std::size_t most_kept() const { return most_kept_; }

 private:
  struct Later {
    bool operator()(const Op& a, const Op& b) const;
  };
  bool Stands(const Op& op);
  bool IsFree(const Op& op) const;

  const bool several_;
  std::priority_queue<Op, std::vector<Op>, Later> waiting_;
  std::int64_t open_from_ = 0;
  std::size_t most_kept_ = 0;
  // All of these without their words.
  Op latest_;              // of those that came out and stand firm: the one that was sent last
  Op latest_free_;         // of those of the last commit that do not
  Op last_;                // the last one
  std::int64_t made_ = 0;  // when the last commit was decided
  std::string wrong_;
};

// Whether `a` claims a place before `b`.
bool StandsBefore(const Op& a, const Op& b);
// Whether both were decided in one batch.
bool SameBatch(const Op& a, const Op& b);

}  // namespace onsale::histories
