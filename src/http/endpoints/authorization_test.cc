// Authorization: every operation with every kind of caller. Callers without an access key are one
// table; what access keys open follows from the specs. Both are compared with openapi.json.
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
#include "http/access/access_key_text.h"
#include "http/access/buyer/token_signer_testing.h"
#include "http/access/buyer/token_verifier.h"
#include "http/dispatcher.h"
#include "http/pages/buyer_pages.h"
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
// A cell that is a number is the status of a success; kWords explains the words in the others.
constexpr std::string_view kTable = R"(
operation           owner   other   none    waiting expired ended   elsewhere forged
issueQueueToken     200     200     200     200     200     201     200     200
readQueueToken      200     200     need    200     200     over    200     forged
leaveQueue          204     204     need    204     204     204     204     forged
streamQueueToken    200     200     need    200     200     over    200     forged
readRoom            200     200     200     200     200     200     200     200
readDraw            200     200     200     200     200     200     200     200
readDrawEntries     200     200     200     200     200     200     200     200
listConcerts        200     200     200     200     200     200     200     200
readConcert         200     200     200     200     200     200     200     200
listDates           200     200     need    wait    over    over    room    forged
readSeats           200     200     need    wait    over    over    room    forged
readAvailability    200     200     need    wait    over    over    room    forged
streamSeats         200     200     need    wait    over    over    room    forged
readChart           200     200     200     200     200     200     200     200
readChartContent    200     200     200     200     200     200     200     200
readSummary         200     200     200     200     200     200     200     200
holdSeats           201     201     need    wait    over    over    room    forged
listReservations    200     200     need    200     200     over    200     forged
readReservation     200     not     need    not     200     over    200     forged
cancelReservation   200     not     need    wait    over    over    200     forged
exchangeSeats       200     not     need    wait    over    over    room    forged
payReservation      201     not     need    wait    over    over    room    forged
readBalance         200     200     200     200     200     200     200     200
topUpBalance        201     201     201     201     201     201     201     201
readLedger          200     200     200     200     200     200     200     200
listUserReservations 200     user    need    user    200     over    200     forged
audit               key     key     key     key     key     key     key     key
readStatus          key     key     key     key     key     key     key     key
streamSale          key     key     key     key     key     key     key     key
readSales           key     key     key     key     key     key     key     key
readSeries          key     key     key     key     key     key     key     key
readSeconds         key     key     key     key     key     key     key     key
listRooms           key     key     key     key     key     key     key     key
readRoomPolicy      key     key     key     key     key     key     key     key
changeRoom          key     key     key     key     key     key     key     key
setNotice           key     key     key     key     key     key     key     key
removeNotice        key     key     key     key     key     key     key     key
readRoomFunnel      key     key     key     key     key     key     key     key
listBookings        key     key     key     key     key     key     key     key
readBuyer           key     key     key     key     key     key     key     key
findReservation     key     key     key     key     key     key     key     key
findReservationsOfBooking key     key     key     key     key     key     key     key
listSeatsOfShow     key     key     key     key     key     key     key     key
findReservationsOfSeat key     key     key     key     key     key     key     key
holdBackSeats       key     key     key     key     key     key     key     key
putSeatsOnSale      key     key     key     key     key     key     key     key
releaseReservation  key     key     key     key     key     key     key     key
reloadTokenKey      key     key     key     key     key     key     key     key
acceptClock         key     key     key     key     key     key     key     key
readLimits          key     key     key     key     key     key     key     key
changeLimits        key     key     key     key     key     key     key     key
listAccessKeys       key     key     key     key     key     key     key     key
addAccessKey         key     key     key     key     key     key     key     key
rotateAccessKey      key     key     key     key     key     key     key     key
revokeAccessKey      key     key     key     key     key     key     key     key
listOperatorActions  key     key     key     key     key     key     key     key
undoOperatorAction   key     key     key     key     key     key     key     key
openapi             200     200     200     200     200     200     200     200
docs                200     200     200     200     200     200     200     200
listProblemTexts    200     200     200     200     200     200     200     200
listProblems        200     200     200     200     200     200     200     200
readProblem         200     200     200     200     200     200     200     200
home                200     200     200     200     200     200     200     200
concertPage         200     200     200     200     200     200     200     200
bookingStepPage     200     200     200     200     200     200     200     200
bookingPage         200     200     200     200     200     200     200     200
bookingsPage        200     200     200     200     200     200     200     200
pageFile            200     200     200     200     200     200     200     200
getLiveness         200     200     200     200     200     200     200     200
getReadiness        200     200     200     200     200     200     200     200
)";

