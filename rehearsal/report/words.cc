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
         "Every acknowledged change is stored. But answers were slow (the slowest 1 % of some call "
         "took more than a second), or more than 1 % of the requests were refused for load or got "
         "no answer.",
         "Every acknowledged change is stored, buyers were admitted in order, and answers were "
         "fast."},
    .cuts = {"All buyers finished.", "It was stopped by hand before all buyers had finished.",
             "It was stopped by --time-limit before all buyers had finished.",
             "It was stopped because the server had not answered for 30 seconds."},
    .bought = "{} of {} buyers bought {} seats in {} seconds.",
    .speed =
        "The server gave {} answers, {} per second. The slowest call is {}: 99 % of its answers "
        "arrived within {}.",
    .trouble = "{} answers were refusals for load (429, 503), and {} requests got no answer.",
    .late =
        "The rehearsal sent 99 % of its requests at most {} late, and used {} of CPU for each "
        "request.",
    .bottleneck =
        "So the machine that ran the rehearsal was overloaded too: the latencies include its "
        "delays.",
    .few_connections =
        "99 % of requests waited at most {} for a free connection, and the latencies include this "
        "wait: raise --connections if real buyers would not share so few connections.",
    .nonsense = "{} answers violate the API.",
    .in_doubt = "A charge or payment of {} buyers got no answer: their balances are not checked.",
    .others =
        "{} more seats are SOLD than were bought here or sold before: somebody else buys at "
        "the same time, or the answer to a payment was lost.",
    .sample = "{} of {}",
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
    .latency = "Latency of {}",
    .call = "call",
    .count = "answers",
    .median = "median",
    .p99 = "99 %",
    .p999 = "99.9 %",
    .most = "max",
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
    .seconds_axis = "s",
    .proof =
        "The order of admission is checked from outside: if B was seen ACTIVE at an earlier commit "
        "than one at which A, who was ahead, was still WAITING, then B overtook A. Changes between "
        "two reads, or within one commit, cannot be seen.",
    .intended =
        "Latency is measured from the moment at which a buyer wanted to send, so it includes the "
        "wait for a free connection.",
    .commands = "{} with {} buyers arriving in {}, seed {}, at most {} connections, {} opened.",
    .ending_names = {"bought", "stopped waiting", "left after reading dates",
                     "left after reading seats", "lost too many races for seats",
                     "left without paying", "left after charging the balance", "sold out",
                     "rejected by the waiting room", "the turn ended", "the hold ended",
                     "the server failed", "the rehearsal ended first"},
    .questions = {"Every acknowledged purchase is stored", "No seat has two owners",
                  "The seat map matches the purchases", "Balances match the purchases",
                  "Ledgers match the purchases", "No buyer was admitted before a buyer ahead",
                  "No buyer's position got worse", "The server's own audit"}};

