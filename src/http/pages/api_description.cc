#include "http/pages/api_description.h"

#include <algorithm>

#include "base/assert.h"

namespace onsale::embedded {
std::string_view OpenApiJson();
}

namespace onsale::http {
namespace {

using base::JsonValue;

const JsonValue& ApiDocument() {
  static const auto document = base::ParseJson(embedded::OpenApiJson());
  ONSALE_ASSERT(document);
  return document->root;
}

const JsonValue& MustHave(const JsonValue& object, std::string_view name) {
  const JsonValue* const value = object.Find(name);
  ONSALE_ASSERT(value != nullptr);
  return *value;
}

// The codes of a problem's response: the second part of its schema narrows the member `code`.
void AppendProblemCodes(const JsonValue& response, std::vector<std::string_view>& codes) {
  const JsonValue* const schema = SchemaOf(response);
  const JsonValue* const parts = schema == nullptr ? nullptr : schema->Find("allOf");
  if (parts == nullptr) return;
  for (const JsonValue& code :
       MustHave(MustHave(MustHave(parts->items.at(1), "properties"), "code"), "enum").items) {
    codes.push_back(code.text);
  }
}

ApiOperation ApiOperationOf(const base::JsonMember& path, const base::JsonMember& method) {
  ApiOperation operation{.method = method.name,
                         .path = path.name,
                         .id = TextAt(method.value, "operationId"),
                         .value = &method.value,
                         .problems = {}};
  std::ranges::transform(operation.method, operation.method.begin(),
                         [](char letter) { return static_cast<char>(letter - 'a' + 'A'); });
  for (const base::JsonMember& response : MustHave(method.value, "responses").members) {
    AppendProblemCodes(FollowReference(response.value), operation.problems);
  }
  return operation;
}

ApiDescription ReadDescription() {
  ApiDescription description{.document = ApiDocument(), .operations = {}};
  for (const base::JsonMember& path : MustHave(description.document, "paths").members) {
    for (const base::JsonMember& method : path.value.members) {
      description.operations.push_back(ApiOperationOf(path, method));
    }
  }
  return description;
}

}  // namespace

const ApiDescription& DescriptionOfApi() {
  static const ApiDescription description = ReadDescription();
  return description;
}

std::vector<const ApiOperation*> OperationsThatAnswer(std::string_view code) {
  std::vector<const ApiOperation*> found;
  for (const ApiOperation& operation : DescriptionOfApi().operations) {
    const bool answers = std::ranges::find(operation.problems, code) != operation.problems.end();
    if (answers) found.push_back(&operation);
  }
  return found;
}

std::string_view TextAt(const JsonValue& object, std::string_view name) {
  const JsonValue* const value = object.Find(name);
  return value == nullptr ? std::string_view() : std::string_view(value->text);
}

const JsonValue& FollowReference(const JsonValue& value) {
  std::string_view path = TextAt(value, "$ref");
  ONSALE_ASSERT(path.empty() || path.starts_with("#/"));
  const JsonValue* at = path.empty() ? &value : &ApiDocument();
  for (path.remove_prefix(std::min(path.size(), std::size_t{2})); !path.empty();) {
    const std::size_t end = std::min(path.find('/'), path.size());
    at = &MustHave(*at, path.substr(0, end));
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return *at;
}

const JsonValue* SchemaOf(const JsonValue& response) {
  const JsonValue* const content = response.Find("content");
  return content == nullptr ? nullptr : content->members.back().value.Find("schema");
}

}  // namespace onsale::http