// The rows that differ on a server that believes only buyers whom the shop has signed. Callers who
// are not in the table above:
//   buyer   the owner's buyer token
//   guest   another buyer's buyer token
//   stale   the owner's buyer token, expired
constexpr std::string_view kSignedTable = R"(
operation            owner none buyer guest stale
issueQueueToken      sign  sign 200   user  bad
readBalance          sign  sign 200   user  bad
topUpBalance         key   key  wrong wrong wrong
readLedger           sign  sign 200   user  bad
listUserReservations 200   need 200   user  bad
)";

const std::map<std::string, std::string, std::less<>> kWords = {
    {"need", "400 queue-token-required"},
    {"forged", "400 queue-token-invalid"},
    {"wait", "400 queue-token-waiting"},
    {"over", "400 queue-token-expired"},
    {"room", "400 queue-token-wrong-room"},
    {"not", "404 reservation-not-found"},
    {"key", "401 access-key-required"},
    {"wrong", "401 access-key-invalid"},
    {"user", "403 other-user"},
    {"sign", "401 buyer-token-required"},
    {"bad", "401 buyer-token-invalid"},
    {"scope", "403 scope-required"}};
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

// A sale for one cell of the table, and a dispatcher in front of the sale.
class TestApi {
 public:
  TestApi() {
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
    if (caller == "basic") request.authorization = "Basic b3BlcmF0b3I6";
    request.was_forwarded = caller == "forwarded";
    request.reason = "a reason";  // some calls of operators need one
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
    const auto add = [this](const char* caller, const std::string& token) {
      bearers_[caller] = "Bearer " + token;
    };
    add("buyer", signer.Token(kHeader, claims("owner", {})));
    add("guest", signer.Token(kHeader, claims("other", {})));
    add("stale", signer.Token(kHeader, claims("owner", -std::chrono::minutes(6))));
  }

  // From now on the server is reached by others, so that buyers' calls need a key.
  void EndDemo() { services_.is_demo = false; }

  // Makes the access keys of kKeyCallers.
  void AddKeys() {
    const std::string owner = AddKey("owner", domain::kAllScopes);
    for (int i = 0; i < domain::kScopeCount; ++i) {
      const auto scope = static_cast<domain::Scope>(i);
      AddKey(std::string(WordOf(scope)), domain::ScopeSet{}.With(scope), owner);
    }
    const domain::Actor actor{.key = owner};
    AddKey("key-ended", domain::kAllScopes, owner, sale_.now + std::chrono::seconds(1));
    const std::string revoked = AddKey("revoked", domain::kAllScopes, owner);
    EXPECT_TRUE(sale_.Ask(domain::RevokeAccessKey{.actor = actor, .id = revoked}));
    for (const auto& [caller, ends] : {std::pair("former", 3600), std::pair("former-ended", 1)}) {
      const std::string id = AddKey(caller, domain::kAllScopes, owner);
      EXPECT_TRUE(sale_.Ask(
          domain::RotateAccessKey{.actor = actor,
                                  .id = id,
                                  .digest = MakeAccessKey(KeyEnvironment::kLive, id).digest,
                                  .former_until = sale_.now + std::chrono::seconds(ends)}));
    }
    bearers_["unknown"] =
        "Bearer " + std::string(MakeAccessKey(KeyEnvironment::kLive, owner).text.text());
    bearers_["test-key"] =
        "Bearer " + std::string(MakeAccessKey(KeyEnvironment::kTest).text.text());
    bearers_["mistyped"] = bearers_.at("owner-key") + "0";
    sale_.now += std::chrono::seconds(1);
    clock_.Set(sale_.now);
    sale_.PassTimeNow();
    services_.access_keys = sale_.rows.access_keys();
  }

  bool engine_was_asked() const { return engine_was_asked_; }
  // The number of row changes by the last request.
  std::int64_t changes() const { return sale_.rows.changes - changes_before_; }
  std::string reservation() const { return reservation_.id.uuid.ToString(); }

 private:
  // Makes a key whose holder is this caller; returns its id.
  std::string AddKey(const std::string& caller, domain::ScopeSet scopes,
                     const std::string& actor = {}, std::optional<base::Time> ends = {}) {
    const NewAccessKey key = MakeAccessKey(KeyEnvironment::kLive);
    const bool is_first = actor.empty();
    const bool added =
        is_first ? sale_
                       .Ask(domain::AddOwnerKey{
                           .actor = {}, .id = key.id, .name = caller, .digest = key.digest})
                       .has_value()
                 : sale_
                       .Ask(domain::AddAccessKey{.actor = {.key = actor},
                                                 .id = key.id,
                                                 .name = caller,
                                                 .scopes = scopes,
                                                 .digest = key.digest,
                                                 .ends = ends})
                       .has_value();
    EXPECT_TRUE(added) << caller;
    bearers_[is_first ? "owner-key" : caller] = "Bearer " + std::string(key.text.text());
    key_ids_[caller] = key.id;
    return key.id;
  }

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

