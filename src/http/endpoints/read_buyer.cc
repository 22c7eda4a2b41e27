// `GET /v1/operator/users/{userId}`: what a buyer has, and a page of what was decided.
//
// Shape:    the command ReadBuyer gives tokens and reservations as of one commit. A question to the
//           tables follows, for the tokens and reservations that left memory and, if the caller's
//           key has the scope for it, the ledger. The page joins all of them, newest first. Its
//           cursor is a position in each kind: clients must not parse it.

#include <algorithm>
#include <array>
#include <map>
#include <span>

#include "domain/words.h"
#include "http/access/base64url.h"
#include "http/access/operator_notes.h"
#include "http/endpoints/command_endpoint.h"
#include "http/endpoints/endpoints.h"
#include "http/endpoints/ledger_json.h"
#include "http/endpoints/reservation_json.h"
#include "http/endpoints/reservation_page.h"
#include "store/buyer_question.h"

namespace onsale::http {
namespace {

using domain::BuyersTokenView;
using domain::BuyerView;
using domain::LedgerEntry;
using domain::ReadBuyer;
using store::BuyerQuestion;

constexpr std::int64_t kEntriesPerPageMax = domain::kBuyerEntriesMax - 1;
constexpr std::int64_t kEntriesPerPage = 50;

// The entries older than these follow.
struct HistoryCursor {
  domain::TokenCursor tokens = domain::kNewestToken;
  domain::ReservationCursor reservations = domain::kNewestReservation;
  std::int64_t ledger = INT64_MAX;
};

// Times, numbers and ids, each of eight bytes or an id's sixteen.
constexpr std::size_t kNumbers = 5;
using CursorBytes = std::array<std::uint8_t, kNumbers * 8 + sizeof(base::Uuid::bytes)>;

std::array<std::uint64_t, kNumbers> NumbersOf(const HistoryCursor& cursor) {
  const auto micros = [](base::Time time) {
    return static_cast<std::uint64_t>(time.time_since_epoch().count());
  };
  return {micros(cursor.tokens.issued_at), cursor.tokens.key.room.value,
          cursor.tokens.key.number.value, micros(cursor.reservations.created_at),
          static_cast<std::uint64_t>(cursor.ledger)};
}

std::string CursorText(const HistoryCursor& cursor) {
  CursorBytes bytes;
  auto* at = bytes.data();
  for (const std::uint64_t number : NumbersOf(cursor)) {
    for (int shift = 56; shift >= 0; shift -= 8) *at++ = static_cast<std::uint8_t>(number >> shift);
  }
  std::ranges::copy(cursor.reservations.id.uuid.bytes, at);
  std::string text;
  AppendBase64Url(text, bytes);
  return text;
}

std::optional<HistoryCursor> ReadHistoryCursor(std::string_view text) {
  CursorBytes bytes;
  if (!DecodeBase64Url(text, bytes)) return std::nullopt;
  std::array<std::uint64_t, kNumbers> numbers{};
  const auto* at = bytes.data();
  for (std::uint64_t& number : numbers) {
    for (int i = 0; i < 8; ++i) number = (number << 8) | *at++;
    if (number > INT64_MAX) return std::nullopt;
  }
  if (numbers[1] > UINT32_MAX || numbers[4] < 1) return std::nullopt;
  const auto time = [](std::uint64_t micros) {
    return base::Time(base::Duration(static_cast<std::int64_t>(micros)));
  };
  HistoryCursor cursor{
      .tokens = {.issued_at = time(numbers[0]),
                 .key = {.room = {static_cast<std::uint32_t>(numbers[1])}, .number = {numbers[2]}}},
      .reservations = {.created_at = time(numbers[3]), .id = {}},
      .ledger = static_cast<std::int64_t>(numbers[4])};
  std::ranges::copy(std::span(bytes).last<sizeof(base::Uuid::bytes)>(),
                    cursor.reservations.id.uuid.bytes.begin());
  return cursor;
}

struct HistoryPage {
  HistoryCursor from;
  std::int64_t limit = kEntriesPerPage;
};

std::expected<HistoryPage, Response> ReadPage(const QueryValues& query) {
  HistoryPage page;
  if (query[0]) {
    const auto limit = ReadNumberParameter(*query[0], kEntriesPerPageMax);
    if (!limit || *limit < 1) {
      return std::unexpected(
          ParameterProblem({.name = "limit", .wanted = "a whole number from 1 to 100"}));
    }
    page.limit = *limit;
  }
  if (query[1]) {
    const auto cursor = ReadHistoryCursor(*query[1]);
    if (!cursor) {
      return std::unexpected(ParameterProblem(
          {.name = "cursor", .wanted = "a nextCursor exactly as it was received"}));
    }
    page.from = *cursor;
  }
  return page;
}

bool MayReadMoney(const Call& call) {
  return call.caller.key && call.caller.key->scopes.Has(domain::Scope::kWalletRead);
}

void WriteTime(JsonWriter& json, std::string_view name, base::Time time) {
  json.Key(name);
  time == base::Time{} ? json.Null() : json.String(base::FormatRfc3339(time));
}

void WriteToken(JsonWriter& json, const BuyersTokenView& view) {
  using domain::TokenStatus;
  const domain::TokenView& token = view.token;
  json.BeginObject();
  json.Key("roomId").String(token.room_slug);
  json.Key("queueNumber").Integer(static_cast<std::int64_t>(token.credential.key.number.value));
  json.Key("status").String(WordOf(token.status));
  json.Key("position");
  const bool has_place = token.status == TokenStatus::kWaiting && !token.in_lobby;
  has_place ? json.Integer(token.ahead + 1) : json.Null();
  WriteTime(json, "issuedAt", token.credential.issued_at);
  WriteTime(json, "admittedAt", view.admitted_at);
  WriteTime(json, "turnEndsAt", view.ends_at);
  WriteTime(json, "claimBefore", token.claim_before.value_or(base::Time{}));
  json.Key("expiredBecause");
  token.status == TokenStatus::kExpired ? json.String(WordOf(token.expiry_reason)) : json.Null();
  json.EndObject();
}

// Writes the entries of a page, newest first, and where the next page begins.
class HistoryWriter {
 public:
  HistoryWriter(const Call& call, JsonWriter& json, const HistoryPage& page)
      : context_(ContextOf(call)), json_(json), page_(page), next_(page.from) {}

