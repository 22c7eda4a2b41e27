// Authorization: every operation with every kind of caller, as one table, which is compared with
// openapi.json.
//
// Shape:    each cell runs against a sale of its own, decided by the real rules. Room `main` has
//           two slots. `owner` has left once, joined again, is ACTIVE, holds seat 1 and can pay for
//           it; `other` is ACTIVE too; `waiter` is WAITING. Every request concerns the owner's
//           data.

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <map>
#include <set>
#include <sstream>

#include "domain/sale_testing.h"
#include "http/access/buyer/token_signer_testing.h"
#include "http/access/buyer/token_verifier.h"
#include "http/access/operator_key.h"
#include "http/dispatcher.h"
#include "http/testing/endpoint_testing.h"
#include "http/testing/schema_testing.h"
#include "store/fake_tables_testing.h"

namespace onsale::http {
namespace {

// The columns are callers:
//   owner      the token of the turn in which the reservation was made
//   other      another buyer token of the same room, ACTIVE
//   none       no token and no key
//   waiting    another buyer token of the same room, WAITING
//   expired    the owner's token of an earlier turn
//   ended      the same token, a day and an hour later
//   elsewhere  the owner's token of another room, ACTIVE
//   forged     the owner's token, sealed with a forger's key
//   operator   the operator's key
//   wrong-key  a key that is not the operator's
// A cell that is a number is the status of a success; kWords explains the words in the others.
constexpr std::string_view kTable = R"(
operation           owner other none waiting expired ended elsewhere forged operator wrong-key
issueQueueToken     200   200   200  200     200     201   200       200    200      200
readQueueToken      200   200   need 200     200     over  200       forged need     need
leaveQueue          204   204   need 204     204     204   204       forged need     need
streamQueueToken    200   200   need 200     200     over  200       forged need     need
readRoom            200   200   200  200     200     200   200       200    200      200
readDraw            200   200   200  200     200     200   200       200    200      200
readDrawEntries     200   200   200  200     200     200   200       200    200      200
listConcerts        200   200   200  200     200     200   200       200    200      200
readConcert         200   200   200  200     200     200   200       200    200      200
listDates           200   200   need wait    over    over  room      forged need     need
readSeats           200   200   need wait    over    over  room      forged need     need
streamSeats         200   200   need wait    over    over  room      forged need     need
readChart           200   200   200  200     200     200   200       200    200      200
holdSeats           201   201   need wait    over    over  room      forged need     need
listReservations    200   200   need 200     200     over  200       forged need     need
readReservation     200   not   need not     200     over  200       forged need     need
cancelReservation   200   not   need wait    over    over  200       forged need     need
exchangeSeats       200   not   need wait    over    over  room      forged need     need
payReservation      201   not   need wait    over    over  room      forged need     need
readBalance         200   200   200  200     200     200   200       200    200      200
topUpBalance       201   201   201  201     201     201   201       201    201      201
readLedger          200   200   200  200     200     200   200       200    200      200
listUserReservations 200  user  need user    200     over  200       forged 200      wrong
audit               key   key   key  key     key     key   key       key    200      wrong
readStatus          key   key   key  key     key     key   key       key    200      wrong
readSeries          key   key   key  key     key     key   key       key    200      wrong
listRooms           key   key   key  key     key     key   key       key    200      wrong
readRoomPolicy      key   key   key  key     key     key   key       key    200      wrong
changeRoom          key   key   key  key     key     key   key       key    200      wrong
readRoomFunnel      key   key   key  key     key     key   key       key    200      wrong
listBookings        key   key   key  key     key     key   key       key    200      wrong
findReservation     key   key   key  key     key     key   key       key    200      wrong
findReservationsOfBooking key key key key key   key   key       key    200      wrong
findReservationsOfSeat key key  key  key     key     key   key       key    200      wrong
reloadTokenKey      key   key   key  key     key     key   key       key    200      wrong
acceptClock         key   key   key  key     key     key   key       key    200      wrong
readLimits          key   key   key  key     key     key   key       key    200      wrong
changeLimits        key   key   key  key     key     key   key       key    200      wrong
openapi             200   200   200  200     200     200   200       200    200      200
docs                200   200   200  200     200     200   200       200    200      200
listProblemTexts    200   200   200  200     200     200   200       200    200      200
listProblems        200   200   200  200     200     200   200       200    200      200
readProblem         200   200   200  200     200     200   200       200    200      200
home                200   200   200  200     200     200   200       200    200      200
getLiveness         200   200   200  200     200     200   200       200    200      200
getReadiness        200   200   200  200     200     200   200       200    200      200
)";

// The rows that differ on a server that believes only buyers whom the shop has signed. Callers who
// are not in the table above:
//   buyer   the owner's buyer token
//   guest   another buyer's buyer token
//   stale   the owner's buyer token, expired
constexpr std::string_view kSignedTable = R"(
operation            owner none buyer guest stale operator wrong-key
issueQueueToken      sign  sign 200   user  bad   200      bad
readBalance          sign  sign 200   user  bad   200      bad
topUpBalance         key   key  wrong wrong wrong 201      wrong
readLedger           sign  sign 200   user  bad   200      bad
listUserReservations 200   need 200   user  bad   200      bad
)";

