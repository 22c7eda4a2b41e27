// The texts of the demo's page.

export const en = {
  title: "Onsale: a sale to try",
  about:
    "A crowd of simulated buyers is in line with you, twenty times as fast as people. You are a buyer on the phone and the operator in the console. Your turn lasts 90 seconds, a hold 45: the room's times are divided by twenty, too.",
  phone: "Buyer's phone",
  console: "Operator's console",
  otherLanguage: "한국어",
  soldOut:
    "Everything is sold, and the simulated buyers have left. For a new sale press Ctrl-C in the terminal and start the demo again.",
  ended: "The demo does not answer: it has ended, or is being stopped. Start it again with ./dev demo.",
};

export type Words = typeof en;

export const ko: Words = {
  title: "Onsale 데모",
  about:
    "사람보다 스무 배 빠른 가상 구매자들이 같은 대기열에서 기다립니다. 휴대폰에서는 구매자로, 콘솔에서는 운영자로 움직여 보세요. 대기실의 시간도 20분의 1이어서 좌석 선택은 90초, 결제는 45초 안에 해야 합니다.",
  phone: "구매자 휴대폰",
  console: "운영 콘솔",
  otherLanguage: "English",
  soldOut:
    "모든 좌석이 판매되어 가상 구매자가 모두 떠났습니다. 새로 시작하려면 터미널에서 Ctrl-C를 누르고 데모를 다시 실행해 주세요.",
  ended: "데모가 응답하지 않습니다. 이미 끝났거나 종료하는 중입니다. ./dev demo로 다시 시작해 주세요.",
};
