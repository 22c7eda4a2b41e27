// A buyer's three cards: where the buyer is now, bookings, money.

import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { count, money, seatNames, showTime } from "../../format.js";
import { Missing } from "../parts/problem.js";
import { hashOf } from "../route.js";
import { idOf } from "../seats/hall.js";
import { words } from "../words/index.js";
import type { Buyer, Found } from "./find.js";
import type { Reservation, Token } from "./timeline.js";
import { when } from "../parts/time.js";

function Card({ title, children }: { title: string; children: ComponentChildren }) {
  const id = useId();
  return (
    <section class="card" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}

type Fact = readonly [name: string, value: ComponentChildren] | false;

function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl>
      {facts.map(
        (fact) =>
          fact && (
            <div key={fact[0]}>
              <dt>{fact[0]}</dt>
              <dd>{fact[1]}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

export function Now({ buyer }: { buyer: Buyer }) {
  const t = words().buyer;
  return (
    <Card title={t.now}>
      {buyer.tokens.length === 0 && <p>{t.notInLine}</p>}
      {buyer.tokens.map((token) => (
        <Facts key={token.roomId} facts={factsOf(token)} />
      ))}
      <Facts
        facts={[
          [t.seatsHeld, count(buyer.seatsHeld)],
          [t.seatsBought, count(buyer.seatsBought)],
        ]}
      />
    </Card>
  );
}

function factsOf(token: Token): Fact[] {
  const t = words().buyer;
  const { roomId, status, position, queueNumber, issuedAt, turnEndsAt, claimBefore } = token;
  const isWaiting = status === "WAITING";
  return [
    [t.room, <a href={hashOf("rooms", roomId)}>{roomId}</a>],
    [t.status, isWaiting && position === null ? t.lobby : t.tokenStatus[status]],
    isWaiting && position !== null && [t.position, count(position)],
    [t.queueNumber, count(queueNumber)],
    [t.since, when(issuedAt)],
    turnEndsAt !== null && [t.turnEnds, when(turnEndsAt)],
    claimBefore !== null && [t.claimBefore, when(claimBefore)],
  ];
}

/** `mayRelease`: the key may release holds. */
export function Bookings({ found, mayRelease }: { found: Found; mayRelease: boolean }) {
  const t = words().buyer;
  const reservations = found.entries.flatMap(({ reservation }) => reservation ?? []);
  return (
    <Card title={t.bookings}>
      {reservations.length === 0 && <p>{t.noBookings}</p>}
      <ul class="bookings">
        {reservations.map((reservation) => (
          <li key={reservation.reservationId}>
            <Booking reservation={reservation} mayRelease={mayRelease} />
          </li>
        ))}
      </ul>
      {found.cursor !== null && <p class="soft">{t.moreBelow}</p>}
    </Card>
  );
}

function Booking(props: { reservation: Reservation; mayRelease: boolean }) {
  const { reservation, mayRelease } = props;
  const t = words().buyer;
  const { status, bookingNumber, title, startsAt, timeZone, seats, showId } = reservation;
  const section = seats[0]?.section ?? null;
  const here = seats.filter((seat) => seat.section === section).map(({ number }) => number);
  return (
    <>
      <div>
        <span class="id">{bookingNumber}</span>{" "}
        <span class="chip" data-status={status}>
          {t.reservationStatus[status]}
        </span>
      </div>
      <div>{howText(reservation)}</div>
      <div class="soft">
        {[title ?? showId, startsAt && showTime(startsAt, timeZone)].filter(Boolean).join(" · ")}
      </div>
      <div>
        {seatNames(seats).join(", ")} · {money(reservation.amount, reservation.currency)}
      </div>
      {section !== null && (
        <a href={hashOf("seats", idOf({ showId, section, seats: here }))}>
          {status === "HELD" && mayRelease ? t.toSeatsAndRelease : t.toSeats}
        </a>
      )}
    </>
  );
}

/** How the reservation is or ended, and when. */
function howText({ status, heldUntil, paidAt, endedAt, endedBecause }: Reservation): string {
  const t = words().buyer;
  if (status === "HELD") return t.heldUntil(when(heldUntil));
  if (paidAt) return t.paidAt(when(paidAt));
  if (!endedAt || !endedBecause) return t.endedUnknown;
  return t.endedAt(when(endedAt), t.endedBecause[endedBecause]);
}

export function Money({ found }: { found: Found }) {
  const t = words().buyer;
  const { balance, currency } = found.buyer;
  const entries = found.entries.flatMap(({ ledgerEntry }) => ledgerEntry ?? []);
  if (balance === null)
    return (
      <Card title={t.money}>
        <Missing scope="wallet:read" />
      </Card>
    );
  return (
    <Card title={t.money}>
      <Facts facts={[[t.balance, <strong>{money(balance, currency)}</strong>]]} />
      {entries.length === 0 && <p>{t.noEntries}</p>}
      <ul class="ledger">
        {entries.map(({ number, kind, amount, balanceAfter, createdAt }) => (
          <li key={number}>
            <div>
              {kind === "TOP_UP" ? t.topUp : t.payment}{" "}
              <strong>
                {kind === "TOP_UP" ? "+" : "−"}
                {money(amount, currency)}
              </strong>
            </div>
            <div class="soft">
              {when(createdAt)} · {t.balanceAfter(money(balanceAfter, currency))}
            </div>
          </li>
        ))}
      </ul>
      {found.cursor !== null && <p class="soft">{t.moreBelow}</p>}
    </Card>
  );
}
