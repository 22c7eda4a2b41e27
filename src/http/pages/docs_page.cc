#include "http/pages/docs_page.h"

#include <algorithm>
#include <span>
#include <vector>

#include "base/escape.h"
#include "http/pages/api_description.h"
#include "http/pages/html_text.h"

namespace onsale::http {
namespace {

using base::JsonKind;
using base::JsonValue;

constexpr Phrase kDocsTitle = {"The API", "API 설명"};
constexpr Phrase kDocsLanguage = {"", "제목 외의 설명은 영어로 제공됩니다."};
constexpr Phrase kDocsForPrograms = {"The same for programs: ", "프로그램용 설명: "};
constexpr Phrase kDocsContents = {"Calls", "호출 목록"};
constexpr Phrase kDocsSchemas = {"Objects and values", "객체와 값"};
constexpr Phrase kDocsNeeds = {"Needs", "인증"};
constexpr Phrase kDocsNeedsNothing = {"nothing", "필요 없음"};
constexpr Phrase kDocsOr = {" or ", " 또는 "};
constexpr Phrase kDocsBody = {"Body", "본문"};
constexpr Phrase kDocsParameters = {"Parameters", "파라미터"};
constexpr Phrase kDocsAnswers = {"Answers", "응답"};
constexpr Phrase kDocsProblems = {"Problems", "오류"};
constexpr Phrase kDocsCommonProblems = {"Problems of every call", "모든 호출의 오류"};
constexpr Phrase kDocsOptional = {"may be absent", "없을 수 있음"};

struct TagName {
  std::string_view tag;
  std::string_view korean;
};
constexpr TagName kTagNames[] = {
    {"Queue", "대기열"},      {"Catalogue", "공연과 회차"}, {"Reservations", "선점과 예매"},
    {"Money", "잔액과 결제"}, {"Operator", "운영자"},       {"Server", "서버"},
};

bool HasCode(std::span<const std::string_view> codes, std::string_view code) {
  return std::ranges::find(codes, code) != codes.end();
}

std::string_view NameOfTag(std::string_view tag, bool korean) {
  const auto* const found = std::ranges::find(kTagNames, tag, &TagName::tag);
  return korean && found != std::end(kTagNames) ? found->korean : tag;
}

class DocsWriter {
 public:
  explicit DocsWriter(bool korean)
      : api_(DescriptionOfApi()), korean_(korean), common_(api_.operations.front().problems) {
    for (const ApiOperation& operation : api_.operations) {
      std::erase_if(common_,
                    [&](std::string_view code) { return !HasCode(operation.problems, code); });
    }
  }

  std::string Write() {
    Element("h1", kDocsTitle.In(korean_));
    const JsonValue& info = *api_.document.Find("info");
    if (korean_) Element("p", kDocsLanguage.korean);
    Element("p", TextAt(info, "description"));
    out_.append("<p>").append(kDocsForPrograms.In(korean_));
    out_.append("<a href=\"/openapi.json\"><code>/openapi.json</code></a></p>\n");
    WriteContents();
    WriteProblems(kDocsCommonProblems, common_);
    for (const JsonValue& tag : api_.document.Find("tags")->items) WriteTag(tag);
    WriteSchemas();
    return std::move(out_);
  }

 private:
  void Element(std::string_view element, std::string_view text) {
    AppendElement(out_, element, text);
  }
  void Link(std::string_view path, std::string_view text) {
    out_.append("<a href=\"").append(path).append("\"><code>");
    base::AppendHtml(out_, text);
    out_.append("</code></a>");
  }
  void SchemaLink(std::string_view reference) {
    const std::string_view name = reference.substr(reference.rfind('/') + 1);
    Link(std::string("/docs#").append(name), name);
  }
  void Strong(const Phrase& phrase) {
    out_.append("<p><strong>").append(phrase.In(korean_)).append("</strong>: ");
  }

  template <class Visit>
  void ForEachOf(const JsonValue& tag, Visit&& visit) {
    for (const ApiOperation& operation : api_.operations) {
      const auto& tags = operation.value->Find("tags")->items;
      if (tags.front().text == TextAt(tag, "name")) visit(operation);
    }
  }

