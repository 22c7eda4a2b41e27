#include "store/memory/memory_rows.h"

#include "base/assert.h"
#include "domain/admission.h"
#include "domain/archive.h"
#include "store/memory/catalog_rows.h"

namespace onsale::store {

using base::Time;
using domain::IdempotencyRecord;
using domain::IdempotencyRecordKey;
using domain::QueueNumber;
using domain::QueueToken;
using domain::QueueTokenKey;
using domain::RoomId;
using domain::ShowId;
using domain::UserId;

namespace {

bool IsPaid(const domain::Reservation& row) {
  return row.status == domain::ReservationStatus::kConfirmed;
}

// Restores the rows of an undo log. The catalogue is restored separately.
class PutBack {
 public:
  explicit PutBack(MemoryRows& rows) : rows_(rows) {}
  template <class Row>
  void Put(const Row& row) {
    if constexpr (Table<Row>::kHome == Home::kMemory) rows_.Put(row);
  }
  template <class Row>
  void Erase(const Row& row) {
    if constexpr (Table<Row>::kHome == Home::kMemory) {
      if constexpr (std::is_same_v<Row, domain::AccessKeyRow>) {
        rows_.Erase(row);
      } else if constexpr (Table<Row>::kErasable) {
        rows_.Erase(row.key);
      } else {
        rows_.Forget(row);
      }
    }
  }