  // Each list is newest first.
  void Write(std::span<const BuyersTokenView> tokens,
             std::span<const domain::ReservationView> reservations,
             std::span<const LedgerEntry> ledger) {
    json_.Key("history").BeginArray();
    for (std::int64_t shown = 0; shown < page_.limit; ++shown) {
      const base::Time token = tokens.empty() ? kNone : tokens.front().token.credential.issued_at;
      const base::Time held =
          reservations.empty() ? kNone : reservations.front().reservation.created_at;
      const base::Time money = ledger.empty() ? kNone : ledger.front().at;
      const base::Time newest = std::max({token, held, money});
      if (newest == kNone) break;
      // Of one moment the last step of a purchase comes first.
      if (money == newest) {
        WriteOne(ledger.front());
        ledger = ledger.subspan(1);
      } else if (held == newest) {
        WriteOne(reservations.front().reservation);
        reservations = reservations.subspan(1);
      } else {
        WriteOne(tokens.front());
        tokens = tokens.subspan(1);
      }
    }
    json_.EndArray().Key("nextCursor");
    const bool more = !tokens.empty() || !reservations.empty() || !ledger.empty();
    more ? json_.String(CursorText(next_)) : json_.Null();
  }

 private:
  static constexpr base::Time kNone = base::Time::min();

  void Begin(std::string_view kind, base::Time at) {
    json_.BeginObject();
    json_.Key("kind").String(kind);
    json_.Key("at").String(base::FormatRfc3339(at));
  }
  void WriteOne(const BuyersTokenView& view) {
    const domain::Credential& credential = view.token.credential;
    Begin("TOKEN", credential.issued_at);
    json_.Key("token");
    WriteToken(json_, view);
    json_.EndObject();
    next_.tokens = {.issued_at = credential.issued_at, .key = credential.key};
  }
  void WriteOne(const domain::Reservation& reservation) {
    Begin("RESERVATION", reservation.created_at);
    json_.Key("reservation");
    WriteReservation(json_, reservation, context_);
    json_.EndObject();
    next_.reservations = CursorOf(reservation);
  }
  void WriteOne(const LedgerEntry& entry) {
    Begin("LEDGER", entry.at);
    json_.Key("ledgerEntry");
    WriteLedgerEntry(json_, entry);
    json_.EndObject();
    next_.ledger = entry.number;
  }

