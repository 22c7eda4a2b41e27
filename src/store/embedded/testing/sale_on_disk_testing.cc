#include "store/embedded/testing/sale_on_disk_testing.h"

#include <xxhash.h>

#include "base/await_testing.h"
#include "store/memory/catalog_rows.h"
#include "store/store_contract_testing.h"

namespace onsale::store {

using namespace domain;

std::uint64_t DigestOf(const MemoryRows& rows) {
  std::uint64_t digest = 0;
  std::string bytes;
  rows.ForEachRow([&](const auto& row) {
    bytes.clear();
    base::WireWriter writer(bytes);
    EncodePut(writer, row);
    digest += XXH3_64bits(bytes.data(), bytes.size());
  });
  bytes.clear();
  base::WireWriter writer(bytes);
  EncodeCatalogChange({.before = {}, .after = rows.catalog_ptr()->rows()}, writer);
  return digest + XXH3_64bits(bytes.data(), bytes.size());
}

void Promises::GoOnFrom(const Found& found, const Start& start) {
  states_.erase(states_.upper_bound(found.commit_number), states_.end());
  settled_ = 0;
  NoteState(found);
  acknowledged_ = {{0, start.acknowledged}};
  NoteAcknowledged(start.operations, found.commit_number);
}

void Promises::NoteState(const Found& state) {
  states_[state.commit_number] = {state.digest};
  settled_ = std::max(settled_, state.commit_number);
}

void Promises::NoteAcknowledged(std::uint64_t operations, std::uint64_t commit) {
  std::uint64_t& last = acknowledged_[operations];
  last = std::max(last, commit);
}

std::uint64_t Promises::AcknowledgedBy(std::uint64_t operations) const {
  return std::prev(acknowledged_.upper_bound(operations))->second;
}

std::string Promises::Complaint(const Found& found, std::uint64_t acknowledged) const {
  if (found.commit_number < acknowledged) {
    return "commit " + std::to_string(acknowledged) + " was acknowledged, but only commit " +
           std::to_string(found.commit_number) + " was found";
  }
  const auto state = states_.find(found.commit_number);
  if (state == states_.end()) {
    return "commit " + std::to_string(found.commit_number) + " was found, but never sent";
  }
  if (!state->second.contains(found.digest)) {
    return "the rows are not those of commit " + std::to_string(found.commit_number);
  }
  return {};
}

EmbeddedOptions Machine::Options(End end) {
  return {.directory = directory_,
          .segment_bytes = 4096,
          .fold_interval = std::chrono::hours(1),  // folds for questions, and at bounds
          .fold_look_interval = std::chrono::milliseconds(1),
          .fold_bounds = {.replay_max = 150},
          .fold_rows_max = 200,
          .closing_time = std::chrono::milliseconds(50),
          .fold_on_close = end == End::kFolded,
          .log = [](const std::string&) {},
          .files = &disk_,
          .sqlite_vfs = vfs_.name()};
}

std::expected<Found, StoreError> Machine::Start(End end) {
  auto store = EmbeddedStore::Open(Options(end), clock_);
  if (!store) return std::unexpected(store.error());
  store_ = std::move(*store);
  return Found{.commit_number = store_->durable_commit(), .digest = digest()};
}

void Machine::SetReader(bool reads) {
  reader_ = nullptr;
  if (!reads) return;
  auto opened = Connection::Open(directory_ + "/sale.db", vfs_.name());
  // Without a reader if the disk fails now.
  if (!opened) return;
  if ((*opened)->Execute("BEGIN; SELECT count(*) FROM store_meta")) reader_ = std::move(*opened);
}

std::string Machine::LedgerComplaint() {
  std::vector<Wallet> wallets;
  store_->rows().ForEachRow([&wallets](const auto& row) {
    if constexpr (std::is_same_v<std::remove_cvref_t<decltype(row)>, Wallet>)
      wallets.push_back(row);
  });
  for (const Wallet& wallet : wallets) {
    const auto entries = ReadLedgerAndWait(*store_, {.user = wallet.user, .limit = 1000});
    if (!entries) return "the ledger cannot be read: " + entries.error().detail;
    std::int64_t number = wallet.entries;
    Money balance = wallet.balance;
    for (const LedgerEntry& entry : *entries) {
      if (entry.number != number-- || entry.balance_after != balance) {
        return "the ledger of " + std::string(wallet.user.text()) + " has a gap at " +
               std::to_string(number + 1);
      }
      balance.minor += entry.kind == LedgerKind::kTopUp ? -entry.amount.minor : entry.amount.minor;
    }
    if (number != 0) return "the ledger of " + std::string(wallet.user.text()) + " is too short";
  }
  return {};
}

std::string Machine::TablesComplaint() {
  if (auto complaint = LedgerComplaint(); !complaint.empty()) return complaint;
  auto connection = Connection::Open(directory_ + "/sale.db", vfs_.name());
  if (!connection) return connection.error().text;
  auto statement = (*connection)->Prepare("PRAGMA integrity_check");
  if (!statement) return statement.error().text;
  if (auto row = statement->Step(); !row) return row.error().text;
  SqlValue value;
  statement->Column(0, value);
  return value.bytes == "ok" ? std::string() : "sale.db is broken: " + std::string(value.bytes);
}

std::vector<Command> BusySale::MakeBatch() {
  std::vector<Command> batch;
  if (steps_ % 40 == 0) batch.emplace_back(crowd_.AddShow());
  // Sometimes a batch has a hundred commands, which needs a larger segment than usual.
  const std::size_t size = crowd_.OneIn(60) ? 100 : 1 + crowd_.Below(4);
  while (batch.size() < size) batch.push_back(crowd_.Next());
  return batch;
}

struct BusySale::Sent {
  struct Answer {
    std::expected<Committed, StoreError> result;
    std::uint64_t operations;  // of the disk, when the outcome arrived
  };
  std::uint64_t digest;
  std::future<Answer> answer;
};

BusySale::Sent BusySale::Send(Machine& machine) {
  auto promise = std::make_shared<std::promise<Sent::Answer>>();
  auto future = promise->get_future();
  machine.store().Commit(MakeBatch(), [promise, &disk = machine.disk()](auto result) {
    promise->set_value({.result = std::move(result), .operations = disk.operations()});
  });
  return {.digest = machine.digest(), .answer = std::move(future)};
}

bool BusySale::RunStep(Machine& machine, Promises& promises) {
  now_ += std::chrono::seconds(crowd_.Below(20));
  machine.clock().Set(now_);
  std::vector<Sent> sent;
  for (std::uint64_t batches = 1 + crowd_.Below(3); batches > 0; --batches) {
    sent.push_back(Send(machine));
  }
  if (crowd_.OneIn(9)) machine.SetReader(crowd_.OneIn(2));
  // Reads a ledger while the batches are in flight.
  if (steps_++ % 4 == 3) {
    LedgerQuestion question{.user = ContractUser("user-1")};
    machine.store().Ask(MakeQuestion(std::move(question), [](const auto&) {}), {});
  }
  return Finish(std::move(sent), promises);
}

bool BusySale::Finish(std::vector<Sent> sent, Promises& promises) {
  bool good = true;
  for (Sent& one : sent) {
    auto [result, operations] = base::Got("the end of a batch", one.answer);
    if (!result) {
      // A batch with an unknown outcome may be in the frame that was being written, alone or with
      // others.
      promises.NoteDoubt(one.digest);
      good = false;
      continue;
    }
    promises.NoteState({.commit_number = result->commit_number, .digest = one.digest});
    promises.NoteAcknowledged(operations, result->commit_number);
    for (const Outcome& outcome : result->outcomes) crowd_.Learn(outcome);
  }
  return good;
}

}  // namespace onsale::store
