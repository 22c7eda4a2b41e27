// The sale now: the line, six tiles, two charts, what is sold.

import { useRef } from "preact/hooks";
import { serverNow } from "../../clock.js";
import { usePolled } from "../parts/poll.js";
import { Missing, Trouble } from "../parts/problem.js";
import type { PageProps } from "../route.js";
import type { Session } from "../session.js";
import { useSignal } from "../signal.js";
import { live } from "../stream.js";
import { words } from "../words/index.js";
import { Charts } from "./charts.js";
import { Line } from "./line.js";
import { Rooms } from "./rooms.js";
import { Sales } from "./sales.js";
import { KEPT_SECONDS, type Seconds, joined } from "./series.js";
import { Tiles } from "./tiles.js";

const EVERY_MS = 10_000;

/** The last hour once, then every ten seconds what is new. */
function useSeconds(session: Session) {
  const known = useRef<Seconds>();
  return usePolled(
    async (signal) => {
      const oldest = Math.floor(serverNow() / 1000) - KEPT_SECONDS;
      const since = Math.max(oldest, known.current?.at.at(-1) ?? 0);
      const { body } = await session.call("GET /v1/operator/series/seconds", {
        query: { since },
        signal,
      });
      known.current = joined(known.current, body);
      return known.current;
    },
    EVERY_MS,
    [session],
  );
}

export function LivePage({ session }: PageProps) {
  const t = words().live;
  return (
    <>
      <h1>{t.title}</h1>
      {session.may("metrics") ? <Sale session={session} /> : <Missing scope="metrics" />}
    </>
  );
}

function Sale({ session }: { session: Session }) {
  const { status, samples } = useSignal(live);
  const { data, error, again } = useSeconds(session);
  if (!status) return <p class="soft">{words().frame.loading}</p>;
  return (
    <>
      {status.rooms.length > 1 && <p class="soft">{words().live.allRooms}</p>}
      <Line status={status} />
      <Tiles status={status} samples={samples} columns={data} />
      {error !== undefined && <Trouble error={error} again={again} />}
      {data && data.at.length > 0 && <Charts columns={data} />}
      {status.rooms.length > 1 && <Rooms status={status} />}
      <Sales session={session} />
    </>
  );
}