 private:
  MemoryRows& rows_;
};

}  // namespace

MemoryRows::MemoryRows(const domain::Limits& limits, const base::HashKey& hash_key)
    : RowSet(limits),
      hash_(hash_key),
      reservations_(hash_),
      wallets_(hash_),
      records_(hash_),
      record_counts_(hash_),
      keys_(hash_) {}

RoomRows& MemoryRows::RoomOf(RoomId room) {
  return rooms_.try_emplace(room, hash_).first->second;
}

ShowSeats& MemoryRows::SeatsToChange(ShowId show) {
  ShowSeats& seats = shows_[show];
  if (seats.settled()) shows_unsettled_.push_back(show);
  return seats;
}

void MemoryRows::FinishLoading(std::uint64_t last_batch) {
  batch_ = {.number = last_batch, .mark = 0};
  FreeArchived();
  shows_unsettled_.clear();
  for (auto& [id, show] : shows_) {
    show.Settle(last_batch);
    show.ShrinkToFit();
  }
}

void MemoryRows::FollowBatch(std::uint64_t number) {
  ONSALE_ASSERT(number >= batch_.number);
  batch_ = {.number = number, .mark = 0};
  FreeArchived();
}

void MemoryRows::StartBatch(std::uint64_t number) {
  ONSALE_ASSERT(number >= batch_.number);
  FreeArchived();
  batch_ = {.number = number, .mark = NextMark()};
  if (undo_) undo_->Clear();
  undo_catalog_ = nullptr;
  undo_last_action_ = last_action_;
}

void MemoryRows::FreeArchived() {
  const auto is_archived = [this](const domain::Reservation& row) { return IsArchived(row); };
  // Each user once: what a user keeps is looked at for each time.
  std::vector<UserId> users;
  for (const domain::RoomId id : rooms_to_free_) {
    std::ranges::move(RoomOf(id).FreeArchived(), std::back_inserter(users));
  }
  rooms_to_free_.clear();
  std::ranges::sort(users);
  const auto again = std::ranges::unique(users);
  users.erase(again.begin(), again.end());
  for (const UserId& user : users) reservations_.FreeEndedOf(user, is_archived);
}

bool MemoryRows::IsArchived(const domain::Reservation& row) const {
  if (domain::IsOpen(row.status)) return false;
  const RoomRows* const room = RowsOf(row.token.room);
  const std::uint64_t number = row.token.number.value;
  return room != nullptr && number > 0 && number <= room->archived();
}

void MemoryRows::ContinueBatch() {
  batch_.mark = NextMark();
  if (undo_) undo_->Continue();
}

std::uint32_t MemoryRows::NextMark() {
  // The mark 0 means outside of batches, so it is skipped when the counter overflows.
  if (++last_mark_ == 0) ++last_mark_;
  return last_mark_;
}

void MemoryRows::SettleBatch() {
  for (const ShowId show : shows_unsettled_) shows_.at(show).Settle(batch_.number);
  shows_unsettled_.clear();
}

void MemoryRows::UndoBatch() {
  ONSALE_ASSERT(undo_.has_value());
  std::string unwanted;
  TakeChanges(unwanted);
  undo_->Undo(PutBack(*this));
  for (const ShowId show : shows_unsettled_) shows_.at(show).Undo();
  shows_unsettled_.clear();
  if (undo_catalog_) Follow(std::exchange(undo_catalog_, nullptr));
  last_action_ = undo_last_action_;
}

bool MemoryRows::TakeChanges(std::string& out) {
  base::WireWriter writer(out);
  std::size_t count = 0;
  for (auto& [id, room] : rooms_) count += room.TakeChanges(writer);
  if (catalog_before_) {
    count += EncodeCatalogChange({catalog_before_->rows(), catalog_->rows()}, writer);
    catalog_before_ = nullptr;
  }
  for (const ShowId show : shows_changed_) count += shows_.at(show).TakeChanges(writer);
  shows_changed_.clear();
  count += reservations_.TakeChanges(writer);
  count += wallets_.TakeChanges(writer);
  count += records_.TakeChanges(writer);
  count += keys_.TakeChanges(writer);
  count += history_.size();
  writer.Bytes(history_);
  history_.clear();
  batch_ = {.number = batch_.number, .mark = 0};
  return count > 0;
}

void MemoryRows::PutAgain() {
  for (const auto& [id, room] : rooms_) {
    if (room.room() == nullptr) continue;
    return Put(domain::Room(*room.room()));
  }
}

std::optional<Time> MemoryRows::NextDue() {
  std::optional<Time> next;
  const auto consider = [&next](const auto& entry) {
    if (entry && (!next || entry->until < *next)) next = entry->until;
  };
  consider(reservations_.EarliestHold());
  consider(EarliestTurn());
  consider(EarliestRecord());
  consider(EarliestRoom());
  consider(EarliestToArchive());
  return next;
}

const RoomRows* MemoryRows::RowsOf(RoomId id) const {
  const auto at = rooms_.find(id);
  return at == rooms_.end() ? nullptr : &at->second;
}

const ShowSeats* MemoryRows::RowsOf(ShowId id) const {
  const auto at = shows_.find(id);
  return at == shows_.end() ? nullptr : &at->second;
}

const domain::Room* MemoryRows::Find(RoomId id) {
  const auto at = rooms_.find(id);
  return at == rooms_.end() ? nullptr : at->second.room();
}

const domain::RoomFunnel* MemoryRows::FindFunnel(RoomId room) {
  const auto at = rooms_.find(room);
  return at == rooms_.end() ? nullptr : at->second.funnel();
}

const QueueToken* MemoryRows::Find(QueueTokenKey key) {
  const auto at = rooms_.find(key.room);
  return at == rooms_.end() ? nullptr : at->second.Find(key.number);
}

const QueueToken* MemoryRows::FindLive(RoomId room, const UserId& user) {
  const auto at = rooms_.find(room);
  return at == rooms_.end() ? nullptr : at->second.FindLive(user);
}

const domain::Seat* MemoryRows::Find(domain::SeatKey key) {
  const auto at = shows_.find(key.show);
  return at == shows_.end() ? nullptr : at->second.Find(key.number);
}

void MemoryRows::ExpectToken(domain::QueueTokenKey key) {
  if (const auto at = rooms_.find(key.room); at != rooms_.end()) at->second.Prefetch(key.number);
}

const domain::Reservation* MemoryRows::Find(domain::ReservationId id) {
  const domain::Reservation* const row = reservations_.Find(id);
  return row == nullptr || IsArchived(*row) ? nullptr : row;
}

const domain::Wallet* MemoryRows::Find(const UserId& user) {
  return wallets_.Find(std::tie(user));
}

const IdempotencyRecord* MemoryRows::Find(const IdempotencyRecordKey& key) {
  return records_.Find(std::tie(key.user, key.key));
}

domain::AccessKeysPtr MemoryRows::access_keys() {
  if (keys_now_) return keys_now_;
  std::vector<domain::AccessKeyRow> sorted;
  keys_.ForEach([&sorted](const auto& row) { sorted.push_back(row); });
  std::ranges::sort(sorted, {}, &domain::AccessKeyRow::id);
  keys_now_ = std::make_shared<const domain::AccessKeys>(std::move(sorted));
  return keys_now_;
}

std::vector<RoomId> MemoryRows::Rooms() {
  std::vector<RoomId> ids;
  for (const auto& [id, room] : rooms_) {
    if (room.room() != nullptr) ids.push_back(id);
  }
  return ids;
}

std::vector<const domain::Reservation*> MemoryRows::OpenReservations(const UserId& user) {
  return reservations_.OpenOf(user);
}

std::vector<const domain::Reservation*> MemoryRows::OpenReservations(domain::PersonKey person) {
  return reservations_.OpenOf(person);
}

std::vector<const domain::Reservation*> MemoryRows::EndedReservations(
    const UserId& user, const std::optional<domain::ReservationCursor>& before, std::int64_t max) {
  return reservations_.EndedOf(user, before, max,
                               [this](const auto& row) { return IsArchived(row); });
}

std::vector<domain::ReservationId> MemoryRows::ReservationsWith(domain::BookingNumber number) {
  std::vector<domain::ReservationId> ids = reservations_.With(number);
  std::erase_if(ids, [this](domain::ReservationId id) { return Find(id) == nullptr; });
  return ids;
}

std::int64_t MemoryRows::ReservationsMade(QueueTokenKey turn) {
  const auto at = rooms_.find(turn.room);
  return at == rooms_.end() ? 0 : at->second.ReservationsMade(turn.number);
}

std::optional<Time> MemoryRows::IssuedAt(RoomId room, const UserId& user, std::int64_t n) {
  const auto at = rooms_.find(room);
  return at == rooms_.end() ? std::nullopt : at->second.IssuedAt(user, n);
}

std::vector<QueueNumber> MemoryRows::TokensOf(RoomId room, const UserId& user,
                                              const domain::TokenCursor& before, std::int64_t max) {
  const auto at = rooms_.find(room);
  return at == rooms_.end() ? std::vector<QueueNumber>() : at->second.TokensOf(user, before, max);
}

std::int64_t MemoryRows::RecordsOf(const UserId& user) {
  const std::int64_t* const count = record_counts_.Find(user);
  return count == nullptr ? 0 : *count;
}

domain::AdmissionRank MemoryRows::RankOf(RoomId room, QueueNumber number) {
  const auto at = rooms_.find(room);
  return at == rooms_.end() ? domain::AdmissionRank{number.value} : at->second.RankOf(number);
}

std::optional<QueueNumber> MemoryRows::NextWaiting(RoomId room, domain::AdmissionRank after) {
  const auto at = rooms_.find(room);
  return at == rooms_.end() ? std::nullopt : at->second.NextWaiting(after);
}

std::int64_t MemoryRows::WaitingBefore(RoomId room, QueueNumber number) {
  const auto at = rooms_.find(room);
  return at == rooms_.end() ? 0 : at->second.WaitingBefore(number);
}

std::int64_t MemoryRows::AvailableSeats(ShowId show) {
  const auto at = shows_.find(show);
  return at == shows_.end() ? 0 : at->second.available();
}

std::int64_t MemoryRows::HeldSeats(ShowId show) {
  const auto at = shows_.find(show);
  return at == shows_.end() ? 0 : at->second.held();
}

std::int64_t MemoryRows::HeldBackSeats(ShowId show) {
  const auto at = shows_.find(show);
  return at == shows_.end() ? 0 : at->second.held_back();
}

std::vector<domain::SeatTally> MemoryRows::TallySeats(ShowId show) {
  const domain::Show* const found = catalog_->Find(show);
  ONSALE_ASSERT(found != nullptr);
  return shows_[show].Tallies(*catalog_, *found, reservations_);
}

void MemoryRows::CountPaid(const domain::Reservation& row, int by) {
  if (const auto at = shows_.find(row.show); at != shows_.end()) at->second.CountPaid(row, by);
}

domain::SeatMapPtr MemoryRows::Seats(ShowId show) {
  const auto at = shows_.find(show);
  if (at != shows_.end()) return at->second.Map();
  return std::make_shared<const domain::SeatMap>(domain::SeatMap{.show = show});
}

domain::FreeRuns& MemoryRows::FreeSeats(ShowId show) {
  const domain::Show* const found = catalog_->Find(show);
  ONSALE_ASSERT(found != nullptr);
  return shows_[show].Runs(*catalog_, *found);
}

std::optional<domain::ReservationId> MemoryRows::NextHoldDue(Time now) {
  const auto due = reservations_.EarliestHold();
  if (!due || due->until > now) return std::nullopt;
  return due->key;
}

std::optional<DueHeap<QueueTokenKey>::Entry> MemoryRows::EarliestTurn() {
  return turns_due_.Earliest([this](const auto& due) {
    const QueueToken* token = Find(due.key);
    return token != nullptr && token->status == domain::TokenStatus::kActive &&
           token->active_until == due.until;
  });
}

std::optional<QueueTokenKey> MemoryRows::NextTurnDue(Time now) {
  const auto due = EarliestTurn();
  if (!due || due->until > now) return std::nullopt;
  return due->key;
}

std::optional<DueHeap<MemoryRows::RecordDue>::Entry> MemoryRows::EarliestRecord() {
  return records_due_.Earliest([this](const auto& due) {
    const IdempotencyRecord& row = records_[due.key.slot];
    return row.expires_at == due.until && Find(row.key) == &row;
  });
}

std::optional<IdempotencyRecordKey> MemoryRows::NextRecordDue(Time now) {
  const auto due = EarliestRecord();
  if (!due || due->until > now) return std::nullopt;
  return records_[due->key.slot].key;
}

std::optional<DueHeap<RoomId>::Entry> MemoryRows::EarliestRoom() {
  return rooms_due_.Earliest([this](const auto& due) {
    const domain::Room* room = Find(due.key);
    return room != nullptr && domain::NextRoomDue(*room) == due.until;
  });
}

std::optional<RoomId> MemoryRows::NextRoomDue(Time now) {
  const auto due = EarliestRoom();
  if (!due || due->until > now) return std::nullopt;
  return due->key;
}

std::optional<DueHeap<RoomId>::Entry> MemoryRows::EarliestToArchive() {
  return archives_due_.Earliest([this](const auto& due) {
    const RoomRows* const room = RowsOf(due.key);
    const QueueToken* const oldest = room == nullptr ? nullptr : room->Oldest();
    return oldest != nullptr && domain::ArchiveTime(*oldest) == due.until;
  });
}

std::optional<RoomId> MemoryRows::NextTokenToArchive(Time now) {
  const auto due = EarliestToArchive();
  if (!due || due->until > now) return std::nullopt;
  return due->key;
}

void MemoryRows::NoteOldest(RoomId id) {
  const QueueToken* const oldest = RoomOf(id).Oldest();
  const auto due = oldest == nullptr ? std::nullopt : domain::ArchiveTime(*oldest);
  if (due) archives_due_.Add({.until = *due, .key = id});
}

void MemoryRows::Put(const domain::Room& row) {
  const domain::Room* const before = Find(row.id);
  Remember(before, row);
  const bool archives = before == nullptr || before->last_archived != row.last_archived;
  const auto due = domain::NextRoomDue(row);
  if (due && (before == nullptr || domain::NextRoomDue(*before) != due)) {
    rooms_due_.Add({.until = *due, .key = row.id});
  }
  RoomOf(row.id).Put(row, batch_.mark);
  if (!archives) return;
  NoteOldest(row.id);
  rooms_to_free_.push_back(row.id);
}

void MemoryRows::Put(const domain::RoomFunnel& row) {
  Remember(FindFunnel(row.room), row);
  RoomOf(row.room).Put(row, batch_.mark);
}

void MemoryRows::Put(const QueueToken& row) {
  const QueueToken* const before = Find(row.key);
  Remember(before, row);
  const bool same_end = before != nullptr && before->status == domain::TokenStatus::kActive &&
                        before->active_until == row.active_until;
  if (row.status == domain::TokenStatus::kActive && !same_end) {
    turns_due_.Add({.until = row.active_until, .key = row.key});
  }
  RoomRows& room = RoomOf(row.key.room);
  room.Put(row, batch_.mark);
  if (room.Oldest() != nullptr && room.Oldest()->key == row.key) NoteOldest(row.key.room);
}

void MemoryRows::Put(const domain::Seat& row) {
  Remember(Find(row.key), row);
  // Lists the show as changed, unless the last seat put was of the same show. If a show is listed
  // twice, its second TakeChanges finds no changes.
  if (batch_.mark != 0 && (shows_changed_.empty() || shows_changed_.back() != row.key.show)) {
    shows_changed_.push_back(row.key.show);
  }
  SeatsToChange(row.key.show).Put(row, batch_);
}

void MemoryRows::Put(const domain::Reservation& row) {
  const domain::Reservation* const before = Find(row.id);
  Remember(before, row);
  if (before == nullptr) RoomOf(row.token.room).CountReservation(row.token.number, 1);
  if (before != nullptr && IsPaid(*before)) CountPaid(*before, -1);
  if (IsPaid(row)) CountPaid(row, 1);
  reservations_.Put(row, batch_.mark);
}

void MemoryRows::Put(const domain::Wallet& row) {
  Remember(Find(row.user), row);
  wallets_.Put(row, batch_.mark);
}

void MemoryRows::Put(const IdempotencyRecord& row) {
  Remember(Find(row.key), row);
  const auto [slot, fresh] = records_.Claim(row);
  if (fresh) ++record_counts_.At(row.key.user);
  if (fresh || records_[slot].expires_at != row.expires_at) {
    records_due_.Add({.until = row.expires_at, .key = {slot}});
  }
  records_.Assign(slot, row, batch_.mark);
}

void MemoryRows::Put(const domain::AccessKeyRow& row) {
  Remember(keys_.Find(std::tie(row.id)), row);
  keys_.Put(row, batch_.mark);
  keys_now_ = nullptr;
}

void MemoryRows::Put(const domain::OperatorAction& row) {
  last_action_ = std::max(last_action_, row.number);
  PutHistory(row);
}

void MemoryRows::Follow(domain::CatalogPtr catalog) {
  catalog_ = std::move(catalog);
  for (auto& [id, show] : shows_) show.ForgetRuns();
}

void MemoryRows::Put(domain::CatalogPtr catalog) {
  if (batch_.mark != 0 && !catalog_before_) catalog_before_ = catalog_;
  if (undo_ && batch_.mark != 0 && !undo_catalog_) undo_catalog_ = catalog_;
  Follow(std::move(catalog));
  if (batch_.mark == 0) return;
  for (const domain::Show& show : catalog_->rows().shows) {
    shows_[show.id].Expect(catalog_->SeatsOf(show.chart).size());
  }
}

void MemoryRows::PutNew(std::span<const domain::Seat> rows) {
  if (rows.empty()) return;
  for (const domain::Seat& row : rows) Remember(static_cast<const domain::Seat*>(nullptr), row);
  const ShowId show = rows.front().key.show;
  if (batch_.mark != 0) shows_changed_.push_back(show);
  SeatsToChange(show).PutNew(rows, batch_);
}

void MemoryRows::EraseAll(std::span<const domain::SeatKey> keys) {
  if (keys.empty()) return;
  for (const domain::SeatKey& key : keys) {
    if (const domain::Seat* const before = Find(key)) RememberErased(*before);
  }
  const ShowId show = keys.front().show;
  if (batch_.mark != 0) shows_changed_.push_back(show);
  SeatsToChange(show).EraseAll(keys, batch_);
}

void MemoryRows::Erase(const domain::SeatKey& key) {
  const domain::Seat* const before = Find(key);
  if (before == nullptr) return;
  RememberErased(*before);
  if (batch_.mark != 0) shows_changed_.push_back(key.show);
  SeatsToChange(key.show).Erase(key, batch_);
}

void MemoryRows::Erase(const IdempotencyRecordKey& key) {
  const std::uint32_t slot = records_.SlotOf(std::tie(key.user, key.key));
  if (slot == records_.kNone) return;
  RememberErased(records_[slot]);
  records_.Erase(slot, batch_.mark);
  std::int64_t& count = record_counts_.At(key.user);
  ONSALE_ASSERT(count > 0);
  if (--count == 0) record_counts_.Erase(key.user);
}

void MemoryRows::Erase(const domain::AccessKeyRow& key) {
  const std::uint32_t slot = keys_.SlotOf(std::tie(key.id));
  if (slot == keys_.kNone) return;
  RememberErased(keys_[slot]);
  keys_.Erase(slot, batch_.mark);
  keys_now_ = nullptr;
}

void MemoryRows::Forget(const domain::Room& row) {
  RoomOf(row.id).ForgetRoom();
}

void MemoryRows::Forget(const domain::RoomFunnel& row) {
  RoomOf(row.room).ForgetFunnel();
}

void MemoryRows::Forget(const QueueToken& row) {
  RoomOf(row.key.room).Forget(row.key.number);
}

void MemoryRows::Forget(const domain::Reservation& row) {
  const domain::Reservation* const before = Find(row.id);
  if (before == nullptr) return;
  RoomOf(before->token.room).CountReservation(before->token.number, -1);
  if (IsPaid(*before)) CountPaid(*before, -1);
  reservations_.Forget(row.id);
}

void MemoryRows::Forget(const domain::Wallet& row) {
  const std::uint32_t slot = wallets_.SlotOf(std::tie(row.user));
  if (slot != wallets_.kNone) wallets_.Erase(slot, 0);
}

}  // namespace onsale::store
