// Sorts the operations of a history into the order that the server claims, and checks it against
// real time: an operation answered before another was sent must precede it.
//
// With several servers, the batch that was decided first wrote the commit. Later answers with the
// same commit number changed nothing and have no order among themselves: they are *free*.
//
// Shape:    the caller puts operations in as they were answered, and takes them in order as soon
//           as no other can precede them: a mark gives the earliest begin of all later operations.
//           An operation that arrives later and claims an earlier position began after the other
//           was answered, which is a violation. So InOrder keeps only as many operations as were in
//           progress at once.
// Threads:  one.
// Errors:   wrong(): a sentence about the first violation; no operation is taken afterwards.
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
  // Call after the last Put: all operations may then be taken.
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
  // These operations are stored without arguments and response.
  Op latest_;              // the latest sent of those that are not free
  Op latest_free_;         // the latest sent of the free ones of the last commit
  Op last_;                // the last one taken
  std::int64_t made_ = 0;  // when the last commit was decided
  std::string wrong_;
};

// Whether operation `a` precedes operation `b` in the claimed order.
bool StandsBefore(const Op& a, const Op& b);
// Whether the server decided both operations in one batch.
bool SameBatch(const Op& a, const Op& b);

}  // namespace onsale::histories
