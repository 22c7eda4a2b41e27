// Checks JSON against the schemas of openapi.json, so that every tested response matches them.
//
// Shape:    supports the schema keywords that openapi.json uses: $ref, type, const, enum, required,
//           properties, items, minItems, maxItems, minimum, maximum, allOf, oneOf. A member that a
//           schema does not name is a mismatch, although the document allows it to later versions.
#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>

#include "http/endpoint.h"

namespace onsale::http {

// The openapi.json that the program serves.
const boost::json::object& OpenApiDocument();
// The target of a reference `#/components/...`; the object itself if it is not a reference.
const boost::json::object& Resolved(const boost::json::object& object);
// The operation of a spec in openapi.json; throws, so that the test fails, if there is none.
const boost::json::object& OperationOf(const Spec& spec);

// Path and reason of the first mismatch between `value` and `schema`; empty if they match.
std::string Mismatch(const boost::json::value& value, const boost::json::object& schema);

// The first mismatch between a response and openapi.json, in status, media type or body; empty if
// none.
std::string Mismatch(const Spec& spec, const Response& response);

}  // namespace onsale::http
