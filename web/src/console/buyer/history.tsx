// The timeline: every moment of what was decided for the buyer, with the texts to copy.

import { money, seatNames } from "../../format.js";
import { ActButton, CopyButton } from "../parts/button.js";
import { type Column, Table } from "../parts/table.js";
import type { Session } from "../session.js";
import { words } from "../words/index.js";
import type { Found } from "./find.js";
import { replyTo } from "./replies.js";
import { type Entry, type Moment, nameOf, timelineOf } from "./timeline.js";
import { when } from "../parts/time.js";

export type TimelineProps = { session: Session; found: Found; onOlder: () => Promise<void> };

export function Timeline({ session, found, onOlder }: TimelineProps) {
  const t = words().buyer;
  const { currency } = found.buyer;
  const columns: Column<Moment>[] = [
    { title: t.time, cell: ({ at }) => <time dateTime={at}>{when(at)}</time> },
    { title: t.event, isHead: true, cell: ({ kind }) => t.moments[kind] },
    { title: t.details, cell: (moment) => detailText(moment, currency) },
    {
      title: t.replies,
      cell: ({ entry, isLast }) => isLast && <ReplyTexts entry={entry} currency={currency} />,
    },
  ];
  return (
    <section aria-labelledby="timeline">
      <h2 id="timeline">{t.timeline}</h2>
      <p class="soft">
        {t.timelineNote} {found.cursor !== null && t.timelineMore}
      </p>
      <Table
        caption={t.timelineCaption}
        columns={columns}
        rows={timelineOf(found.entries)}
        keyOf={({ entry, kind }) => `${nameOf(entry)} ${kind}`}
        empty={t.nothing}
      />
      {found.cursor !== null && (
        <ActButton session={session} scope="reservations:read" onClick={onOlder}>
          {t.older}
        </ActButton>
      )}
    </section>
  );
}

function detailText(moment: Moment, currency: string): string {
  const { token, reservation, ledgerEntry } = moment.entry;
  const t = words().buyer;
  if (ledgerEntry) {
    const sign = ledgerEntry.kind === "TOP_UP" ? "+" : "−";
    const balance = t.balanceAfter(money(ledgerEntry.balanceAfter, currency));
    return `${sign}${money(ledgerEntry.amount, currency)}, ${balance}`;
  }
  if (reservation) return ofReservation(moment);
  return token ? ofToken(moment) : "";
}

function ofReservation({ kind, entry: { reservation } }: Moment): string {
  if (!reservation) return "";
  const t = words().buyer;
  const { bookingNumber, seats, amount, currency, heldUntil, endedBecause } = reservation;
  if (kind === "held")
    return `${bookingNumber}, ${seatNames(seats).join(", ")}, ${t.until(when(heldUntil))}`;
  if (kind === "paid") return `${bookingNumber}, ${money(amount, currency)}`;
  const because = endedBecause ? t.endedBecause[endedBecause] : t.endedUnknown;
  return `${bookingNumber}, ${because}`;
}

function ofToken({ kind, isLast, entry: { token } }: Moment): string {
  if (!token) return "";
  const t = words().buyer;
  const room = t.roomAndNumber(token.roomId, String(token.queueNumber));
  const until =
    kind === "admitted" && token.status === "ACTIVE" && token.turnEndsAt
      ? t.until(when(token.turnEndsAt))
      : "";
  const end = isLast && token.expiredBecause ? t.tokenEnds[token.expiredBecause] : "";
  return [room, until, end].filter(Boolean).join(", ");
}

/** Both languages: the customer's is not known. */
function ReplyTexts({ entry, currency }: { entry: Entry; currency: string }) {
  const t = words().buyer;
  const reply = replyTo(entry, currency);
  if (!reply) return null;
  return (
    <details class="reply">
      <summary>{t.copyReply}</summary>
      <p lang="ko">{reply.ko}</p>
      <CopyButton text={reply.ko} label={t.copyKo} />
      <p lang="en">{reply.en}</p>
      <CopyButton text={reply.en} label={t.copyEn} />
    </details>
  );
}
