#include "sim/check/rule_book.h"

#include "sim/lookup.h"

namespace onsale::sim {

using namespace domain;

// The sink of DecodeRows: passes each changed row of a batch to the rule book.
class RowTaker {
 public:
  explicit RowTaker(RuleBook& book) : book_(book) {}

  template <class Row>
  void Put(const Row& row) {
    // The rule book takes no rows of the catalogue: World compares the whole catalogue.
    if constexpr (requires { book_.Take(row); }) book_.Take(row);
  }
  template <class Row>
  void Erase(const Row& row) {
    if constexpr (requires { book_.Lose(row); }) {
      book_.Lose(row);
    } else if constexpr (requires { book_.Take(row); }) {
      book_.Wrong("a row of ", store::Table<Row>::kName, " was erased");
    }
  }

 private:
  RuleBook& book_;
};

void RuleBook::Begin() {
  wrong_.clear();
  for (auto& [id, checked] : rooms_) {
    if (checked.changed) checked.before = checked.room;
    checked.changed = false;
    checked.admitted.clear();
    checked.touched.clear();
  }
  touched_seats_.clear();
  touched_reservations_.clear();
  touched_wallets_.clear();
  touched_records_.clear();
  touched_payments_.clear();
  touched_keys_.clear();
}

std::optional<std::string> RuleBook::Apply(std::string_view rows, const Batch& batch) {
  batch_ = batch;
  Begin();
  if (auto decoded = store::DecodeRows(rows, RowTaker(*this)); !decoded) return decoded.error();
  for (const auto& [id, checked] : rooms_) {
    if (checked.changed) CheckRoom(checked);
    for (const QueueNumber number : checked.touched) CheckToken(checked, checked.tokens.at(number));
    if (!checked.admitted.empty()) CheckAdmission(checked);
  }
  for (const SeatKey& key : touched_seats_) {
    const auto at = seats_.find(key);
    if (at != seats_.end()) CheckSeat(at->second);
  }
  for (const ReservationId id : touched_reservations_) CheckReservation(reservations_.at(id));
  CheckMoney();
  if (!batch.more_is_due) CheckNothingDue();
  if (wrong_.empty()) return std::nullopt;
  return wrong_;
}

const Room* RuleBook::Find(const Room& row) const {
  const CheckedRoom* const checked = Lookup(rooms_, row.id);
  return checked == nullptr ? nullptr : &checked->room;
}

const RoomFunnel* RuleBook::Find(const RoomFunnel& row) const {
  const CheckedRoom* const checked = Lookup(rooms_, row.room);
  return checked == nullptr || !checked->funnel ? nullptr : &*checked->funnel;
}

const QueueToken* RuleBook::Find(const QueueToken& row) const {
  const CheckedRoom* const checked = Lookup(rooms_, row.key.room);
  return checked == nullptr ? nullptr : Lookup(checked->tokens, row.key.number);
}

const Seat* RuleBook::Find(const Seat& row) const {
  return Lookup(seats_, row.key);
}

const Reservation* RuleBook::Find(const Reservation& row) const {
  return Lookup(reservations_, row.id);
}

const Wallet* RuleBook::Find(const Wallet& row) const {
  const CheckedWallet* const checked = Lookup(wallets_, row.user);
  return checked == nullptr ? nullptr : &checked->wallet;
}

const IdempotencyRecord* RuleBook::Find(const IdempotencyRecord& row) const {
  return Lookup(records_, row.key);
}

const AccessKeyRow* RuleBook::Find(const AccessKeyRow& row) const {
  return Lookup(keys_, row.id);
}

}  // namespace onsale::sim
