#include "rehearsal/report/words.h"

namespace onsale::rehearsal {
namespace {

constexpr Words kEnglish = {
    .language = "en",
    .title = "Rehearsal: {}",
    .verdicts = {"The sale is not correct", "The sale could not be checked completely",
                 "The rehearsal ended early",
                 "The sale is correct, but the server was slow or overloaded",
                 "The sale went well"},
    .meanings =
        {"The audit found a contradiction, or the server gave an answer that violates the API. "
         "Do not open this sale before the cause is known.",
         "No error was found, but a check could not be made: see the audit.",
         "No error was found up to the early end. The result does not cover the whole sale.",
         "Every acknowledged change is stored, and buyers were admitted in order.",
         "Every acknowledged change is stored, buyers were admitted in order, and holds and "
         "payments were answered in time."},
    .cuts = {"All buyers finished.", "It was stopped by hand before all buyers had finished.",
             "It was stopped by --time-limit before all buyers had finished.",
             "It was stopped because the server had not answered for 30 seconds."},
    .strained_slow =
        "Too slow ({}): the slowest 1% took {} or more, without the rehearsal's own delay; the "
        "limit is {}.",
    .strained_trouble =
        "Refused or unanswered: {} answers were refusals for load, of which there should be none; "
        "{} of the requests got no answer, of which there should be at most {}.",
    .strained_failed = "{} buyers left because the server did not answer them.",
    .strained_advice =
        "Lower the capacity of the room, so that fewer buyers act at once, or use a faster disk or "
        "more cores, and rehearse again.",
    .bought = "{} of {} buyers bought {} seats in {} seconds.",
    .speed =
        "The server gave {} answers, {} per second. The slowest call is {}: 99% of its answers "
        "arrived within {}.",
    .trouble = "{} answers were refusals for load (429, 503), and {} requests got no answer.",
    .line =
        "This sale needs {} at its peak: so much was read in its busiest second, of {} in all and "
        "{} by a buyer on average. HTTP heads are counted; what TCP and IP add is not.",
    .purchase = "Buyers who bought read {} on average, the chart of the hall included.",
    .signing =
        "The rehearsal signed {} buyer tokens, with {} of CPU for each. The call that takes one "
        "and gives a queue token was answered within {} (median) and {} (99%).",
    .late =
        "The rehearsal sent 99% of its requests at most {} late, and used {} s of CPU, {} for each "
        "request.",
    .bottleneck =
        "So the machine that ran the rehearsal was overloaded too: the latencies include its "
        "delays.",
    .few_connections =
        "99% of requests waited at most {} for a free connection, and the latencies include this "
        "wait: raise --connections if real buyers would not share so few connections.",
    .nonsense = "{} answers violate the API.",
    .in_doubt = "A top-up or payment of {} buyers got no answer: their balances are not checked.",
    .others =
        "{} more seats are SOLD than were bought here or sold before: somebody else buys at "
        "the same time, or the answer to a payment was lost.",
    .sample = "{} of {}",
    .progress =
        "{} s  arrived {}  waiting {}  active {}  held {}  sold {}  gone {}  answers/s {}  {}",
    .auditing = "auditing the sale",
    .tile_seats = "seats sold",
    .tile_buyers = "buyers with tickets",
    .tile_slowest = "slowest p99",
    .tile_trouble = "refused for load or unanswered",
    .tile_line = "read in the busiest second",
    .over_time = "Over time",
    .fast = "Response times",
    .endings = "How visits ended",
    .refusals = "Refusals",
    .audit = "The audit",
    .how = "Parameters",
    .wrong_answers = "Answers that violate the API",
    .none = "none",
    .arrivals = "Arrivals per second",
    .people = "Buyers",
    .seats = "Seats",
    .waiting = "waiting",
    .active = "active",
    .held = "held",
    .sold = "sold",
    .data = "Bytes read",
    .latency = "Latency of {}",
    .call = "call",
    .count = "answers",
    .buyers = "buyers",
    .median = "median",
    .p99 = "99%",
    .p99_server = "99%, server",
    .p999 = "99.9%",
    .most = "max",
    .bytes = "read",
    .bytes_each = "each",
    .ending = "ending",
    .question = "check",
    .checked = "checked",
    .violations = "violations",
    .share = "share",
    .status = "status",
    .code = "code",
    .held_true = "passed",
    .not_made = "not checked: {}",
    .sold_out =
        "passed as far as it could be checked; sold out, so no turn was free to read the seats: {}",
    .unit_gap = " ",
    .seconds_axis = " s",
    .proof =
        "The order of admission is checked from outside: if B was seen ACTIVE at an earlier commit "
        "than one at which A, who was ahead, was still WAITING, then B overtook A. Changes between "
        "two reads, or within one commit, cannot be seen.",
    .intended =
        "Latency is measured from the moment at which a buyer wanted to send, so it includes the "
        "wait for a free connection, and how late the rehearsal itself was. The column '99%, "
        "server' leaves the latter out; the verdict judges it for holds and payments.",
    .commands = "{} with {} buyers arriving in {}, seed {}, at most {} connections, {} opened.",
    .call_names = {"joining the queue", "reading the position", "dates", "chart", "availability",
                   "stream of seats", "hold", "hold of the best seats", "exchange of seats",
                   "top-up", "payment", "cancellation", "leaving the queue"},
    .ending_names = {"bought", "stopped waiting", "left after reading dates",
                     "left after reading seats", "lost too many races for seats",
                     "left without paying", "left after topping up", "sold out",
                     "rejected by the waiting room", "the turn ended", "the hold ended",
                     "the server failed", "the rehearsal ended first"},
    .questions = {"Every acknowledged purchase is stored", "No seat has two owners",
                  "The seat map matches the purchases", "Balances match the purchases",
                  "Ledgers match the purchases", "No buyer was admitted before a buyer ahead",
                  "No buyer's position got worse", "The server's own audit"}};

constexpr Words kKorean = {
    .language = "ko",
    .title = "예매 오픈 리허설: {}",
    .verdicts = {"판매가 올바르지 않습니다", "일부 항목을 검증하지 못했습니다",
                 "리허설이 일찍 끝났습니다",
                 "판매는 정확했지만 서버가 느리거나 과부하 상태였습니다",
                 "판매가 잘 진행되었습니다"},
    .meanings =
        {"검증에서 모순이 발견되었거나, 정상적인 서버에서는 나올 수 없는 응답이 있었습니다. 원인을 "
         "확인하기 전에는 예매를 열지 마세요.",
         "발견된 오류는 없지만 확인하지 못한 항목이 있습니다. 아래의 검증 결과를 확인해 주세요.",
         "중단될 때까지 발견된 오류는 없습니다. 판매 전체를 확인한 결과는 아닙니다.",
         "응답받은 변경이 모두 보존되었고, 구매자는 순서대로 입장했습니다.",
         "응답받은 변경이 모두 보존되었고, 구매자는 순서대로 입장했으며, 선점과 결제의 응답도 "
         "빨랐습니다."},
    .cuts = {"모든 구매자가 방문을 마쳤습니다.",
             "모든 구매자가 방문을 마치기 전에 실행한 사람이 중단했습니다.",
             "모든 구매자가 방문을 마치기 전에 --time-limit에 도달해 중단되었습니다.",
             "서버가 30초 동안 응답하지 않아 중단되었습니다."},
    .strained_slow =
        "응답 지연: {} 응답 중 가장 느린 1%가 부하 생성기 자체의 지연을 빼고도 {} 이상 걸렸습니다. "
        "기준은 {} 미만입니다.",
    .strained_trouble =
        "거절·무응답: 과부하로 거절된 응답이 {}건이고(기준 0건), 요청의 {}가 응답을 받지 "
        "못했습니다(기준 {} 이하).",
    .strained_failed = "구매자 {}명이 서버의 응답을 받지 못해 떠났습니다.",
    .strained_advice =
        "대기실의 동시 입장 인원을 줄이거나, 더 빠른 디스크나 더 많은 코어를 사용해 다시 리허설해 "
        "주세요.",
    .bought = "구매자 {1}명 중 {0}명이 {3}초 동안 {2}석을 예매했습니다.",
    .speed =
        "서버는 초당 {1}개, 모두 {0}개의 응답을 보냈습니다. 가장 느린 API는 {2}이며, 응답의 99%가 "
        "{3} 안에 도착했습니다.",
    .trouble = "과부하로 거절된 요청(429, 503)은 {}건, 응답을 받지 못한 요청은 {}건입니다.",
    .line =
        "이 판매의 최대 전송량은 {}입니다. 가장 붐빈 1초 동안의 값이며, 전체 수신량은 {}, 구매자 "
        "한 명당 평균 {}입니다. HTTP 헤더는 포함하고 TCP와 IP의 오버헤드는 제외했습니다.",
    .purchase = "예매에 성공한 구매자는 좌석 배치도를 포함해 평균 {}를 받았습니다.",
    .signing =
        "구매자 토큰 {}개에 서명했고, 하나에 CPU를 {} 사용했습니다. 이 토큰으로 대기열에 진입하는 "
        "API의 "
        "응답 시간은 중앙값 {}, 99%는 {} 이하입니다.",
    .late =
        "부하 생성기 자체의 지연은 요청의 99%에서 {} 이하이며, CPU를 모두 {}초, 요청 하나에 {} "
        "사용했습니다.",
    .bottleneck =
        "리허설을 실행한 컴퓨터도 과부하 상태였으므로, 응답 시간에 그 지연이 포함되어 있습니다.",
    .few_connections =
        "요청의 99%가 빈 연결을 기다린 시간은 {} 이하이며, 응답 시간에 포함되어 있습니다. 실제 "
        "구매자가 이렇게 적은 연결을 나누어 쓰지 않는다면 --connections를 늘려 주세요.",
    .nonsense = "정상적인 서버에서는 나올 수 없는 응답이 {}건 있었습니다.",
    .in_doubt =
        "구매자 {}명은 충전이나 결제의 응답을 받지 못했습니다. 이들의 잔액은 판정에서 "
        "제외했습니다.",
    .others =
        "이 리허설에서 예매한 좌석과 이전에 판매된 좌석보다 {}석이 더 판매(SOLD)되었습니다. 다른 "
        "사람이 "
        "동시에 예매하고 있거나, 결제 응답이 유실되었을 수 있습니다.",
    .sample = "{1} 중 {0}",
    .progress =
        "{}초  접속 {}  대기 중 {}  입장 중 {}  선점 {}  판매 완료 {}  종료 {}  초당 응답 {}  {}",
    .auditing = "판매를 검증하고 있습니다",
    .tile_seats = "판매 좌석",
    .tile_buyers = "예매 성공",
    .tile_slowest = "가장 느린 p99",
    .tile_trouble = "거절·무응답",
    .tile_line = "최대 전송량",
    .over_time = "시간대별 추이",
    .fast = "응답 시간",
    .endings = "방문 종료 사유",
    .refusals = "거절",
    .audit = "검증 결과",
    .how = "실행 조건",
    .wrong_answers = "정상적인 서버에서는 나올 수 없는 응답",
    .none = "없음",
    .arrivals = "초당 접속자",
    .people = "인원",
    .seats = "좌석",
    .waiting = "대기 중",
    .active = "입장 중",
    .held = "선점",
    .sold = "판매 완료",
    .data = "수신량",
    .latency = "{} 응답 시간",
    .call = "API",
    .count = "응답 수",
    .buyers = "인원",
    .median = "중앙값",
    .p99 = "99%",
    .p99_server = "99%(서버)",
    .p999 = "99.9%",
    .most = "최대",
    .bytes = "수신량",
    .bytes_each = "응답당",
    .ending = "사유",
    .question = "검증 항목",
    .checked = "검사 수",
    .violations = "위반",
    .share = "비율",
    .status = "상태",
    .code = "코드",
    .held_true = "이상 없음",
    .not_made = "확인 못 함: {}",
    .sold_out = "확인한 범위에서 이상 없음. 매진되어 좌석 배치도를 조회할 입장 기회가 없었음: {}",
    .unit_gap = "",
    .seconds_axis = "초",
    .proof =
        "입장 순서는 서버 밖에서 검증합니다. 앞 순번인 A가 아직 WAITING으로 보인 커밋보다 이른 "
        "커밋에서 B가 ACTIVE로 보였다면, B가 A를 앞지른 것입니다. 두 번의 조회 사이나 한 커밋 "
        "안에서 일어난 변화는 볼 수 없습니다.",
    .intended =
        "응답 시간은 구매자가 요청을 보내려고 한 순간부터 잽니다. 빈 연결을 기다린 시간과 부하 "
        "생성기 자체의 지연도 포함됩니다. '99%(서버)'는 부하 생성기 자체의 지연을 뺀 값이며, "
        "선점과 "
        "결제는 이 값으로 판정합니다.",
    .commands = "{}, 구매자 {}명이 {} 동안 접속, 시드 {}, 연결 최대 {}개, 실제로 맺은 연결 {}개.",
    .call_names = {"대기열 진입", "순번 확인", "회차", "좌석 배치도", "잔여 좌석",
                   "좌석 이벤트 스트림", "선점", "추천 좌석 선점", "좌석 변경", "충전", "결제",
                   "선점 취소", "나가기"},
    .ending_names = {"예매 완료", "대기 중 이탈", "회차 선택에서 이탈", "좌석 선택에서 이탈",
                     "좌석 선점 연속 실패(이선좌)", "선점 취소", "충전 후 미결제", "매진",
                     "대기열 진입 거절", "입장 시간 종료", "선점 시간 만료", "서버 무응답",
                     "리허설이 먼저 끝남"},
    .questions = {"응답받은 예매가 모두 보존됨", "좌석 중복 판매 여부",
                  "좌석 배치도가 예매 내역과 일치", "잔액이 예매 내역과 일치",
                  "거래 내역이 예매 내역과 일치", "새치기 입장 여부", "순번 밀림 여부",
                  "서버 자체 검증"}};

}  // namespace

const Words& WordsOf(Language language) {
  return language == Language::kKorean ? kKorean : kEnglish;
}

std::string_view CallName(Call call, const Words& words) {
  return call == Call::kNone ? words.none : words.call_names[static_cast<std::size_t>(call)];
}

std::string Fill(std::string_view text, std::initializer_list<std::string_view> values) {
  std::string filled;
  std::size_t next = 0;  // of holes without a number
  std::size_t from = 0;
  for (std::size_t at = text.find('{'); at != std::string_view::npos; at = text.find('{', from)) {
    const std::size_t end = text.find('}', at);
    if (end == std::string_view::npos) break;
    const std::size_t index = end == at + 1 ? next++ : static_cast<std::size_t>(text[at + 1] - '0');
    if (index >= values.size()) break;
    filled.append(text.substr(from, at - from)).append(values.begin()[index]);
    from = end + 1;
  }
  return filled.append(text.substr(from));
}

}  // namespace onsale::rehearsal
