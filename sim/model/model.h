// The independent model: predicts every answer of a sale, and the rows that it must hold.
//
// The model is written from docs/rules.md, docs/decisions, docs/waiting-room.md, docs/fair-draw.md,
// docs/catalog.md and the API. It shares rows, commands and outcomes with src/domain, and calls
// none of its functions.
//
// Shape:    a batch is BeginBatch, Answer for each command, EndBatch. A model can be copied.
// Threads:  one.
// Requires: what src/domain/command.h requires of its commands.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <set>
#include <unordered_map>
#include <variant>

#include "domain/command.h"
#include "domain/limits.h"
#include "sim/model/catalog_book.h"
#include "sim/model/room_queue.h"

namespace onsale::sim {

class Model {
 public:
  explicit Model(const domain::Limits& limits = {}) : limits_(limits) {}

  // Returns the idempotency records that the batch under test erased. The model calls it only if
  // more are due than a batch may erase: it does not predict the order of records due at the same
  // moment.
  using EndedRecords = std::function<std::vector<domain::IdempotencyRecordKey>()>;
  // Does the due work of a batch. False if more is due than one batch may hold: the batch then
  // decides no command. Requires: `now` is not before that of the last batch that changed anything.
  bool BeginBatch(base::Time now, const EndedRecords& ended = {});
  domain::Outcome Answer(const domain::Command& command);
  // Does the work that became due during the batch, as much of it as a batch may hold.
  void EndBatch() { PassTime({}); }
  base::Time now() const { return now_; }

  // The row that the sale must have under the same key; null if it must have none.
  const domain::Room* Expected(const domain::Room& row) const;
  const domain::RoomFunnel* Expected(const domain::RoomFunnel& row) const;
  const domain::QueueToken* Expected(const domain::QueueToken& row) const;
  const domain::Seat* Expected(const domain::Seat& row) const;
  const domain::Reservation* Expected(const domain::Reservation& row) const;
  const domain::Wallet* Expected(const domain::Wallet& row) const;
  const domain::IdempotencyRecord* Expected(const domain::IdempotencyRecord& row) const;
  const domain::LedgerEntry* Expected(const domain::LedgerEntry& row) const;
  const domain::Payment* Expected(const domain::Payment& row) const;
  // The ledger entries and payments that the last batch must have written.
  const std::vector<domain::LedgerEntry>& entries() const { return entries_; }
  const std::vector<domain::Payment>& payments() const { return payments_; }
  const domain::AccessKeyRow* Expected(const domain::AccessKeyRow& row) const;
  const domain::OperatorAction* Expected(const domain::OperatorAction& row) const;
  // Those that the last batch must have written, without what was changed.
  const std::vector<domain::OperatorAction>& operator_actions() const { return operator_actions_; }
  // How many rows the sale must have in memory, so without rows of history and without tokens and
  // reservations that are left to the tables.
  std::int64_t ExpectedRows() const;

  const CatalogBook& catalog() const { return catalog_; }

 private:
  using View = std::variant<domain::TokenView, domain::ReservationView, domain::TopUpView,
                            domain::PaymentView>;
  struct StoredAnswer {
    domain::IdempotencyRecord row;  // its `answer` stays empty: `view` has it
    View view;
  };
  struct User {
    domain::Wallet wallet;
    std::int64_t stored_answers = 0;
    std::set<std::pair<base::Time, domain::ReservationId>> open;   // HELD or CONFIRMED, by creation
    std::set<std::pair<base::Time, domain::ReservationId>> ended;  // the others, by creation
  };
  template <class V>
  using Result = domain::Result<V>;

