#include "base/json_document.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace onsale::base {
namespace {

// A position as `line:column`.
std::string LineAndColumn(JsonPosition at) {
  return std::to_string(at.line) + ':' + std::to_string(at.column);
}

TEST(JsonDocumentTest, KeepsEveryKindOfValue) {
  const auto document = ParseJson(R"([null, true, -5, 1.5, "a\"b", [], {}])");
  ASSERT_TRUE(document.has_value());
  const auto& items = document->root.items;
  ASSERT_EQ(items.size(), 7U);
  EXPECT_EQ(items[0].kind, JsonKind::kNull);
  EXPECT_TRUE(items[1].kind == JsonKind::kBool && items[1].boolean);
  EXPECT_TRUE(items[2].kind == JsonKind::kInteger && items[2].integer == -5);
  EXPECT_EQ(items[3].kind, JsonKind::kNumber);
  EXPECT_TRUE(items[4].kind == JsonKind::kString && items[4].text == "a\"b");
  EXPECT_EQ(items[5].kind, JsonKind::kArray);
  EXPECT_EQ(items[6].kind, JsonKind::kObject);
}

TEST(JsonDocumentTest, MembersKeepTheirOrder) {
  const auto document = ParseJson(R"({"b": 1, "a": 2})");
  ASSERT_TRUE(document.has_value());
  EXPECT_EQ(document->root.members[0].name, "b");
  EXPECT_EQ(document->root.Find("a")->integer, 2);
  EXPECT_EQ(document->root.Find("c"), nullptr);
}

TEST(JsonDocumentTest, NamesAndValuesHaveLineAndColumn) {
  const auto document = ParseJson("{\n  \"a\": [1,\n 22, \"x\"],\r\n  \"b\" :true}");
  ASSERT_TRUE(document.has_value());
  const auto& root = document->root;
  EXPECT_EQ(LineAndColumn(root.at), "1:1");
  EXPECT_EQ(LineAndColumn(root.members[0].at), "2:3");
  EXPECT_EQ(LineAndColumn(root.members[0].value.at), "2:8");
  EXPECT_EQ(LineAndColumn(root.members[0].value.items[0].at), "2:9");
  EXPECT_EQ(LineAndColumn(root.members[0].value.items[1].at), "3:2");
  EXPECT_EQ(LineAndColumn(root.members[0].value.items[2].at), "3:6");
  EXPECT_EQ(LineAndColumn(root.members[1].at), "4:3");
  EXPECT_EQ(LineAndColumn(root.members[1].value.at), "4:8");
}

TEST(JsonDocumentTest, AColumnIsACharacterWhateverStringsHold) {
  const auto wide = ParseJson(R"({"가나": "다", "b": 1})");
  ASSERT_TRUE(wide.has_value());
  EXPECT_EQ(LineAndColumn(wide->root.members[0].value.at), "1:8");
  EXPECT_EQ(LineAndColumn(wide->root.members[1].at), "1:13");
  const auto brackets = ParseJson(R"(["\"]},:", "\\", 7])");
  ASSERT_TRUE(brackets.has_value());
  EXPECT_EQ(LineAndColumn(brackets->root.items[1].at), "1:12");
  EXPECT_EQ(LineAndColumn(brackets->root.items[2].at), "1:18");
}

TEST(JsonDocumentTest, OnlyWholeNumbersOfSixtyFourBitsAreIntegers) {
  EXPECT_EQ(ParseJson("9223372036854775807")->root.integer, INT64_MAX);
  EXPECT_EQ(ParseJson("-9223372036854775808")->root.integer, INT64_MIN);
  for (const char* text :
       {"1.0", "1e3", "-0.5", "1E0", "9223372036854775808", "18446744073709551616", "1e400"}) {
    EXPECT_EQ(ParseJson(text)->root.kind, JsonKind::kNumber) << text;
  }
}

