// What an operator needs to answer a buyer: one field, three cards, a timeline, texts to copy.

import { useEffect, useRef, useState } from "preact/hooks";
import { ActButton } from "../parts/button.js";
import { Field } from "../parts/field.js";
import { Missing, sentenceOf } from "../parts/problem.js";
import { type PageProps, go, hashOf } from "../route.js";
import type { Session } from "../session.js";
import { words } from "../words/index.js";
import { Bookings, Money, Now } from "./cards.js";
import { type Found, find, findOlder, isInvalid, isKnown, isLikeBooking } from "./find.js";
import { Timeline } from "./history.js";
import { UserId } from "./user-id.js";
import { when } from "../parts/time.js";
import "./buyer.css";

type State =
  | { kind: "none" | "finding" | "invalid" }
  | { kind: "failed"; why: unknown }
  | { kind: "found"; found: Found; asked: string };

export function BuyerPage({ session, id }: PageProps) {
  return (
    <div class="buyer-page">
      <h1>{words().buyer.title}</h1>
      {session.may("reservations:read") ? (
        <LookUp session={session} id={id} />
      ) : (
        <Missing scope="reservations:read" />
      )}
    </div>
  );
}

/** A later look-up ends the one before. */
function useLookUp(session: Session) {
  const [state, setState] = useState<State>({ kind: "none" });
  const current = useRef<AbortController>();
  useEffect(() => () => current.current?.abort(), []);
  const lookUp = async (asked: string, asUser: boolean) => {
    current.current?.abort();
    const over = new AbortController();
    current.current = over;
    setState({ kind: "finding" });
    try {
      const found = await find(session, asked, asUser, over.signal);
      if (!over.signal.aborted) setState({ kind: "found", found, asked });
    } catch (error) {
      if (over.signal.aborted) return;
      setState(isInvalid(error) ? { kind: "invalid" } : { kind: "failed", why: error });
    }
  };
  const older = async (found: Found, asked: string) => {
    const over = current.current;
    const more = await findOlder(session, found);
    if (!over?.signal.aborted) setState({ kind: "found", found: more, asked });
  };
  return { state, lookUp, older };
}

function LookUp({ session, id }: PageProps) {
  const t = words().buyer;
  const [text, setText] = useState("");
  const { state, lookUp, older } = useLookUp(session);
  useEffect(() => {
    if (!id) return;
    void lookUp(id, false);
    // A user id is not for the address bar and the history.
    if (!isLikeBooking(id)) history.replaceState(null, "", hashOf("buyer"));
  }, [id]);
  const submit = (event: Event) => {
    event.preventDefault();
    const asked = text.trim();
    if (!asked) return;
    setText("");
    if (isLikeBooking(asked) && asked !== id) return go("buyer", asked);
    if (id) history.replaceState(null, "", hashOf("buyer"));
    void lookUp(asked, false);
  };
  return (
    <>
      <form role="search" onSubmit={submit}>
        <Field
          label={t.field}
          type="search"
          value={text}
          onInput={setText}
          hint={t.intro}
          after={
            <button type="submit" class="primary">
              {t.find}
            </button>
          }
        />
      </form>
      <p role="status">{statusText(state)}</p>
      {state.kind === "found" && state.found.booking !== null && (
        <p>
          <ActButton
            session={session}
            scope="reservations:read"
            kind="text"
            onClick={() => lookUp(state.asked, true)}
          >
            {t.asUser}
          </ActButton>
        </p>
      )}
      {state.kind === "found" && isKnown(state.found) && (
        <Result
          key={state.found.buyer.userId}
          session={session}
          found={state.found}
          onAgain={() => lookUp(state.asked, false)}
          onOlder={() => older(state.found, state.asked)}
        />
      )}
    </>
  );
}

function statusText(state: State): string {
  const t = words().buyer;
  switch (state.kind) {
    case "none":
      return "";
    case "finding":
      return t.finding;
    case "invalid":
      return t.invalid;
    case "failed":
      return sentenceOf(state.why);
    case "found":
      if (!isKnown(state.found)) return t.nothing;
      return state.found.booking === null ? "" : t.byBooking(state.found.booking);
  }
}

type ResultProps = {
  session: Session;
  found: Found;
  onAgain: () => Promise<void>;
  onOlder: () => Promise<void>;
};

function Result({ session, found, onAgain, onOlder }: ResultProps) {
  const t = words().buyer;
  const { buyer } = found;
  return (
    <>
      <p class="buyer-head">
        {t.user} <UserId session={session} userId={buyer.userId} isLogged />
        <span class="soft">
          {t.readAt(when(buyer.readAt))} · {t.showLogged}
        </span>
        <ActButton session={session} scope="reservations:read" kind="text" onClick={onAgain}>
          {t.again}
        </ActButton>
      </p>
      <div class="cards">
        <Now buyer={buyer} />
        <Bookings found={found} mayRelease={session.may("seats:write")} />
        <Money found={found} />
      </div>
      <Timeline session={session} found={found} onOlder={onOlder} />
    </>
  );
}