  // Ends of holds, turns and records, and admissions: time.cc.
  bool PassTime(const EndedRecords& ended);
  // Erases idempotency records that are due. False if more are due than `left` allows.
  bool EndRecords(std::int64_t& left, const EndedRecords& ended);
  void Forget(const domain::IdempotencyRecordKey& key);
  // When a token is left to the tables; nothing while it is not over.
  static std::optional<base::Time> LeavesAt(const domain::QueueToken& token);
  // Leaves tokens to the tables, and the reservations that ended in their turns, until these are
  // `left` or more.
  void LeaveToTables(std::int64_t left);
  // The reservations of a turn that have ended: from now on no call but a read of the tables has
  // them.
  void LeaveReservations(domain::QueueTokenKey turn);
  RoomQueue* NextDue();
  // Opens the room if that is due, admits at most `most` buyers and returns how many. `newcomer` is
  // the queue number that the current command assigns; 0: none.
  std::int64_t Admit(RoomQueue& queue, std::int64_t most, domain::QueueNumber newcomer = {});
  void AdmitFirst(RoomQueue& queue, domain::QueueNumber newcomer);
  void EndOrRenew(domain::QueueToken& token);
  void GiveClaimTime(domain::QueueToken& token, base::Time from);
  // Computes anew what there is to buy behind the room, from all its shows.
  void NoteOffer(RoomQueue& queue) const;
  // Until when nobody is admitted; nothing while somebody may be, or nobody ever will.
  std::optional<base::Time> AdmitsFrom(const domain::Room& room) const;
  void GiveBack(domain::Reservation& reservation, domain::EndReason why);
  void EndTurn(domain::QueueToken& token, domain::ExpiryReason why);
  void SetActiveUntil(domain::QueueToken& token, base::Time until);

  // Tokens and turns: queue.cc.
  // The token of a credential; one that is left to the tables whatever the time of its issue.
  domain::QueueToken* FindToken(const domain::Credential& caller);
  // Whether a turn is over although its row is ACTIVE: its last hold was cancelled after
  // choose_until.
  bool IsOver(const domain::QueueToken& token) const;
  domain::TokenStatus StatusOf(const domain::QueueToken& token) const;
  // Whether a presale keeps out a token with these rights.
  std::optional<domain::Refusal> TooEarly(const domain::Presale& presale,
                                          const domain::Rights& rights) const;
  std::optional<domain::Refusal> QueueCheck(const domain::QueueToken* token, domain::RoomId room);
  domain::Refusal StillWaiting(const domain::QueueToken& token);
  domain::Refusal Ended(const domain::QueueToken& token) const;
  domain::Refusal NeedsTokenOf(domain::RoomId room) const;
  // Checks a token for calls that only read: refused a day after the token ended.
  std::optional<domain::Refusal> ReadCheck(const domain::QueueToken* token) const;
  void Called(const domain::Credential& caller);
  domain::QueueToken& Join(const domain::IssueToken& command, RoomQueue& queue);
  domain::TokenView ViewOf(const domain::QueueToken& token) const;
  // ViewOf for an answer to a client; also records the pause that the answer gives a waiting
  // client.
  domain::TokenView TellOf(const domain::QueueToken& token);
  domain::IssueToken::Answer To(const domain::IssueToken& command);
  domain::ReadToken::Answer To(const domain::ReadToken& command);
  domain::WatchToken::Answer To(const domain::WatchToken& command);
  domain::LeaveQueue::Answer To(const domain::LeaveQueue& command);
  domain::BuyersTokenView BuyersTokenOf(const domain::QueueToken& token) const;
  domain::ReadBuyer::Answer To(const domain::ReadBuyer& command);

  // Rooms, draws and catalogues: rooms.cc.
  RoomQueue* QueueOf(const std::string& slug);
  domain::RoomView ViewOf(const RoomQueue& queue) const;
  domain::ReadRoom::Answer To(const domain::ReadRoom& command);
  domain::ListRooms::Answer To(const domain::ListRooms& command);
  domain::FunnelView FunnelViewOf(const RoomQueue& queue) const;
  domain::SeatCountsView CountsOf(domain::ShowId id) const;
  domain::ReadFunnel::Answer To(const domain::ReadFunnel& command);
  domain::ReadSale::Answer To(const domain::ReadSale& command);
  domain::ReadDraw::Answer To(const domain::ReadDraw& command);
  domain::ReadDrawEntries::Answer To(const domain::ReadDrawEntries& command);
  domain::ChangeRoom::Answer To(const domain::ChangeRoom& command);
  domain::LoadCatalog::Answer To(const domain::LoadCatalog& command);
  // Whether no seat is held or sold and no wallet has an entry.
  bool IsUntouched() const;
  std::vector<domain::CatalogConflict> CurrencyConflicts(const domain::CatalogSpec& spec) const;

