// Korean texts of the pages Audit and Reports. Parameters arrive formatted.

import type { auditEn, reportsEn } from "./reports.en.js";

export const auditKo: typeof auditEn = {
  title: "검증",
  intro:
    "판매를 계속하면서 저장된 모든 데이터를 판매 규칙과 대조합니다. 몇 초에서 몇 분이 걸리고 한 번에 하나만 실행됩니다. 자동으로 반복하지 않습니다.",
  run: "검증 실행",
  runAgain: "다시 검증",
  running: (time) => `${time}째 검증하고 있습니다. 판매는 계속됩니다.`,
  started: "검증하고 있습니다. 판매는 계속됩니다.",
  stop: "기다리지 않기",
  stopped:
    "결과를 기다리지 않습니다. 서버의 검증은 스스로 끝나며, 끝난 뒤에 다시 실행할 수 있습니다.",
  isRunning:
    "다른 검증이나 지난 예매번호 검색이 진행 중입니다. 몇 초에서 몇 분 뒤 끝나면 다시 실행해 주세요.",
  failed: "검증을 실행하지 못했습니다.",
  passed: (checks) => `${checks}개 항목 모두 위반 없음`,
  found: (count) => `위반 ${count}건이 나왔습니다`,
  toDo: "입장을 멈추고 예시를 확인해 주세요. 판매를 계속하기 전에 데이터 디렉터리를 복사해 주세요.",
  ranAt: (when, took) => `${when}에 실행했고 ${took} 걸렸습니다.`,
  commit: (commit) => `커밋 ${commit}까지의 모든 변경을 확인했습니다.`,
  allChecks: "전체 항목",
  check: "항목",
  checked: "검사한 행",
  violations: "위반",
  firstExamples: (shown, all) => `${all}건 중 처음 ${shown}건:`,
  none: "없음",
  violationsOf: (count) => `위반 ${count}건`,
  name: (name) => `항목 ${name}`,
  proves: {
    "file-pages": "sale.db에 손상된 페이지가 없습니다.",
    "queue-order": "WAITING 토큰의 입장 순번은 모두 마지막 입장 순번보다 뒤입니다.",
    "admission-order": "입장 순번대로 입장했습니다.",
    "admitted-last": "입장한 토큰의 입장 순번은 그 대기실의 마지막 입장 순번을 넘지 않습니다.",
    "draw-seeds": "모든 추첨의 비밀 값이 지문과 맞고, 모든 응모에 대기실이 발급한 번호가 있습니다.",
    "queue-places": "모든 토큰에 대기실과 그 대기실이 발급한 번호가 있습니다.",
    "token-times":
      "WAITING 토큰에는 입장 시각이 없고, ACTIVE 토큰의 입장 시각은 발급보다 이르지 않으며, EXPIRED 토큰에는 이유가 있습니다.",
    "room-counts": "모든 대기실의 ACTIVE와 WAITING 토큰 수가 맞습니다.",
    "room-capacity":
      "동시 입장 인원을 넘은 대기실이 없습니다(줄였을 때 이미 입장해 있던 인원은 제외).",
    "one-place": "한 대기실에 유효한 토큰을 둘 가진 구매자가 없습니다.",
    "paid-and-confirmed": "CONFIRMED인 예매에는 모두 같은 구매자, 금액, 시각의 결제가 있고, 다른 예매에는 결제가 없습니다.",
    "paid-and-posted":
      "모든 결제는 같은 예매, 구매자, 금액, 시각으로 거래 내역에 있고, 거래 내역에만 있는 결제는 없습니다.",
    "posted-once": "거래 내역에 두 번 적힌 충전이나 결제가 없습니다.",
    "ledger-order":
      "잔액 내역의 번호에 빈 곳이 없고, 잔액이 차례로 이어지며, 0보다 작은 잔액이 없습니다.",
    "ledger-accounts": "충전은 구매자의 잔액으로, 결제는 그 공연의 매출로 들어갔습니다.",
    "wallet-balances":
      "모든 잔액이 충전에서 결제를 뺀 값이고 마지막 내역과 같으며 0보다 작지 않습니다.",
    "ledger-sum": "거래 내역의 합이 0입니다. 들어온 돈은 잔액에 있거나 티켓값으로 결제되었습니다.",
    totals: "SOLD 좌석 수는 결제된 좌석 수와, 결제 수는 결제된 예매 수와 같습니다.",
    "show-seats": "모든 회차에 배치도의 좌석마다 한 행이 있고 다른 행은 없습니다.",
    "seat-pairs": "동반자석과 그 휠체어석은 한 배치도 안에서 서로를 가리키고, 그 밖의 좌석은 짝을 가리키지 않습니다.",
    catalogue:
      "공연의 대기실, 회차의 공연과 배치도, 좌석의 등급, 회차별 등급의 가격이 모두 있습니다.",
    "seat-owners": "HELD와 SOLD 좌석만 같은 회차의 예매를 가리키고, 그 상태가 맞습니다.",
    "reservation-seats": "유효한 선점과 결제된 예매의 좌석만 그 예매를 가리킵니다.",
    "one-owner": "유효하거나 결제된 예매 둘에 속한 좌석이 없습니다.",
    "reservation-amounts":
      "모든 예매에 좌석이 있고, 겹치는 좌석이 없으며, 금액은 좌석 가격의 합입니다.",
    "reservation-ends":
      "결제 없이 끝난 예매에만 이유와 시각이 있습니다(이전 버전이 끝낸 예매는 제외).",
    "reservation-persons": "모든 예매에 토큰의 주인이 적혀 있어 매수 제한이 사람마다 적용됩니다.",
    "seat-prices": "선점되거나 결제된 좌석은 모두 배치도에 있고 가격이 0보다 작지 않습니다.",
    "holds-have-turns": "유효한 선점은 모두 그보다 먼저 끝나지 않는 구매자의 입장에 속합니다.",
    "action-numbers": "운영 변경 이력의 번호가 1부터 빈 곳 없이 시간 순서대로 이어집니다.",
    "action-keys": "운영 변경 이력의 키는 모두 있거나 폐기되었거나 만료된 키입니다.",
    "operator-releases": "운영자가 해제한 선점과 운영 변경 이력이 하나씩 맞습니다.",
    "key-digests": "모든 액세스 키에 비밀 값의 해시가 있고, 이전 비밀 값에는 만료 시각이 있습니다.",
  },
};

