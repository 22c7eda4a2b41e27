// The seats of one show in memory: dense, in order of number, with a seat map that is rebuilt on
// demand.
//
// Units:    a seat takes 45 bytes; once they are asked for, the index of free seats takes about 10
//           more and the tallies 2.
// Shape:    the order is that of Catalog::SeatsOf, since every seat of the show's chart has a row.
//           The version of a map is a commit's number and 20 low bits. After Settle the seats as
//           the commit left them have all low bits set, on each node that decided or followed it.
//           Different seats within the commit have lower versions, which only the deciding node
//           gives.
// Owner:    a returned pointer lives until the next Put of a new seat or Erase.
// Threads:  one. A returned map is immutable, but for its version, which Settle may still set.
#pragma once

#include <span>

#include "domain/free_runs.h"
#include "domain/views.h"
#include "store/memory/reservation_rows.h"
#include "store/memory/seat_tallies.h"
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
  std::int64_t held() const { return held_; }
  std::int64_t held_back() const { return held_back_; }
  domain::SeatMapPtr Map();
  // Which of the seats are free, by runs: made at the first call, then kept up to date by Put.
  // Requires: a seat for each of the show's chart, and ForgetRuns after a change of the catalogue.
  domain::FreeRuns& Runs(const domain::Catalog& catalog, const domain::Show& show);
  // The seats by category: made at the first call, then kept up to date by Put and CountPaid.
  // Requires: as Runs.
  const std::vector<domain::SeatTally>& Tallies(const domain::Catalog& catalog,
                                                const domain::Show& show,
                                                const ReservationRows& reservations);
  // Counts the prices of a reservation that was paid (`by` 1), or is not any more (-1).
  void CountPaid(const domain::Reservation& row, int by);
  void ForgetRuns() {
    runs_ = nullptr;
    tallies_ = nullptr;
  }
  // Reports that the seats are as this commit left them: they, and the last map if it still shows
  // them, get the commit's last version.
  void Settle(std::uint64_t commit);
  bool settled() const { return version_ == settled_version_; }
  // Reports that the seats are again as at the last Settle: they get its version, and
  // the next map is a new one.
  void Undo();
  // Reserves memory for `seats` seats.
  void Expect(std::size_t seats);
  void ShrinkToFit();

  void Put(const domain::Seat& row, BatchMark batch);
  void Erase(const domain::SeatKey& key, BatchMark batch);
  // Seats that have no row yet, and seats to erase, in order of number: one pass over all seats.
  void PutNew(std::span<const domain::Seat> rows, BatchMark batch);
  void EraseAll(std::span<const domain::SeatKey> keys, BatchMark batch);

  // Encodes the seats changed since the last call, and returns their number.
  std::size_t TakeChanges(base::WireWriter& out);

  template <class F>
  void ForEach(F&& f) const {
    for (const auto& seat : seats_) f(seat);
  }

 private:
  std::size_t LowerBound(domain::SeatNumber number) const;
  void Touch(std::uint64_t commit);
  // Counts a seat of this status that is added (1) or removed (-1).
  void Count(domain::SeatStatus status, int by);

  std::vector<domain::Seat> seats_;
  std::vector<std::uint32_t> marks_;  // the mark of each seat in seats_
  std::int64_t available_ = 0;
  std::int64_t held_ = 0;
  std::int64_t held_back_ = 0;
  std::uint64_t version_ = 0;
  std::uint64_t settled_version_ = 0;       // of the last Settle
  std::shared_ptr<domain::SeatMap> map_;    // null after a change
  std::unique_ptr<domain::FreeRuns> runs_;  // null until asked for, as is the next
  std::unique_ptr<SeatTallies> tallies_;
  std::vector<domain::SeatNumber> changed_;
  std::vector<domain::SeatKey> erased_;
};

}  // namespace onsale::store
