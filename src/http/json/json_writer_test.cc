#include "http/json/json_writer.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <cstdint>

namespace onsale::http {
namespace {

std::string Quoted(std::string_view text) {
  std::string out;
  base::AppendJsonString(out, text);
  return out;
}

// The string that Boost.JSON reads from the writer's output.
std::string ReadBack(std::string_view text) {
  const auto value = boost::json::parse(Quoted(text));
  return {value.as_string().begin(), value.as_string().end()};
}

TEST(JsonWriterTest, ObjectsArraysAndIntegersAreWritten) {
  std::string out;
  {
    JsonWriter json(out);
    json.BeginObject().Key("a").Integer(1).Key("b").BeginArray();
    json.Integer(2).BeginObject().EndObject().Bool(true).Null();
    json.EndArray().Key("c").String("x").Key("d").Bool(false).Key("e").BeginArray();
    json.Integer(INT64_MIN).Integer(INT64_MAX).Integer(0).EndArray().EndObject();
  }
  EXPECT_EQ(out, R"({"a":1,"b":[2,{},true,null],"c":"x","d":false,)"
                 R"("e":[-9223372036854775808,9223372036854775807,0]})");
}

TEST(JsonWriterTest, EveryAsciiCharacterIsReadBackUnchanged) {
  for (int c = 0; c < 0x80; ++c) {
    const std::string text = std::string("a") + static_cast<char>(c) + "b";
    EXPECT_EQ(ReadBack(text), text) << "character " << c;
  }
}

TEST(JsonWriterTest, HostileStringsAreReadBackUnchanged) {
  using std::string_literals::operator""s;
  const std::string hostile[] = {"",
                                 "\""s,
                                 "\\\"",
                                 "\\u0000",
                                 "\0\0"s,
                                 "\x1f\x7f",
                                 "</script>",
                                 "표 한 장",
                                 "\xF0\x9F\x8E\xAB",
                                 "\xF4\x8F\xBF\xBF",
                                 "\xEE\x80\x80",
                                 "\xE2\x80\xA8",
                                 "\",\"x\":\"",
                                 "\n\r\t\b\f/",
                                 "a\xC2\x80z"};
  for (const std::string& text : hostile) EXPECT_EQ(ReadBack(text), text);
}

TEST(JsonWriterTest, InvalidUtf8BecomesReplacementCharacters) {
  const std::string_view r = "\xEF\xBF\xBD";
  const std::pair<std::string, int> broken[] = {
      {"\x80", 1},         {"\xFF\xFE", 2},        {"\xC0\xAF", 2},         {"\xED\xA0\x80", 3},
      {"\xE2\x82", 2},     {"\xF8\x88\x80", 3},    {"\xF4\x90\x80\x80", 4}, {"\xC2", 1},
      {"\xE0\x9F\xBF", 3}, {"\xF0\x8F\xBF\xBF", 4}};
  for (const auto& [text, count] : broken) {
    std::string expected = "<";
    for (int i = 0; i < count; ++i) expected.append(r);
    EXPECT_EQ(ReadBack("<" + text + ">"), expected + ">");
  }
}

// The writer has one bit for each level.
TEST(JsonWriterDeathTest, MoreThanThirtyTwoLevelsAreABug) {
  const auto nest = [](int levels) {
    std::string out;
    JsonWriter json(out);
    for (int i = 0; i < levels; ++i) json.BeginArray();
    for (int i = 0; i < levels; ++i) json.EndArray();
    return out;
  };
  EXPECT_EQ(nest(32), std::string(32, '[') + std::string(32, ']'));
  EXPECT_DEATH(nest(33), "");
}

TEST(JsonWriterDeathTest, AMissingKeyOrEndAndASecondValueAreBugs) {
  std::string out;
  EXPECT_DEATH(JsonWriter(out).BeginObject().Integer(1), "");
  EXPECT_DEATH(JsonWriter(out).BeginObject(), "");
  EXPECT_DEATH(JsonWriter(out).Null().Null(), "");
}

}  // namespace
}  // namespace onsale::http
