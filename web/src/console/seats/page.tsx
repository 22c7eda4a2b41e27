// The seats of a show by hand: `#seats/SHOW` has its sections, `#seats/SHOW/SECTION` the seats of one.

import { useState } from "preact/hooks";
import { count, showTime } from "../../format.js";
import { Choice, Field } from "../parts/field.js";
import { Missing, NotRead, Trouble } from "../parts/problem.js";
import { type Column, Table } from "../parts/table.js";
import { type PageProps, go, hashOf } from "../route.js";
import type { Session } from "../session.js";
import { words } from "../words/index.js";
import type { Section } from "./hall.js";
import { useSections, useShows } from "./read.js";
import { SectionSeats } from "./section.js";
import "./seats.css";

export function SeatsPage({ session, id }: PageProps) {
  const slash = id.indexOf("/");
  const showId = slash < 0 ? id : id.slice(0, slash);
  const section = slash < 0 ? "" : id.slice(slash + 1);
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
          {showId && <ShowSeats key={showId} session={session} showId={showId} section={section} />}
        </>
      ) : (
        <Missing scope="reservations:read" />
      )}
    </div>
  );
}

function ShowChoice({ session, showId }: { session: Session; showId: string }) {
  const t = words().seats;
  const { data, error, again } = useShows(session);
  if (!data) return <NotRead error={error} again={again} />;
  if (data.length === 0) return <p>{t.noShows}</p>;
  const options = data.map((show) => ({
    value: show.showId,
    text: `${show.showId} · ${showTime(show.startsAt, null)}`,
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
        after={
          <button type="submit" class="secondary">
            {t.open}
          </button>
        }
      />
    </form>
  );
}

type ShowProps = { session: Session; showId: string; section: string };

function ShowSeats({ session, showId, section }: ShowProps) {
  const t = words().seats;
  const { data, error, again } = useSections(session, showId, section === "");
  const known = data ?? [];
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
        <SectionSeats key={section} session={session} showId={showId} section={section} />
      ) : data ? (
        <Overview showId={showId} sections={data} />
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
