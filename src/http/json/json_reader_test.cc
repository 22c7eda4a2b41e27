#include "http/json/json_reader.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

namespace onsale::http {
namespace {

using Kind = JsonError::Kind;

// A body with every kind of member; only `amount` is required.
struct AnyBody {
  std::int64_t amount;
  std::optional<std::string> name;
  std::optional<base::UserId> user;
  std::optional<std::vector<std::int64_t>> seats;
  std::optional<std::vector<std::string>> words;
  std::optional<bool> flag;

  static constexpr Member kMembers[] = {
      Member::Of<&AnyBody::amount>("amount", IntegerBounds{1, 1'000'000'000}),
      Member::Of<&AnyBody::name>("name", TextBounds{8}),
      Member::Of<&AnyBody::user>("user", UserBounds{}),
      Member::Of<&AnyBody::seats>("seats", IntegersBounds{3, 1, 50}),
      Member::Of<&AnyBody::words>("words", TextsBounds{3, 4}),
      Member::Of<&AnyBody::flag>("flag", FlagBounds{})};
};

// The JSON values in a text, which have no spaces within.
std::vector<std::string> Values(const std::string& text) {
  std::istringstream in(text);
  return {std::istream_iterator<std::string>(in), {}};
}

class JsonReaderTest : public testing::Test {
 protected:
  static std::expected<AnyBody, JsonError> Read(std::string_view body) {
    return ReadJson<AnyBody>(body);
  }
  // The path of the member for which the body is refused; `!` if the body is malformed, `ok` if it
  // is accepted.
  static std::string Refused(std::string_view body) {
    const auto result = Read(body);
    if (result) return "ok";
    return result.error().kind == Kind::kMalformed ? "!" : result.error().member;
  }
  static std::string RefusedMember(std::string_view members) {
    return Refused("{\"amount\":1," + std::string(members) + "}");
  }
};

TEST_F(JsonReaderTest, MembersAreReadInAnyOrder) {
  const auto read = Read(
      " {\"seats\" : [3, 1,50],\t\"user\":\"kim@example.com\",\n\"name\":\"a\\u00e9\\n\","
      "\"\\u0061mount\":1000000000 } \r\n");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->amount, 1'000'000'000);
  EXPECT_EQ(read->name, "a\xC3\xA9\n");
  EXPECT_EQ(read->user->text(), "kim@example.com");
  EXPECT_EQ(read->seats, (std::vector<std::int64_t>{3, 1, 50}));
}

// Only a member in an optional may be absent.
TEST_F(JsonReaderTest, AnAbsentMemberHasNoValueOrIsNamed) {
  const auto read = Read(R"({"amount":1})");
  ASSERT_TRUE(read);
  EXPECT_FALSE(read->name || read->user || read->seats || read->words || read->flag);
  EXPECT_EQ(Refused("{}"), "/amount");
  EXPECT_EQ(Refused(R"({"name":"a"})"), "/amount");
}

TEST_F(JsonReaderTest, AnIntegerAsUserIdIsReadAsItsDecimalString) {
  for (const std::string number :
       {"0", "7", "9223372036854775807", "9223372036854775808", "18446744073709551615"}) {
    const auto read = Read("{\"amount\":1,\"user\":" + number + "}");
    ASSERT_TRUE(read) << number;
    EXPECT_EQ(read->user->text(), number);
  }
}

// JSON Schema calls 1.0 an integer, and clients whose numbers are floating point send it.
TEST_F(JsonReaderTest, AWholeNumberMayBeWrittenWithFractionOrExponent) {
  for (const std::string& value : Values("100 100.0 1e2 1E+2 1000e-1 0.1e3")) {
    const auto read =
        Read("{\"amount\":" + value + ",\"user\":" + value + ",\"seats\":[1.0,5e1,3]}");
    ASSERT_TRUE(read) << value;
    EXPECT_EQ(read->amount, 100) << value;
    EXPECT_EQ(read->user->text(), "100") << value;
    EXPECT_EQ(*read->seats, (std::vector<std::int64_t>{1, 50, 3}));
  }
}

TEST_F(JsonReaderTest, AnInvalidUserIdIsRefused) {
  // As JSON values.
  for (const std::string& value :
       Values(R"(-1 -0 -0.0 1.5 18446744073709551616 18446744073709551616.0 1e400 "" )"
              R"("\u0000" "." ".." "\u002e\u002E" )"
              R"("Jose\u0301" "\u200b" "a\u0020b" null true [] {} [1])")) {
    EXPECT_EQ(RefusedMember("\"user\":" + value), "/user") << value;
  }
  EXPECT_EQ(RefusedMember(R"("user":"a b")"), "/user");
  EXPECT_EQ(RefusedMember("\"user\":\"" + std::string(256, 'a') + "\""), "/user");
  EXPECT_EQ(RefusedMember("\"user\":\"" + std::string(255, 'a') + "\""), "ok");
}

TEST_F(JsonReaderTest, AUserIdMayHaveEveryVisibleCharacter) {
  const std::pair<std::string, std::string> cases[] = {{"kim+1@example.com", "kim+1@example.com"},
                                                       {"auth0|7", "auth0|7"},
                                                       {"a/b", "a/b"},
                                                       {"a\\/b", "a/b"},
                                                       {"\xEA\xB9\x80", "\uAE40"},
                                                       {"\\uae40", "\uAE40"},
                                                       {"\\ud83c\\udfab", "\U0001F3AB"}};
  for (const auto& [value, text] : cases) {
    const auto read = Read(R"({"amount":1,"user":")" + value + "\"}");
    ASSERT_TRUE(read) << value;
    EXPECT_EQ(read->user->text(), text);
  }
}

TEST_F(JsonReaderTest, AValueThatIsNotAnIntegerInRangeIsRefused) {
  for (const std::string& value :
       Values(R"(0 -1 -0 1000000001 -1.0 0.0 1e-1 1e10 0.5 1e400 -1e400 1e2147483648 )"
              R"(1e-2147483649 9223372036854775808 )"
              R"(18446744073709551616 99999999999999999999999999 "1" null true [] [1] {} )"
              R"({"amount":1})")) {
    EXPECT_EQ(Refused("{\"amount\":" + value + "}"), "/amount") << value;
  }
}

TEST_F(JsonReaderTest, AValueThatIsNotATextOfTheAllowedLengthIsRefused) {
  for (const std::string& value :
       Values(R"("" "123456789" "\u20ac\u20ac\u20ac" 1 null false ["a"] {})")) {
    EXPECT_EQ(RefusedMember("\"name\":" + value), "/name") << value;
  }
  EXPECT_EQ(RefusedMember("\"name\":\"12345678\""), "ok");
}

TEST_F(JsonReaderTest, ABadListIsRefusedWithThePathOfTheBadElement) {
  const std::pair<const char*, const char*> cases[] = {
      {"/seats", R"([] [1,2,3,4] 7 null {} "7")"},
      {"/seats/0", R"([0] [[1]] [true] [18446744073709551615])"},
      {"/seats/1", R"([1,51] [1,"2"] [1,{}] [1,null])"},
      {"/seats/2", R"([1,2,3.5] [1,2,3e2])"},
      {"/words", R"([] "a" 1 null {} ["a","b","c","d"])"},
      {"/words/0", R"([""] ["\u20ac\u20ac"] [1] [1.5] [true])"},
      {"/words/1", R"(["a","12345"] ["a",null] ["a",["b"]] ["a",{}])"}};
  for (const auto& [path, values] : cases) {
    const std::string member(path, 1, 5);
    for (const std::string& value : Values(values)) {
      EXPECT_EQ(RefusedMember("\"" + member + "\":" + value), path) << value;
    }
  }
}

TEST_F(JsonReaderTest, AListOfTextsIsRead) {
  const auto read = Read(R"({"words":["a","\u0062\u0063","\u20acx"],"amount":1,"name":"n"})");
  ASSERT_TRUE(read);
  EXPECT_EQ(*read->words, (std::vector<std::string>{"a", "bc", "\u20acx"}));
  EXPECT_EQ(read->name, "n");
}

TEST_F(JsonReaderTest, AFlagIsTrueOrFalseAndNothingElse) {
  EXPECT_EQ(Read(R"({"flag":true,"amount":1})")->flag, true);
  EXPECT_EQ(Read(R"({"flag":false,"amount":1})")->flag, false);
  for (const std::string& value : Values(R"(1 0 "true" "" null [] [true] {} 1.0)")) {
    EXPECT_EQ(RefusedMember("\"flag\":" + value), "/flag") << value;
  }
  EXPECT_EQ(RefusedMember(R"("flag":true,"flag":true)"), "/flag") << "given twice";
  EXPECT_EQ(Read(R"({"amount":1,"flag":1})").error().sentence,
            "Member /flag must be true or false.");
}

TEST_F(JsonReaderTest, NullIsRefusedWithWhatToDoInstead) {
  EXPECT_EQ(Read(R"({"amount":1,"name":null})").error().sentence,
            "Member /name must be a string of 1 to 8 bytes, not null: leave the member out "
            "instead.");
  EXPECT_EQ(Read(R"({"amount":1,"seats":null})").error().sentence,
            "Member /seats must be a list of 1 to 3 whole numbers, not null: leave the member out "
            "instead.");
  EXPECT_EQ(Read(R"({"amount":null})").error().sentence,
            "Member /amount must be a whole number from 1 to 1000000000.");
}

TEST_F(JsonReaderTest, UnknownAndRepeatedMembersAreRefusedByName) {
  EXPECT_EQ(RefusedMember(R"("extra":1)"), "/extra");
  EXPECT_EQ(RefusedMember(R"("":1)"), "/");
  EXPECT_EQ(RefusedMember(R"("a/b~c":1)"), "/a~1b~0c");
  EXPECT_EQ(RefusedMember(R"("Amount":1)"), "/Amount");
  EXPECT_EQ(RefusedMember(R"("amount\u0000":1)"), std::string("/amount\0", 8));
  EXPECT_EQ(RefusedMember("\"" + std::string(5000, 'x') + "\":1"), "/" + std::string(64, 'x'));
  EXPECT_EQ(RefusedMember(R"("amount":1)"), "/amount");
  EXPECT_EQ(RefusedMember(R"("\u0061mount":1)"), "/amount");
}

TEST_F(JsonReaderTest, ABodyThatIsNotAnObjectIsRefused) {
  for (const std::string body : {"[]", "1", "\"a\"", "null", "true", "1.5", "[{\"amount\":1}]"}) {
    const auto result = Read(body);
    ASSERT_FALSE(result) << body;
    EXPECT_EQ(result.error().kind, Kind::kMember) << body;
    EXPECT_EQ(result.error().sentence, "The body must be a JSON object.") << body;
  }
}

TEST_F(JsonReaderTest, MalformedBodiesAreRefused) {
  for (const std::string& body :
       Values(R"({ {"amount":1 {"amount":1,} {"amount":1,"user":01} {amount:1} {'amount':1} )"
              R"({"amount":+1} {"amount":1x1} {"amount":NaN} {"amount":1}} {"amount":1}x )"
              R"({"amount":1}{} {"amount":1,"name":"\ud800"} {"amount":1,"name":"\x"} )"
              R"({"amount":1/**/})")) {
    EXPECT_EQ(Refused(body), "!") << body;
  }
  using std::string_literals::operator""s;
  for (const std::string& body :
       {""s, " "s, "\0"s, "\xFE\xFF\0{"s, "{\"amount\":1} x"s, "{\"amount\":1}\0"s,
        "{\"amount\" 1}"s, "{\"amount\":1 \"name\":2}"s, "// x\n{\"amount\":1}"s,
        "\xEF\xBB\xBF{\"amount\":1}"s, "{\"amount\":1,\"name\":\"\xFF\"}"s,
        "{\"amount\":1,\"name\":\"\xED\xA0\x80\"}"s, "{\"amount\":1,\"name\":\"a\nb\"}"s}) {
    EXPECT_EQ(Refused(body), "!") << body;
  }
}

TEST_F(JsonReaderTest, ErrorSentencesDescribeTheAllowedValues) {
  EXPECT_EQ(Read(R"({"amount":1.5})").error().sentence,
            "Member /amount must be a whole number from 1 to 1000000000.");
  EXPECT_EQ(Read(R"({"amount":1,"seats":[]})").error().sentence,
            "Member /seats must be a list of 1 to 3 whole numbers.");
}

TEST_F(JsonReaderTest, EveryTruncatedBodyIsRefused) {
  const std::string body = R"({"amount":12,"name":"a\u00e9","user":"kim","seats":[1,2]})";
  for (std::size_t length = 0; length < body.size(); ++length) {
    // A copy of exactly this size, so that the sanitizer detects a read past its end.
    const std::vector<char> cut(body.begin(), body.begin() + static_cast<std::ptrdiff_t>(length));
    EXPECT_EQ(Refused({cut.data(), cut.size()}), "!") << length;
  }
}

TEST_F(JsonReaderTest, DeepNestingIsRefused) {
  EXPECT_NE(Refused(std::string(100'000, '[')), "ok");
  std::string deep;
  for (int i = 0; i < 10'000; ++i) deep += "{\"amount\":";
  EXPECT_NE(Refused(deep), "ok");
}

TEST_F(JsonReaderTest, NoTextOfTheTestSuiteIsAccepted) {
  const char* const corpora = std::getenv("ONSALE_CORPORA");
  if (corpora == nullptr) GTEST_SKIP() << "ONSALE_CORPORA does not name the folder of corpora";
  int texts = 0;
  const auto folder = std::filesystem::path(corpora) / "JSONTestSuite" / "test_parsing";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string body{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    const std::string answer = Refused(body);
    EXPECT_NE(answer, "ok") << entry.path();
    // A well-formed text is refused for its content, not as malformed.
    if (entry.path().filename().string().starts_with("y_")) {
      EXPECT_NE(answer, "!") << entry.path();
    }
    ++texts;
  }
  EXPECT_GT(texts, 300);
}

struct InnerBody {
  std::int64_t amount = 0;
  std::optional<std::vector<std::string>> words;

  static constexpr Member kMembers[] = {
      Member::Of<&InnerBody::amount>("amount", IntegerBounds{1, 9}),
      Member::Of<&InnerBody::words>("words", TextsBounds{2, 4})};
};

struct OuterBody {
  std::optional<InnerBody> one;
  InnerBody two;
  std::optional<std::int64_t> amount;

  static constexpr Member kMembers[] = {
      Member::Object<&OuterBody::one>("one"), Member::Object<&OuterBody::two>("two"),
      Member::Of<&OuterBody::amount>("amount", IntegerBounds{1, 9})};
};

TEST(ObjectInRequestTest, ItsMembersAreReadIntoItsStruct) {
  const auto read =
      ReadJson<OuterBody>(R"({"amount":3,"two":{"amount":2,"words":["a"]},"one":{"amount":1}})");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->amount, 3);
  EXPECT_EQ(read->one->amount, 1);
  EXPECT_FALSE(read->one->words);
  EXPECT_EQ(read->two.amount, 2);
  EXPECT_EQ(read->two.words, std::vector<std::string>{"a"});
  EXPECT_FALSE(ReadJson<OuterBody>(R"({"two":{"amount":2}})")->one);
}

TEST(ObjectInRequestTest, AMistakeIsNamedByItsPath) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {R"({})", "/two"},
      {R"({"two":{}})", "/two/amount"},
      {R"({"two":{"amount":1},"two":{"amount":1}})", "/two"},
      {R"({"two":{"amount":10}})", "/two/amount"},
      {R"({"two":{"amount":1,"amount":1}})", "/two/amount"},
      {R"({"two":{"amount":1,"words":["a",1]}})", "/two/words/1"},
      {R"({"two":{"amount":1,"words":["a","b","c"]}})", "/two/words"},
      {R"({"two":{"amount":1,"words":[{}]}})", "/two/words/0"},
      {R"({"two":{"amount":1,"words":{}}})", "/two/words"},
      {R"({"two":{"amount":1,"two":{"amount":1}}})", "/two/two"},
      {R"({"two":{"amount":1,"a/b":1}})", "/two/a~1b"},
      {R"({"two":[{"amount":1}]})", "/two"},
      {R"({"two":1})", "/two"},
      {R"({"two":null})", "/two"},
      {R"({"two":{"amount":1},"amount":{}})", "/amount"},
      {R"({"two":{"amount":1},"words":[]})", "/words"},
      {R"({"one":{},"two":{"amount":1}})", "/one/amount"}};
  for (const auto& [body, path] : cases) {
    const auto read = ReadJson<OuterBody>(body);
    ASSERT_FALSE(read) << body;
    EXPECT_EQ(read.error().kind, Kind::kMember) << body;
    EXPECT_EQ(read.error().member, path) << body;
  }
}

}  // namespace
}  // namespace onsale::http
