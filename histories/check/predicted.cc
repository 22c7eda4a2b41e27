#include "histories/check/predicted.h"

#include "base/decimal.h"
#include "histories/world.h"

namespace onsale::histories {
namespace {

using domain::RefusalCode;

std::int64_t Milliseconds(base::Time at) {
  return std::chrono::floor<std::chrono::milliseconds>(at.time_since_epoch()).count();
}

// The number at the end of a user id or idempotency key, `PREFIX-NUMBER`; 0 for any other text.
template <class Number>
Number NumberAfterDash(std::string_view text) {
  return base::ParseDecimal<Number>(text.substr(text.rfind('-') + 1)).value_or(0);
}

Words WordsOf(const base::Uuid& id) {
  return {Half(id, 0), Half(id, 8)};
}

std::int64_t BitOf(domain::SeatNumber seat) {
  const bool in_range = seat.value >= 1 && seat.value <= World::kSeatsMost;
  return in_range ? std::int64_t{1} << (seat.value - 1) : 0;
}

std::int64_t BitsOf(const std::vector<domain::SeatNumber>& seats) {
  std::int64_t bits = 0;
  for (const domain::SeatNumber seat : seats) bits |= BitOf(seat);
  return bits;
}

std::uint32_t RoomOf(domain::RoomId id, const sim::Model& model) {
  const domain::Room* const room = model.Expected(domain::Room{.id = id});
  return room == nullptr ? 0 : NumberOf(room->slug, "room-").value_or(0);
}

template <class Rows, class Id>
std::int64_t NumberIn(const Rows& rows, Id id, std::string_view prefix) {
  const auto row = rows.find(id);
  return row == rows.end() ? 0 : NumberOf(row->second.slug, prefix).value_or(0);
}

template <class C>
constexpr std::optional<Kind> kKindOf = std::nullopt;
template <>
constexpr std::optional<Kind> kKindOf<domain::IssueToken> = Kind::kJoin;
template <>
constexpr std::optional<Kind> kKindOf<domain::ReadToken> = Kind::kToken;
template <>
constexpr std::optional<Kind> kKindOf<domain::LeaveQueue> = Kind::kLeave;
template <>
constexpr std::optional<Kind> kKindOf<domain::HoldSeats> = Kind::kHold;
template <>
constexpr std::optional<Kind> kKindOf<domain::ExchangeSeats> = Kind::kExchange;
template <>
constexpr std::optional<Kind> kKindOf<domain::CancelReservation> = Kind::kCancel;
template <>
constexpr std::optional<Kind> kKindOf<domain::PayReservation> = Kind::kPay;
template <>
constexpr std::optional<Kind> kKindOf<domain::ReadReservation> = Kind::kReservation;
template <>
constexpr std::optional<Kind> kKindOf<domain::ListReservations> = Kind::kReservations;
template <>
constexpr std::optional<Kind> kKindOf<domain::ReadSeats> = Kind::kSeats;
template <>
constexpr std::optional<Kind> kKindOf<domain::ListShows> = Kind::kDates;
template <>
constexpr std::optional<Kind> kKindOf<domain::TopUpBalance> = Kind::kTopUp;
template <>
constexpr std::optional<Kind> kKindOf<domain::ReadBalance> = Kind::kBalance;
template <>
constexpr std::optional<Kind> kKindOf<domain::ReleaseReservation> = Kind::kRelease;
template <>
constexpr std::optional<Kind> kKindOf<domain::HoldBackSeats> = Kind::kHoldBack;
template <>
constexpr std::optional<Kind> kKindOf<domain::PutSeatsOnSale> = Kind::kPutOnSale;

template <class C>
Words ArgumentsOf(const C& command, const sim::CatalogBook& catalog) {
  Words words;
  if constexpr (requires { command.concert; }) {
    words = {NumberIn(catalog.concerts, command.concert, "c-")};
  } else if constexpr (requires { command.show; }) {
    words = {NumberIn(catalog.shows, command.show, "s-")};
  } else if constexpr (requires { command.id.uuid; }) {
    words = WordsOf(command.id.uuid);
  } else if constexpr (requires { command.amount; }) {
    words = {command.amount.minor};
  }
  if constexpr (requires { command.seats; }) words.push_back(BitsOf(command.seats));
  return words;
}

// The members of BestRequest.
Words ArgumentsOf(const domain::HoldSeats& hold, const domain::BestSeats& best,
                  const sim::CatalogBook& catalog) {
  Words words(BestRequest::kWords);
  words[BestRequest::kShow] = NumberIn(catalog.shows, hold.show, "s-");
  words[BestRequest::kCount] = best.count;
  words[BestRequest::kTogether] = static_cast<std::int64_t>(best.together);
  words[BestRequest::kAccessible] = best.accessible ? 1 : 0;
  words[BestRequest::kSection] = World::SectionOf(best.section);
  return words;
}

// Results and responses, one function for each view.
class Answer {
 public:
  Answer(const sim::Model& model, Op& op) : model_(model), op_(op) {}