  const ReservationContext context_;
  JsonWriter& json_;
  const HistoryPage page_;
  HistoryCursor next_;
};

Response BuyerReply(const Call& call, const BuyerView& view, std::span<const LedgerEntry> ledger) {
  std::string out;
  {
    JsonWriter json(out);
    json.BeginObject();
    json.Key("userId").String(ReadUserParameter(call.parameters[0])->text());
    json.Key("currency").String(call.services.currency);
    json.Key("readAt").String(base::FormatRfc3339(view.now));
    json.Key("balance");
    MayReadMoney(call) ? json.Integer(view.balance.minor) : json.Null();
    json.Key("tokens").BeginArray();
    for (const BuyersTokenView& token : view.live) WriteToken(json, token);
    json.EndArray();
    json.Key("seatsHeld").Integer(view.seats_held);
    json.Key("seatsBought").Integer(view.seats_bought);
    HistoryWriter(call, json, *ReadPage(call.query)).Write(view.tokens, view.reservations, ledger);
    json.EndObject();
  }
  return PersonalReply(200, std::move(out));
}

// Asks for one entry of each kind more than the page has, to know whether more follow.
Step BeginBuyer(const Spec& spec, Call& call) {
  auto user = UserOfPath(call);
  if (!user) return std::move(user).error();
  auto query = ReadQuery(call.request.query, spec.query);
  if (!query) return std::move(query).error();
  call.query = *query;
  auto page = ReadPage(call.query);
  if (!page) return std::move(page).error();
  const Services& services = call.services;
  if (services.notes != nullptr && call.caller.key) {
    services.notes->BuyerRead(call.caller.key->id, spec.operation_id);
  }
  return domain::Command(ReadBuyer{.user = *std::move(user),
                                   .tokens_before = page->from.tokens,
                                   .reservations_before = page->from.reservations,
                                   .limit = page->limit + 1});
}

BuyersTokenView ViewOfStored(const store::StoredToken& stored) {
  const domain::QueueToken& row = stored.row;
  BuyersTokenView view{.admitted_at = row.activated_at,
                       .ends_at = std::max(row.active_until, row.choose_until)};
  view.token.credential = {.key = row.key, .issued_at = row.issued_at};
  view.token.room_slug = stored.room;
  view.token.status = row.status;
  view.token.expiry_reason = row.expiry_reason;
  return view;
}

// The newest `most` of the tokens in memory and of those that only the tables have, newest first.
std::vector<BuyersTokenView> Joined(const std::vector<BuyersTokenView>& in_memory,
                                    const std::vector<store::StoredToken>& stored,
                                    std::size_t most) {
  std::map<domain::TokenCursor, BuyersTokenView, std::greater<>> all;
  for (const BuyersTokenView& view : in_memory) {
    const domain::Credential& credential = view.token.credential;
    all.emplace(domain::TokenCursor{credential.issued_at, credential.key}, view);
  }
  for (const store::StoredToken& token : stored) {
    all.try_emplace(CursorOf(token.row), ViewOfStored(token));
  }
  std::vector<BuyersTokenView> tokens;
  for (auto& [cursor, view] : all) {
    if (tokens.size() < most) tokens.push_back(std::move(view));
  }
  return tokens;
}

std::optional<Question> AskHistory(const Call& call, const domain::Outcome& outcome) {
  const HistoryPage page = *ReadPage(call.query);
  const auto most = static_cast<std::size_t>(page.limit + 1);
  BuyerQuestion question{.user = *ReadUserParameter(call.parameters[0]),
                         .tokens_before = page.from.tokens,
                         .reservations_before = page.from.reservations,
                         .limit = most};
  if (MayReadMoney(call)) question.ledger_before = page.from.ledger;
  return AskStore(std::move(question),
                  [most, view = *domain::AnswerOf<ReadBuyer>(outcome)](
                      const Call& answered, const store::AnswerTo<BuyerQuestion>& history) {
                    if (!history) return ReadProblem(history.error());
                    BuyerView joined = view;
                    joined.tokens = Joined(view.tokens, history->tokens, most);
                    joined.reservations = WithEnded(view.reservations, history->reservations);
                    if (joined.reservations.size() > most) joined.reservations.resize(most);
                    return BuyerReply(answered, joined, history->ledger);
                  });
}

// Never reached: a question always follows the command.
Response FinishBuyer(const Call& call, const domain::Outcome& outcome) {
  return BuyerReply(call, *domain::AnswerOf<ReadBuyer>(outcome), {});
}

}  // namespace

constexpr Endpoint kReadBuyerEndpoint{.spec = {.method = Method::kGet,
                                               .path = "/v1/operator/users/{userId}",
                                               .operation_id = "readBuyer",
                                               .needs = {.scope = domain::Scope::kReservationsRead},
                                               .query = {"limit", "cursor"}},
                                      .begin = BeginBuyer,
                                      .finish = FinishBuyer,
                                      .next = AskHistory};

}  // namespace onsale::http