TEST(JsonDocumentTest, AMemberNamedTwiceIsListedWithItsPath) {
  const auto document = ParseJson("{\"a\": [{}, {\"b\": 1,\n\"c\": 2, \"b\": 3}]}");
  ASSERT_TRUE(document.has_value());
  ASSERT_EQ(document->duplicates.size(), 1U);
  EXPECT_EQ(document->duplicates[0].path, "a[1].b");
  EXPECT_EQ(LineAndColumn(document->duplicates[0].at), "2:9");
  EXPECT_EQ(ParseJson(R"({"a": 1, "\u0061": 2})")->duplicates.size(), 1U) << "after unescaping";
}

TEST(JsonDocumentTest, AMistakeHasThePositionWhereParsingStopped) {
  const std::pair<const char*, const char*> cases[] = {{"{\"a\": 1\n \"b\": 2}", "2:2"},
                                                       {"[1,\n 2,]", "2:4"},
                                                       {"[1, nul]", "1:5"},
                                                       {"[1] x", "1:5"},
                                                       {"[1,\n", "2:1"},
                                                       {"", "1:1"},
                                                       {"[1 /* one */]", "1:4"}};
  for (const auto& [text, position] : cases) {
    const auto parsed = ParseJson(text);
    ASSERT_FALSE(parsed.has_value()) << text;
    EXPECT_EQ(LineAndColumn(parsed.error().at), position) << text;
  }
}

TEST(JsonDocumentTest, LevelsBytesAndValuesAreBounded) {
  const auto nested = [](std::size_t levels) {
    return std::string(levels, '[') + std::string(levels, ']');
  };
  EXPECT_TRUE(ParseJson(nested(32)).has_value());
  EXPECT_FALSE(ParseJson(nested(33)).has_value());
  std::string padded(JsonDocument::kBytesMax, ' ');
  padded[0] = '1';
  EXPECT_TRUE(ParseJson(padded).has_value());
  EXPECT_FALSE(ParseJson(padded + ' ').has_value());
  std::string values = "[0";
  for (std::size_t i = 2; i < JsonDocument::kValuesMax; ++i) values += ",0";
  EXPECT_TRUE(ParseJson(values + "]").has_value());
  EXPECT_FALSE(ParseJson(values + ",0]").has_value());
}

// Each duplicate has its whole path: without these bounds 14 MB of text became terabytes of paths.
TEST(JsonDocumentTest, NamesAndDuplicatesAreBounded) {
  const auto named = [](std::size_t bytes) { return "{\"" + std::string(bytes, 'x') + "\":1}"; };
  EXPECT_TRUE(ParseJson(named(JsonDocument::kNameMax)).has_value());
  const auto refused = ParseJson(named(JsonDocument::kNameMax + 1));
  ASSERT_FALSE(refused.has_value());
  EXPECT_NE(refused.error().sentence.find("name has more than 1000 bytes"), std::string::npos);
  std::string twice = "{\"a\":0";
  for (std::size_t i = 0; i < JsonDocument::kDuplicatesMax; ++i) twice += ",\"a\":0";
  EXPECT_EQ(ParseJson(twice + "}")->duplicates.size(), JsonDocument::kDuplicatesMax);
  EXPECT_EQ(ParseJson(twice + ",\"a\":0}")->duplicates.size(), JsonDocument::kDuplicatesMax);
}

TEST(JsonDocumentTest, AByteOrderMarkIsRefusedByName) {
  EXPECT_NE(ParseJson("\xEF\xBB\xBF{}").error().sentence.find("byte order mark"),
            std::string::npos);
}

// Files of JSONTestSuite by their names: y_ must be accepted, n_ must be refused, i_ may be either
// but must not crash.
TEST(JsonTestSuiteTest, FilesAreAcceptedOrRefusedAsTheirNamesRequire) {
  const char* corpora = std::getenv("ONSALE_CORPORA");
  if (corpora == nullptr) GTEST_SKIP() << "ONSALE_CORPORA does not name the folder of corpora";
  const auto folder = std::filesystem::path(corpora) / "JSONTestSuite" / "test_parsing";
  if (!std::filesystem::is_directory(folder)) GTEST_SKIP() << folder << " does not exist";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    const std::string name = entry.path().filename();
    const bool read = ParseJson(text).has_value();
    EXPECT_FALSE(name.starts_with("y_") && !read) << name;
    EXPECT_FALSE(name.starts_with("n_") && read) << name;
  }
}

}  // namespace
}  // namespace onsale::base
