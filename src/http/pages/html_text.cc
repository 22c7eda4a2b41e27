#include "http/pages/html_text.h"

#include "base/escape.h"

namespace onsale::http {

void AppendText(std::string& out, std::string_view text) {
  bool code = false;
  while (true) {
    const std::size_t quote = text.find('`');
    base::AppendHtml(out, text.substr(0, quote));
    if (quote == std::string_view::npos) return;
    code = !code;
    out.append(code ? "<code>" : "</code>");
    text.remove_prefix(quote + 1);
  }
}

void AppendElement(std::string& out, std::string_view element, std::string_view text) {
  out.append("<").append(element).append(">");
  AppendText(out, text);
  out.append("</").append(element).append(">\n");
}

}  // namespace onsale::http
