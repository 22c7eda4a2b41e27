// Checks JSON against the schemas of openapi.json, so that no test's answer can disagree with it.
//
// Shape:    the keywords that the document uses: $ref, type, const, enum, required, properties,
//           additionalProperties, items, minItems, maxItems, minimum, maximum, allOf, oneOf.
#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>

#include "http/endpoint.h"

namespace onsale::http {

// The document that the program serves.
const boost::json::object& OpenApiDocument();
// What `#/components/...` names, or the value itself if it is no reference.
const boost::json::object& Resolved(const boost::json::object& object);
// The operation of a spec; fails the test if the document has none.
const boost::json::object& OperationOf(const Spec& spec);

// The first place where `value` is not as `schema` says, with the reason; empty if there is none.
std::string Mismatch(const boost::json::value& value, const boost::json::object& schema);

// The same for a response of an operation: its status, its media type and its body.
std::string Mismatch(const Spec& spec, const Response& response);

}  // namespace onsale::http
