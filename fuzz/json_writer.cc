// Fuzz target: any bytes as input of the JSON writers. The output must be JSON and contain the same
// text.

#include "http/json/json_writer.h"

#include <boost/json/parse.hpp>
#include <string>

#include "base/utf8.h"
#include "fuzz/expect.h"
#include "fuzz/json_grammar.h"

namespace onsale::fuzz {
namespace {

using boost::json::value;
using http::JsonWriter;

// The text that a JSON reader must find: U+FFFD in place of every byte that is not UTF-8.
std::string Readable(std::string_view text) {
  std::string readable;
  while (!text.empty()) {
    const std::string_view before = text;
    const bool good = base::TakeCodePoint(text).has_value();
    readable.append(good ? before.substr(0, before.size() - text.size()) : "\xEF\xBF\xBD");
  }
  return readable;
}

void CheckString(const std::string& written, std::string_view text) {
  Expect(IsJson(written), "a string is written as JSON");
  const value parsed = boost::json::parse(written);
  Expect(parsed.as_string() == boost::json::string(Readable(text)),
         "a written string has the same value");
}

// Writes a JSON value that the input describes, and builds the same value for comparison.
class Tree {
 public:
  explicit Tree(Bytes& bytes) : bytes_(bytes) {}

  value Write(JsonWriter& json, int depth) {
    switch (bytes_.Next() % (depth < 8 ? 6 : 4)) {
      case 0:
        json.Null();
        return nullptr;
      case 1: {
        const bool yes = bytes_.Next() % 2 == 0;
        json.Bool(yes);
        return yes;
      }
      case 2: {
        const auto number = static_cast<std::int64_t>(bytes_.NextWord());
        json.Integer(number);
        return number;
      }
      case 3: {
        const std::string_view text = bytes_.Take(bytes_.Next() % 16);
        json.String(text);
        return value(Readable(text));
      }
      case 4:
        return List(json, depth);
      default:
        return Object(json, depth);
    }
  }

 private:
  value List(JsonWriter& json, int depth) {
    boost::json::array items;
    json.BeginArray();
    for (int count = bytes_.Next() % 5; count > 0; --count) items.push_back(Write(json, depth + 1));
    json.EndArray();
    return items;
  }
  value Object(JsonWriter& json, int depth) {
    boost::json::object members;
    json.BeginObject();
    for (int i = bytes_.Next() % 5; i > 0; --i) {
      const std::string name = "m" + std::to_string(i);
      json.Key(name);
      members[name] = Write(json, depth + 1);
    }
    json.EndObject();
    return members;
  }

  Bytes& bytes_;
};

}  // namespace
}  // namespace onsale::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace onsale::fuzz;
  const std::string_view text = AsText(data, size);
  std::string written;
  onsale::base::AppendJsonString(written, text);
  CheckString(written, text);

  Bytes bytes(text);
  written.clear();
  value built;
  {
    JsonWriter json(written);
    built = Tree(bytes).Write(json, 0);
  }
  Expect(IsJson(written), "a tree is written as JSON");
  Expect(boost::json::parse(written) == built, "a written tree has the same value");
  return 0;
}
