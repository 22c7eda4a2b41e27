// Sorts the operations of a history into the order that the server claims, and checks it against
// real time: an operation answered before another was sent must precede it.
//
// With several servers, the batch that was decided first wrote the commit. Later answers with the
// same commit number changed nothing and have no order among themselves: they are *free*.
//
// Shape:    operations go in as they were answered, and come out in the claimed order, each as soon
//           as no other can precede it: a mark gives the earliest begin of all later operations. A
//           later operation that claims an earlier position began after the other was answered,
//           which is a violation. So only as many operations are kept as were in progress at once.
// Threads:  one.
// Errors:   wrong(): a sentence about the first violation; nothing comes out afterwards.
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
  // Reports that no operation follows, so that all remaining ones can be taken.
  void Finish();
  // Returns the next operation of the claimed order, once no other can precede it.
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
  // Operations already taken, without their words.
  Op latest_;              // of those not free: the one sent last
  Op latest_free_;         // of the free ones of the last commit: the one sent last
  Op last_;                // the operation taken last
  std::int64_t made_ = 0;  // when the last commit was decided, microseconds
  std::string wrong_;
};

// Whether operation `a` precedes operation `b` in the claimed order.
bool StandsBefore(const Op& a, const Op& b);
// Whether the server decided both operations in one batch.
bool SameBatch(const Op& a, const Op& b);

}  // namespace onsale::histories
