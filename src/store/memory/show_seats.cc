#include "store/memory/show_seats.h"

#include <algorithm>

#include "base/assert.h"

namespace onsale::store {

using domain::Seat;
using domain::SeatNumber;
using domain::SeatStatus;

namespace {

// The number of low bits in a version. They number the maps read within one commit: at most one for
// each command, so fewer than 2^20. With 20 bits, versions stay exact in a JSON number (up to 2^53)
// for 2^33 commits.
constexpr unsigned kVersionCommitShift = 20;

std::uint64_t FirstVersion(std::uint64_t commit) {
  return commit << kVersionCommitShift;
}
std::uint64_t LastVersion(std::uint64_t commit) {
  return FirstVersion(commit + 1) - 1;
}

}  // namespace

std::size_t ShowSeats::LowerBound(SeatNumber number) const {
  // The seat's index if the chart numbers its seats 1, 2, 3, ... without gaps, as most charts do.
  const std::size_t guess = std::size_t{number.value} - 1;
  if (guess < seats_.size() && seats_[guess].key.number == number) return guess;
  const auto at = std::lower_bound(seats_.begin(), seats_.end(), number,
                                   [](const Seat& s, SeatNumber n) { return s.key.number < n; });
  return static_cast<std::size_t>(at - seats_.begin());
}

const Seat* ShowSeats::Find(SeatNumber number) const {
  const std::size_t at = LowerBound(number);
  return at < seats_.size() && seats_[at].key.number == number ? &seats_[at] : nullptr;
}

void ShowSeats::Expect(std::size_t seats) {
  seats_.reserve(seats);
  marks_.reserve(seats);
}

void ShowSeats::ShrinkToFit() {
  seats_.shrink_to_fit();
  marks_.shrink_to_fit();
}

void ShowSeats::Settle(std::uint64_t commit) {
  version_ = settled_version_ = LastVersion(commit);
  // A map of these seats keeps its content, so pages and deltas made from it stay valid.
  if (map_) map_->version = version_;
}

void ShowSeats::Undo() {
  version_ = settled_version_;
  map_ = nullptr;
}

void ShowSeats::Touch(std::uint64_t commit) {
  ONSALE_ASSERT(available_ >= 0 && held_ >= 0 && held_back_ >= 0 &&
                available_ + held_ + held_back_ <= std::ssize(seats_));
  const bool is_known = map_ != nullptr || settled();
  version_ = std::max(version_ + (is_known ? 1 : 0), FirstVersion(commit));
  ONSALE_ASSERT(version_ < LastVersion(commit));
  map_ = nullptr;
}

void ShowSeats::Count(SeatStatus status, int by) {
  if (status == SeatStatus::kAvailable) available_ += by;
  if (status == SeatStatus::kHeld) held_ += by;
  if (status == SeatStatus::kHeldBack) held_back_ += by;
}

void ShowSeats::Put(const Seat& row, BatchMark batch) {
  const std::size_t at = LowerBound(row.key.number);
  if (at == seats_.size() || seats_[at].key.number != row.key.number) {
    seats_.insert(seats_.begin() + static_cast<std::ptrdiff_t>(at), row);
    marks_.insert(marks_.begin() + static_cast<std::ptrdiff_t>(at), 0);
    ForgetRuns();
  } else {
    Count(seats_[at].status, -1);
    if (tallies_) tallies_->Count(at, seats_[at].status, -1);
    seats_[at] = row;
  }
  Count(row.status, 1);
  if (tallies_) tallies_->Count(at, row.status, 1);
  if (runs_) runs_->Set(static_cast<std::uint32_t>(at), row.status == SeatStatus::kAvailable);
  if (batch.mark != 0 && marks_[at] != batch.mark) changed_.push_back(row.key.number);
  marks_[at] = batch.mark;
  Touch(batch.number);
}

void ShowSeats::Erase(const domain::SeatKey& key, BatchMark batch) {
  const std::size_t at = LowerBound(key.number);
  if (at == seats_.size() || seats_[at].key.number != key.number) return;
  Count(seats_[at].status, -1);
  seats_.erase(seats_.begin() + static_cast<std::ptrdiff_t>(at));
  marks_.erase(marks_.begin() + static_cast<std::ptrdiff_t>(at));
  ForgetRuns();
  if (batch.mark != 0) erased_.push_back(key);
  Touch(batch.number);
}

void ShowSeats::PutNew(std::span<const Seat> rows, BatchMark batch) {
  if (rows.empty()) return;
  std::vector<Seat> seats;
  std::vector<std::uint32_t> marks;
  seats.reserve(std::max(seats_.capacity(), seats_.size() + rows.size()));
  marks.reserve(seats.capacity());
  auto next = rows.begin();
  const auto add = [&] {
    Count(next->status, 1);
    if (batch.mark != 0) changed_.push_back(next->key.number);
    seats.push_back(*next++);
    marks.push_back(batch.mark);
  };
  for (std::size_t at = 0; at < seats_.size(); ++at) {
    while (next != rows.end() && next->key.number < seats_[at].key.number) add();
    seats.push_back(seats_[at]);
    marks.push_back(marks_[at]);
  }
  while (next != rows.end()) add();
  seats_ = std::move(seats);
  marks_ = std::move(marks);
  ForgetRuns();
  Touch(batch.number);
}

void ShowSeats::EraseAll(std::span<const domain::SeatKey> keys, BatchMark batch) {
  std::size_t kept = 0;
  auto key = keys.begin();
  for (std::size_t at = 0; at < seats_.size(); ++at) {
    const SeatNumber number = seats_[at].key.number;
    while (key != keys.end() && key->number < number) ++key;
    if (key != keys.end() && key->number == number) {
      Count(seats_[at].status, -1);
      if (batch.mark != 0) erased_.push_back(*key);
      continue;
    }
    if (kept != at) {
      seats_[kept] = seats_[at];
      marks_[kept] = marks_[at];
    }
    ++kept;
  }
  if (kept == seats_.size()) return;
  seats_.erase(seats_.begin() + static_cast<std::ptrdiff_t>(kept), seats_.end());
  marks_.erase(marks_.begin() + static_cast<std::ptrdiff_t>(kept), marks_.end());
  ForgetRuns();
  Touch(batch.number);
}

domain::SeatMapPtr ShowSeats::Map() {
  if (map_) return map_;
  auto map = std::make_shared<domain::SeatMap>();
  if (!seats_.empty()) map->show = seats_.front().key.show;
  map->version = version_;
  map->available = available_;
  map->statuses.reserve(seats_.size());
  for (const Seat& seat : seats_) map->statuses.push_back(seat.status);
  map_ = std::move(map);
  return map_;
}

domain::FreeRuns& ShowSeats::Runs(const domain::Catalog& catalog, const domain::Show& show) {
  if (!runs_) {
    runs_ = std::make_unique<domain::FreeRuns>(catalog, show);
    ONSALE_ASSERT(runs_->layout().seats() == seats_.size());
    for (std::uint32_t at = 0; at < seats_.size(); ++at) {
      runs_->Set(at, seats_[at].status == SeatStatus::kAvailable);
    }
  }
  return *runs_;
}

const std::vector<domain::SeatTally>& ShowSeats::Tallies(const domain::Catalog& catalog,
                                                         const domain::Show& show,
                                                         const ReservationRows& reservations) {
  if (tallies_) return tallies_->all();
  tallies_ = std::make_unique<SeatTallies>(catalog, show);
  for (std::size_t at = 0; at < seats_.size(); ++at) {
    const Seat& seat = seats_[at];
    tallies_->Count(at, seat.status, 1);
    if (seat.status != SeatStatus::kSold) continue;
    // Each reservation at its first seat.
    const domain::Reservation* const sale = reservations.Find(seat.reservation);
    if (sale == nullptr || sale->seats.empty()) continue;
    if (sale->seats.front().number == seat.key.number) CountPaid(*sale, 1);
  }
  return tallies_->all();
}

void ShowSeats::CountPaid(const domain::Reservation& row, int by) {
  if (!tallies_) return;
  for (const domain::ReservedSeat& seat : row.seats) {
    const std::size_t at = LowerBound(seat.number);
    if (at < seats_.size() && seats_[at].key.number == seat.number) {
      tallies_->CountPaid(at, seat.price, by);
    }
  }
}

std::size_t ShowSeats::TakeChanges(base::WireWriter& out) {
  const std::size_t count = changed_.size() + erased_.size();
  for (const auto& key : erased_) EncodeErase(out, Seat{.key = key});
  for (const SeatNumber number : changed_) {
    if (const Seat* seat = Find(number)) EncodePut(out, *seat);
  }
  changed_.clear();
  erased_.clear();
  return count;
}

}  // namespace onsale::store
