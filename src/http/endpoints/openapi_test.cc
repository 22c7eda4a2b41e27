#include <algorithm>
#include <boost/json/serialize.hpp>
#include <map>
#include <set>

#include "domain/policy_fields.h"
#include "domain/words.h"
#include "http/access/buyer/claims.h"
#include "http/problem/problem.h"
#include "http/testing/endpoint_testing.h"
#include "http/testing/schema_testing.h"

namespace onsale::http {
namespace {

using boost::json::object;
using boost::json::value;

class OpenApiTest : public EndpointTest {};

// Calls `visit` with every object of openapi.json.
template <class Visit>
void EachObject(const value& node, const Visit& visit) {
  if (node.is_array()) {
    for (const value& item : node.as_array()) EachObject(item, visit);
  }
  if (!node.is_object()) return;
  visit(node.as_object());
  for (const auto& [name, member] : node.as_object()) EachObject(member, visit);
}

TEST_F(OpenApiTest, ExactlyTheEndpointsAreDescribedUnderTheirOperationIds) {
  for (const Endpoint* const endpoint : kEndpoints) {
    const Spec& spec = endpoint->spec;
    EXPECT_EQ(OperationOf(spec).at("operationId").as_string(), spec.operation_id) << spec.path;
  }
  std::size_t operations = 0;
  for (const auto& [path, item] : OpenApiDocument().at("paths").as_object()) {
    operations += item.as_object().size();
  }
  EXPECT_EQ(operations, std::size(kEndpoints));
}

TEST_F(OpenApiTest, TheSecuritySchemeMatchesTheSpec) {
  for (const Endpoint* const endpoint : kEndpoints) {
    const Spec& spec = endpoint->spec;
    const auto& security = OperationOf(spec).at("security").as_array();
    std::string schemes;
    for (const value& scheme : security) {
      const auto& named = scheme.as_object();
      schemes += named.empty() ? " none" : ' ' + std::string(named.begin()->key());
      if (!named.contains("AccessKey")) continue;
      for (const value& scope : named.at("AccessKey").as_array()) {
        schemes += ' ' + std::string(scope.as_string());
      }
    }
    std::string expected;
    if (spec.needs.queue_token) expected += " QueueToken";
    if (spec.needs.buyer_token) expected += " BuyerToken";
    if (spec.needs.scope) expected += " AccessKey " + std::string(WordOf(*spec.needs.scope));
    if (spec.needs.any_key) expected += " AccessKey";
    if (spec.needs.open_in_demo) expected += " none";
    EXPECT_EQ(schemes, expected) << spec.operation_id;
  }
}

TEST_F(OpenApiTest, EveryReasonOfARefusedBuyerTokenIsDescribed) {
  std::set<std::string, std::less<>> words;
  for (int i = 0; i <= static_cast<int>(BuyerTokenReason::kExpired); ++i) {
    words.emplace(WordOf(static_cast<BuyerTokenReason>(i)));
  }
  words.erase("missing");  // a problem code of its own
  std::set<std::string, std::less<>> described;
  const object& schemas = OpenApiDocument().at("components").at("schemas").as_object();
  const value& reason = schemas.at("Problem").at("properties").at("reason");
  for (const value& word : reason.at("enum").as_array()) {
    described.emplace(word.as_string());
  }
  EXPECT_EQ(described, words);
}

void ExpectDescribed(const domain::PolicyCount& field, const object& schema) {
  EXPECT_EQ(schema.at("minimum").as_int64(), field.range.least) << field.json;
}
void ExpectDescribed(const domain::PolicyLength& field, const object& schema) {
  EXPECT_EQ(schema.at("maximum").as_int64(),
            std::chrono::floor<std::chrono::seconds>(field.range.most).count())
      << field.json;
}
template <class Value, std::size_t N>
void ExpectDescribed(const domain::PolicyWord<Value, N>& field, const object& schema) {
  boost::json::array words;
  for (const Value one : field.values) words.emplace_back(WordOf(one));
  EXPECT_EQ(schema.at("enum").as_array(), words) << field.json;
}

TEST_F(OpenApiTest, EveryMemberOfARoomsPolicyIsDescribed) {
  const object& schemas = OpenApiDocument().at("components").at("schemas").as_object();
  for (const char* const name : {"RoomPolicy", "RoomChange"}) {
    const object& described = schemas.at(name).at("properties").as_object();
    domain::ForEachPolicyField([&](const auto& field) {
      const auto* const schema = described.if_contains(field.api);
      ASSERT_NE(schema, nullptr) << name << ": " << field.json;
      ExpectDescribed(field, schema->as_object());
    });
  }
}

void ExpectBody(std::span<const Member> members, const object& schema);

// A visitor that checks a member's schema against its bounds.
struct ExpectBounds {
  const object& schema;

