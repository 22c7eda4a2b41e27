// What operators have changed: who, when, from what to what, why; and undo.

import { useState } from "preact/hooks";
import { serverNow } from "../../clock.js";
import { count } from "../../format.js";
import { when } from "../parts/time.js";
import { ActButton } from "../parts/button.js";
import { Choice } from "../parts/field.js";
import { Missing, NotRead, Trouble } from "../parts/problem.js";
import { type Column, Table } from "../parts/table.js";
import { go, type PageProps } from "../route.js";
import type { Session } from "../session.js";
import { words } from "../words/index.js";
import { type Action, type Kind, isUndoOffered, scopeOfUndo, subjectOf } from "./difference.js";
import { type Page, useKeyNames, useNewest, withNewest, withOlder } from "./feed.js";
import { Lines } from "./lines.js";
import { type Labels, useLabels } from "./seat-labels.js";
import { callText, seatsText, subjectText, whoText } from "./texts.js";
import { undo } from "./undo.js";
import "./changes.css";

const PAGE = 50;
const KINDS: readonly (Kind | "all")[] = ["all", "room", "seats", "reservation", "key", "other"];

export function ChangesPage({ session, id }: PageProps) {
  return (
    <div class="changes-page">
      <h1>{words().changes.title}</h1>
      {session.may("audit") ? <Changes session={session} id={id} /> : <Missing scope="audit" />}
    </div>
  );
}

/** The newest page joined with the older ones that were read. */
function useChanges(session: Session) {
  const newest = useNewest(session, PAGE);
  const [read, setRead] = useState<Page>();
  const known = newest.data && withNewest(read, newest.data);
  const older = async () => {
    if (!known?.nextCursor) return;
    const { body } = await session.call("GET /v1/operator/actions", {
      query: { limit: PAGE, cursor: known.nextCursor },
    });
    setRead(withOlder(known, body));
  };
  return { known, older, error: newest.error, again: newest.again };
}

function Changes({ session, id }: PageProps) {
  const t = words().changes;
  const { known, older, error, again } = useChanges(session);
  const names = useKeyNames(session);
  const labels = useLabels(session, known?.actions ?? []);
  const kind = KINDS.find((kind) => kind === id) ?? "all";
  if (!known) return <NotRead error={error} again={again} />;
  const shown = known.actions.filter((action) => kind === "all" || subjectOf(action).kind === kind);
  return (
    <>
      {error !== undefined && <Trouble error={error} again={again} />}
      <div class="filters">
        <Choice
          label={t.kind}
          value={kind}
          onChange={(value) => go("changes", value === "all" ? "" : value)}
          options={KINDS.map((value) => ({ value, text: t.kinds[value] }))}
        />
        <p class="soft" role="status">
          {t.shown(count(shown.length), count(known.actions.length))}
        </p>
      </div>
      <Table
        caption={t.title}
        columns={columnsOf(session, { names, labels, known: known.actions })}
        rows={shown}
        keyOf={({ number }) => number}
        empty={known.actions.length === 0 ? t.none : t.noneOfKind}
      />
      {known.nextCursor !== null && (
        <ActButton session={session} scope="audit" onClick={older}>
          {t.older}
        </ActButton>
      )}
    </>
  );
}

/** What the page has read besides a row. */
type Beside = {
  names: ReadonlyMap<string, string>;
  labels: ReadonlyMap<string, Labels>;
  known: readonly Action[];
};

function columnsOf(session: Session, beside: Beside): Column<Action>[] {
  const t = words().changes;
  return [
    { title: t.number, isNumber: true, isHead: true, cell: ({ number }) => number },
    {
      title: t.when,
      cell: ({ at }) => <time dateTime={at}>{when(at)}</time>,
    },
    { title: t.who, cell: (action) => whoText(action, session, beside.names) },
    { title: t.what, cell: (action) => <What session={session} action={action} beside={beside} /> },
    { title: t.change, cell: (action) => <Lines action={action} /> },
    { title: t.reason, cell: ({ reason }) => reason },
    { title: t.act, cell: (action) => <Undo session={session} action={action} /> },
  ];
}

type WhatProps = { session: Session; action: Action; beside: Beside };

function What({ session, action, beside: { labels, known } }: WhatProps) {
  const subject = subjectOf(action);
  const text = subjectText(action);
  return (
    <>
      <strong>{callText(action, known)}</strong>
      {text && <div>{text}</div>}
      {subject.kind === "seats" && (
        <div class="soft">{seatsText(subject.seats, labels.get(subject.show))}</div>
      )}
      {subject.kind === "reservation" && (
        <ActButton
          session={session}
          scope="reservations:read"
          kind="text"
          onClick={() => toBuyer(session, subject.name)}
        >
          {words().changes.lookUp}
        </ActButton>
      )}
    </>
  );
}

/** By booking number, so that no user id is in the address. */
async function toBuyer(session: Session, reservationId: string): Promise<void> {
  const { body } = await session.call("GET /v1/operator/reservations/{reservationId}", {
    path: { reservationId },
  });
  go("buyer", body.bookingNumber);
}

function Undo({ session, action }: { session: Session; action: Action }) {
  const t = words().changes;
  if (!isUndoOffered(action, serverNow())) return <span class="soft">{t.notUndoableShort}</span>;
  return (
    <ActButton
      session={session}
      scope={scopeOfUndo(action)}
      label={t.undoLabel(String(action.number))}
      onClick={() => undo(session, action)}
    >
      {t.undo}
    </ActButton>
  );
}