  std::string PathOf(const Spec& spec) {
    const domain::Show& show = *services_.catalog->FindShow("solo-1");
    const std::map<std::string, std::string, std::less<>> values = {
        {"roomId", spec.operation_id.starts_with("readDraw") ? "lottery" : "main"},
        {"concertId", "solo"},
        {"showId", "solo-1"},
        {"reservationId", reservation()},
        {"bookingNumber", base::BookingText(base::BookingNumberOf(reservation_.id))},
        {"userId", "owner"},
        {"seatNumber", "1"},
        {"keyId", key_ids_.contains("former") ? key_ids_.at("former") : "AbCd1234"},
        {"digest", pages_.charts.Of(services_.catalog)->Of(show.chart).digest},
        {"code", "hold-expired"},
        {"step", "queue"},
        {"actionNumber", "1"},
        {"file", "a.js"}};
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
        {"addAccessKey", R"({"name":"door","role":"viewer"})"},
        {"rotateAccessKey", "{}"},
        {"changeRoom", R"({"capacity":7})"},
        {"setNotice", R"({"english":"wait"})"},
        {"holdBackSeats", R"({"seatNumbers":[3]})"},
        {"putSeatsOnSale", R"({"seatNumbers":[3]})"}};
    return spec.body.empty() ? "" : bodies.at(std::string(spec.operation_id));
  }

  Response Finished(Exchange& exchange, Step step) {
    if (auto* const response = std::get_if<Response>(&step)) return std::move(*response);
    engine_was_asked_ = true;
    if (auto* const question = std::get_if<Question>(&step)) return Answered(exchange, *question);
    auto outcomes = *DecideBatch({&std::get<domain::Command>(step), 1}, sale_.rows, sale_.now);
    const engine::Delivery delivery{.commit_number = 1, .outcome = std::move(outcomes.at(0))};
    if (auto question = dispatcher_.Next(exchange, delivery)) return Answered(exchange, *question);
    return dispatcher_.Finish(exchange, delivery);
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
                 [&](Finisher finish) {
                   response = std::get<Response>(dispatcher_.Finish(exchange, finish));
                 });
    return response;
  }

  class SameKeys final : public TokenKeySource {
   public:
    void Reload(Done done) override { done(SealKeyIds{.seals = {1}, .opens = {}}); }
  };

  const Dispatcher dispatcher_{kEndpoints};
  SameKeys token_keys_;
  domain::SmallSaleRows sale_{{.capacity = 2}};
  TokenSeal seal_{{1}};
  SharedPages pages_;
  const BuyerPages buyer_pages_{{{"index.html", "<html>"}, {"assets/a.js", "start();"}}, {}};
  base::ManualClock clock_{sale_.now};
  Limiter limits_{{}, {1, 2}, {.exceeded = {}, .mode_changed = [](LimitMode, LimitMode) {}}};
  ChallengeGate challenges_{{}, [](ChallengeMode, ChallengeMode) {}};
  Services services_{.catalog = {},
                     .seal = &seal_,
                     .pages = pages_,
                     .is_demo = true,
                     .ids = sale_.ids,
                     .clock = clock_,
                     .currency = "KRW",
                     .buyer_pages = &buyer_pages_,
                     .limits = &limits_,
                     .challenges = &challenges_};
  CurrentKeySet keys_;
  BuyerTokenVerifier verifier_{{.issuer = "shop", .audience = "onsale"}, keys_};
  domain::Reservation reservation_;
  std::map<std::string, std::string, std::less<>> tokens_;
  std::map<std::string, std::string, std::less<>> bearers_;
  std::map<std::string, std::string, std::less<>> key_ids_;
  bool engine_was_asked_ = false;
  std::int64_t changes_before_ = 0;
};

using AuthorizationTest = testing::Test;