  // Access keys and operators' changes: keys.cc.
  domain::AddAccessKey::Answer To(const domain::AddAccessKey& command);
  domain::AddOwnerKey::Answer To(const domain::AddOwnerKey& command);
  domain::RotateAccessKey::Answer To(const domain::RotateAccessKey& command);
  domain::RevokeAccessKey::Answer To(const domain::RevokeAccessKey& command);
  domain::ListAccessKeys::Answer To(const domain::ListAccessKeys& command);
  domain::NoteKeyUse::Answer To(const domain::NoteKeyUse& command);
  domain::NoteOperatorAction::Answer To(const domain::NoteOperatorAction& command);
  bool MayGive(const domain::Actor& actor, domain::ScopeSet scopes,
               const std::optional<base::Time>& until) const;
  // Whether a key other than `but` is an owner's.
  bool HasOwner(const std::string& but) const;
  const domain::AccessKeyRow& Change(domain::AccessKeyRow key, const domain::Actor& actor);
  void Note(const domain::Actor& actor);

  // What an operator does to seats and notices by hand: by_hand.cc.
  domain::HoldBackSeats::Answer To(const domain::HoldBackSeats& command);
  domain::PutSeatsOnSale::Answer To(const domain::PutSeatsOnSale& command);
  domain::ReleaseReservation::Answer To(const domain::ReleaseReservation& command);
  domain::ChangeNotice::Answer To(const domain::ChangeNotice& command);
  domain::UndoRoomChange::Answer To(const domain::UndoRoomChange& command);
  domain::UndoSeats::Answer To(const domain::UndoSeats& command);
  // Gives all of these seats, which are free or held back, the wanted one of these two statuses.
  domain::Result<domain::SeatsForSaleView> SetSeats(domain::ShowId show,
                                                    const std::vector<domain::SeatNumber>& numbers,
                                                    domain::SeatStatus wanted,
                                                    const domain::Actor& actor);

  // Shows, seats and reservations: seats.cc.
  domain::ReadConcert::Answer To(const domain::ReadConcert& command);
  domain::ListShows::Answer To(const domain::ListShows& command);
  domain::ReadSeats::Answer To(const domain::ReadSeats& command);
  domain::WatchSeats::Answer To(const domain::WatchSeats& command);
  domain::HoldSeats::Answer To(const domain::HoldSeats& command);
  domain::ExchangeSeats::Answer To(const domain::ExchangeSeats& command);
  // How many seats somebody holds or has bought, at a show and at all shows of its concert.
  struct SeatsOfBuyer {
    std::int64_t at_show = 0;
    std::int64_t at_concert = 0;
  };
  // The buyer who asks for seats at a show: `has` are the buyer's seats without those of the call.
  struct Taker {
    const domain::QueueToken& token;
    const domain::UserId& buyer;
    SeatsOfBuyer has;
  };
  // Whether the buyer may have so many seats more.
  static std::optional<domain::Refusal> WithinCaps(const Taker& taker, std::size_t count,
                                                   const ModelShow& model_show);