const std::map<std::string, std::string, std::less<>> kWords = {
    {"need", "400 queue-token-required"},
    {"forged", "400 queue-token-invalid"},
    {"wait", "400 queue-token-waiting"},
    {"over", "400 queue-token-expired"},
    {"room", "400 queue-token-wrong-room"},
    {"not", "404 reservation-not-found"},
    {"key", "401 operator-key-required"},
    {"wrong", "401 operator-key-invalid"},
    {"user", "403 other-user"},
    {"sign", "401 buyer-token-required"},
    {"bad", "401 buyer-token-invalid"}};
// The words of responses that the I/O thread sends by itself: the engine does not receive these
// requests.
const std::set<std::string, std::less<>> kBeforeTheEngine = {"need",  "forged", "key",
                                                             "wrong", "sign",   "bad"};

// The verdict that a cell expects.
std::string VerdictOf(const std::string& word) {
  const auto it = kWords.find(word);
  return it == kWords.end() ? word : it->second;
}

struct Cell {
  std::string operation;
  std::string caller;
  std::string word;
};
std::ostream& operator<<(std::ostream& out, const Cell& cell) {
  return out << cell.operation << " by " << cell.caller;
}

std::vector<std::string> Words(const std::string& line) {
  std::istringstream in(line);
  return {std::istream_iterator<std::string>(in), {}};
}

std::vector<Cell> Cells(std::string_view table = kTable) {
  std::istringstream in{std::string(table)};
  std::string line;
  std::getline(in, line);
  std::getline(in, line);
  const std::vector<std::string> head = Words(line);
  std::vector<Cell> cells;
  while (std::getline(in, line)) {
    const std::vector<std::string> words = Words(line);
    for (std::size_t i = 1; i < head.size(); ++i) {
      cells.push_back({words.at(0), head.at(i), words.at(i)});
    }
  }
  return cells;
}

const Spec& SpecOf(std::string_view operation) {
  const auto it = std::ranges::find(
      kEndpoints, operation, [](const Endpoint* endpoint) { return endpoint->spec.operation_id; });
  if (it == std::end(kEndpoints))
    throw std::runtime_error("no operation " + std::string(operation));
  return (*it)->spec;
}

constexpr std::string_view kKey = "key-of-the-real-operator";

// A sale for one cell of the table, and a dispatcher in front of the sale.
class TestApi {
 public:
  explicit TestApi(const OperatorKey* operator_key = nullptr)
      : dispatcher_(kEndpoints, operator_key) {
    OpenLottery();
    const auto early = sale_.Join("owner");
    sale_.Ask(domain::LeaveQueue{early});
    const auto owner = sale_.Join("owner");
    reservation_ = sale_.Hold(owner, {1});
    sale_.TopUp("owner", 1000);
    tokens_ = {{"owner", seal_.Seal(owner)},
               {"other", seal_.Seal(sale_.Join("other"))},
               {"waiting", seal_.Seal(sale_.Join("waiter"))},
               {"expired", seal_.Seal(early)},
               {"elsewhere", seal_.Seal(sale_.Join("owner", domain::kSideRoom))},
               {"forged", TokenSeal({2}).Seal(owner)}};
  }

