// Checks JSON against the schemas of openapi.json, so that every tested response matches them.
//
// Shape:    supports the keywords of the document: $ref, type, const, enum, required, properties,
//           additionalProperties, items, minItems, maxItems, minimum, maximum, allOf, oneOf.
#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>

#include "http/endpoint.h"

namespace onsale::http {

// The document that the program serves.
const boost::json::object& OpenApiDocument();
// The target of a reference `#/components/...`, or the object itself if it is none.
const boost::json::object& Resolved(const boost::json::object& object);
// The operation of a spec; throws, so the test fails, if the document has none.
const boost::json::object& OperationOf(const Spec& spec);

// The path and reason of the first mismatch between `value` and `schema`; empty if they match.
std::string Mismatch(const boost::json::value& value, const boost::json::object& schema);

// The first mismatch of a response in status, media type or body.
std::string Mismatch(const Spec& spec, const Response& response);

}  // namespace onsale::http
