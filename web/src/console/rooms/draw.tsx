// What is public of a room's draw: for those who publish the commitment, and those who check it.

import { ProblemError, type Schemas } from "../../../../clients/typescript/src/index.js";
import { count } from "../../format.js";
import { CopyButton } from "../parts/button.js";
import { usePolled } from "../parts/poll.js";
import { when } from "../parts/time.js";
import type { Session } from "../session.js";
import { words } from "../words/index.js";
import type { Room } from "./facts.js";
import { isLobby } from "./policy-acts.js";

export type Draw = Schemas["Draw"];

/** Null: there is no draw. Undefined: not known, also where the address does not answer this. */
export function useDraw(session: Session, room: Room, nudge: unknown): Draw | null | undefined {
  const { roomId, state, opensAt, policy } = room;
  const path = { roomId };
  const { data } = usePolled(
    async (signal) => {
      try {
        return (await session.call("GET /v1/rooms/{roomId}/draw", { path, signal })).body;
      } catch (error) {
        if (error instanceof ProblemError && error.code === "draw-not-found") return null;
        throw error;
      }
    },
    0,
    [session, roomId],
    `${state} ${opensAt} ${policy.mode} ${String(nudge)}`,
  );
  return data;
}

/** Also of a lobby that was paused or closed before its draw. */
export function hasLobby(room: Room, draw: Draw | null | undefined): boolean {
  return isLobby(room) || (draw ? draw.drawnAt === null : false);
}

/** Nothing for a room that never had a draw. */
export function DrawFacts({ room, draw }: { room: Room; draw: Draw | null | undefined }) {
  const t = words().rooms;
  const lobby = hasLobby(room, draw);
  const mayBe = draw === undefined && room.policy.mode === "DRAW";
  if (!draw && !lobby && !mayBe) return null;
  const address = `/v1/rooms/${encodeURIComponent(room.roomId)}/draw`;
  const { drawnAt = null, entryCount = 0, commitment = "" } = draw ?? {};
  return (
    <div class="draw-facts">
      {lobby && <p>{t.drawCommitted}</p>}
      {drawnAt && (
        <p>
          <strong>{t.drawn(when(drawnAt), count(entryCount))}</strong> {t.drawnOrder}
        </p>
      )}
      {commitment && (
        <p>
          {t.commitment} <code>{commitment}</code> <CopyButton text={commitment} />
        </p>
      )}
      <p>
        {t.drawRecord} {draw ? <a href={address}>{address}</a> : <code>{address}</code>}{" "}
        <CopyButton text={address} />
      </p>
      {lobby && <p class="soft">{t.drawPublish}</p>}
      {drawnAt && <p class="soft">{t.drawCheck}</p>}
    </div>
  );
}