  Response Ask(const Spec& spec, const std::string& caller) {
    const std::string path = PathOf(spec);
    const std::string body = BodyOf(spec);
    Request request{.method = spec.method, .target = path, .path = path, .body = body};
    if (!spec.body.empty()) request.content_type = kJson;
    if (tokens_.contains(caller)) request.queue_token = tokens_.at(caller);
    if (caller == "ended") {
      // A token can be read until a day after the end of its turn, so a day and an hour pass.
      request.queue_token = tokens_.at("expired");
      sale_.now += domain::kReadTime + std::chrono::hours(1);
      sale_.PassTimeNow();
    }
    changes_before_ = sale_.rows.changes;  // passing time has changed rows, too
    if (bearers_.contains(caller)) request.authorization = bearers_.at(caller);
    if (caller == "operator") request.authorization = kBearer;
    if (caller == "basic") request.authorization = "Basic b3BlcmF0b3I6";
    if (caller == "wrong-key") request.authorization = "Bearer key-of-somebody-else";
    Exchange exchange(request, services_);
    return Finished(exchange, dispatcher_.Begin(exchange));
  }

  // From now on buyers are signed.
  void SignBuyers() {
    const auto claims = [this](std::string_view user, std::chrono::seconds from_now) {
      const auto now = std::chrono::floor<std::chrono::seconds>(sale_.now.time_since_epoch());
      return R"({"iss":"shop","aud":"onsale","sub":")" + std::string(user) + R"(","iat":)" +
             std::to_string((now + from_now).count()) + R"(,"exp":)" +
             std::to_string((now + from_now + std::chrono::minutes(5)).count()) + '}';
    };
    const TokenSigner signer(SignatureAlgorithm::kEdDsa);
    keys_.Replace(ParseKeySet(R"({"keys":[)" + signer.Jwk("k") + "]}").value().keys);
    services_.buyers = &verifier_;
    constexpr std::string_view kHeader = R"({"alg":"EdDSA","kid":"k"})";
    bearers_ = {{"buyer", signer.Token(kHeader, claims("owner", {}))},
                {"guest", signer.Token(kHeader, claims("other", {}))},
                {"stale", signer.Token(kHeader, claims("owner", -std::chrono::minutes(6)))}};
    for (auto& [caller, bearer] : bearers_) bearer.insert(0, "Bearer ");
  }

  bool engine_was_asked() const { return engine_was_asked_; }
  // The number of row changes by the last request.
  std::int64_t changes() const { return sale_.rows.changes - changes_before_; }
  std::string reservation() const { return reservation_.id.uuid.ToString(); }

 private:
  static constexpr std::string_view kBearer = "Bearer key-of-the-real-operator";
  static_assert(kBearer.ends_with(kKey));

  // Adds a third room, `lottery`, whose draw has taken place.
  void OpenLottery() {
    domain::CatalogSpec spec = domain::SmallSale({.capacity = 2});
    spec.rooms.push_back({.slug = "lottery",
                          .policy = {.mode = domain::RoomMode::kDraw},
                          .opens_at = sale_.now + std::chrono::seconds(1),
                          .fresh_seed = base::Sha256Of("seed")});
    ASSERT_TRUE(sale_.Ask(domain::LoadCatalog{spec}).has_value());
    sale_.now += std::chrono::seconds(2);
    sale_.PassTimeNow();
    services_.catalog = domain::CatalogPtr(domain::CatalogPtr(), &sale_.rows.catalog());
  }

  std::string PathOf(const Spec& spec) const {
    const std::map<std::string, std::string, std::less<>> values = {
        {"roomId", spec.operation_id.starts_with("readDraw") ? "lottery" : "main"},
        {"concertId", "solo"},
        {"showId", "solo-1"},
        {"reservationId", reservation()},
        {"bookingNumber", base::BookingText(base::BookingNumberOf(reservation_.id))},
        {"userId", "owner"},
        {"seatNumber", "1"},
        {"code", "hold-expired"}};
    std::string path(spec.path);
    while (path.find('{') != std::string::npos) {
      const std::size_t begin = path.find('{');
      const std::size_t end = path.find('}');
      path.replace(begin, end - begin + 1, values.at(path.substr(begin + 1, end - begin - 1)));
    }
    return path;
  }