  // Which seats a call may take, and which are best: choose.cc. All without the limit of holds.
  // Of seats that are named by hand, those that are new to the buyer.
  std::optional<domain::Refusal> MayTake(const Taker& taker,
                                         const std::vector<domain::SeatNumber>& numbers,
                                         const ModelShow& model_show) const;
  // Of a show that refuses single seats: whether all wanted seats leave some, `own` being the seats
  // of the hold that is changed, which are free first.
  static std::optional<domain::Refusal> LeavesSingle(const std::vector<domain::SeatNumber>& wanted,
                                                     const std::vector<domain::SeatNumber>& own,
                                                     const ModelShow& model_show);
  static Result<std::vector<domain::SeatNumber>> Choose(const Taker& taker,
                                                        const domain::BestSeats& wanted,
                                                        const ModelShow& model_show);
  std::optional<domain::Refusal> MayChoose(const ModelShow& model_show,
                                           const domain::QueueToken& token) const;
  // Counts the seats of the user and of all accounts of the person, without those of the
  // reservation `but`.
  SeatsOfBuyer SeatsOf(const domain::UserId& user, domain::PersonKey person, domain::ShowId show,
                       domain::ReservationId but = {});
  domain::ReadReservation::Answer To(const domain::ReadReservation& command);
  domain::ListReservations::Answer To(const domain::ListReservations& command);
  domain::FindReservations::Answer To(const domain::FindReservations& command);
  std::vector<domain::ReservationView> PageOf(const domain::UserId& user,
                                              const domain::ReservationPage& page) const;
  domain::ReadHolders::Answer To(const domain::ReadHolders& command);
  domain::CancelReservation::Answer To(const domain::CancelReservation& command);
  // Cancels a live hold, and shortens its turn accordingly.
  void Cancel(domain::Reservation& reservation, domain::EndReason why);
  // The seats that the command holds: those that it names, or the best.
  Result<std::vector<domain::SeatNumber>> SeatsToHold(const domain::HoldSeats& command,
                                                      const domain::QueueToken& token);
  Result<domain::Reservation*> FindOwn(const domain::QueueToken& token, domain::ReservationId id);
  domain::SeatMapPtr MapOf(domain::ShowId show) const;

  // Wallets, payments and stored answers: money.cc.
  domain::ReadBalance::Answer To(const domain::ReadBalance& command);
  domain::TopUpBalance::Answer To(const domain::TopUpBalance& command);
  domain::PayReservation::Answer To(const domain::PayReservation& command);
  // The refusal to pay or cancel a reservation that is paid: it names the payment.
  static domain::Refusal PaidBefore(const domain::Reservation& reservation);
  static domain::Refusal CancelledBefore(const domain::Reservation& reservation);
  // Whether the token's turn may pay for these reservations; null: there is none with that id.
  std::optional<domain::Refusal> MayPay(const domain::QueueToken& token,
                                        const std::vector<domain::Reservation*>& named,
                                        std::optional<domain::Money> seen_price);
  std::optional<domain::Refusal> MayPayOne(const domain::QueueToken& token,
                                           const domain::Reservation* reservation);
  void Sell(domain::Reservation& held, domain::PaymentId payment);
  // Changes the balance of the wallet by the entry, of which accounts, amount and id are known.
  void Post(domain::Wallet& wallet, domain::Money change, domain::LedgerEntry entry);
  User& UserOf(const domain::UserId& id);
  template <class V>
  std::optional<Result<V>> FindStoredAnswer(
      const domain::UserId& user, const std::optional<domain::IdempotencyKey>& idempotency_key);
  template <class V>
  V StoreAnswer(V view, const domain::UserId& user,
                const std::optional<domain::IdempotencyKey>& idempotency_key);

  domain::Limits limits_;
  base::Time now_;
  CatalogBook catalog_;
  std::map<domain::RoomId, RoomQueue> queues_;
  std::map<domain::ShowId, ModelShow> model_shows_;
  std::unordered_map<domain::ReservationId, domain::Reservation> reservations_;
  std::map<domain::BookingNumber, domain::ReservationId> booking_numbers_;
  std::map<domain::UserId, User> users_;
  std::map<domain::PersonKey, std::vector<domain::ReservationId>> persons_;  // in any status
  std::map<domain::QueueTokenKey, std::vector<domain::ReservationId>> reservations_made_;
  // Those that are left to the tables.
  std::unordered_map<domain::ReservationId, domain::Reservation> reservations_left_;
  std::map<domain::IdempotencyRecordKey, StoredAnswer> stored_answers_;
  std::vector<domain::LedgerEntry> entries_;  // of the last batch, as are these:
  std::vector<domain::Payment> payments_;
  std::vector<domain::OperatorAction> operator_actions_;
  std::map<std::string, domain::AccessKeyRow> keys_by_id_;
  std::int64_t actions_ = 0;  // the number of the last operator action
  // When live holds, turns and the like end, in order of time.
  std::set<std::pair<base::Time, domain::ReservationId>> holds_;
  std::set<std::pair<base::Time, domain::QueueTokenKey>> turns_;
  std::deque<std::pair<base::Time, domain::IdempotencyRecordKey>> keys_;
};

}  // namespace onsale::sim
