// What the alerts are computed with. Pure: no clock, no page, so that a test can call it.

import type { Schemas } from "../../../clients/typescript/src/index.js";

type Status = Schemas["Status"];

/** What the alerts need of a room, at one second. */
export type RoomSample = {
  roomId: string;
  isOpen: boolean;
  isFull: boolean;
  admitted: number;
  noShows: number;
  seatsPerMinute: number | null;
  soldOut: boolean;
};
export type Sample = {
  /** Milliseconds since 1970, the sale's time. */
  at: number;
  answers: number;
  overloaded: number;
  /** Null over many nodes or before the start is known: then counts cannot be compared. */
  startedAt: string | null;
  seatsFree: number;
  rooms: readonly RoomSample[];
};

export function sampleOf(status: Status): Sample {
  const { server } = status;
  return {
    at: Date.parse(status.countedAt),
    answers: server.answers,
    overloaded: server.overloaded,
    startedAt: server.startedAt,
    seatsFree: status.shows.reduce((sum, show) => sum + show.seatsFree, 0),
    rooms: status.rooms.map((room) => ({
      roomId: room.roomId,
      isOpen: room.state === "OPEN",
      isFull: room.mode !== "NO_QUEUE" && room.active >= room.capacity,
      admitted: room.admitted,
      noShows: room.noShows,
      seatsPerMinute: room.seatsPerMinute,
      soldOut: room.soldOut,
    })),
  };
}

const EVERY_SECOND_MS = 60_000;
const SPARSE_MS = 10_000;
const KEPT_MS = 3_600_000;

/** The samples with one more: those of the last minute, before it one in ten seconds, of an hour in all. */
export function keep(samples: readonly Sample[], added: Sample): readonly Sample[] {
  let lastKept = -Infinity;
  const kept = samples.filter(({ at }) => {
    const age = added.at - at;
    if (age < 0 || age > KEPT_MS) return false; // also a clock that was set back
    if (age > EVERY_SECOND_MS && at - lastKept < SPARSE_MS) return false;
    lastKept = at;
    return true;
  });
  return [...kept, added];
}