  std::string BodyOf(const Spec& spec) const {
    const std::map<std::string, std::string, std::less<>> bodies = {
        {"issueQueueToken", R"({"userId":"owner"})"},
        {"holdSeats", R"({"showId":"solo-1","seatNumbers":[2]})"},
        {"exchangeSeats", R"({"seatNumbers":[1]})"},
        {"payReservation", R"({"reservationId":")" + reservation() + R"("})"},
        {"topUpBalance", R"({"amount":5})"},
        {"changeLimits", R"({"mode":"on"})"},
        {"changeRoom", R"({"capacity":7})"}};
    return spec.body.empty() ? "" : bodies.at(std::string(spec.operation_id));
  }

  Response Finished(const Exchange& exchange, Step step) {
    if (auto* const response = std::get_if<Response>(&step)) return std::move(*response);
    engine_was_asked_ = true;
    if (auto* const question = std::get_if<Question>(&step)) return Answered(exchange, *question);
    auto outcomes = *DecideBatch({&std::get<domain::Command>(step), 1}, sale_.rows, sale_.now);
    return dispatcher_.Finish(exchange, {.commit_number = 1, .outcome = std::move(outcomes.at(0))});
  }

  Response Answered(const Exchange& exchange, Question& question) {
    store::FakeTables<domain::LedgerEntry> tables([this](const auto&) {
      std::vector<domain::LedgerEntry> entries;
      for (const auto& [key, entry] : sale_.rows.ledger) entries.push_back(entry);
      return entries;
    });
    const auto read = [&tables](std::unique_ptr<store::Question> asked) {
      asked->Finish(asked->Read(tables));
    };
    Response response;
    question.ask({.store = read, .token_keys = &token_keys_, .request_log = nullptr},
                 [&](Finisher finish) { response = dispatcher_.Finish(exchange, finish); });
    return response;
  }

  class SameKeys final : public TokenKeySource {
   public:
    void Reload(Done done) override { done(SealKeyIds{.seals = {1}, .opens = {}}); }
  };

  Dispatcher dispatcher_;
  SameKeys token_keys_;
  domain::SmallSaleRows sale_{{.capacity = 2}};
  TokenSeal seal_{{1}};
  SeatPages seat_pages_;
  base::ManualClock clock_{sale_.now};
  Limiter limits_{{}, {1, 2}, {.exceeded = {}, .mode_changed = [](LimitMode, LimitMode) {}}};
  Services services_{.catalog = {},
                     .seal = &seal_,
                     .seat_pages = seat_pages_,
                     .ids = sale_.ids,
                     .clock = clock_,
                     .currency = "KRW",
                     .limits = &limits_};
  CurrentKeySet keys_;
  BuyerTokenVerifier verifier_{{.issuer = "shop", .audience = "onsale"}, keys_};
  domain::Reservation reservation_;
  std::map<std::string, std::string, std::less<>> tokens_;
  std::map<std::string, std::string, std::less<>> bearers_;
  bool engine_was_asked_ = false;
  std::int64_t changes_before_ = 0;
};

class AuthorizationTest : public testing::Test {
 protected:
  const OperatorKey key_{kKey};
};

TEST_F(AuthorizationTest, EveryDocumentedOperationHasARow) {
  std::set<std::string> rows;
  for (const Cell& cell : Cells()) rows.insert(cell.operation);
  std::set<std::string> described;
  for (const auto& [path, item] : OpenApiDocument().at("paths").as_object()) {
    for (const auto& [method, operation] : item.as_object()) {
      described.emplace(operation.at("operationId").as_string());
    }
  }
  EXPECT_EQ(rows, described);
}

