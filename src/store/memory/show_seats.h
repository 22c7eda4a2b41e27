// The seats of one show in memory: dense, in order of number, with a seat map that is rebuilt on
// demand.
//
// Units:    a seat takes 45 bytes.
// Shape:    the order is that of Catalog::SeatsOf, since every seat of the show's chart has a row.
// Owner:    a returned pointer lives until the next Put of a new seat or Erase.
// Threads:  one; a returned map is immutable.
#pragma once

#include "domain/views.h"
#include "store/row_codec.h"

namespace onsale::store {

// The batch that changes a row. `number` is that of its commit. `mark` is new for each batch: a row
// with this mark is in the batch's changes already. Mark 0: the row is loaded, or changed by
// another node.
struct BatchMark {
  std::uint64_t number = 0;
  std::uint32_t mark = 0;
};

class ShowSeats {
 public:
  const domain::Seat* Find(domain::SeatNumber number) const;
  std::size_t size() const { return seats_.size(); }
  std::int64_t available() const { return available_; }
  domain::SeatMapPtr Map();
  // Marks the seats as those of commit `batch`. The next map's version is above all versions made
  // within that commit, so that versions grow across restarts.
  void Settle(std::uint64_t batch);
  // Reserves memory for `seats`.
  void Expect(std::size_t seats);
  void ShrinkToFit();

  void Put(const domain::Seat& row, BatchMark batch);
  void Erase(const domain::SeatKey& key, BatchMark batch);

  // Encodes the seats changed since the last call, and returns their number.
  std::size_t TakeChanges(base::WireWriter& out);

  template <class F>
  void ForEach(F&& f) const {
    for (const auto& seat : seats_) f(seat);
  }

 private:
  std::size_t LowerBound(domain::SeatNumber number) const;
  void Touch(BatchMark batch);

  std::vector<domain::Seat> seats_;
  std::vector<std::uint32_t> marks_;  // the mark of each seat in seats_
  std::int64_t available_ = 0;
  std::uint64_t least_version_ = 0;  // the next map has at least this version
  std::uint64_t version_ = 0;        // of map_
  domain::SeatMapPtr map_;           // null after a change
  std::vector<domain::SeatNumber> changed_;
  std::vector<domain::SeatKey> erased_;
};

}  // namespace onsale::store