  void Add(const domain::None&) {}
  void Add(const domain::TokenView& view) {
    if (view.created) op_.result = ResultCode::kCreated;
    const bool waits = view.status == domain::TokenStatus::kWaiting;
    op_.response = {static_cast<std::int64_t>(view.status) - 1,
                    static_cast<std::int64_t>(view.expiry_reason),
                    static_cast<std::int64_t>(view.admission_rank.value),
                    waits && !view.in_lobby ? view.ahead : 0,
                    Milliseconds(view.credential.issued_at),
                    view.active_until ? Milliseconds(*view.active_until) : 0};
  }
  void Add(const domain::ReservationView& view) {
    if (op_.kind == Kind::kHold || op_.kind == Kind::kBest) op_.result = ResultCode::kCreated;
    AddReservation(view.reservation);
  }
  void Add(const domain::PaymentView& view) {
    op_.result = ResultCode::kCreated;
    AddReservation(view.reservation);
    op_.response[ReservationView::kCreated] = 0;
    op_.response[ReservationView::kUntil] = 0;
    op_.response.push_back(view.balance.minor);
  }
  void Add(const std::vector<domain::ReservationView>& views) {
    op_.response = {std::ssize(views)};
    for (const domain::ReservationView& view : views) AddReservation(view.reservation);
  }
  void Add(const domain::SeatMapPtr& map) {
    const auto with = [&map](domain::SeatStatus status) {
      std::int64_t bits = 0;
      for (std::uint32_t i = 0; i < map->statuses.size(); ++i) {
        if (map->statuses[i] == status) bits |= BitOf({i + 1});
      }
      return bits;
    };
    op_.response = {map->available, with(domain::SeatStatus::kHeld),
                    with(domain::SeatStatus::kSold), with(domain::SeatStatus::kHeldBack)};
  }
  void Add(const domain::SeatsForSaleView& view) {
    op_.response = {NumberIn(model_.catalog().shows, view.show, "s-"), BitsOf(view.changed),
                    view.available, view.held_back};
  }
  void Add(const std::vector<domain::ShowView>& views) {
    for (const domain::ShowView& view : views) {
      op_.response.push_back(NumberIn(model_.catalog().shows, view.show, "s-"));
      op_.response.push_back(view.seats_available);
    }
  }
  void Add(const domain::TopUpView& view) {
    op_.result = ResultCode::kCreated;
    op_.response = WordsOf(view.id.uuid);
    op_.response.insert(op_.response.end(), {view.amount.minor, view.balance.minor});
  }
  void Add(const domain::BalanceView& view) { op_.response = {view.balance.minor}; }
  void Add(const domain::Refusal& refusal) {
    op_.result = ResultOf(refusal.code);
    if (op_.result == ResultCode::kTaken || op_.result == ResultCode::kSingle) {
      op_.response = {BitsOf(refusal.seats), BitsOf(refusal.nearest)};
    }
    if (op_.result == ResultCode::kPaid) AddPaid(refusal);
    if (op_.result == ResultCode::kCancelled) {
      op_.response = {static_cast<std::int64_t>(refusal.end_reason)};
    }
    if (op_.result == ResultCode::kNoneBest) op_.response = {refusal.largest_together};
    if (op_.result == ResultCode::kTooMany) op_.response = {refusal.limit};
    if (op_.result == ResultCode::kInsufficientBalance) {
      op_.response = {refusal.balance.minor, refusal.amount.minor};
    }
  }
  // Of a command that no recorder's request becomes.
  template <class Other>
  void Add(const Other&) {
    op_.result = ResultCode::kOther;
  }

 private:
  void AddReservation(const domain::Reservation& reservation) {
    Words words(ReservationView::kWords);
    words[ReservationView::kHigh] = Half(reservation.id.uuid, 0);
    words[ReservationView::kLow] = Half(reservation.id.uuid, 8);
    words[ReservationView::kStatus] = static_cast<std::int64_t>(reservation.status) - 1;
    words[ReservationView::kShow] = NumberIn(model_.catalog().shows, reservation.show, "s-");
    for (const domain::ReservedSeat& seat : reservation.seats) {
      words[ReservationView::kSeats] |= BitOf(seat.number);
    }
    words[ReservationView::kAmount] = reservation.amount.minor;
    words[ReservationView::kCreated] = Milliseconds(reservation.created_at);
    words[ReservationView::kUntil] = Milliseconds(reservation.held_until);
    if (reservation.status == domain::ReservationStatus::kConfirmed) {
      words[ReservationView::kPaymentHigh] = Half(reservation.payment.uuid, 0);
      words[ReservationView::kPaymentLow] = Half(reservation.payment.uuid, 8);
      words[ReservationView::kPaidAt] = Milliseconds(reservation.paid_at);
    }
    words[ReservationView::kEndedBecause] = static_cast<std::int64_t>(reservation.end_reason);
    words[ReservationView::kEndedAt] = Milliseconds(reservation.ended_at);
    op_.response.insert(op_.response.end(), words.begin(), words.end());
  }

