// Every text of the console in English. Parameters arrive formatted. The sections of the pages
// rooms, audit and reports are in rooms.en.ts, those of seats, buyer and changes in seats.en.ts.

import { roomsEn } from "./rooms.en.js";
import { seatsEn } from "./seats.en.js";

export const en = {
  frame: {
    title: "Console",
    otherLanguage: "한국어",
    pages: "Pages",
    skip: "Go to the content",
    live: "Live",
    rooms: "Rooms",
    seats: "Seats",
    buyer: "Buyer",
    changes: "Changes",
    audit: "Audit",
    reports: "Reports",

    signInTitle: "Operator's console",
    signInText:
      "Paste an access key. It stays in this page and is forgotten when you reload or close it.",
    firstKey:
      "The first key is in the file data-owner.key beside the data directory; the server's log names the file. Over PostgreSQL, onsale store init printed the key.",
    accessKey: "Access key",
    signIn: "Sign in",
    signingIn: "Signing in…",
    showKey: "Show the key",
    keyInvalid: "This key is not valid",
    signOut: "Sign out",
    signedOut: "You are signed out.",
    keyEnded:
      "The key is not valid any more: it has ended, was revoked or has another secret. Sign in with another one.",
    signedInAs: (name: string, keyId: string) => `Key ${name} (${keyId})`,
    testKey: "Test key",
    keyEndsAt: (when: string) => `valid until ${when}`,

    updated: (seconds: string) => `updated ${seconds} s ago`,
    stale: (seconds: string) => `Stale ${seconds} s`,
    connecting: "Connecting…",
    hidden: "Paused while hidden",
    replaced: "Too many consoles use this key: this one gets no live figures any more.",
    noLive: "No live figures",
    follow: "Follow again",
    serverTime: "Server time",
    room: "Room",
    states: { SCHEDULED: "Scheduled", OPEN: "Open", PAUSED: "Paused", CLOSED: "Closed" },
    modes: { FIFO: "In order of arrival", DRAW: "Draw", NO_QUEUE: "No queue" },
    light: "Light",
    dark: "Dark",
    keys: "Key P, then Enter, pauses entry",
    notOpen: (room: string) => `Room ${room} is not open: there is no entry to pause.`,
    alerts: "Alerts",
    rail: "Alerts and changes",

    cancel: "Cancel",
    before: "Before",
    after: "After",
    member: "What",
    reason: "Reason",
    reasonOptional: "Reason (optional)",
    reasonHint: "Kept with the change, for everybody who may read the changes.",
    reasonLong: "Too long: at most 200 bytes.",
    typeToConfirm: (text: string) => `Type ${text} to go on`,
    copy: "Copy",
    copied: "Copied",
    copyFailed: "The browser did not allow to copy. Mark the text and copy it by hand.",
    again: "Try again",
    loading: "Loading…",
    none: "None",
    scopeMissing: (scope: string) => `This key lacks the scope ${scope}.`,
    noAnswer:
      "The server did not answer. The change may have been made: look before you repeat it.",
    unreachable: "The server cannot be reached.",
    busy: "The server is busy. Try again shortly.",
    refused: (code: string, detail: string, reference: string) =>
      `Refused: ${code}. ${detail} Reference ${reference}.`,
  },
  live: {
    title: "Live",
    line: "The line",
    waiting: "Waiting",
    inside: "Inside",
    insideRight: "Inside (right axis)",
    held: "Held",
    sold: "Sold",
    admittedOf: (admitted: string, joined: string) =>
      `${admitted} of ${joined} who joined were admitted`,
    tileWaiting: "Waiting",
    tileInside: "Inside/capacity",
    tileAdmitted: "Admitted/min",
    tileSold: "Sold",
    tileSoldPerMinute: "Sold/min",
    tileRefused: "Refused 503",
    full: "full",
    percent: (value: string) => `${value} %`,
    inSeconds: (seconds: string) => `in ${seconds} s`,
    range: "Time shown",
    tenMinutes: "10 minutes",
    oneHour: "1 hour",
    people: "People",
    seats: "Seats",
    sales: "Sales",
    show: "Show",
    total: "Total",
    left: "Left",
    heldBack: "Held back",
    sellsOut: "Sells out",
    about: (time: string) => `about ${time}`,
    soldOut: "sold out",
    noShows: "No shows",
    categoriesOf: (show: string) => `Categories of ${show}`,
    earlier: "Shows before",
    more: "More shows",
    roomsTable: "Rooms",
    room: "Room",
    state: "State",
    frontWait: "Front has waited",
    noShowCount: "Missed their turn",
    leftOff: (count: string) => `${count} more rooms are not shown.`,
  },
  alerts: {
    none: "No alerts",
    unseen: "Alerts cannot be seen with this key: it lacks the scope metrics.",
    refusing: (percent: string) =>
      `Refusing for load (${percent} %). Lower the capacity or add nodes.`,
    noShows: (percent: string) => `Many miss their turn (${percent} %). Raise the claim time.`,
    noEntry: (room: string, time: string, inside: string, waiting: string, count: number) =>
      `Nobody has entered ${room} for ${time}: ${inside}, ${waiting} ${count === 1 ? "waits" : "wait"}. Raise the capacity, or wait until turns end.`,
    insideFull: (inside: string, capacity: string) => `${inside} of ${capacity} are inside`,
    insideOver: (inside: string, capacity: string) =>
      `${inside} are inside, more than the capacity of ${capacity}`,
    notBuying: "People are in but not buying. Look at what is left.",
    seatsBack: (seats: string, count: number) =>
      count === 1
        ? `${seats} seat came back; entry has resumed.`
        : `${seats} seats came back; entry has resumed.`,
    audit: (violations: string, count: number) =>
      count === 1
        ? `The audit found ${violations} violation. Pause entry and look at the examples.`
        : `The audit found ${violations} violations. Pause entry and look at the examples.`,
    toRooms: "To the room",
    toSeats: "To the seats",
    toAudit: "To the audit",
  },
  ...roomsEn,
  ...seatsEn,
};
