#include "http/endpoints/endpoints.h"
#include "http/endpoints/reply.h"
#include "http/pages/web_pages.h"

namespace onsale::http {
namespace {

constexpr std::string_view kEnglish =
    "<section lang=\"en\">\n<h2>Concert tickets</h2>\n"
    "<p>This is Onsale, an engine that sells concert tickets: buyers wait in line, hold seats for "
    "a few minutes, and pay from a prepaid balance. Everything is available through a JSON API."
    "</p>\n"
    "<ul>\n<li><a href=\"/docs\">API description</a>, for programs: "
    "<a href=\"/openapi.json\">OpenAPI 3.1</a></li>\n"
    "<li><a href=\"/v1/concerts\">Concerts</a></li>\n"
    "<li><a href=\"/problems\">Problem codes explained</a></li>\n</ul>\n</section>\n";
constexpr std::string_view kKorean =
    "<section lang=\"ko\">\n<h2>공연 예매</h2>\n"
    "<p>콘서트 티켓 예매 엔진 Onsale입니다. 대기열에서 순서를 기다리고, 좌석을 선점하고, "
    "충전한 잔액으로 결제하면 예매가 확정됩니다. 모든 기능은 JSON API로 제공합니다.</p>\n"
    "<ul>\n<li><a href=\"/docs\">API 설명</a>, 프로그램용: "
    "<a href=\"/openapi.json\">OpenAPI 3.1</a></li>\n"
    "<li><a href=\"/v1/concerts\">공연 목록</a></li>\n"
    "<li><a href=\"/problems\">오류 코드 설명</a></li>\n</ul>\n</section>\n";

constexpr std::string_view kEnglishConsole =
    "<p lang=\"en\"><a href=\"/console\">The operator's console</a></p>\n";
constexpr std::string_view kKoreanConsole =
    "<p lang=\"ko\"><a href=\"/console\">운영 콘솔</a></p>\n";

std::string HomePage(const PageReader& reader, bool has_console) {
  std::string body = "<h1>Onsale</h1>\n";
  if (has_console) body.append(reader.korean ? kKoreanConsole : kEnglishConsole);
  body.append(reader.korean ? kKorean : kEnglish).append(reader.korean ? kEnglish : kKorean);
  return HtmlText({.title = "Onsale", .body = body}, reader);
}

Step BeginHome(const Spec&, Call& call) {
  if (call.services.buyer_pages != nullptr) {
    return call.services.buyer_pages->Document(call.request);
  }
  const bool has_console = call.services.console_pages != nullptr;
  return SendTextPage(call, "/",
                      [=](const PageReader& reader) { return HomePage(reader, has_console); });
}

}  // namespace

constexpr Endpoint kHomeEndpoint{
    .spec = {.method = Method::kGet, .path = "/", .operation_id = "home"}, .begin = BeginHome};

}  // namespace onsale::http