  void operator()(const TextBounds& bounds) const {
    EXPECT_EQ(schema.at("type").as_string(), "string");
    const value* const words = schema.if_contains("enum");
    if (words == nullptr) {
      EXPECT_EQ(Number("maxLength"), static_cast<std::int64_t>(bounds.bytes_max));
      ExpectBytesAreStated(bounds.bytes_max);
      return;
    }
    for (const value& word : words->as_array()) {
      EXPECT_LE(word.as_string().size(), bounds.bytes_max) << word.as_string();
    }
  }
  // `maxLength` counts characters: a text that may have other ones than ASCII states its bytes.
  void ExpectBytesAreStated(std::size_t bytes_max) const {
    if (schema.contains("pattern") || schema.contains("format")) return;
    const value* const description = schema.if_contains("description");
    ASSERT_NE(description, nullptr);
    EXPECT_TRUE(std::string_view(description->as_string())
                    .contains("at most " + std::to_string(bytes_max) + " bytes"))
        << description->as_string();
  }
  void operator()(const UserBounds&) const {
    EXPECT_EQ(schema, Resolved({{"$ref", "#/components/schemas/UserIdInput"}}));
  }
  void operator()(const ObjectBounds& bounds) const {
    ExpectBody({bounds.members, bounds.count}, schema);
  }
  void operator()(const FlagBounds&) const { EXPECT_EQ(schema.at("type").as_string(), "boolean"); }
  void operator()(const IntegerBounds& bounds) const {
    EXPECT_EQ(schema.at("type").as_string(), "integer");
    EXPECT_EQ(Number("minimum"), bounds.min);
    EXPECT_EQ(Number("maximum"), bounds.max);
  }
  void operator()(const IntegersBounds& bounds) const {
    ExpectList(bounds.count_max, IntegerBounds{bounds.min, bounds.max});
  }
  void operator()(const TextsBounds& bounds) const {
    ExpectList(bounds.count_max, TextBounds{bounds.bytes_max});
  }

  template <class Bounds>
  void ExpectList(std::size_t count_max, const Bounds& of_items) const {
    EXPECT_EQ(schema.at("type").as_string(), "array");
    EXPECT_EQ(Number("minItems"), 1);
    EXPECT_EQ(Number("maxItems"), static_cast<std::int64_t>(count_max));
    ExpectBounds{Resolved(schema.at("items").as_object())}(of_items);
  }

