#include "sim/model/model.h"

#include <algorithm>

#include "sim/lookup.h"

namespace onsale::sim {

using domain::Outcome;

bool Model::BeginBatch(base::Time now, const EndedRecords& ended) {
  now_ = now;
  entries_.clear();
  payments_.clear();
  operator_actions_.clear();
  return PassTime(ended);
}

Outcome Model::Answer(const domain::Command& command) {
  return std::visit(
      [this]<class C>(const C& c) -> Outcome {
        // Every command with a caller except WatchToken claims the caller's turn, even if it is
        // refused. The model does not read the trait kClaims, because it checks that trait.
        if constexpr (requires { c.caller; } && !std::is_same_v<C, domain::WatchToken>) {
          Called(c.caller);
        }
        return domain::OutcomeFor<C>{To(c)};
      },
      command);
}

const domain::Room* Model::Expected(const domain::Room& row) const {
  const RoomQueue* const queue = Lookup(queues_, row.id);
  return queue == nullptr ? nullptr : &queue->room;
}

const domain::RoomFunnel* Model::Expected(const domain::RoomFunnel& row) const {
  const RoomQueue* const queue = Lookup(queues_, row.room);
  return queue == nullptr || !queue->funnel ? nullptr : &*queue->funnel;
}

const domain::QueueToken* Model::Expected(const domain::QueueToken& row) const {
  const RoomQueue* const queue = Lookup(queues_, row.key.room);
  const std::uint64_t number = row.key.number.value;
  if (queue == nullptr || number == 0 || number > queue->tokens.size()) return nullptr;
  return &queue->tokens[number - 1];
}

const domain::Seat* Model::Expected(const domain::Seat& row) const {
  const ModelShow* const model_show = Lookup(model_shows_, row.key.show);
  const ModelShow::ModelSeat* const model_seat =
      model_show == nullptr ? nullptr : model_show->Find(row.key.number);
  return model_seat == nullptr ? nullptr : &model_seat->row;
}

const domain::Reservation* Model::Expected(const domain::Reservation& row) const {
  const domain::Reservation* const kept = Lookup(reservations_, row.id);
  return kept != nullptr ? kept : Lookup(reservations_left_, row.id);
}

const domain::Wallet* Model::Expected(const domain::Wallet& row) const {
  const User* const user = Lookup(users_, row.user);
  return user == nullptr || user->wallet.entries == 0 ? nullptr : &user->wallet;
}

const domain::IdempotencyRecord* Model::Expected(const domain::IdempotencyRecord& row) const {
  const StoredAnswer* const stored = Lookup(stored_answers_, row.key);
  return stored == nullptr ? nullptr : &stored->row;
}

const domain::LedgerEntry* Model::Expected(const domain::LedgerEntry& row) const {
  const auto at = std::ranges::find_if(entries_, [&row](const domain::LedgerEntry& entry) {
    return entry.user == row.user && entry.number == row.number;
  });
  return at == entries_.end() ? nullptr : &*at;
}

const domain::Payment* Model::Expected(const domain::Payment& row) const {
  const auto at = std::ranges::find(payments_, row.id, &domain::Payment::id);
  return at == payments_.end() ? nullptr : &*at;
}

const domain::AccessKeyRow* Model::Expected(const domain::AccessKeyRow& row) const {
  return Lookup(keys_by_id_, row.id);
}

const domain::OperatorAction* Model::Expected(const domain::OperatorAction& row) const {
  const auto at = std::ranges::find(operator_actions_, row.number, &domain::OperatorAction::number);
  return at == operator_actions_.end() ? nullptr : &*at;
}

std::int64_t Model::ExpectedRows() const {
  std::size_t count = reservations_.size() + stored_answers_.size() + keys_by_id_.size();
  for (const auto& [id, queue] : queues_) {
    count += 1 + queue.tokens.size() - queue.room.last_archived.value + (queue.funnel ? 1 : 0);
  }
  for (const auto& [id, model_show] : model_shows_) count += model_show.model_seats.size();
  for (const auto& [id, user] : users_) count += user.wallet.entries > 0 ? 1 : 0;
  return static_cast<std::int64_t>(count);
}

}  // namespace onsale::sim
