// A user id, masked until somebody asks for it.

import { useState } from "preact/hooks";
import { ActButton } from "../parts/button.js";
import type { Session } from "../session.js";
import { words } from "../words/index.js";
import { mask } from "./mask.js";

/** `isLogged`: the server has a line for the look-up that led here; otherwise showing makes one. Give it the id as its key. */
export function UserId(props: { session: Session; userId: string; isLogged?: boolean }) {
  const { session, userId, isLogged } = props;
  const [isShown, setShown] = useState(false);
  const t = words().buyer;
  const show = async () => {
    if (!isShown && !isLogged)
      await session.call("GET /v1/operator/users/{userId}", {
        path: { userId },
        query: { limit: 1 },
      });
    setShown(!isShown);
  };
  return (
    <span class="user-id">
      <span class="id">{isShown ? userId : mask(userId)}</span>{" "}
      <ActButton
        session={session}
        scope="reservations:read"
        kind="text"
        label={isShown ? t.hideId : t.showId}
        onClick={show}
      >
        {isShown ? t.hide : t.show}
      </ActButton>
    </span>
  );
}
