// The API's description, openapi.json, for the pages that are made from it.
//
// Shape:    the document as it is, and its operations in its order.
// Owner:    static; parsed at the first use, which takes a few milliseconds.
// Threads:  any.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json_document.h"

namespace onsale::http {

struct ApiOperation {
  std::string method;  // e.g. `GET`
  std::string_view path;
  std::string_view id;  // the operationId
  const base::JsonValue* value = nullptr;
  std::vector<std::string_view> problems;  // the codes that it can answer, in order of status
};

struct ApiDescription {
  const base::JsonValue& document;
  std::vector<ApiOperation> operations;
};

const ApiDescription& DescriptionOfApi();
// The operations that can answer a problem with this code.
std::vector<const ApiOperation*> OperationsThatAnswer(std::string_view code);

// The text of an object's member; empty if there is none.
std::string_view TextAt(const base::JsonValue& object, std::string_view name);
// The object that `value` refers to with `$ref`; `value` itself if it refers to nothing.
const base::JsonValue& FollowReference(const base::JsonValue& value);
// The schema of an answer's or a body's content of any type; null if there is none.
const base::JsonValue* SchemaOf(const base::JsonValue& response);

}  // namespace onsale::http
