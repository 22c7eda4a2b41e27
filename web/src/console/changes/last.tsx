// The last changes, for the rail at the right: who, when, from what to what, undo.

import { serverNow } from "../../clock.js";
import { when } from "../parts/time.js";
import { ActButton } from "../parts/button.js";
import { Missing, NotRead } from "../parts/problem.js";
import { hashOf } from "../route.js";
import type { Session } from "../session.js";
import { words } from "../words/index.js";
import { type Action, isUndoOffered, scopeOfUndo } from "./difference.js";
import { useKeyNames, useNewest } from "./feed.js";
import { Lines } from "./lines.js";
import { callText, subjectText, whoText } from "./texts.js";
import { undo } from "./undo.js";
import "./changes.css";

const SHOWN = 5;

export function LastChanges({ session }: { session: Session }) {
  const t = words().changes;
  return (
    <section class="last-changes" aria-labelledby="last-changes">
      <h2 id="last-changes">{t.lastTitle}</h2>
      {session.may("audit") ? <Last session={session} /> : <Missing scope="audit" />}
    </section>
  );
}

function Last({ session }: { session: Session }) {
  const t = words().changes;
  const { data, error, again } = useNewest(session, SHOWN);
  const names = useKeyNames(session);
  if (!data) return <NotRead error={error} again={again} />;
  if (data.actions.length === 0) return <p class="soft">{t.none}</p>;
  return (
    <>
      <ol>
        {data.actions.map((action) => (
          <li key={action.number}>
            <OneChange
              session={session}
              action={action}
              known={data.actions}
              who={whoText(action, session, names)}
            />
          </li>
        ))}
      </ol>
      <a href={hashOf("changes")}>{t.allChanges}</a>
    </>
  );
}

type OneProps = { session: Session; action: Action; known: readonly Action[]; who: string };

function OneChange({ session, action, known, who }: OneProps) {
  const t = words().changes;
  const subject = subjectText(action);
  return (
    <>
      <p class="soft">
        <time dateTime={action.at}>{when(action.at)}</time> · {who}
      </p>
      <p>
        <strong>{callText(action, known)}</strong>
        {subject && ` · ${subject}`}
      </p>
      <Lines action={action} isShort />
      {action.reason && <p class="soft">{action.reason}</p>}
      {isUndoOffered(action, serverNow()) && (
        <ActButton
          session={session}
          scope={scopeOfUndo(action)}
          kind="text"
          label={t.undoLabel(String(action.number))}
          onClick={() => undo(session, action)}
        >
          {t.undo}
        </ActButton>
      )}
    </>
  );
}
