// The changes as they are read: the newest again and again, older ones on demand.

import { useEffect, useState } from "preact/hooks";
import { type Polled, usePolled } from "../parts/poll.js";
import type { Session } from "../session.js";
import { useSignal } from "../signal.js";
import type { Action } from "./difference.js";

const READ_AGAIN_MS = 10_000;

export type Page = { actions: Action[]; nextCursor: string | null };

/** The newest changes: read every ten seconds, and after each act of this console. Needs the scope `audit`. */
export function useNewest(session: Session, limit: number): Polled<Page> {
  return usePolled(
    async (signal): Promise<Page> => {
      const answer = await session.call("GET /v1/operator/actions", { query: { limit }, signal });
      return answer.body;
    },
    READ_AGAIN_MS,
    [session, limit],
    useSignal(session.acts),
  );
}

/** What is known with the newest page put before it. After a gap, the page alone: numbers follow each other. */
export function withNewest(known: Page | undefined, page: Page): Page {
  const oldest = page.actions.at(-1)?.number;
  const newest = known?.actions[0]?.number;
  if (!known || oldest === undefined || newest === undefined || oldest > newest + 1) return page;
  const older = known.actions.filter(({ number }) => number < oldest);
  if (older.length === 0) return page;
  return { actions: [...page.actions, ...older], nextCursor: known.nextCursor };
}

export function withOlder(known: Page, page: Page): Page {
  const oldest = known.actions.at(-1)?.number ?? Infinity;
  const older = page.actions.filter(({ number }) => number < oldest);
  return { actions: [...known.actions, ...older], nextCursor: page.nextCursor };
}

/** The names of keys by their ids, as far as the session may read them. */
export function useKeyNames(session: Session): ReadonlyMap<string, string> {
  const [names, setNames] = useState<ReadonlyMap<string, string>>(new Map());
  useEffect(() => {
    if (!session.may("keys:write")) return;
    const over = new AbortController();
    session
      .call("GET /v1/operator/keys", { signal: over.signal })
      .then(({ body }) => {
        setNames(new Map(body.keys.map(({ keyId, name }) => [keyId, name])));
      })
      .catch(() => {}); // the ids are shown instead
    return () => over.abort();
  }, [session]);
  return names;
}