constexpr Words kKorean = {
    .language = "ko",
    .title = "예행연습: {}",
    .verdicts = {"판매가 올바르지 않습니다", "판매를 끝까지 검사하지 못했습니다",
                 "예행연습이 일찍 끝났습니다", "판매는 올바르지만 부담이 컸습니다",
                 "판매가 잘 진행되었습니다"},
    .meanings =
        {"검증에서 모순이 나왔거나, 정직한 서버라면 하지 않을 응답이 있었습니다. 원인을 알기 "
         "전에는 "
         "이 판매를 열지 마십시오.",
         "잘못은 찾지 못했지만 하지 못한 검사가 있습니다. 검증 결과를 보십시오.",
         "지금까지의 결과에서는 잘못을 찾지 못했습니다. 판매 전체를 보여 주지는 않습니다.",
         "서버가 확인해 준 것은 모두 사실입니다. 다만 응답이 느렸거나(어떤 호출의 가장 느린 1 %가 "
         "1초를 "
         "넘음), 응답의 1 % 넘게 과부하로 거절되거나 오지 않았습니다.",
         "서버가 확인해 준 것은 모두 사실이고, 사람들은 순서대로 입장했으며, 응답도 빨랐습니다."},
    .cuts = {"모두가 끝까지 마쳤습니다.", "모두가 마치기 전에 사람이 멈추었습니다.",
             "모두가 마치기 전에 --time-limit에 걸려 멈추었습니다.",
             "서버가 30초 동안 응답하지 않아 멈추었습니다."},
    .bought = "구매자 {} / {}명이 좌석 {}개를 {}초 동안 샀습니다.",
    .speed =
        "서버가 응답 {}개를 보냈습니다(초당 {}개). 가장 느린 호출은 {}이고, 그 99 %가 {} 안에 "
        "왔습니다.",
    .trouble = "과부하 거절(429, 503)이 {}번, 오지 않은 응답이 {}번입니다.",
    .late =
        "예행연습 프로그램 스스로 늦은 시간은 요청의 99 %에서 {} 이하이고, 요청마다 CPU {}를 "
        "썼습니다.",
    .bottleneck =
        "그러므로 예행연습을 돌린 컴퓨터도 시간이 모자랐습니다. 응답 시간에는 그 몫이 섞여 "
        "있습니다.",
    .few_connections =
        "요청의 99 %가 빈 연결을 기다린 시간은 {} 이하이고, 응답 시간에는 이 시간이 들어 "
        "있습니다. "
        "실제 구매자들이 이렇게 적은 연결을 나누어 쓰지 않는다면 --connections를 늘리십시오.",
    .nonsense = "정직한 서버라면 하지 않을 응답이 {}번 있었습니다.",
    .in_doubt =
        "구매자 {}명은 충전이나 결제의 응답을 받지 못했습니다. 이들의 돈은 판정하지 않습니다.",
    .others =
        "여기서 산 것과 전에 팔린 것보다 {}석이 더 SOLD입니다. 다른 사람이 동시에 사고 있거나, "
        "결제 응답이 사라진 경우입니다.",
    .sample = "{} / {}",
    .over_time = "시간에 따라",
    .fast = "응답에 걸린 시간",
    .endings = "방문이 끝난 까닭",
    .refusals = "거절",
    .audit = "검증 결과",
    .how = "어떻게 했는가",
    .wrong_answers = "정직한 서버라면 하지 않을 응답",
    .none = "없음",
    .arrivals = "초당 도착",
    .people = "사람",
    .seats = "좌석",
    .waiting = "대기",
    .active = "입장",
    .held = "선점",
    .sold = "판매",
    .latency = "{} 응답 시간",
    .call = "호출",
    .count = "응답",
    .median = "중앙값",
    .p99 = "99 %",
    .p999 = "99.9 %",
    .most = "최대",
    .ending = "까닭",
    .question = "질문",
    .checked = "검사",
    .violations = "위반",
    .share = "비율",
    .status = "상태",
    .code = "코드",
    .held_true = "맞음",
    .not_made = "하지 못함: {}",
    .sold_out = "볼 수 있는 데까지는 맞음. 매진이라 아무도 좌석표를 읽을 차례를 받지 못함: {}",
    .seconds_axis = "초",
    .proof =
        "입장 순서는 밖에서 판정합니다. 앞에 선 A 가 아직 WAITING 으로 보인 커밋보다 이른 커밋에서 "
        "B 가 "
        "ACTIVE 로 보였다면, B 가 A 를 앞지른 것입니다. 두 번의 조회 사이나 한 커밋 안에서 일어난 "
        "일은 "
        "여기서 볼 수 없습니다.",
    .intended =
        "응답 시간은 구매자가 보내려고 한 순간부터 잽니다. 빈 연결을 기다린 시간도 들어갑니다.",
    .commands = "{}, 구매자 {}명이 {} 동안 도착, 시드 {}, 연결 최대 {}개, 실제로 맺은 연결 {}개.",
    .ending_names = {"구매함", "기다리다 지침", "날짜에서 떠남", "좌석에서 떠남",
                     "좌석 경쟁에서 계속 짐", "선점을 포기함", "충전한 뒤 떠남", "매진",
                     "입구에서 거절됨", "차례가 끝남", "선점 시간이 끝남", "서버가 응답하지 못함",
                     "예행연습이 먼저 끝남"},
    .questions = {"확인된 구매가 모두 남아 있다", "주인이 둘인 좌석이 없다",
                  "좌석표가 구매와 맞는다", "잔액이 구매와 맞는다", "원장이 구매와 맞는다",
                  "앞사람보다 먼저 입장한 사람이 없다", "순번이 뒤로 밀린 사람이 없다",
                  "서버 자체 검증"}};

}  // namespace

const Words& WordsOf(Language language) {
  return language == Language::kKorean ? kKorean : kEnglish;
}

std::string Fill(std::string_view text, std::initializer_list<std::string_view> values) {
  std::string filled;
  auto value = values.begin();
  std::size_t from = 0;
  while (value != values.end()) {
    const std::size_t hole = text.find("{}", from);
    if (hole == std::string_view::npos) break;
    filled.append(text.substr(from, hole - from)).append(*value++);
    from = hole + 2;
  }
  return filled.append(text.substr(from));
}

}  // namespace onsale::rehearsal
