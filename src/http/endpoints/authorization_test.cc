// Authorization: every operation with every kind of caller. Callers without an access key are one
// table; what access keys open follows from the specs. Both are compared with openapi.json.
//
// Shape:    each cell runs against a sale of its own (http/testing/api_testing.h).

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json/value.hpp>
#include <cstdint>
#include <iterator>
#include <map>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "domain/access_key.h"
#include "http/endpoints/endpoints.h"
#include "http/testing/api_testing.h"
#include "http/testing/endpoint_testing.h"
#include "http/testing/schema_testing.h"

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
readMetrics         key     key     key     key     key     key     key     key
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
readAvailabilityOfShow key   key     key     key     key     key     key     key
listSeatsOfShow     key     key     key     key     key     key     key     key
findReservationsOfSeat key     key     key     key     key     key     key     key
holdBackSeats       key     key     key     key     key     key     key     key
putSeatsOnSale      key     key     key     key     key     key     key     key
releaseReservation  key     key     key     key     key     key     key     key
applyCatalogue      key     key     key     key     key     key     key     key
reloadTokenKey      key     key     key     key     key     key     key     key
makeBackupBase      key     key     key     key     key     key     key     key
readBackupBase      key     key     key     key     key     key     key     key
readBackupJournal   key     key     key     key     key     key     key     key
acceptClock         key     key     key     key     key     key     key     key
readLimits          key     key     key     key     key     key     key     key
changeLimits        key     key     key     key     key     key     key     key
readOwnKey          key     key     key     key     key     key     key     key
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
openConsole         200     200     200     200     200     200     200     200
consolePage         200     200     200     200     200     200     200     200
consoleFile         200     200     200     200     200     200     200     200
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
    if (!needs.TakesKey()) continue;
    codes.insert("access-key-invalid");
    if (needs.scope) codes.insert("scope-required");
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
  if (!needs.TakesKey()) return "400 queue-token-required";
  if (!shows_none) {
    const auto scope = domain::ScopeOf(caller);
    const bool has_all = caller == "owner-key" || caller == "former";
    if (!scope && !has_all) return "401 access-key-invalid";
    const bool opens = needs.any_key || has_all || scope == needs.scope;
    return opens ? "pass" : "403 scope-required";
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