  std::optional<std::int64_t> Number(std::string_view keyword) const {
    const value* const number = schema.if_contains({keyword.data(), keyword.size()});
    return number == nullptr ? std::nullopt : std::optional(number->as_int64());
  }
};

void ExpectBody(std::span<const Member> members, const object& schema) {
  EXPECT_EQ(schema.at("type").as_string(), "object");
  EXPECT_EQ(schema.at("additionalProperties"), value(false));
  std::set<std::string> required;
  if (const value* const names = schema.if_contains("required")) {
    for (const value& name : names->as_array()) required.emplace(name.as_string());
  }
  const object& properties = schema.at("properties").as_object();
  EXPECT_EQ(properties.size(), members.size());
  for (const Member& member : members) {
    const std::string name(member.name);
    SCOPED_TRACE(name);
    EXPECT_EQ(required.erase(name), member.required ? 1U : 0U);
    const value* const property = properties.if_contains(name);
    ASSERT_NE(property, nullptr);
    std::visit(ExpectBounds{Resolved(property->as_object())}, member.bounds);
  }
  EXPECT_TRUE(required.empty()) << "unknown: " << *required.begin();
}

TEST_F(OpenApiTest, TheRequestBodyMatchesTheSpec) {
  for (const Endpoint* const endpoint : kEndpoints) {
    const Spec& spec = endpoint->spec;
    SCOPED_TRACE(spec.operation_id);
    const value* const body = OperationOf(spec).if_contains("requestBody");
    ASSERT_EQ(body != nullptr, !spec.body.empty() || spec.document_max > 0);
    if (body == nullptr) continue;
    EXPECT_EQ(body->at("required"), value(true));
    if (spec.document_max > 0) continue;  // a document of another format
    const object& schema = body->at("content").at("application/json").at("schema").as_object();
    ExpectBody(spec.body, Resolved(schema));
  }
}

// The names of an operation's parameters in `place`: "path", "query" or "header".
std::set<std::string> ParametersIn(std::string_view place, const Spec& spec) {
  std::set<std::string> names;
  const value* const parameters = OperationOf(spec).if_contains("parameters");
  for (const value& one : parameters ? parameters->as_array() : boost::json::array()) {
    const object& parameter = Resolved(one.as_object());
    if (parameter.at("in").as_string() == place) names.emplace(parameter.at("name").as_string());
  }
  return names;
}

TEST_F(OpenApiTest, TheParametersMatchTheSpecAndOthersAreRefused) {
  for (const Endpoint* const endpoint : kEndpoints) {
    const Spec& spec = endpoint->spec;
    SCOPED_TRACE(spec.operation_id);
    const std::set<std::string> in_path = ParametersIn("path", spec);
    for (const std::string& name : in_path) {
      EXPECT_TRUE(spec.path.contains("{" + name + "}")) << name;
    }
    EXPECT_EQ(in_path.size(), static_cast<std::size_t>(std::ranges::count(spec.path, '{')));
    std::set<std::string> in_query(spec.query.begin(), spec.query.end());
    in_query.erase("");
    EXPECT_EQ(ParametersIn("query", spec), in_query);
    if (spec.path.starts_with("/v1/")) {
      EXPECT_EQ(Refused(*endpoint, {.query = "no-such=1", .parameter = "kim"}),
                "invalid-parameter no-such");
    }
    EXPECT_EQ(ParametersIn("header", spec).contains("Idempotency-Key"), spec.takes_idempotency_key);
  }
}

TEST_F(OpenApiTest, EveryCallButHealthIsLimitedInAClassThatFits) {
  for (const Endpoint* const endpoint : kEndpoints) {
    const Spec& spec = endpoint->spec;
    const bool described = OperationOf(spec).at("responses").as_object().contains("429");
    EXPECT_EQ(described, !spec.is_health) << spec.operation_id;
    const bool reads_public =
        spec.needs.Nothing() && spec.method == Method::kGet && !spec.path.starts_with("/v1/users/");
    EXPECT_EQ(spec.call_class == CallClass::kPublic, reads_public || spec.needs.OnlyKey())
        << spec.operation_id;
    EXPECT_EQ(spec.call_class == CallClass::kStreams, spec.path.ends_with("/events"));
  }
}

TEST_F(OpenApiTest, ProblemCodesMatchTheTable) {
  const object& problem = Resolved({{"$ref", "#/components/schemas/Problem"}});
  const object& codes = problem.at("properties").at("code").as_object();
  std::vector<std::string_view> described;
  for (const value& code : codes.at("enum").as_array()) {
    described.emplace_back(code.as_string().data(), code.as_string().size());
  }
  std::vector<std::string_view> known;
  for (const ProblemInfo& info : AllProblems()) known.push_back(info.name);
  EXPECT_EQ(described, known);
}

TEST_F(OpenApiTest, EveryCodeIsListedForAnOperation) {
  // The codes of problems that are answered before the operation is known.
  const std::set<std::string_view> before = {"method-not-allowed"};
  std::set<std::string> described;
  EachObject(value(OpenApiDocument()), [&](const object& node) {
    const value* const schema = node.if_contains("allOf");
    if (schema == nullptr) return;
    for (const value& code : schema->at(1).at("properties").at("code").at("enum").as_array()) {
      described.emplace(code.as_string());
    }
  });
  for (const ProblemInfo& info : AllProblems()) {
    EXPECT_NE(described.contains(std::string(info.name)), before.contains(info.name)) << info.name;
  }
}

TEST_F(OpenApiTest, EveryReferenceResolves) {
  EachObject(value(OpenApiDocument()), [](const object& node) { EXPECT_NO_THROW(Resolved(node)); });
}

TEST_F(OpenApiTest, EveryExampleMatchesItsSchema) {
  int examples = 0;
  EachObject(value(OpenApiDocument()), [&](const object& node) {
    const value* const list = node.if_contains("examples");
    if (list == nullptr || !list->is_array() || !node.contains("type")) return;
    for (const value& example : list->as_array()) {
      EXPECT_EQ(Mismatch(example, node), "");
      ++examples;
    }
  });
  EXPECT_GT(examples, 15);
}

TEST_F(OpenApiTest, TheCheckerReportsMismatches) {
  const object& balance = Resolved({{"$ref", "#/components/schemas/Balance"}});
  EXPECT_EQ(Mismatch({{"userId", "kim"}, {"balance", 0}, {"currency", "KRW"}}, balance), "");
  EXPECT_EQ(Mismatch({{"userId", "kim"}, {"balance", 0}}, balance), ": lacks currency");
  EXPECT_EQ(
      Mismatch({{"userId", "kim"}, {"balance", 0.5}, {"currency", "KRW"}}, balance).substr(0, 12),
      "/balance: is");
  EXPECT_EQ(Mismatch({{"userId", "kim"}, {"balance", 0}, {"currency", "KRW"}, {"x", 1}}, balance),
            "/x: unknown");
}

TEST_F(OpenApiTest, TheDocumentIsServedUnchanged) {
  const Response response = Answered(kOpenApiEndpoint, {});
  EXPECT_EQ(response.status, 200U);
  EXPECT_EQ(response.content_type, "application/json");
  EXPECT_TRUE(response.content().starts_with("{\n"));
  EXPECT_EQ(Answered(kOpenApiEndpoint, {.if_none_match = "*"}).status, 304U);
}

TEST_F(OpenApiTest, TheTextsOfProblemsMayBeKept) {
  const Response response = Answered(kProblemTextsEndpoint, {});
  EXPECT_EQ(response.status, 200U);
  EXPECT_EQ(response.content_type, "application/json");
  EXPECT_TRUE(response.headers.contains("Cache-Control: public, max-age=3600\r\n"));
  EXPECT_TRUE(response.content().contains(R"("type":"/problems/seat-unavailable")"));
  EXPECT_EQ(Answered(kProblemTextsEndpoint, {.if_none_match = "*"}).status, 304U);
  // Regression: the description lacked the 304 of both pages.
  EXPECT_EQ(Answered(kListProblemsEndpoint, {.if_none_match = "*"}).status, 304U);
  EXPECT_EQ(Answered(kReadProblemEndpoint, {.parameter = "seat-unavailable", .if_none_match = "*"})
                .status,
            304U);
  services_.base_path = "/shop";
  EXPECT_TRUE(Answered(kProblemTextsEndpoint, {})
                  .content()
                  .contains(R"("type":"/shop/problems/seat-unavailable")"));
}

TEST_F(OpenApiTest, TheServersUrlAndLinksBeginWithTheBasePath) {
  const auto serves = [this](const Endpoint& endpoint, std::string_view text) {
    return Answered(endpoint, {}).content().contains(text);
  };
  EXPECT_TRUE(serves(kOpenApiEndpoint, R"("servers": [{"url": "/"}])"));
  services_.base_path = "/shop";
  EXPECT_TRUE(serves(kOpenApiEndpoint, R"("servers": [{"url": "/shop"}])"));
  EXPECT_TRUE(serves(kHomeEndpoint, "href=\"/shop/openapi.json\""));
  EXPECT_FALSE(serves(kHomeEndpoint, "href=\"/openapi.json\""));
}

TEST_F(OpenApiTest, PagesAreServedInTheRequestedLanguage) {
  for (const Endpoint* const page :
       {&kHomeEndpoint, &kDocsEndpoint, &kListProblemsEndpoint, &kReadProblemEndpoint}) {
    const Input input{.parameter = "hold-expired"};
    EXPECT_TRUE(Answered(*page, input).content().contains("<html lang=\"en\">"));
    const Input korean{.parameter = "hold-expired", .accept_language = "ko-KR,ko;q=0.9"};
    EXPECT_TRUE(Answered(*page, korean).content().contains("<html lang=\"ko\">"));
  }
}

// The texts between each `before` and the next quote.
std::set<std::string> Quoted(std::string_view page, std::string_view before) {
  std::set<std::string> found;
  for (std::size_t at = page.find(before); at != page.npos; at = page.find(before, at)) {
    at += before.size();
    found.emplace(page.substr(at, page.find('"', at) - at));
  }
  return found;
}

TEST_F(OpenApiTest, ThePageOfTheApiHasEveryOperationAndSchemaAndItsLinksLeadThere) {
  const Response response = Answered(kDocsEndpoint, {});
  EXPECT_TRUE(response.headers.contains("Content-Security-Policy: default-src 'none'"));
  const std::string_view page = response.content();
  const std::set<std::string> ids = Quoted(page, "<h3 id=\"");
  for (const Endpoint* const endpoint : kEndpoints) {
    EXPECT_TRUE(ids.contains(std::string(endpoint->spec.operation_id)));
  }
  for (const auto& [name, schema] : OpenApiDocument().at("components").at("schemas").as_object()) {
    EXPECT_TRUE(ids.contains(std::string(name))) << name;
  }
  const std::set<std::string> links = Quoted(page, "href=\"/docs#");
  EXPECT_GT(links.size(), 100U);
  for (const std::string& link : links) EXPECT_TRUE(ids.contains(link)) << link;
  for (const std::string& code : Quoted(page, "href=\"/problems/")) {
    EXPECT_EQ(Answered(kReadProblemEndpoint, {.parameter = code}).status, 200U) << code;
  }
}

// How the page begins to show what a parameter may be.
std::string OnPage(const object& schema) {
  if (schema.contains("$ref") || schema.contains("oneOf")) return "";
  if (schema.contains("enum")) return "<code>";
  if (schema.contains("items")) return "[";
  std::string shown(schema.at(schema.contains("format") ? "format" : "type").as_string());
  if (schema.contains("minimum") && schema.contains("maximum")) {
    shown += ' ' + boost::json::serialize(schema.at("minimum")) + "&ndash;" +
             boost::json::serialize(schema.at("maximum"));
  }
  return shown;
}

TEST_F(OpenApiTest, ThePageOfTheApiHasTheDetailsOfEachOperation) {
  const Response response = Answered(kDocsEndpoint, {});
  const std::string_view all = response.content();
  for (const Endpoint* const endpoint : kEndpoints) {
    const object& operation = OperationOf(endpoint->spec);
    const std::string id(operation.at("operationId").as_string());
    const std::size_t at = all.find("<h3 id=\"" + id + "\"><code>");
    ASSERT_NE(at, all.npos) << id;
    const std::string_view part = all.substr(at, all.find("<h3 ", at + 1) - at);
    EXPECT_TRUE(part.contains(std::string(endpoint->spec.path) + "</code></h3>\n<p>")) << id;
    if (!operation.contains("parameters")) {
      EXPECT_FALSE(part.contains("<strong>Parameters")) << id;
      continue;
    }
    for (const value& item : operation.at("parameters").as_array()) {
      const object& parameter = Resolved(item.as_object());
      const bool always = parameter.contains("required") && parameter.at("required").as_bool();
      const std::string row = "<tr><td><code>" + std::string(parameter.at("name").as_string()) +
                              "</code><td>" + OnPage(parameter.at("schema").as_object());
      const std::size_t shown = part.find(row);
      ASSERT_NE(shown, part.npos) << id << ' ' << row;
      const std::string_view rest = part.substr(shown, part.find("</tr>", shown) - shown);
      EXPECT_EQ(rest.contains(", may be absent<td>"), !always) << id << ' ' << row;
    }
  }
}

TEST_F(OpenApiTest, ElementsOfPagesAreClosed) {
  for (const Endpoint* const page :
       {&kHomeEndpoint, &kDocsEndpoint, &kListProblemsEndpoint, &kReadProblemEndpoint}) {
    const Response response = Answered(*page, {.parameter = "hold-expired"});
    const std::string text(response.content());
    const auto count = [&text](const std::string& part) {
      std::size_t found = 0;
      for (std::size_t at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++found;
      return found;
    };
    for (const std::string element :
         {"p", "table", "tr", "h1", "h2", "h3", "code", "strong", "a"}) {
      EXPECT_EQ(count('<' + element + '>') + count('<' + element + ' '),
                count("</" + element + '>'))
          << page->spec.path << ' ' << element;
    }
  }
}

TEST_F(OpenApiTest, ThePageOfAnUnknownProblemIsNotFound) {
  EXPECT_EQ(Refused(kReadProblemEndpoint, {.parameter = "nonsense"}), "not-found");
  const Input browser{.parameter = "nonsense", .accept = "text/html,*/*;q=0.8"};
  EXPECT_EQ(Answered(kReadProblemEndpoint, browser).content_type, kHtml);
}

}  // namespace
}  // namespace onsale::http