export const reportsKo: typeof reportsEn = {
  title: "리허설 보고서",
  intro:
    "‘onsale rehearse --json’이 쓴 파일에서 리허설의 수치를 보여 줍니다. 파일은 이 화면에만 있으며 어디로도 보내지 않습니다.",
  pick: "보고서",
  pickOther: "비교할 보고서",
  reading: "파일을 읽는 중…",
  remove: "닫기",
  removeName: (file) => `${file} 닫기`,
  none: "열린 보고서가 없습니다.",
  faults: {
    "too-large": "파일이 16MB보다 큽니다. 보고서는 그보다 작습니다.",
    empty: "빈 파일입니다.",
    "not-text": "텍스트 파일이 아닙니다. 압축 파일이나 그림이 아니라 --json의 파일을 골라 주세요.",
    "not-json": "JSON이 아닙니다. --report의 파일이 아니라 --json의 파일을 골라 주세요.",
    "not-a-report": "JSON이지만 리허설 보고서가 아닙니다.",
    unread: "브라우저가 파일을 읽지 못했습니다.",
  },
  faultMember: (member) => `리허설 보고서가 아닙니다. ‘${member}’ 값이 없거나 잘못되었습니다.`,
  faultContradiction: "보고서의 판정이 검증 결과와 맞지 않습니다.",
  faultOf: (file, fault) => `${file}: ${fault}`,

  verdicts: {
    broken: "판매가 올바르지 않습니다",
    unchecked: "일부 항목을 검증하지 못했습니다",
    "cut-short": "리허설이 일찍 끝났습니다",
    strained: "판매는 정확했지만 서버가 느리거나 과부하 상태였습니다",
    well: "판매가 잘 진행되었습니다",
  },
  meanings: {
    broken:
      "검증에서 모순이 발견되었거나, 정상적인 서버에서는 나올 수 없는 응답이 있었습니다. 원인을 확인하기 전에는 예매를 열지 마세요.",
    unchecked:
      "발견된 오류는 없지만 확인하지 못한 항목이 있습니다. 아래의 검증 결과를 확인해 주세요.",
    "cut-short": "중단될 때까지 발견된 오류는 없습니다. 판매 전체를 확인한 결과는 아닙니다.",
    strained: "응답받은 변경이 모두 보존되었고, 구매자는 순서대로 입장했습니다.",
    well: "응답받은 변경이 모두 보존되었고, 구매자는 순서대로 입장했으며, 선점과 결제의 응답도 빨랐습니다.",
  },
  strainedSlow: (call, p99) =>
    `응답 지연: ${call} 응답 중 가장 느린 1%가 부하 생성기 자체의 지연을 빼고도 ${p99} 이상 걸렸습니다. 기준은 1초 미만입니다.`,
  strainedTrouble: (refused, share) =>
    `거절·무응답: 과부하로 거절된 응답이 ${refused}건이고(기준 0건), 요청의 ${share}%가 응답을 받지 못했습니다(기준 1% 이하).`,
  strainedFailed: (buyers) => `구매자 ${buyers}명이 서버의 응답을 받지 못해 떠났습니다.`,
  strainedAdvice:
    "대기실의 동시 입장 인원을 줄이거나, 더 빠른 디스크나 더 많은 코어를 사용해 다시 리허설해 주세요.",
  cuts: {
    asked: "모든 구매자가 방문을 마치기 전에 실행한 사람이 중단했습니다.",
    "time-limit": "모든 구매자가 방문을 마치기 전에 --time-limit에 도달해 중단되었습니다.",
    "server-gone": "서버가 30초 동안 응답하지 않아 중단되었습니다.",
  },
  bought: (bought, buyers, seats, seconds) =>
    `구매자 ${buyers}명 중 ${bought}명이 ${seconds}초 동안 ${seats}석을 예매했습니다.`,
  speed: (answers, perSecond, call, p99) =>
    `서버는 초당 ${perSecond}개, 모두 ${answers}개의 응답을 보냈습니다. 가장 느린 API는 ${call}이며, 응답의 99%가 ${p99} 안에 도착했습니다.`,
  trouble: (refused, lost) =>
    `과부하로 거절된 요청(429, 503)은 ${refused}건, 응답을 받지 못한 요청은 ${lost}건입니다.`,
  wrong: (count) => `정상적인 서버에서는 나올 수 없는 응답이 ${count}건 있었습니다.`,
  inDoubt: (count) =>
    `구매자 ${count}명은 충전이나 결제의 응답을 받지 못했습니다. 이들의 잔액은 판정에서 제외했습니다.`,
  others: (count) =>
    `이 리허설에서 예매한 좌석과 이전에 판매된 좌석보다 ${count}석이 더 판매(SOLD)되었습니다. 다른 사람이 동시에 예매했거나, 결제 응답이 유실되었을 수 있습니다.`,
  line: (peak, all, each) =>
    `이 판매의 최대 전송량은 ${peak}입니다. 전체 수신량은 ${all}, 구매자 한 명당 평균 ${each}입니다. TCP와 IP의 오버헤드는 제외했습니다.`,
  late: (late) => `부하 생성기 자체의 지연은 요청의 99%에서 ${late} 이하입니다.`,
  bottleneck:
    "리허설을 실행한 컴퓨터도 과부하 상태였으므로, 응답 시간에 그 지연이 포함되어 있습니다.",
  fewConnections: (wait) =>
    `요청의 99%가 빈 연결을 기다린 시간은 ${wait} 이하이며, 응답 시간에 포함되어 있습니다.`,

  shows: "회차",
  startedAt: "시작",
  seats: "판매 좌석",
  buyers: "예매 성공",
  slowest: "가장 느린 p99",
  troubleTile: "거절·무응답",
  peak: "최대 전송량",
  figures: "수치",
  figure: "항목",
  duration: "걸린 시간(초)",
  answers: "응답 수",
  perSecond: "초당 응답",
  races: "놓친 좌석(이선좌)",
  difference: "차이",
  same: "같음",

  calls: "API별 응답 시간",
  call: "API",
  median: "중앙값",
  p99: "99%",
  most: "최대",
  bytes: "수신량",
  p99Of: (report) => `99%, ${report}`,
  first: "첫째",
  second: "둘째",
  callNames: {
    token: "대기열 진입",
    place: "순번 확인",
    dates: "회차",
    chart: "좌석 배치도",
    availability: "잔여 좌석",
    events: "좌석 이벤트 스트림",
    hold: "선점",
    best: "추천 좌석 선점",
    exchange: "좌석 변경",
    "top-up": "충전",
    pay: "결제",
    cancel: "선점 취소",
    leave: "나가기",
    none: "없음",
  },
  intended:
    "응답 시간은 구매자가 요청을 보내려고 한 순간부터 잽니다. 빈 연결을 기다린 시간도 포함됩니다.",

  bySecond: "시간대별 추이",
  peopleChart: "인원",
  seatsChart: "좌석",
  waiting: "대기 중",
  active: "입장 중",
  held: "선점",
  sold: "판매 완료",
  activeRight: "입장 중(오른쪽)",
  heldRight: "선점(오른쪽)",
  fromTo: (from, to) => (from === to ? `${from}초` : `${from}~${to}초`),
  asTable: "표로 보기",
  moment: "시간",
  momentsNote: "인원과 선점은 각 구간의 끝, 판매와 수신량은 구간 동안의 값입니다.",
  soldIn: "판매",
  read: "수신량",

  endings: "방문 종료 사유",
  ending: "사유",
  count: "인원",
  share: "비율",
  endingNames: {
    bought: "예매 완료",
    "tired-of-waiting": "대기 중 이탈",
    "left-at-dates": "회차 선택에서 이탈",
    "left-at-seats": "좌석 선택에서 이탈",
    "lost-too-many-races": "좌석 선점 연속 실패(이선좌)",
    "gave-hold-up": "선점 취소",
    "left-after-top-up": "충전 후 미결제",
    "sold-out": "매진",
    "turned-away": "대기열 진입 거절",
    "turn-ended": "입장 시간 종료",
    "hold-ended": "선점 시간 만료",
    "server-failed": "서버 무응답",
    "cut-short": "리허설이 먼저 끝남",
  },
  refusals: "거절",
  status: "상태",
  code: "코드",
  noRefusals: "거절된 요청이 없습니다.",

  audit: "검증 결과",
  check: "검증 항목",
  checkedAll: (count) => `${count}건 검사`,
  checkedSome: (count, of) => `${of}건 중 ${count}건 검사`,
  questions: {
    purchases: "응답받은 예매가 모두 보존됨",
    "one-owner": "좌석 중복 판매 여부",
    "seat-map": "좌석 배치도가 예매 내역과 일치",
    balances: "잔액이 예매 내역과 일치",
    ledgers: "거래 내역이 예매 내역과 일치",
    order: "새치기 입장 여부",
    positions: "순번 밀림 여부",
    server: "서버 자체 검증",
  },
  named: (question, name) => `${question}: ${name}`,
  violations: (count) => `위반 ${count}건`,
  notMade: (why) => `확인 못 함: ${why}`,
  soldOut: (shows) =>
    `확인한 범위에서 이상 없음. 매진되어 좌석 배치도를 조회할 입장 기회가 없었음: ${shows}`,
  heldTrue: "이상 없음",
  noChecks: "보고서에 검증 결과가 없습니다.",
  wrongAnswers: "정상적인 서버에서는 나올 수 없는 응답",

  gap: "",
};
