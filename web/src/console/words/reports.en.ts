// English texts of the pages Audit and Reports. Parameters arrive formatted.

export const auditEn = {
  title: "Audit",
  intro:
    "Checks all stored data against the rules of the sale, while the sale continues. It takes seconds to minutes, and only one runs at a time. Nothing is repeated by itself.",
  run: "Run the audit",
  runAgain: "Run it again",
  running: (time: string) => `The audit has been running for ${time}. The sale continues.`,
  started: "The audit is running. The sale continues.",
  stop: "Stop waiting",
  stopped:
    "You stopped waiting. The audit ends on the server by itself; only then can another one start.",
  isRunning: "Another audit or a search for an old booking number is running. Run yours when it has ended, in some seconds or minutes.",
  failed: "The audit could not be run.",
  passed: (checks: string) => `No violation in ${checks} checks`,
  found: (count: string) =>
    count === "1" ? "The audit found 1 violation" : `The audit found ${count} violations`,
  toDo: "Pause entry and look at the examples. Keep a copy of the data directory before you continue to sell.",
  ranAt: (when: string, took: string) => `Run ${when}; it took ${took}.`,
  commit: (commit: string) => `It covers every change up to commit ${commit}.`,
  allChecks: "All checks",
  check: "Check",
  checked: "Rows checked",
  violations: "Violations",
  firstExamples: (shown: string, all: string) => `The first ${shown} of ${all}:`,
  none: "none",
  violationsOf: (count: string) => (count === "1" ? "1 violation" : `${count} violations`),
  name: (name: string) => `check ${name}`,
  /** Empty: the server's own sentence is in English. */
  proves: {} as Record<string, string>,
};

