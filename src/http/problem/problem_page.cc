#include <algorithm>

#include "base/escape.h"
#include "http/pages/html_page.h"
#include "http/problem/problem.h"

namespace onsale::http {
namespace {

// Appends a text of the table; text between back quotes becomes a <code> element.
void AppendSentence(std::string& out, std::string_view text) {
  out.append("<p>");
  bool code = false;
  while (!text.empty()) {
    const std::size_t quote = text.find('`');
    base::AppendHtml(out, text.substr(0, quote));
    if (quote == std::string_view::npos) break;
    code = !code;
    out.append(code ? "<code>" : "</code>");
    text.remove_prefix(quote + 1);
  }
  out.append("</p>\n");
}

void AppendSection(std::string& out, const ProblemText& text, std::string_view language) {
  out.append("<section lang=\"").append(language).append("\">\n<h2>");
  base::AppendHtml(out, text.title);
  out.append("</h2>\n");
  AppendSentence(out, text.happened);
  AppendSentence(out, text.advice);
  out.append("</section>\n");
}

}  // namespace

Response ProblemPage(std::string_view code, const PageReader& reader) {
  const bool korean = reader.korean;
  const auto all = AllProblems();
  const auto found = std::ranges::find(all, code, &ProblemInfo::name);
  if (found == all.end()) return Problem(ProblemCode::kNotFound, "No problem has this code.");
  std::string body = "<h1><code>";
  body.append(found->name).append("</code> &middot; HTTP ");
  body.append(std::to_string(found->status)).append("</h1>\n");
  if (korean) AppendSection(body, found->korean, "ko");
  AppendSection(body, found->english, "en");
  if (!korean) AppendSection(body, found->korean, "ko");
  body.append("<p><a href=\"/problems\">/problems</a></p>\n");
  const std::string_view title = korean ? found->korean.title : found->english.title;
  return MakeHtmlPage({.title = title, .body = body}, reader);
}

Response ProblemIndex(const PageReader& reader) {
  const bool korean = reader.korean;
  const std::string_view title = korean ? "오류 코드" : "Problem codes";
  std::string body = "<h1>";
  base::AppendHtml(body, title);
  body.append("</h1>\n<ul>\n");
  for (const ProblemInfo& info : AllProblems()) {
    body.append("<li><a href=\"/problems/").append(info.name).append("\"><code>");
    body.append(info.name).append("</code></a> ").append(std::to_string(info.status)).append(": ");
    base::AppendHtml(body, korean ? info.korean.title : info.english.title);
    body.append("</li>\n");
  }
  body.append("</ul>\n");
  return MakeHtmlPage({.title = title, .body = body}, reader);
}

}  // namespace onsale::http
