// What the page Seats reads: the shows, a show's sections, a section's seats.

import { useRef } from "preact/hooks";
import type { Chart } from "../../../../clients/seat-maps/seat_maps.js";
import type { Schemas } from "../../../../clients/typescript/src/index.js";
import { type Polled, usePolled } from "../parts/poll.js";
import type { Session } from "../session.js";
import { useSignal } from "../signal.js";
import { type Seat, type Section, sectionsOf } from "./hall.js";

export type Show = Schemas["ShowSales"];

const SEATS_A_PAGE = 1000;
const AGAIN_MS = 5000;

/** All shows of the catalogue. Needs the scope `metrics`. */
export function useShows(session: Session): Polled<Show[]> {
  return usePolled(
    async (signal) => {
      const shows: Show[] = [];
      for (let cursor: string | null | undefined; cursor !== null; ) {
        const query = cursor === undefined ? {} : { cursor };
        const { body } = await session.call("GET /v1/operator/sales", { query, signal });
        shows.push(...body.shows);
        cursor = body.nextCursor;
      }
      return shows;
    },
    0,
    [session],
  );
}

/** The titles of the concerts by their ids; empty until they are read. */
export function useTitles(session: Session): ReadonlyMap<string, string> {
  const { data } = usePolled(
    async (signal) => (await session.call("GET /v1/concerts", { signal })).body.concerts,
    0,
    [session],
  );
  return new Map((data ?? []).map(({ concertId, title }) => [concertId, title]));
}

export type Hall = {
  sections: Section[];
  /** The names of the levels by their ids. */
  levels: Readonly<Record<string, string>>;
};

/**
 * The sections of a show and how many of their seats are in each state: the chart once, and the states of all seats
 * after each change of this console and, while the counts are shown, every five seconds.
 */
export function useSections(
  session: Session,
  showId: string,
  areCountsShown: boolean,
): Polled<Hall> {
  const known = useRef<{ digest: string; chart: Chart }>();
  return usePolled(
    async (signal) => {
      const path = { showId };
      const { body: availability } = await session.call(
        "GET /v1/operator/shows/{showId}/availability",
        { path, signal },
      );
      const { chart: digest } = availability;
      if (known.current?.digest !== digest) {
        const { body } = await session.call("GET /v1/charts/{digest}", { path: { digest }, signal });
        known.current = { digest, chart: body as Chart };
      }
      const { chart } = known.current;
      const levels = Object.fromEntries(chart.categories.map((one) => [one.categoryId, one.name]));
      return { sections: sectionsOf(chart, availability), levels };
    },
    areCountsShown ? AGAIN_MS : 0,
    [session, showId],
    useSignal(session.acts),
  );
}

/** The seats of a section, read again every five seconds. */
export function useSection(session: Session, showId: string, section: string): Polled<Seat[]> {
  return usePolled(
    async (signal) => {
      const seats: Seat[] = [];
      for (let cursor: string | null | undefined; cursor !== null; ) {
        const { body } = await session.call("GET /v1/operator/shows/{showId}/seats", {
          path: { showId },
          query: { section, limit: SEATS_A_PAGE, ...(cursor !== undefined && { cursor }) },
          signal,
        });
        seats.push(...body.seats);
        cursor = body.nextCursor;
      }
      return seats;
    },
    AGAIN_MS,
    [session, showId, section],
  );
}
