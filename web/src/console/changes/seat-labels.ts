// The labels of seats by their numbers: a row of the changes has only the numbers.

import { useEffect, useState } from "preact/hooks";
import { type Chart, decodeChart } from "../../../../clients/seat-maps/seat_maps.js";
import type { Session } from "../session.js";
import { type Action, subjectOf } from "./difference.js";

export type Labels = ReadonlyMap<number, string>;

const NONE: Labels = new Map();

/** Of all seats of a show; empty if the key may not read them, or there is no such show any more. */
export async function labelsOf(session: Session, showId: string): Promise<Labels> {
  if (!session.may("reservations:read")) return NONE;
  try {
    const { body } = await session.call("GET /v1/operator/shows/{showId}/availability", {
      path: { showId },
    });
    const path = { digest: body.chart };
    const { body: chart } = await session.call("GET /v1/charts/{digest}", { path });
    return new Map(decodeChart(chart as Chart).map(({ number, label }) => [number, label]));
  } catch {
    return NONE; // the numbers are shown instead
  }
}

/** The labels of each show of which seats were changed, once for each. */
export function useLabels(
  session: Session,
  actions: readonly Action[],
): ReadonlyMap<string, Labels> {
  const [known, setKnown] = useState<ReadonlyMap<string, Labels>>(new Map());
  const subjects = actions.map(subjectOf);
  const shows = [...new Set(subjects.flatMap((one) => (one.kind === "seats" ? one.show : [])))];
  useEffect(() => {
    let isOver = false;
    const read = async () => {
      for (const show of shows) {
        if (isOver || known.has(show)) continue;
        const labels = await labelsOf(session, show);
        if (!isOver) setKnown((known) => new Map(known).set(show, labels));
      }
    };
    void read();
    return () => void (isOver = true);
  }, [session, shows.join()]);
  return known;
}
