// The seats of one show in memory: dense, in order of number, with a map that is rebuilt when asked
// for.
//
// Units:    a seat takes 45 bytes.
// Shape:    the order is that of Catalog::SeatsOf, since every seat of the show's chart has a row.
// Owner:    a pointer found lives until the next Put of a new seat or Erase.
// Threads:  one; the map given out is immutable.
#pragma once

#include "domain/views.h"
#include "store/row_codec.h"

namespace onsale::store {

// When a change happens: the batch's number, and its mark among the batches of this process, or 0
// for changes that others have made.
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
  // These are the seats as `batch` left them: the next map's version is above those that were made
  // within it, so that versions grow over restarts, and the same wherever that batch is known.
  void Settle(std::uint64_t batch);
  // There are about to be `seats`: takes no more memory than those need.
  void Expect(std::size_t seats);
  void ShrinkToFit();

  void Put(const domain::Seat& row, BatchMark batch);
  void Erase(const domain::SeatKey& key, BatchMark batch);

  // Seats changed since the last call; how many.
  std::size_t TakeChanges(base::WireWriter& out);

  template <class F>
  void ForEach(F&& f) const {
    for (const auto& seat : seats_) f(seat);
  }

 private:
  std::size_t LowerBound(domain::SeatNumber number) const;
  void Touch(BatchMark batch);

  std::vector<domain::Seat> seats_;
  std::vector<std::uint32_t> marks_;  // beside seats_
  std::int64_t available_ = 0;
  std::uint64_t least_version_ = 0;  // of the next map
  std::uint64_t version_ = 0;        // of map_
  domain::SeatMapPtr map_;           // null once something has changed
  std::vector<domain::SeatNumber> changed_;
  std::vector<domain::SeatKey> erased_;
};

}  // namespace onsale::store
