// One seat, or the seats of one hold: who holds or has bought it, until when; and the release of a hold.

import { UserId } from "../buyer/user-id.js";
import { ActButton } from "../parts/button.js";
import { hashOf } from "../route.js";
import type { Session } from "../session.js";
import { words } from "../words/index.js";
import type { Seat } from "./hall.js";
import { seatName, statusText } from "./names.js";

export type DetailProps = {
  session: Session;
  /** One, or several of one hold. */
  seats: readonly Seat[];
  levels: Readonly<Record<string, string>>;
  onRelease: (reservationId: string) => Promise<void>;
};

export function Detail({ session, seats, levels, onRelease }: DetailProps) {
  const t = words().seats;
  const seat = seats[0]!;
  const levelsOf = [...new Set(seats.map(({ categoryId }) => levels[categoryId] ?? categoryId))];
  const { userId, bookingNumber, reservationId, status } = seat;
  return (
    <section class="card seat-detail" aria-labelledby="seat-detail">
      <h2 id="seat-detail">{seats.map(seatName).join("; ")}</h2>
      <dl>
        <div>
          <dt>{t.status}</dt>
          <dd>{statusText(seat)}</dd>
        </div>
        <div>
          <dt>{t.level}</dt>
          <dd>{levelsOf.join(", ")}</dd>
        </div>
        {bookingNumber !== null && (
          <div>
            <dt>{t.booking}</dt>
            <dd class="id">{bookingNumber}</dd>
          </div>
        )}
        {userId !== null && (
          <div>
            <dt>{t.buyer}</dt>
            <dd>
              <UserId key={userId} session={session} userId={userId} />{" "}
              <small class="soft">{t.showLogged}</small>
            </dd>
          </div>
        )}
      </dl>
      <div class="row">
        {status === "HELD" && reservationId !== null && (
          <ActButton
            session={session}
            scope="seats:write"
            kind="danger"
            onClick={() => onRelease(reservationId)}
          >
            {t.release}
          </ActButton>
        )}
        {/* By booking number, so that no user id is in the address. */}
        {bookingNumber !== null && <a href={hashOf("buyer", bookingNumber)}>{t.lookUp}</a>}
      </div>
    </section>
  );
}
