// The seats of a show by hand: `#seats/SHOW` has its sections, `#seats/SHOW/SECTION` the seats of one, of which
// `#seats/SHOW:13,14/SECTION` chooses some.

import { useState } from "preact/hooks";
import { count, showTime } from "../../format.js";
import { Choice, Field } from "../parts/field.js";
import { Missing, NotRead, Trouble } from "../parts/problem.js";
import { type Column, Table } from "../parts/table.js";
import { SEOUL } from "../parts/time.js";
import { type PageProps, go, hashOf } from "../route.js";
import type { Session } from "../session.js";
import { words } from "../words/index.js";
import { type Section, placeOf } from "./hall.js";
import { useSections, useShows, useTitles } from "./read.js";
import { SectionSeats } from "./section.js";
import "./seats.css";

export function SeatsPage({ session, id }: PageProps) {
  const { showId, section, seats } = placeOf(id);
  return (
    <div class="seats-page">
      <h1>{words().seats.title}</h1>
      {session.may("reservations:read") ? (
        <>
          {session.may("metrics") ? (
            <ShowChoice session={session} showId={showId} />
          ) : (
            <ShowField key={showId} showId={showId} />
          )}
          {showId && <ShowSeats key={showId} session={session} {...{ showId, section, seats }} />}
        </>
      ) : (
        <Missing scope="reservations:read" />
      )}
    </div>
  );
}

/** The zone's name for the time there; null: its offset. The sales do not name zones. */
function zoneOf(time: string): string | null {
  return time.endsWith("+09:00") ? SEOUL : null;
}

function ShowChoice({ session, showId }: { session: Session; showId: string }) {
  const t = words().seats;
  const { data, error, again } = useShows(session);
  const titles = useTitles(session);
  if (!data) return <NotRead error={error} again={again} />;
  if (data.length === 0) return <p>{t.noShows}</p>;
  const options = data.map((show) => ({
    value: show.showId,
    text: [titles.get(show.concertId), showTime(show.startsAt, zoneOf(show.startsAt)), show.showId]
      .filter(Boolean)
      .join(" · "),
  }));
  if (!data.some((show) => show.showId === showId))
    options.unshift({ value: showId, text: showId || t.chooseShow });
  return (
    <Choice
      label={t.show}
      value={showId}
      onChange={(value) => go("seats", value)}
      options={options}
    />
  );
}

/** For keys that may not list the shows. */
function ShowField({ showId }: { showId: string }) {
  const t = words().seats;
  const [value, setValue] = useState(showId);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        go("seats", value.trim());
      }}
    >
      <Field
        label={t.showId}
        value={value}
        onInput={setValue}
        hint={t.showIdHint}
        after={
          <button type="submit" class="secondary">
            {t.open}
          </button>
        }
      />
    </form>
  );
}

type ShowProps = { session: Session; showId: string; section: string; seats: readonly number[] };

function ShowSeats({ session, showId, section, seats }: ShowProps) {
  const t = words().seats;
  const { data, error, again } = useSections(session, showId, section === "");
  const known = data?.sections ?? [];
  const options = [
    { value: "", text: t.allSections },
    ...known.map(({ name }) => ({ value: name, text: name })),
  ];
  if (section && !known.some(({ name }) => name === section))
    options.push({ value: section, text: section });
  return (
    <>
      {error !== undefined && <Trouble error={error} again={again} />}
      <Choice
        label={t.section}
        value={section}
        onChange={(name) => go("seats", name ? `${showId}/${name}` : showId)}
        options={options}
      />
      {section ? (
        <SectionSeats
          key={`${section}\n${seats.join()}`}
          session={session}
          showId={showId}
          section={section}
          levels={data?.levels ?? {}}
          arrival={seats}
        />
      ) : data ? (
        <Overview showId={showId} sections={data.sections} />
      ) : (
        error === undefined && <p>{words().frame.loading}</p>
      )}
    </>
  );
}

function Overview({ showId, sections }: { showId: string; sections: Section[] }) {
  const t = words().seats;
  const { AVAILABLE, HELD, SOLD } = t.statuses;
  const columns: Column<Section>[] = [
    {
      title: t.section,
      isHead: true,
      cell: ({ name }) => <a href={hashOf("seats", `${showId}/${name}`)}>{name}</a>,
    },
    { title: t.level, cell: ({ levels }) => levels.join(", ") },
    ...[AVAILABLE, HELD, SOLD, t.notForSale].map((title, state) => ({
      title,
      isNumber: true,
      cell: ({ count: inStates }: Section) => count(inStates[state] ?? 0),
    })),
    { title: t.total, isNumber: true, cell: ({ total }) => count(total) },
  ];
  return (
    <Table
      caption={t.sectionsCaption}
      columns={columns}
      rows={sections}
      keyOf={({ name }) => name}
      empty={t.noSeats}
    />
  );
}
