// What the page Seats reads: the shows, a show's sections, a section's seats.

import { useState } from "preact/hooks";
import { serverNow } from "../../clock.js";
import type { Schemas } from "../../../../clients/typescript/src/index.js";
import { type Polled, usePolled } from "../parts/poll.js";
import type { Session } from "../session.js";
import { type Seat, type Section, countSections } from "./hall.js";

export type Show = Schemas["ShowSales"];

const SEATS_A_PAGE = 1000;
const SECTION_AGAIN_MS = 5000;

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

type Part = { session: Session; showId: string; section?: string; signal: AbortSignal };

async function* pagesOf({ session, showId, section, signal }: Part): AsyncGenerator<Seat[]> {
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const { body } = await session.call("GET /v1/operator/shows/{showId}/seats", {
      path: { showId },
      query: {
        limit: SEATS_A_PAGE,
        ...(section !== undefined && { section }),
        ...(cursor !== undefined && { cursor }),
      },
      signal,
    });
    yield body.seats;
    cursor = body.nextCursor;
  }
}

export type Sections = { sections: Section[]; readAt: number };

/**
 * The sections of a show and how many of their seats are in each status; `read` seats are counted so far. The
 * operator's address has no charts, so all seats are read once, page by page.
 */
export function useSections(session: Session, showId: string): Polled<Sections> & { read: number } {
  const [read, setRead] = useState(0);
  const polled = usePolled(
    async (signal) => {
      const sections = new Map<string, Section>();
      let count = 0;
      setRead(0);
      for await (const seats of pagesOf({ session, showId, signal })) {
        countSections(sections, seats);
        setRead((count += seats.length));
      }
      return { sections: [...sections.values()], readAt: serverNow() };
    },
    0,
    [session, showId],
  );
  return { ...polled, read };
}

/** The seats of a section, read again every five seconds. */
export function useSection(session: Session, showId: string, section: string): Polled<Seat[]> {
  return usePolled(
    async (signal) => {
      const seats: Seat[] = [];
      for await (const page of pagesOf({ session, showId, section, signal })) seats.push(...page);
      return seats;
    },
    SECTION_AGAIN_MS,
    [session, showId, section],
  );
}