  void WriteContents() {
    Element("h2", kDocsContents.In(korean_));
    out_.append("<table>\n");
    for (const JsonValue& tag : api_.document.Find("tags")->items) {
      ForEachOf(tag, [this](const ApiOperation& operation) {
        out_.append("<tr><td>");
        Link(std::string("/docs#").append(operation.id),
             operation.method + " " + std::string(operation.path));
        out_.append("<td>");
        AppendText(out_, TextAt(*operation.value, "summary"));
        out_.append("</tr>\n");
      });
    }
    out_.append("</table>\n");
  }

  void WriteProblems(const Phrase& head, std::span<const std::string_view> codes) {
    if (codes.empty()) return;
    Strong(head);
    for (const std::string_view& code : codes) {
      out_.append(&code == &codes.front() ? "" : ", ");
      Link(std::string("/problems/").append(code), code);
    }
    out_.append("</p>\n");
  }

  void WriteTag(const JsonValue& tag) {
    Element("h2", NameOfTag(TextAt(tag, "name"), korean_));
    Element("p", TextAt(tag, "description"));
    ForEachOf(tag, [this](const ApiOperation& operation) { WriteOperation(operation); });
  }

  void WriteOperation(const ApiOperation& operation) {
    out_.append("<h3 id=\"").append(operation.id).append("\"><code>").append(operation.method);
    out_.append(" ").append(operation.path).append("</code></h3>\n");
    Element("p", std::string(TextAt(*operation.value, "summary")) + ".");
    if (const auto text = TextAt(*operation.value, "description"); !text.empty()) {
      Element("p", text);
    }
    WriteNeeds(*operation.value);
    WriteParameters(operation.value->Find("parameters"));
    if (const JsonValue* const body = operation.value->Find("requestBody")) {
      Strong(kDocsBody);
      WriteType(*SchemaOf(*body));
      out_.append("</p>\n");
    }
    WriteAnswers(*operation.value->Find("responses"));
    std::vector<std::string_view> codes = operation.problems;
    std::erase_if(codes, [this](std::string_view code) { return HasCode(common_, code); });
    WriteProblems(kDocsProblems, codes);
  }

  // Each element of `security` is one way to call: an object with a member for each credential.
  void WriteNeeds(const JsonValue& operation) {
    const JsonValue* const ways = operation.Find("security");
    Strong(kDocsNeeds);
    if (ways == nullptr || ways->items.empty()) {
      out_.append(kDocsNeedsNothing.In(korean_));
    } else {
      for (const JsonValue& way : ways->items) {
        out_.append(&way == &ways->items.front() ? "" : kDocsOr.In(korean_));
        if (way.members.empty()) out_.append(kDocsNeedsNothing.In(korean_));
        for (const base::JsonMember& credential : way.members) {
          Link(std::string("/docs#").append(credential.name), credential.name);
        }
      }
    }
    out_.append("</p>\n");
  }

  void WriteRow(std::string_view name, const JsonValue& schema, bool always,
                std::string_view text) {
    out_.append("<tr><td><code>");
    base::AppendHtml(out_, name);
    out_.append("</code><td>");
    WriteType(schema);
    if (!always) out_.append(", ").append(kDocsOptional.In(korean_));
    out_.append("<td>");
    AppendText(out_, text);
    out_.append("</tr>\n");
  }

  void WriteParameters(const JsonValue* parameters) {
    if (parameters == nullptr || parameters->items.empty()) return;
    Strong(kDocsParameters);
    out_.append("</p>\n<table>\n");
    for (const JsonValue& item : parameters->items) {
      const JsonValue& parameter = FollowReference(item);
      const JsonValue* const required = parameter.Find("required");
      WriteRow(TextAt(parameter, "name"), *parameter.Find("schema"),
               required != nullptr && required->boolean, TextAt(parameter, "description"));
    }
    out_.append("</table>\n");
  }

  void WriteAnswers(const JsonValue& responses) {
    Strong(kDocsAnswers);
    out_.append("</p>\n<table>\n");
    for (const base::JsonMember& response : responses.members) {
      if (response.name >= "400") continue;  // problems
      out_.append("<tr><td>").append(response.name).append("<td>");
      if (const JsonValue* const schema = SchemaOf(response.value)) WriteType(*schema);
      out_.append("<td>");
      AppendText(out_, TextAt(response.value, "description"));
      out_.append("</tr>\n");
    }
    out_.append("</table>\n");
  }

