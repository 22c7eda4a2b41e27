#include <algorithm>
#include <array>

#include "base/assert.h"
#include "base/escape.h"
#include "http/pages/api_description.h"
#include "http/pages/html_page.h"
#include "http/pages/html_text.h"
#include "http/problem/problem.h"
#include "http/problem/problem_guide.h"

namespace onsale::http {
namespace {

struct GroupHead {
  std::string_view anchor;  // public: links lead to it
  Phrase name;
};
constexpr std::array<GroupHead, kProblemGroups> kGroupHeads = {{
    {"request", {"Form of requests", "요청 형식"}},
    {"queue", {"Queue", "대기열"}},
    {"show", {"Concerts and shows", "공연과 회차"}},
    {"booking", {"Booking and payment", "예매와 결제"}},
    {"operator", {"Operator", "운영자"}},
    {"server", {"Server", "서버"}},
}};

constexpr std::array<Phrase, kRetryAdvices> kRetryTexts = {{
    {"No. The same request gets the same answer: do what is described above first.",
     "아니요. 같은 요청에는 같은 응답이 옵니다. 먼저 위의 안내대로 해 주세요."},
    {"Yes. Nothing of the request was carried out.",
     "예. 이 요청은 처리되지 않았으므로 바로 다시 보내도 됩니다."},
    {"Yes, after the time in `Retry-After`. Nothing was changed.",
     "예. `Retry-After`에 적힌 시간이 지난 뒤 다시 보내 주세요. 변경된 내용은 없습니다."},
    {"Yes, later: the answer changes with time. Nothing was changed.",
     "예. 시간이 지나 상태가 바뀐 뒤 다시 보내 주세요. 변경된 내용은 없습니다."},
    {"Only with the same `Idempotency-Key`: the request may have taken effect.",
     "같은 `Idempotency-Key`로만 다시 보낼 수 있습니다. 이미 처리되었을 수 있습니다."},
    {"It does not help: the answer stays the same.", "다시 보내도 결과는 같습니다."},
}};

constexpr Phrase kIndexTitle = {"All problem codes", "모든 오류 코드"};
constexpr Phrase kUnknownTitle = {"Unknown problem code", "알 수 없는 오류 코드"};
constexpr Phrase kUnknownText = {"The server has no problem with this code.",
                                 "이 서버에는 이런 오류 코드가 없습니다."};
constexpr Phrase kRetryHead = {"Safe to retry?", "다시 보내도 되나요?"};
constexpr Phrase kMembersHead = {"Members", "추가 항목"};
constexpr Phrase kExampleHead = {"Example", "예시"};
constexpr Phrase kBuyerHead = {"For the buyer's screen", "구매자에게 보여 줄 문구"};
constexpr Phrase kBuyerOwnHead = {"For the buyer's screen, if all these seats are the buyer's own",
                                  "모두 본인의 좌석일 때 구매자에게 보여 줄 문구"};
constexpr Phrase kCallsHead = {"Calls that answer it", "이 오류로 응답하는 호출"};
constexpr Phrase kEveryCall = {"Every call of the API.", "API의 모든 호출입니다."};
constexpr Phrase kNoCall = {"Requests that are not a call of the API.",
                            "API의 호출이 아닌 요청입니다."};
constexpr Phrase kCallCount = {" calls", "개 호출"};
constexpr std::size_t kCallsShown = 12;  // a longer list is folded
constexpr Phrase kOptional = {"may be absent", "없을 수 있음"};

void AppendMembers(std::string& out, std::span<const ProblemMember> members, bool korean) {
  if (members.empty()) return;
  AppendElement(out, "h2", kMembersHead.In(korean));
  out.append("<table>\n");
  for (const ProblemMember& member : members) {
    out.append("<tr><td><code>").append(member.name).append("</code><td>").append(member.type);
    if (!member.always) out.append(", ").append(kOptional.In(korean));
    out.append("<td>");
    base::AppendHtml(out, korean ? member.korean : member.english);
    out.append("</tr>\n");
  }
  out.append("</table>\n");
}

// The first sentence of a text, without back quotes, as a detail could say it.
std::string FirstSentence(std::string_view text) {
  const std::size_t end = text.find(". ");
  std::string sentence(text.substr(0, end == std::string_view::npos ? end : end + 1));
  std::erase(sentence, '`');
  return sentence;
}

void AppendExample(std::string& out, const ProblemInfo& info, std::string_view base_path) {
  std::string json = "{\n  \"type\": \"";
  json.append(base_path).append("/problems/").append(info.name).append("\",\n  \"title\": ");
  base::AppendJsonString(json, info.english.title);
  json.append(",\n  \"status\": ").append(std::to_string(info.status)).append(",\n  \"detail\": ");
  base::AppendJsonString(json, FirstSentence(info.english.happened));
  json.append(",\n  \"instance\": \"urn:uuid:0195f1e2-7c3a-7a10-8c21-5d1f0a2b3c4d\"");
  json.append(",\n  \"code\": \"").append(info.name).append("\"");
  for (const ProblemMember& member : GuideOf(info.code).members) {
    json.append(",\n  \"").append(member.name).append("\": ").append(member.example);
  }
  json.append("\n}");
  out.append("<pre><code>");
  base::AppendHtml(out, json);
  out.append("</code></pre>\n");
}

void AppendCalls(std::string& out, std::string_view code, bool korean) {
  AppendElement(out, "h2", kCallsHead.In(korean));
  const auto calls = OperationsThatAnswer(code);
  if (calls.empty()) return AppendElement(out, "p", kNoCall.In(korean));
  if (calls.size() == DescriptionOfApi().operations.size()) {
    return AppendElement(out, "p", kEveryCall.In(korean));
  }
  const bool folds = calls.size() > kCallsShown;
  if (folds) {
    out.append("<details><summary>").append(std::to_string(calls.size()));
    out.append(kCallCount.In(korean)).append("</summary>\n");
  }
  out.append("<table>\n");
  for (const ApiOperation* const call : calls) {
    out.append("<tr><td><a href=\"/docs#").append(call->id).append("\"><code>");
    out.append(call->method).append(" ").append(call->path).append("</code></a><td>");
    AppendText(out, TextAt(*call->value, "summary"));
    out.append("</tr>\n");
  }
  out.append("</table>\n").append(folds ? "</details>\n" : "");
}

// The texts of a problem in one language. The page's own language begins with its h1.
void AppendTexts(std::string& out, const ProblemInfo& info, bool korean) {
  const ProblemText& text = korean ? info.korean : info.english;
  AppendElement(out, "p", text.happened);
  AppendElement(out, "p", text.advice);
  const ProblemGuide& guide = GuideOf(info.code);
  AppendElement(out, "h2", kRetryHead.In(korean));
  AppendElement(out, "p", kRetryTexts[static_cast<std::size_t>(guide.retry)].In(korean));
  AppendMembers(out, guide.members, korean);
  AppendElement(out, "h2", kBuyerHead.In(korean));
  AppendElement(out, "p", korean ? guide.buyer_korean : guide.buyer_english);
  if (guide.buyer_own_english.empty()) return;
  AppendElement(out, "h2", kBuyerOwnHead.In(korean));
  AppendElement(out, "p", korean ? guide.buyer_own_korean : guide.buyer_own_english);
}

void AppendBackLink(std::string& out, bool korean) {
  out.append("<p><a href=\"/problems\">&larr; ").append(kIndexTitle.In(korean));
  out.append("</a></p>\n");
}

std::string WithOnsale(std::string_view title) {
  return std::string(title).append(" · Onsale");
}

}  // namespace

bool IsProblemCode(std::string_view code) {
  const auto all = AllProblems();
  return std::ranges::find(all, code, &ProblemInfo::name) != all.end();
}

Response UnknownProblem(const PageReader& reader) {
  if (!reader.html) return Problem(ProblemCode::kNotFound, "No problem has this code.");
  std::string body;
  AppendElement(body, "h1", kUnknownTitle.In(reader.korean));
  AppendElement(body, "p", kUnknownText.In(reader.korean));
  AppendBackLink(body, reader.korean);
  const std::string title = WithOnsale(kUnknownTitle.In(reader.korean));
  Response page = MakeHtmlPage({.title = title, .body = body}, reader);
  page.status = 404;
  return page;
}

std::string ProblemPage(std::string_view code, const PageReader& reader) {
  const bool korean = reader.korean;
  const auto all = AllProblems();
  const auto found = std::ranges::find(all, code, &ProblemInfo::name);
  ONSALE_ASSERT(found != all.end());
  const std::string_view title = korean ? found->korean.title : found->english.title;
  const GroupHead& group = kGroupHeads[static_cast<std::size_t>(GuideOf(found->code).group)];
  std::string body;
  AppendElement(body, "h1", title);
  body.append("<p><code>").append(found->name).append("</code> &middot; HTTP&nbsp;");
  body.append(std::to_string(found->status)).append(" &middot; <a href=\"/problems#");
  body.append(group.anchor).append("\">").append(group.name.In(korean)).append("</a></p>\n");
  AppendTexts(body, *found, korean);
  AppendElement(body, "h2", kExampleHead.In(korean));
  AppendExample(body, *found, reader.base_path);
  AppendCalls(body, found->name, korean);
  body.append("<hr>\n<section lang=\"").append(korean ? "en" : "ko").append("\">\n");
  AppendElement(body, "h2", korean ? found->english.title : found->korean.title);
  AppendTexts(body, *found, !korean);
  body.append("</section>\n");
  AppendBackLink(body, korean);
  return HtmlText({.title = WithOnsale(title), .body = body}, reader);
}

std::string ProblemIndex(const PageReader& reader) {
  const bool korean = reader.korean;
  const std::string_view title = kIndexTitle.In(korean);
  std::string body;
  AppendElement(body, "h1", title);
  for (std::size_t group = 0; group < kProblemGroups; ++group) {
    const GroupHead& head = kGroupHeads[group];
    body.append("<h2 id=\"").append(head.anchor).append("\">").append(head.name.In(korean));
    body.append("</h2>\n<table>\n");
    for (const ProblemInfo& info : AllProblems()) {
      if (GuideOf(info.code).group != static_cast<ProblemGroup>(group)) continue;
      body.append("<tr><td><a href=\"/problems/").append(info.name).append("\"><code>");
      body.append(info.name).append("</code></a><td>").append(std::to_string(info.status));
      body.append("<td>");
      base::AppendHtml(body, korean ? info.korean.title : info.english.title);
      body.append("</tr>\n");
    }
    body.append("</table>\n");
  }
  return HtmlText({.title = WithOnsale(title), .body = body}, reader);
}

}  // namespace onsale::http