export const reportsEn = {
  title: "Rehearsal reports",
  intro:
    "Shows the figures of a rehearsal from the file that “onsale rehearse --json” wrote. The file stays in this page and is sent nowhere.",
  pick: "Report",
  pickOther: "Report to compare with",
  reading: "Reading the file…",
  remove: "Remove",
  removeName: (file: string) => `Remove ${file}`,
  none: "No report is open.",
  faults: {
    "too-large": "The file is larger than 16 MB. A report is smaller.",
    empty: "The file is empty.",
    "not-text": "The file is not text. Pick the file of --json, not an archive or a picture.",
    "not-json": "The file is not JSON. Pick the file of --json, not the report of --report.",
    "not-a-report": "The file is JSON, but not a rehearsal's report.",
    unread: "The browser could not read the file.",
  },
  faultMember: (member: string) =>
    `This is not a rehearsal's report: “${member}” is missing or wrong.`,
  faultContradiction: "The report contradicts itself: its verdict does not fit its audit.",
  faultOf: (file: string, fault: string) => `${file}: ${fault}`,

  verdicts: {
    broken: "The sale is not correct",
    unchecked: "The sale could not be checked completely",
    "cut-short": "The rehearsal ended early",
    strained: "The sale is correct, but the server was slow or overloaded",
    well: "The sale went well",
  },
  meanings: {
    broken:
      "The audit found a contradiction, or the server gave an answer that violates the API. Do not open this sale before the cause is known.",
    unchecked: "No error was found, but a check could not be made: see the audit.",
    "cut-short":
      "No error was found up to the early end. The result does not cover the whole sale.",
    strained: "Every acknowledged change is stored, and buyers were admitted in order.",
    well: "Every acknowledged change is stored, buyers were admitted in order, and holds and payments were answered in time.",
  },
  strainedSlow: (call: string, p99: string) =>
    `Too slow (${call}): the slowest 1 % took ${p99} or more, without the rehearsal's own delay; the limit is 1 s.`,
  strainedTrouble: (refused: string, share: string) =>
    `Refused or unanswered: ${refused} answers were refusals for load, of which there should be none; ${share} % of the requests got no answer, of which there should be at most 1 %.`,
  strainedFailed: (buyers: string) =>
    `${buyers} buyers left because the server did not answer them.`,
  strainedAdvice:
    "Lower the capacity of the room, so that fewer buyers act at once, or use a faster disk or more cores, and rehearse again.",
  cuts: {
    asked: "It was stopped by hand before all buyers had finished.",
    "time-limit": "It was stopped by --time-limit before all buyers had finished.",
    "server-gone": "It was stopped because the server had not answered for 30 seconds.",
  },
  bought: (bought: string, buyers: string, seats: string, seconds: string) =>
    `${bought} of ${buyers} buyers bought ${seats} seats in ${seconds} seconds.`,
  speed: (answers: string, perSecond: string, call: string, p99: string) =>
    `The server gave ${answers} answers, ${perSecond} a second. The slowest call is ${call}: 99 % of its answers arrived within ${p99}.`,
  trouble: (refused: string, lost: string) =>
    `${refused} answers were refusals for load (429, 503), and ${lost} requests got no answer.`,
  wrong: (count: string) => `${count} answers violate the API.`,
  inDoubt: (count: string) =>
    `A top-up or payment of ${count} buyers got no answer: their balances are not checked.`,
  others: (count: string) =>
    `${count} more seats are SOLD than were bought here or sold before: somebody else bought at the same time, or the answer to a payment was lost.`,
  line: (peak: string, all: string, each: string) =>
    `This sale needs ${peak} at its peak, of ${all} in all and ${each} by a buyer on average. What TCP and IP add is not counted.`,
  late: (late: string) => `The rehearsal itself sent 99 % of its requests at most ${late} late.`,
  bottleneck: "So the machine that ran it was overloaded too: the times include its delays.",
  fewConnections: (wait: string) =>
    `99 % of requests waited at most ${wait} for a free connection, and the times include this wait.`,

  shows: "Shows",
  startedAt: "Started",
  seats: "Seats sold",
  buyers: "Buyers with tickets",
  slowest: "Slowest p99",
  troubleTile: "Refused for load or unanswered",
  peak: "Read in the busiest second",
  figures: "Figures",
  figure: "Figure",
  duration: "Seconds",
  answers: "Answers",
  perSecond: "Answers a second",
  races: "Races for seats lost",
  difference: "Difference",
  same: "same",

  calls: "By call",
  call: "Call",
  median: "Median",
  p99: "99 %",
  most: "Longest",
  bytes: "Read",
  p99Of: (report: string) => `99 %, ${report}`,
  first: "first",
  second: "second",
  callNames: {
    token: "joining the queue",
    place: "reading the position",
    dates: "dates",
    chart: "chart",
    availability: "availability",
    events: "stream of seats",
    hold: "hold",
    best: "hold of the best seats",
    exchange: "exchange of seats",
    "top-up": "top-up",
    pay: "payment",
    cancel: "cancellation",
    leave: "leaving the queue",
    none: "none",
  },
  intended:
    "Times count from the moment at which a buyer wanted to send, so they include the wait for a free connection.",

  bySecond: "By second",
  peopleChart: "People",
  seatsChart: "Seats",
  waiting: "waiting",
  active: "inside",
  held: "held",
  sold: "sold",
  activeRight: "inside (right)",
  heldRight: "held (right)",
  fromTo: (from: string, to: string) => (from === to ? `${from} s` : `${from} to ${to} s`),
  asTable: "As a table",
  moment: "Time",
  momentsNote: "People and seats held at the end of each span; what was sold and read within it.",
  soldIn: "Sold",
  read: "Read",

  endings: "How visits ended",
  ending: "Ending",
  count: "Count",
  share: "Share",
  endingNames: {
    bought: "bought",
    "tired-of-waiting": "stopped waiting",
    "left-at-dates": "left after reading dates",
    "left-at-seats": "left after reading seats",
    "lost-too-many-races": "lost too many races for seats",
    "gave-hold-up": "left without paying",
    "left-after-top-up": "left after topping up",
    "sold-out": "sold out",
    "turned-away": "rejected by the waiting room",
    "turn-ended": "the turn ended",
    "hold-ended": "the hold ended",
    "server-failed": "the server failed",
    "cut-short": "the rehearsal ended first",
  },
  refusals: "Refusals",
  status: "Status",
  code: "Code",
  noRefusals: "Nothing was refused.",

  audit: "The audit",
  check: "Check",
  checkedAll: (count: string) => `${count} checked`,
  checkedSome: (count: string, of: string) => `${count} of ${of} checked`,
  questions: {
    purchases: "Every acknowledged purchase is stored",
    "one-owner": "No seat has two owners",
    "seat-map": "The seat map matches the purchases",
    balances: "Balances match the purchases",
    ledgers: "Ledgers match the purchases",
    order: "No buyer was admitted before a buyer ahead",
    positions: "No buyer's position got worse",
    server: "The server's own audit",
  },
  named: (question: string, name: string) => `${question}: ${name}`,
  violations: (count: string) => (count === "1" ? "1 violation" : `${count} violations`),
  notMade: (why: string) => `not checked: ${why}`,
  soldOut: (shows: string) =>
    `passed as far as it could be checked; sold out, so no turn was free to read the seats: ${shows}`,
  heldTrue: "passed",
  noChecks: "The report has no audit.",
  wrongAnswers: "Answers that violate the API",

  gap: " ",
};
