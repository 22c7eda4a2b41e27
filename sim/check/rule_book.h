// Checks the rules of docs/rules.md after every batch, on the rows that the batch changed.
//
// Shape:    the rule book keeps a copy of all rows, decoded from the bytes that the store encodes
//           for a batch, so it checks what a start would read. A batch costs only as much as it
//           changed. Rows are checked alone and against each other, without the model.
// Threads:  one.
// Source:   docs/rules.md, rules 1 to 6, 8 and 10; docs/waiting-room.md, "Rules that hold at every
//           commit".
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "sim/model/room_queue.h"
#include "store/row_codec.h"

namespace onsale::sim {

class RuleBook {
 public:
  struct Batch {
    base::Time now;
    bool changes_policy = false;  // the batch changes a room's policy or the catalogue
    bool more_is_due = false;     // not all due work fitted: the next batch continues it
  };
  // Applies the changed rows of a batch to the copy and checks them. Returns the first violation as
  // a sentence.
  std::optional<std::string> Apply(std::string_view rows, const Batch& batch);

  // Calls f(row) for every row that the last batch put and did not erase.
  template <class F>
  void ForEachTouched(F&& f) const;
  // Calls f(row) for every row of the copy, except rows of history, which stores do not keep in
  // memory either.
  template <class F>
  void ForEachRow(F&& f) const;
  // The copy's row with the same key; null if there is none.
  const domain::Room* Find(const domain::Room& row) const;
  const domain::RoomFunnel* Find(const domain::RoomFunnel& row) const;
  const domain::QueueToken* Find(const domain::QueueToken& row) const;
  const domain::Seat* Find(const domain::Seat& row) const;
  const domain::Reservation* Find(const domain::Reservation& row) const;
  const domain::Wallet* Find(const domain::Wallet& row) const;
  const domain::IdempotencyRecord* Find(const domain::IdempotencyRecord& row) const;
  const domain::AccessKeyRow* Find(const domain::AccessKeyRow& row) const;
  // The number of the last OperatorAction.
  std::int64_t actions() const { return actions_; }

 private:
  friend class RowTaker;
  struct CheckedRoom {
    domain::Room room;
    std::optional<domain::RoomFunnel> funnel;
    std::map<domain::QueueNumber, domain::QueueToken> tokens;
    std::map<domain::AdmissionRank, domain::QueueNumber> waiting;
    std::map<domain::UserId, domain::QueueNumber> live;
    std::int64_t active = 0;
    RoomQueue order;                            // used only to compute admission ranks
    std::vector<domain::QueueNumber> admitted;  // by the current batch
    std::vector<domain::QueueNumber> touched;
    domain::Room before;  // the room before the current batch
    bool changed = false;
  };
  struct CheckedWallet {
    domain::Wallet wallet;
    std::int64_t sum = 0;
    std::int64_t entries = 0;
  };

  void Begin();
  template <class... Parts>
  void Wrong(const Parts&... parts);

  // Rooms, funnels and tokens: rules_queue.cc.
  void Take(const domain::Room& row);
  void Take(const domain::RoomFunnel& row);
  void Take(const domain::QueueToken& row);
  void Count(CheckedRoom& checked, const domain::QueueToken& token, int delta);
  void FollowDraw(CheckedRoom& checked);
  void CheckStep(const domain::QueueToken& before, const domain::QueueToken& after);
  void CheckToken(const CheckedRoom& checked, const domain::QueueToken& token);
  void CheckRoom(const CheckedRoom& checked);
  void CheckAdmission(const CheckedRoom& checked);
  void CheckNumbers(const CheckedRoom& checked);

  // Seats and reservations: rules_seats.cc.
  void Take(const domain::Seat& row);
  void Take(const domain::Reservation& row);
  void Lose(const domain::Seat& row);
  void CheckSeat(const domain::Seat& seat);
  void CheckReservation(const domain::Reservation& row);
  void CheckLiveHold(const domain::Reservation& row);
  void CheckPaid(const domain::Reservation& row);

  // Wallets, ledger, payments and idempotency records: rules_money.cc.
  void Take(const domain::Wallet& row);
  void Take(const domain::LedgerEntry& row);
  void Take(const domain::Payment& row);
  void Take(const domain::IdempotencyRecord& row);
  void Lose(const domain::IdempotencyRecord& row);
  void CheckMoney();

  // Access keys and operators' changes: rules_keys.cc.
  void Take(const domain::AccessKeyRow& row);
  void Take(const domain::OperatorAction& row);

  void CheckNothingDue();

  Batch batch_;
  std::string wrong_;

  std::map<domain::RoomId, CheckedRoom> rooms_;
  std::map<domain::SeatKey, domain::Seat> seats_;
  std::unordered_map<domain::ReservationId, domain::Reservation> reservations_;
  std::map<domain::UserId, CheckedWallet> wallets_;
  std::unordered_map<domain::PaymentId, domain::Payment> payments_;
  std::unordered_map<base::Uuid, domain::LedgerEntry> payment_entries_;
  std::map<domain::IdempotencyRecordKey, domain::IdempotencyRecord> records_;
  std::int64_t topped_up_ = 0;
  std::int64_t spent_ = 0;
  std::int64_t in_wallets_ = 0;
  std::int64_t confirmed_amount_ = 0;
  std::int64_t confirmed_ = 0;

  std::map<std::string, domain::AccessKeyRow> keys_;
  std::int64_t actions_ = 0;

  // When live holds, turns and idempotency records end, in order of time.
  std::set<std::pair<base::Time, domain::ReservationId>> holds_;
  std::set<std::pair<base::Time, domain::QueueTokenKey>> turns_;
  std::multiset<base::Time> record_ends_;

  // Keys of the rows that the current batch changed; a key may occur twice.
  std::vector<domain::SeatKey> touched_seats_;
  std::vector<domain::ReservationId> touched_reservations_;
  std::vector<domain::UserId> touched_wallets_;
  std::vector<domain::IdempotencyRecordKey> touched_records_;
  std::vector<domain::PaymentId> touched_payments_;
  std::vector<std::string> touched_keys_;
};

template <class... Parts>
void RuleBook::Wrong(const Parts&... parts) {
  if (wrong_.empty()) ((wrong_ += parts), ...);
}

template <class F>
void RuleBook::ForEachTouched(F&& f) const {
  for (const auto& [id, checked] : rooms_) {
    if (checked.changed) {
      f(checked.room);
      if (checked.funnel) f(*checked.funnel);
    }
    for (const domain::QueueNumber number : checked.touched) f(checked.tokens.at(number));
  }
  const auto each = [&f](const auto& keys, const auto& map) {
    for (const auto& key : keys) {
      const auto at = map.find(key);
      if (at != map.end()) f(at->second);
    }
  };
  each(touched_seats_, seats_);
  each(touched_reservations_, reservations_);
  each(touched_records_, records_);
  each(touched_keys_, keys_);
  for (const auto& user : touched_wallets_) f(wallets_.at(user).wallet);
}

template <class F>
void RuleBook::ForEachRow(F&& f) const {
  for (const auto& [id, checked] : rooms_) {
    f(checked.room);
    if (checked.funnel) f(*checked.funnel);
    for (const auto& [number, token] : checked.tokens) f(token);
  }
  for (const auto& [key, row] : seats_) f(row);
  for (const auto& [id, row] : reservations_) f(row);
  for (const auto& [user, checked] : wallets_) f(checked.wallet);
  for (const auto& [key, row] : records_) f(row);
  for (const auto& [id, row] : keys_) f(row);
}

}  // namespace onsale::sim