  void WriteAll(const std::vector<JsonValue>& schemas, std::string_view between) {
    for (const JsonValue& schema : schemas) {
      if (&schema != &schemas.front()) out_.append(between);
      if (schema.kind == JsonKind::kObject) {
        WriteType(schema);
      } else {
        out_.append("<code>");
        base::AppendHtml(out_, schema.text);
        out_.append("</code>");
      }
    }
  }

  // What a value may be, in a few words.
  void WriteType(const JsonValue& schema) {
    if (const auto reference = TextAt(schema, "$ref"); !reference.empty()) {
      SchemaLink(reference);
    } else if (const JsonValue* const choice = schema.Find("oneOf")) {
      WriteAll(choice->items, kDocsOr.In(korean_));
    } else if (const JsonValue* const words = schema.Find("enum")) {
      WriteAll(words->items, ", ");
    } else if (const JsonValue* const items = schema.Find("items")) {
      out_.append("[");
      WriteType(*items);
      out_.append(", ...]");
    } else if (const JsonValue* const members = schema.Find("properties")) {
      for (const base::JsonMember& member : members->members) {
        out_.append(&member == &members->members.front() ? "{" : ", ").append(member.name);
        out_.append(": ");
        WriteType(member.value);
      }
      out_.append("}");
    } else if (const JsonValue* const type = schema.Find("type")) {
      const auto format = TextAt(schema, "format");
      if (type->kind == JsonKind::kString) out_.append(format.empty() ? type->text : format);
      for (const JsonValue& one : type->items) {
        out_.append(&one == &type->items.front() ? "" : kDocsOr.In(korean_)).append(one.text);
      }
      WriteRange(schema);
    }
  }

  void WriteRange(const JsonValue& schema) {
    const JsonValue* const least = schema.Find("minimum");
    const JsonValue* const most = schema.Find("maximum");
    if (least == nullptr || most == nullptr) return;
    out_.append(" ").append(std::to_string(least->integer)).append("&ndash;");
    out_.append(most->kind == JsonKind::kInteger ? std::to_string(most->integer) : most->text);
  }

  void WriteSchemas() {
    const JsonValue& components = *api_.document.Find("components");
    Element("h2", kDocsNeeds.In(korean_));
    for (const base::JsonMember& scheme : components.Find("securitySchemes")->members) {
      WriteHead(scheme.name, scheme.value);
    }
    Element("h2", kDocsSchemas.In(korean_));
    for (const base::JsonMember& schema : components.Find("schemas")->members) {
      WriteHead(schema.name, schema.value);
      WriteMembers(schema.value);
    }
  }

  void WriteHead(std::string_view name, const JsonValue& described) {
    out_.append("<h3 id=\"").append(name).append("\"><code>").append(name);
    out_.append("</code></h3>\n");
    if (const auto text = TextAt(described, "description"); !text.empty()) Element("p", text);
  }

  void WriteMembers(const JsonValue& schema) {
    const JsonValue* const members = schema.Find("properties");
    if (members == nullptr) {
      out_.append("<p>");
      WriteType(schema);
      out_.append("</p>\n");
      return;
    }
    const JsonValue* const required = schema.Find("required");
    out_.append("<table>\n");
    for (const base::JsonMember& member : members->members) {
      const bool always = required != nullptr &&
                          std::ranges::find(required->items, member.name, &JsonValue::text) !=
                              required->items.end();
      WriteRow(member.name, member.value, always, TextAt(member.value, "description"));
    }
    out_.append("</table>\n");
  }

  const ApiDescription& api_;
  const bool korean_;
  std::vector<std::string_view> common_;  // the codes that every operation can answer
  std::string out_;
};

}  // namespace

std::string DocsPage(const PageReader& reader) {
  const std::string body = DocsWriter(reader.korean).Write();
  return HtmlText(
      {.title = std::string(kDocsTitle.In(reader.korean)).append(" · Onsale"), .body = body},
      reader);
}

}  // namespace onsale::http