TEST(AuthorizationTest, EveryDocumentedOperationHasARow) {
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

TEST(AuthorizationTest, EveryCallerGetsTheResponseOfTheTable) {
  for (const Cell& cell : Cells()) {
    TestApi api;
    ExpectCell(api, cell);
  }
}

TEST(AuthorizationTest, WithSignedBuyersOnlyTheRowsOfTheSecondTableDiffer) {
  std::set<std::string> differ;
  std::vector<Cell> cells = Cells(kSignedTable);
  for (const Cell& cell : cells) differ.insert(cell.operation);
  for (const Cell& cell : Cells()) {
    if (!differ.contains(cell.operation)) cells.push_back(cell);
  }
  for (const Cell& cell : cells) {
    TestApi api;
    api.SignBuyers();
    ExpectCell(api, cell);
  }
}

// Regression: a user's reservations were access-key-required, which openapi.json did not list.
TEST(AuthorizationTest, AnAuthorizationThatIsNotABearerKeyCountsAsNone) {
  for (const Cell& cell : Cells()) {
    if (cell.caller != "none") continue;
    const Spec& spec = SpecOf(cell.operation);
    const Response response = TestApi().Ask(spec, "basic");
    EXPECT_EQ(VerdictOf(response), VerdictOf(cell.word)) << cell;
    EXPECT_EQ(Mismatch(spec, response), "") << cell;
  }
}

// The problem codes, of those in kWords, that openapi.json lists for an operation.
std::set<std::string> DescribedCodes(const Spec& spec) {
  std::set<std::string> known;
  for (const auto& [word, verdict] : kWords) known.insert(verdict.substr(4));
  // The operator finds every reservation that exists, and no caller here asks for another one.
  if (spec.needs.OnlyKey()) known.erase("reservation-not-found");
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

TEST(AuthorizationTest, TheDocumentListsExactlyTheCodesOfTheRow) {
  std::map<std::string, std::set<std::string>> rows;
  for (const std::string_view table : {kTable, kSignedTable}) {
    for (const Cell& cell : Cells(table)) {
      std::set<std::string>& codes = rows[cell.operation];
      if (kWords.contains(cell.word)) codes.insert(VerdictOf(cell.word).substr(4));
    }
  }
  // Of callers with access keys: AccessKeysOpenWhatTheSpecsSay.
  for (auto& [operation, codes] : rows) {
    const Needs& needs = SpecOf(operation).needs;
    if (!needs.scope) continue;
    codes.insert({"access-key-invalid", "scope-required"});
    if (!needs.queue_token) codes.insert("access-key-required");
  }
  for (const auto& [operation, codes] : rows) {
    EXPECT_EQ(DescribedCodes(SpecOf(operation)), codes) << operation;
  }
}

// Callers with an access key, or with none. A key with one scope is named as the scope.
std::vector<std::string> KeyCallers() {
  std::vector<std::string> callers = {"none",     "forwarded", "owner-key",    "key-ended",
                                      "revoked",  "former",    "former-ended", "unknown",
                                      "test-key", "mistyped"};
  for (int i = 0; i < domain::kScopeCount; ++i) {
    callers.emplace_back(WordOf(static_cast<domain::Scope>(i)));
  }
  return callers;
}

enum class Mode : std::uint8_t { kDemo, kTrusted, kSigned };

// What the spec says of such a caller: the refusal, or `pass`.
std::string ExpectedOf(const Needs& needs, const std::string& caller, Mode mode) {
  const bool shows_none = caller == "none" || caller == "forwarded";
  if (needs.Nothing()) return "pass";
  if (!needs.scope) return "400 queue-token-required";
  if (!shows_none) {
    const auto scope = domain::ScopeOf(caller);
    const bool has_all = caller == "owner-key" || caller == "former";
    if (!scope && !has_all) return "401 access-key-invalid";
    return has_all || scope == needs.scope ? "pass" : "403 scope-required";
  }
  if (needs.queue_token) return "400 queue-token-required";
  if (needs.open_in_demo && mode == Mode::kDemo && caller == "none") return "pass";
  const bool is_buyers = needs.buyer_token && mode == Mode::kSigned;
  return is_buyers ? "401 buyer-token-required" : "401 access-key-required";
}

std::string PassOr(const std::string& verdict) {
  for (const char* const refusal : {"401 ", "400 queue-token-required", "403 scope-required"}) {
    if (verdict.starts_with(refusal)) return verdict;
  }
  return "pass";
}

TEST(AuthorizationTest, AccessKeysOpenWhatTheSpecsSay) {
  for (const Mode mode : {Mode::kDemo, Mode::kTrusted, Mode::kSigned}) {
    for (const std::string& caller : KeyCallers()) {
      // One sale for all calls; each caller may make as many changes as it likes.
      TestApi api;
      api.AddKeys();
      if (mode != Mode::kDemo) api.EndDemo();
      if (mode == Mode::kSigned) api.SignBuyers();
      for (const Endpoint* const endpoint : kEndpoints) {
        const Spec& spec = endpoint->spec;
        SCOPED_TRACE(testing::Message() << spec.operation_id << " by " << caller << " in mode "
                                        << static_cast<int>(mode));
        const Response response = api.Ask(spec, caller);
        const std::string expected = ExpectedOf(spec.needs, caller, mode);
        EXPECT_EQ(PassOr(VerdictOf(response)), expected);
        EXPECT_EQ(Mismatch(spec, response), "");
        if (expected != "pass") EXPECT_EQ(api.changes(), 0) << "of a refused caller";
      }
    }
  }
}

}  // namespace
}  // namespace onsale::http
