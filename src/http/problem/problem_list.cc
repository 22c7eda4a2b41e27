#include <array>

#include "http/json/json_writer.h"
#include "http/pages/api_description.h"
#include "http/problem/problem.h"
#include "http/problem/problem_guide.h"

namespace onsale::http {
namespace {

// Public: programs compare these words.
constexpr std::array<std::string_view, kProblemGroups> kGroupWords = {
    "REQUEST", "QUEUE", "SHOW", "BOOKING", "OPERATOR", "SERVER"};
constexpr std::array<std::string_view, kRetryAdvices> kRetryWords = {
    "CORRECT_FIRST", "IMMEDIATELY", "AFTER_PAUSE", "LATER", "SAME_KEY", "USELESS"};

void WriteTexts(JsonWriter& json, const ProblemText& text, std::string_view buyer,
                std::string_view buyer_own) {
  json.BeginObject();
  json.Key("title").String(text.title);
  json.Key("happened").String(text.happened);
  json.Key("advice").String(text.advice);
  json.Key("buyer").String(buyer);
  if (!buyer_own.empty()) json.Key("buyerOwn").String(buyer_own);
  json.EndObject();
}

void WriteMember(JsonWriter& json, const ProblemMember& member) {
  json.BeginObject();
  json.Key("name").String(member.name);
  json.Key("type").String(member.type);
  json.Key("always").Bool(member.always);
  json.Key("texts").BeginObject();
  json.Key("en").String(member.english);
  json.Key("ko").String(member.korean);
  json.EndObject();
  json.EndObject();
}

void WriteProblem(JsonWriter& json, const ProblemInfo& info, std::string_view base_path) {
  const ProblemGuide& guide = GuideOf(info.code);
  json.BeginObject();
  json.Key("code").String(info.name);
  json.Key("type").String(std::string(base_path).append("/problems/").append(info.name));
  json.Key("title").String(info.english.title);
  json.Key("status").Integer(info.status);
  json.Key("group").String(kGroupWords[static_cast<std::size_t>(guide.group)]);
  json.Key("retry").String(kRetryWords[static_cast<std::size_t>(guide.retry)]);
  json.Key("members").BeginArray();
  for (const ProblemMember& member : guide.members) WriteMember(json, member);
  json.EndArray();
  json.Key("operations").BeginArray();
  for (const ApiOperation* const call : OperationsThatAnswer(info.name)) json.String(call->id);
  json.EndArray();
  json.Key("texts").BeginObject();
  json.Key("en");
  WriteTexts(json, info.english, guide.buyer_english, guide.buyer_own_english);
  json.Key("ko");
  WriteTexts(json, info.korean, guide.buyer_korean, guide.buyer_own_korean);
  json.EndObject();
  json.EndObject();
}

}  // namespace

std::string ProblemList(std::string_view base_path) {
  std::string out;
  JsonWriter json(out);
  json.BeginObject().Key("problems").BeginArray();
  for (const ProblemInfo& info : AllProblems()) WriteProblem(json, info, base_path);
  json.EndArray().EndObject();
  return out;
}

}  // namespace onsale::http