  void AddPaid(const domain::Refusal& refusal) {
    op_.response.resize(PaidBefore::kWords);
    op_.response[PaidBefore::kPaymentHigh] = Half(refusal.payment.uuid, 0);
    op_.response[PaidBefore::kPaymentLow] = Half(refusal.payment.uuid, 8);
    op_.response[PaidBefore::kHigh] = Half(refusal.reservation.uuid, 0);
    op_.response[PaidBefore::kLow] = Half(refusal.reservation.uuid, 8);
    op_.response[PaidBefore::kAmount] = refusal.amount.minor;
    op_.response[PaidBefore::kPaidAt] = Milliseconds(refusal.paid_at);
  }

  static ResultCode ResultOf(RefusalCode code) {
    switch (code) {
      case RefusalCode::kTokenWaiting:
        return ResultCode::kWaiting;
      case RefusalCode::kTokenExpired:
        return ResultCode::kExpired;
      case RefusalCode::kTokenWrongRoom:
        return ResultCode::kWrongRoom;
      case RefusalCode::kReservationUnknown:
        return ResultCode::kUnknown;
      case RefusalCode::kReservationPaid:
        return ResultCode::kPaid;
      case RefusalCode::kReservationCancelled:
        return ResultCode::kCancelled;
      case RefusalCode::kHoldExpired:
        return ResultCode::kHoldOver;
      case RefusalCode::kBalanceInsufficient:
        return ResultCode::kInsufficientBalance;
      case RefusalCode::kSeatUnavailable:
        return ResultCode::kTaken;
      case RefusalCode::kTooManySeats:
        return ResultCode::kTooMany;
      case RefusalCode::kBestUnavailable:
        return ResultCode::kNoneBest;
      case RefusalCode::kLeavesSingleSeat:
        return ResultCode::kSingle;
      case RefusalCode::kAccessRequired:
        return ResultCode::kNeedsAccess;
      case RefusalCode::kTurnEnding:
        return ResultCode::kEnding;
      default:
        return ResultCode::kOther;
    }
  }

  const sim::Model& model_;
  Op& op_;
};

// A history's numbers of states follow the domain's, which begin with 1, or with 0 for reasons.
static_assert(static_cast<int>(domain::TokenStatus::kExpired) - 1 ==
              static_cast<int>(Status::kEnded));
static_assert(static_cast<int>(domain::ReservationStatus::kCancelled) - 1 ==
              static_cast<int>(Hold::kCancelled));
static_assert(static_cast<int>(domain::ExpiryReason::kNoShow) == static_cast<int>(Reason::kOther));

}  // namespace

std::optional<Op> RequestOf(const domain::Command& command, const sim::Model& model) {
  return std::visit(
      [&model]<class C>(const C& c) -> std::optional<Op> {
        if (!kKindOf<C>) return std::nullopt;
        Op op;
        op.kind = *kKindOf<C>;
        op.arguments = ArgumentsOf(c, model.catalog());
        if constexpr (requires { c.best; }) {
          if (c.best) {
            op.kind = Kind::kBest;
            op.arguments = ArgumentsOf(c, *c.best, model.catalog());
          }
        }
        if constexpr (requires { c.user; }) {
          op.user = NumberAfterDash<std::uint32_t>(c.user.text());
        }
        if constexpr (std::is_same_v<C, domain::IssueToken>) op.room = RoomOf(c.room, model);
        if constexpr (requires { c.caller; }) {
          const auto* const token = model.Expected(domain::QueueToken{.key = c.caller.key});
          if (token != nullptr) op.user = NumberAfterDash<std::uint32_t>(token->user.text());
          op.room = RoomOf(c.caller.key.room, model);
          op.token = static_cast<std::uint32_t>(c.caller.key.number.value);
        }
        if constexpr (requires { c.idempotency_key; }) {
          if (c.idempotency_key) op.key = NumberAfterDash<std::uint64_t>(c.idempotency_key->key);
        }
        if constexpr (requires { c.actor; }) {
          op.key = NumberAfterDash<std::uint64_t>(c.actor.reason);
        }
        return op;
      },
      command);
}

void AddAnswer(const domain::Outcome& outcome, const sim::Model& model, Op& op) {
  op.result = ResultCode::kOk;
  Answer answer(model, op);
  std::visit(
      [&answer](const auto& tagged) {
        tagged.answer ? answer.Add(*tagged.answer) : answer.Add(tagged.answer.error());
      },
      outcome);
}

bool SameAnswer(const Op& a, const Op& b) {
  return a.result == b.result && a.result != ResultCode::kOther && a.response == b.response;
}

}  // namespace onsale::histories
