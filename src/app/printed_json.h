// Prints a server's JSON for people, and writes texts into paths of requests.
//
// Threads:  any.
#pragma once

#include <boost/json/value.hpp>
#include <iosfwd>
#include <string>
#include <string_view>

namespace onsale::app {

// A value on one line, without what a terminal would interpret.
std::string PrintedJson(const boost::json::value& value);
// The value as a list of objects; null if it is not one, or is empty.
const boost::json::array* ObjectsOf(const boost::json::value& value);
// One line for each member; objects and lists of objects are indented.
void PrintMembers(const boost::json::object& object, const std::string& indent, std::ostream& out);

// One segment of a path. What RFC 3986 leaves as it is stays: the server compares names and numbers
// byte by byte.
std::string Percent(std::string_view text);

}  // namespace onsale::app
