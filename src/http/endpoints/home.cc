#include "http/endpoints/endpoints.h"
#include "http/endpoints/reply.h"

namespace onsale::http {
namespace {

constexpr std::string_view kEnglish =
    "<section lang=\"en\">\n<h2>Concert tickets</h2>\n"
    "<p>This is Onsale, an engine that sells concert tickets: a waiting room, seats that are held "
    "for a few minutes, a prepaid balance, and a payment that turns a held seat into a ticket. "
    "Programs use its JSON API.</p>\n"
    "<ul>\n<li><a href=\"/openapi.json\">API description (OpenAPI 3.1)</a></li>\n"
    "<li><a href=\"/v1/concerts\">Concerts</a></li>\n"
    "<li><a href=\"/problems\">Problem codes explained</a></li>\n</ul>\n</section>\n";
constexpr std::string_view kKorean =
    "<section lang=\"ko\">\n<h2>공연 예매</h2>\n"
    "<p>콘서트 티켓을 판매하는 엔진 Onsale입니다. 대기열에 서고, 좌석을 몇 분 동안 잡아 두고, "
    "충전한 잔액으로 결제하면 좌석이 티켓이 됩니다. 프로그램은 JSON으로 호출합니다.</p>\n"
    "<ul>\n<li><a href=\"/openapi.json\">API 설명 (OpenAPI 3.1)</a></li>\n"
    "<li><a href=\"/v1/concerts\">공연 목록</a></li>\n"
    "<li><a href=\"/problems\">오류 코드 설명</a></li>\n</ul>\n</section>\n";

Step BeginHome(const Spec&, Call& call) {
  const PageReader reader = ReaderOf(call);
  std::string body = "<h1>Onsale</h1>\n";
  body.append(reader.korean ? kKorean : kEnglish).append(reader.korean ? kEnglish : kKorean);
  return MakeHtmlPage({.title = "Onsale", .body = body}, reader);
}

}  // namespace

constexpr Endpoint kHomeEndpoint{
    .spec = {.method = Method::kGet, .path = "/", .operation_id = "home"}, .begin = BeginHome};

}  // namespace onsale::http
