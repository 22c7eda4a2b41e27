// English texts of the pages Rooms, Audit and Reports. Parameters arrive formatted.

import { auditEn, reportsEn } from "./reports.en.js";

const one = (count: string, single: string, several: string) =>
  count === "1" ? `1 ${single}` : `${count} ${several}`;

const rooms = {
  title: "Waiting rooms",
  none: "This sale has no waiting room.",
  loading: "Reading the rooms…",
  gone: (room: string) => `There is no room “${room}”.`,
  allRooms: "All rooms",
  roomTitle: (room: string) => `Room ${room}`,
  nothing: "none",
  acts: "Acts",

  room: "Room",
  state: "State",
  mode: "Order",
  waiting: "Waiting",
  inside: "Inside / capacity",
  admitted: "Admitted a minute",
  stateNotes: {
    SCHEDULED: "Nobody can join or enter until the opening.",
    OPEN: "People join, and enter in order.",
    PAUSED: "People join and keep their places. Nobody enters.",
    CLOSED: "Nobody joins or enters. Those inside continue.",
  },
  lobbyNote: "Buyers can enter the draw. At the opening their order is drawn by lot, and entry begins.",
  modeNotes: {
    FIFO: "People enter in the order in which they came.",
    DRAW: "At a scheduled opening the order is drawn among all who are in the lobby.",
    NO_QUEUE: "Everybody enters at once. Capacity and rate do not count.",
  },
  opensAt: (when: string) => `Opens ${when}`,
  saleOpensAt: (when: string) => `Open, but nobody enters before the sale begins: ${when}`,
  soldOut: "No seat is free. People keep their places and enter when seats are free again.",

  // Acts on the state
  pause: "Pause entry",
  pauseTitle: (room: string) => `Pause entry to ${room}?`,
  pauseWhich: "Pause entry to which room?",
  pauseText: (waiting: string, inside: string) =>
    `${one(waiting, "person keeps the place", "people keep their places")}; the ${inside} inside go on.`,
  pauseUnknown: "Those who wait keep their places; those inside go on.",
  paused: (room: string) => `Entry to ${room} is paused`,
  isPaused: (room: string) => `Entry to ${room} was already paused`,
  resume: "Resume entry",
  resumeTitle: (room: string) => `Resume entry to ${room}?`,
  resumeRate: (rate: string) => `From the next in line, up to ${rate} a minute.`,
  resumeNoLimit: "From the next in line, as many as there is room.",
  resumeButton: "Resume",
  resumed: (room: string) => `Entry to ${room} has resumed`,
  reopen: "Open again",
  reopenTitle: (room: string) => `Open ${room} again?`,
  reopenText: (waiting: string) =>
    `The ${waiting} waiting continue from their places, and others can join.`,
  resumeDraw: "If the order is not drawn yet, it is drawn now, which cannot be undone.",
  openNow: "Open now",
  openTitle: (room: string) => `Open ${room} now?`,
  openText: (when: string) => `The room was to open ${when}. People can join and enter at once.`,
  openDrawTitle: (room: string) => `Draw and open ${room} now?`,
  openDrawText: (waiting: string) =>
    `The order is drawn now among the ${waiting} in the lobby. Cannot be undone.`,
  openDrawButton: "Draw and open",
  opened: (room: string) => `${room} is open`,
  close: "Close booking",
  closeTitle: (room: string) => `Close booking in ${room}?`,
  closeText: (waiting: string) =>
    `Nobody can join; the ${waiting} waiting will not enter unless you reopen.`,
  closeScheduled: (when: string) => `The opening of ${when} is dropped.`,
  closeButton: "Close",
  closed: (room: string) => `${room} is closed`,

  // Policy
  policy: "Policy",
  policyNote: "A change applies from the next entry on and ends nobody's turn.",
  now: "Now",
  members: {
    state: "State",
    opensAt: "Opens at",
    presaleGroup: "Presale group",
    presaleUntil: "Presale until",
    korean: "In Korean",
    english: "In English",
    mode: "Order",
    capacity: "Capacity",
    waitingMax: "Most waiting",
    activeTimeSeconds: "Turn",
    holdTimeSeconds: "Hold time",
    claimTimeSeconds: "Claim time",
    entryPerMinute: "Entry rate",
    entryBurst: "Burst",
  },
  memberNotes: {
    mode: "In which order people enter.",
    capacity: "The most people inside at once.",
    waitingMax: "Beyond it, new people get “The waiting room is full”.",
    activeTimeSeconds: "Seconds that a turn lasts. A hold extends it to the end of the hold.",
    holdTimeSeconds: "Seconds that seats are held for the payment. Applies to later holds.",
    claimTimeSeconds: "Seconds in which somebody whose turn has come must enter. 0: no limit.",
    entryPerMinute: "The most who enter in a minute. 0: no limit.",
    entryBurst: "How many may enter at one moment after a lull.",
  },
  noLimit: "no limit",
  inSeconds: (seconds: string) => `${seconds} s`,
  inMinutes: (minutes: string) => `${minutes} min`,
  inHours: (hours: string) => `${hours} h`,
  between: (least: string, most: string) => `A whole number from ${least} to ${most}.`,
  change: "Change",
  changeAnyway: "Change anyway",
  changePolicy: "Change the policy",
  changeTitle: (room: string) => `Change the policy of ${room}?`,
  changed: (room: string) => `The policy of ${room} has changed`,
  discard: "Discard",
  capacityTitle: (room: string, before: string, after: string) =>
    `Change the capacity of ${room} from ${before} to ${after}?`,
  lowering: "Lowering expels nobody.",
  everybodyTitle: (room: string, waiting: string) =>
    `Let everybody into ${room}? ${one(waiting, "person waits", "people wait")}.`,
  everybodyText: "Everybody who waits enters at once. Capacity and rate stop counting.",
  everybodyButton: "Let everybody in",

  // Effect
  effect: "Effect",
  effectNow: "Policy now",
  effectNew: "New policy",
  seatsPerMinute: (seats: string) => `about ${seats} seats a minute`,
  unlimited: "nothing limits the entry",
  byCapacity: (turns: string) => `${turns} turns a minute, as many as the capacity allows`,
  byRate: (turns: string) => `${turns} turns a minute, as many as the entry rate allows`,
  entryFalls: (before: string, after: string) =>
    `Entry falls from about ${before} to ${after} a minute.`,
  entryRises: (before: string, after: string) =>
    `Entry rises from about ${before} to ${after} a minute.`,
  lastEnters: (waiting: string, minutes: string) =>
    waiting === "1"
      ? `The 1 person who waits enters after about ${one(minutes, "minute", "minutes")}.`
      : `The last of the ${waiting} who wait enters after about ${one(minutes, "minute", "minutes")}.`,
  entersAtOnce: (count: string) => one(count, "person enters at once.", "people enter at once."),
  freePlaces: (places: string, first: string, rate: string) =>
    `${places} places inside are free: ${one(first, "person enters", "people enter")} at once, others follow at ${rate} a minute.`,
  entersNobody: "Nobody enters at once.",
  computedFrom: "Computed from",
  paidShare: (percent: string) => `${percent} % of turns end with a payment`,
  seatsPerPayment: (seats: string) => `${seats} seats a payment`,
  turnMinutes: (minutes: string) => `${minutes} minutes a turn`,
  measured: "measured",
  assumed: "assumed: not measured yet",
  estimateNote:
    "It holds while people wait and seats are left: capacity × paid share × seats a payment ÷ minutes a turn.",
  warnings: {
    "no-queue": "Everybody who waits enters at once. Capacity and rate stop counting.",
    "draw-later": "The order of those who wait stays. A draw begins when you schedule an opening.",
    "claim-shorter":
      "People who wait may miss their turn. They were told to check back in up to five minutes. Safer before opening.",
    "claim-short": "Under 5 seconds the network alone makes people miss their turn.",
    "claim-none": "People who do not return keep a place inside for the whole turn.",
    "turn-short":
      "With thousands waiting, keep a turn above six minutes: people were told to check back in up to five.",
    "capacity-below-active":
      "More are inside than the new capacity. They continue; nobody enters until enough have left.",
    "line-full": "As many wait already. New people get “The waiting room is full”.",
  },

  // Opening
  opening: "Opening",
  openingNote: "Times are in Korean time (KST).",
  openingWhen: "Opens at",
  openingOrder: "Order at the opening",
  openingPast: "Choose a time that is still to come.",
  openingWaiting: (waiting: string) =>
    `${one(waiting, "person waits", "people wait")} now. An opening can be scheduled only while nobody waits.`,
  schedule: "Schedule the opening",
  scheduleTitle: (room: string) => `Schedule the opening of ${room}?`,
  scheduleText: "Until then nobody can join. Those inside continue.",
  scheduleButton: "Schedule",
  scheduled: (room: string, when: string) => `${room} opens ${when}`,
  move: "Move the opening",
  moveTitle: (room: string) => `Move the opening of ${room}?`,
  moveButton: "Move",
  scheduleDraw: "Schedule the draw",
  scheduleDrawAgain: "Schedule another draw",
  drawTitle: (room: string) => `Schedule the draw of ${room}?`,
  drawText: "The draw cannot be cancelled or replaced afterwards; its time can be moved.",
  drawLobby: (when: string) =>
    `From now on buyers can enter the draw. At the opening (${when}) their order is drawn by lot, and entry begins.`,
  drawScheduled: (room: string, when: string) =>
    `Buyers can enter the draw of ${room}; it is drawn ${when}`,
  drawCommitted: "The draw cannot be cancelled or replaced; its time can be moved.",
  drawPublish:
    "The commitment is the fingerprint of the secret number that decides the order. Publish it elsewhere before the draw, such as on your website: then everybody can see that the number was not changed.",
  commitment: "Commitment:",
  drawRecord: "Public at the buyers' address:",
  drawn: (when: string, entries: string) =>
    `Drawn ${when}, ${one(entries, "entry", "entries")}.`,
  drawnOrder: "They enter in the drawn order; buyers who join later follow.",
  drawCheck: "With the secret number and the list of entries, now public, everybody can compute the order.",

  // Presale
  presale: "Presale",
  presaleNote: "Until this time only buyers of the group can join.",
  presaleGroup: "Group",
  presaleGroupRule: "Small letters, digits and dashes; at most 64.",
  presaleUntil: "Until",
  presaleNow: (group: string, until: string) => `Only ${group} until ${until}`,
  presaleOver: (group: string, until: string) =>
    `It was only for ${group} until ${until}. It is over.`,
  presaleSet: "Set the presale",
  presaleTitle: (room: string) => `Change the presale of ${room}?`,
  presaleText: "Others cannot join before the end. Whoever has a place keeps it.",
  presaleButton: "Set",
  presaleEnd: "End the presale",
  presaleEndTitle: (room: string) => `End the presale of ${room} now?`,
  presaleEndText: "Everybody can join at once, behind those who are there.",
  presaleEndButton: "End now",
  presaleDone: (room: string) => `The presale of ${room} has changed`,
  presaleEnded: (room: string) => `The presale of ${room} has ended`,

  // Notice
  notice: "Notice to those who wait",
  noticeNote: "Pages near the front show it within two seconds, others within five minutes. Text only, in one paragraph.",
  noticeNone: "There is no notice.",
  noticeSince: (when: string) => `Shown since ${when}.`,
  korean: "Korean",
  english: "English",
  bytes: (used: string, most: string) => `${used} of ${most} bytes`,
  bytesOver: (over: string) => one(over, "byte too many", "bytes too many"),
  noticeUnseen: "It has a line break or a character that nobody sees. Remove it.",
  noticeSpaces: "It has only spaces.",
  previewKorean: "Preview on Korean pages",
  previewEnglish: "Preview on English pages",
  previewOnlyKorean: "(there is only the Korean text)",
  previewOnlyEnglish: "(there is only the English text)",
  noticeShow: "Show the notice",
  noticeReplace: "Replace the notice",
  noticeTitle: (room: string) => `Show this to everybody who waits in ${room}?`,
  noticeText: (waiting: string) => `${one(waiting, "person waits", "people wait")} now.`,
  noticeButton: "Show",
  noticeShown: (room: string) => `The notice of ${room} is shown`,
  noticeRemove: "Remove the notice",
  noticeRemoveTitle: (room: string) => `Remove the notice of ${room}?`,
  noticeRemoveButton: "Remove",
  noticeRemoved: (room: string) => `The notice of ${room} is removed`,
  noticeStill: (text: string) => `A notice is still shown: “${text}”`,
  noticeRemoveToo: "Remove the notice, too",
  noticeStays: "The notice was not removed.",
  noticeChanged: "Somebody else has changed the notice. Your text is kept here.",

  // Funnel
  funnel: "Funnel",
  funnelNote: "Since the room was created.",
  funnelStep: "Step",
  funnelRows: {
    joined: "Joined",
    waiting: "Waiting now",
    leftWaiting: "Left while waiting",
    admitted: "Admitted",
    active: "Inside now",
    noShows: "Missed their turn",
    leftActive: "Left while inside",
    timedOut: "Ran out of time",
    holds: "Held seats",
    paid: "Paid",
    seatsSold: "Seats sold",
  },
  count: "Count",
  share: "Share",
  shareOf: (percent: string, of: string) => `${percent} % of ${of}`,
  ofJoined: "joined",
  ofAdmitted: "admitted",
  ofHolds: "holds",
  leftAfter: (wait: string) => `on average after ${wait}`,
  estimateError: (seconds: string) => `The estimated wait is off by ${seconds} on average.`,
  manyNoShows: "Many miss their turn: raise the claim time or the capacity.",
  manyTimedOut: "Many run out of time: people may not find seats.",

  // What can go wrong
  conflict: (rows: string) =>
    `Somebody else changed it meanwhile, and your change was not made. ${rows}. Check the new value and try again.`,
  conflictRow: (member: string, shown: string, now: string) =>
    `${member}: you saw ${shown}, now it is ${now}`,
  noAnswerMade: "The server did not answer, but the change was made.",
  noAnswerNot:
    "The server did not answer, and so far the change is not made. Look again before you repeat it.",
  roomIsNow: (state: string, mode: string) => `The room is now: ${state}, ${mode}.`,
  problems: {
    "room-in-use": "The room cannot be scheduled while people wait.",
    "draw-committed": "The draw of this room is published and cannot be cancelled or replaced.",
    "room-not-found": "There is no such room any more.",
  },
  toDo: {
    "room-in-use":
      "Admit them first: raise the capacity, or choose “No queue”, which admits everybody.",
    "draw-committed": "Open the room, which draws the order, and change the order afterwards.",
    "room-not-found": "Go back to the list of rooms.",
    overloaded: "Nothing was changed. Try again in a few seconds.",
    unavailable: "Nothing was changed. If it stays, look at the server's log.",
    "quota-exceeded": "Nothing was changed. Wait a minute and try again.",
    "scope-required": "Ask the owner for a key that has this scope.",
  },
  toDoElse: "Check the values and try again.",
};

export const roomsEn = { rooms, audit: auditEn, reports: reportsEn };