// Makes the call of a cell, and compares the response with the cell.
void ExpectCell(TestApi& api, const Cell& cell) {
  SCOPED_TRACE(testing::Message() << cell);
  const Spec& spec = SpecOf(cell.operation);
  const Response response = api.Ask(spec, cell.caller);
  EXPECT_EQ(VerdictOf(response), VerdictOf(cell.word));
  EXPECT_EQ(Mismatch(spec, response), "");
  if (kWords.contains(cell.word)) EXPECT_EQ(api.changes(), 0) << "of a refused caller";
  if (kBeforeTheEngine.contains(cell.word)) EXPECT_FALSE(api.engine_was_asked());
  if (cell.caller == "other" || cell.caller == "waiting" || cell.caller == "guest") {
    EXPECT_FALSE(response.content().contains(api.reservation())) << "shown to another buyer";
  }
}

TEST_F(AuthorizationTest, EveryCallerGetsTheResponseOfTheTable) {
  for (const Cell& cell : Cells()) {
    TestApi api(&key_);
    ExpectCell(api, cell);
  }
}

TEST_F(AuthorizationTest, WithSignedBuyersOnlyTheRowsOfTheSecondTableDiffer) {
  std::set<std::string> differ;
  std::vector<Cell> cells = Cells(kSignedTable);
  for (const Cell& cell : cells) differ.insert(cell.operation);
  for (const Cell& cell : Cells()) {
    if (!differ.contains(cell.operation)) cells.push_back(cell);
  }
  for (const Cell& cell : cells) {
    TestApi api(&key_);
    api.SignBuyers();
    ExpectCell(api, cell);
  }
}

// Regression: a user's reservations were operator-key-required, which openapi.json did not list.
TEST_F(AuthorizationTest, AnAuthorizationThatIsNotABearerKeyCountsAsNone) {
  for (const Cell& cell : Cells()) {
    if (cell.caller != "none") continue;
    const Spec& spec = SpecOf(cell.operation);
    const Response response = TestApi(&key_).Ask(spec, "basic");
    EXPECT_EQ(VerdictOf(response), VerdictOf(cell.word)) << cell;
    EXPECT_EQ(Mismatch(spec, response), "") << cell;
  }
}

// The problem codes, of those in kWords, that openapi.json lists for an operation.
std::set<std::string> DescribedCodes(const Spec& spec) {
  std::set<std::string> known;
  for (const auto& [word, verdict] : kWords) known.insert(verdict.substr(4));
  // The operator finds every reservation that exists, and no caller here asks for another one.
  if (spec.needs == Needs::kOperatorKey) known.erase("reservation-not-found");
  std::set<std::string> described;
  for (const auto& [status, response] : OperationOf(spec).at("responses").as_object()) {
    const boost::json::value resolved(Resolved(response.as_object()));
    boost::system::error_code missing;
    const boost::json::value* const codes = resolved.find_pointer(
        "/content/application~1problem+json/schema/allOf/1/properties/code/enum", missing);
    if (codes == nullptr) continue;
    for (const auto& code : codes->as_array()) {
      std::string text(code.as_string());
      if (known.contains(text)) described.insert(std::move(text));
    }
  }
  return described;
}

TEST_F(AuthorizationTest, TheDocumentListsExactlyTheCodesOfTheRow) {
  std::map<std::string, std::set<std::string>> rows;
  for (const std::string_view table : {kTable, kSignedTable}) {
    for (const Cell& cell : Cells(table)) {
      std::set<std::string>& codes = rows[cell.operation];
      if (kWords.contains(cell.word)) codes.insert(VerdictOf(cell.word).substr(4));
    }
  }
  for (const auto& [operation, codes] : rows) {
    EXPECT_EQ(DescribedCodes(SpecOf(operation)), codes) << operation;
  }
}

TEST_F(AuthorizationTest, WithoutAnOperatorsKeyOperatorCallsAre404) {
  for (const Cell& cell : Cells()) {
    const Spec& spec = SpecOf(cell.operation);
    if (spec.needs != Needs::kOperatorKey) continue;
    EXPECT_EQ(VerdictOf(TestApi().Ask(spec, cell.caller)), "404 not-found") << cell;
  }
}

}  // namespace
}  // namespace onsale::http
