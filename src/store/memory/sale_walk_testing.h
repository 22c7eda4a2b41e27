// Runs every command on a sale in memory, for every row of it: whatever the rows contain, no
// command may end in an assertion.
//
// Threads:  one.
// Requires: RowChanges has accepted the rows.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "domain/decide.h"
#include "domain/words.h"
#include "store/memory/memory_rows.h"

namespace onsale::store {

class SaleWalk {
 public:
  explicit SaleWalk(MemoryRows& rows, domain::Time now) : rows_(rows), now_(now) {
    rows_.FinishLoading(0);
    Collect();
  }

  void Run() {
    Read();
    Join();
    for (const auto& caller : callers_) Buy(caller);
    ByHand();
    ChangeRooms();
    ChangeKeys();
    for (const auto step : {std::chrono::minutes(1), std::chrono::minutes(61 * 24 * 60)}) {
      now_ += step;
      Ask({});
    }
    Collect();
    Join();
    for (const auto& caller : callers_) Ask({domain::LeaveQueue{caller}});
  }

 private:
  // The most rows of each kind that are used: a fuzz target needs many small sales.
  static constexpr std::size_t kMost = 16;

  void Ask(const std::vector<domain::Command>& commands) {
    rows_.StartBatch(++batch_);
    (void)domain::DecideBatch(commands, rows_, now_);
    std::string changes;
    rows_.TakeChanges(changes);
    (void)rows_.NextDue();
  }
  // An id that no row of the sale has.
  base::Uuid FreshId() {
    base::Uuid id = counted_.Next();
    id.bytes[0] = 0xF7;
    return id;
  }
  void Collect() {
    callers_.clear();
    rows_.ForEachRow([this]<class Row>(const Row& row) {
      if constexpr (std::is_same_v<Row, domain::QueueToken>) {
        if (callers_.size() < kMost) callers_.push_back({row.key, row.issued_at});
        if (users_.size() < kMost) users_.push_back(row.user);
      } else if constexpr (std::is_same_v<Row, domain::Reservation>) {
        if (reservations_.size() < kMost) reservations_.push_back(row.id);
      } else if constexpr (std::is_same_v<Row, domain::Room>) {
        slugs_.push_back(row.slug);
      } else if constexpr (std::is_same_v<Row, domain::AccessKeyRow>) {
        if (keys_.size() < kMost) keys_.push_back(row.id);
      } else if constexpr (std::is_same_v<Row, domain::Wallet>) {
        if (users_.size() < kMost) users_.push_back(row.user);
      }
    });
  }
  void Read() {
    for (const std::string& slug : slugs_) {
      Ask({domain::ReadRoom{slug}, domain::ReadDraw{slug}, domain::ReadFunnel{slug},
           domain::ReadDrawEntries{.room = slug, .after = 0, .limit = domain::kDrawEntriesMax},
           domain::ListRooms{}, domain::ReadSale{}});
    }
    for (const auto& id : reservations_) {
      Ask({domain::FindReservations{.id = id},
           domain::FindReservations{.number = base::BookingNumberOf(id)}});
    }
    for (const auto& user : users_) {
      Ask({domain::FindReservations{.user = user}, domain::ReadBuyer{.user = user, .limit = 9}});
    }
    for (const auto& show : rows_.catalog().rows().shows) {
      Ask({domain::FindReservations{.seat = {show.id, {1}}},
           domain::ReadHolders{.show = show.id, .limit = 9}});
    }
    for (const auto& caller : callers_) {
      Ask({domain::ReadToken{caller}, domain::WatchToken{caller},
           domain::ListReservations{caller}});
      for (const auto& concert : rows_.catalog().rows().concerts) {
        Ask({domain::ListShows{caller, concert.id, true}, domain::ReadConcert{concert.id}});
      }
      for (const auto& show : rows_.catalog().rows().shows) {
        Ask({domain::ReadSeats{caller, show.id}, domain::WatchSeats{show.id}});
      }
    }
  }
  void Join() {
    const auto stranger = domain::UserId::Parse("stranger");
    if (users_.empty() || users_.back() != *stranger) users_.push_back(*stranger);
    for (const auto& user : users_) {
      Ask({domain::TopUpBalance{.user = user, .amount = {1000}, .fresh_id = {FreshId()}},
           domain::ReadBalance{user}});
      for (const domain::RoomId room : rows_.Rooms()) {
        Ask({domain::IssueToken{.user = user, .room = room}});
      }
    }
  }
  void Buy(const domain::Credential& caller) {
    for (const auto& show : rows_.catalog().rows().shows) {
      const auto seats = rows_.catalog().SeatsOf(show.chart);
      for (const auto& seat : seats.first(std::min(seats.size(), kMost))) {
        Ask({domain::HoldSeats{
            .caller = caller, .show = show.id, .seats = {seat.number}, .fresh_id = {FreshId()}}});
      }
      for (const auto together : domain::kEnumerators<domain::Together>) {
        for (const bool accessible : {false, true}) {
          Ask({domain::HoldSeats{.caller = caller,
                                 .show = show.id,
                                 .fresh_id = {FreshId()},
                                 .best = domain::BestSeats{
                                     .count = 3, .together = together, .accessible = accessible}}});
        }
      }
    }
    for (const auto id : reservations_) {
      Ask({domain::ReadReservation{caller, id}});
      Ask({domain::ExchangeSeats{caller, id, {{1}}}});
      Ask({domain::PayReservation{.caller = caller, .id = id, .fresh_id = {FreshId()}}});
      Ask({domain::CancelReservation{caller, id}});
    }
  }
  void ByHand() {
    for (const auto& show : rows_.catalog().rows().shows) {
      const auto seats = rows_.catalog().SeatsOf(show.chart);
      for (const auto& seat : seats.first(std::min(seats.size(), kMost))) {
        Ask({domain::HoldBackSeats{.actor = {}, .show = show.id, .seats = {seat.number}}});
        Ask({domain::PutSeatsOnSale{.actor = {}, .show = show.id, .seats = {seat.number}}});
      }
    }
    for (const auto id : reservations_) Ask({domain::ReleaseReservation{.actor = {}, .id = id}});
    for (const std::string& slug : slugs_) {
      Ask({domain::ChangeNotice{.actor = {}, .room = slug, .korean = "잠시", .english = {}}});
    }
  }
  void ChangeRooms() {
    const auto seed = base::Sha256Of("seed");
    for (const std::string& slug : slugs_) {
      for (const auto& change : {domain::RoomChange{.capacity = 7},
                                 domain::RoomChange{.state = domain::RoomState::kPaused},
                                 domain::RoomChange{.mode = domain::RoomMode::kDraw},
                                 domain::RoomChange{.state = domain::RoomState::kScheduled,
                                                    .opens_at = now_ + std::chrono::minutes(1)},
                                 domain::RoomChange{.state = domain::RoomState::kOpen}}) {
        Ask({domain::ChangeRoom{slug, change, seed}});
      }
    }
  }
  void ChangeKeys() {
    const auto digest = base::Sha256Of("key");
    Ask({domain::AddOwnerKey{
             .actor = {}, .id = "Fresh000", .name = "owner", .digest = digest, .force = true},
         domain::ListAccessKeys{}});
    for (const std::string& id : keys_) {
      const domain::Actor actor{.key = "Fresh000"};
      Ask({domain::RotateAccessKey{.actor = actor,
                                   .id = id,
                                   .digest = digest,
                                   .former_until = now_ + std::chrono::hours(1)},
           domain::NoteKeyUse{id}, domain::RevokeAccessKey{.actor = actor, .id = id}});
    }
  }

  MemoryRows& rows_;
  domain::Time now_;
  std::uint64_t batch_ = 0;
  base::CountingUuidSource counted_;
  std::vector<domain::Credential> callers_;
  std::vector<domain::UserId> users_;
  std::vector<domain::ReservationId> reservations_;
  std::vector<std::string> slugs_;
  std::vector<std::string> keys_;
};

}  // namespace onsale::store
