// What is around every page: top bar, navigation, the alerts and the last changes at the right.

import type { ComponentType } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { mayUse, startOf } from "./access.js";
import { AuditPage } from "./audit/page.js";
import { BuyerPage } from "./buyer/page.js";
import { LastChanges } from "./changes/last.js";
import { ChangesPage } from "./changes/page.js";
import { Alerts } from "./live/alerts.js";
import { LivePage } from "./live/page.js";
import { Questions, withdraw } from "./parts/ask.js";
import { PauseKey } from "./parts/pause-key.js";
import { Messages } from "./parts/say.js";
import { TopBar } from "./parts/top-bar.js";
import { ReportsPage } from "./reports/page.js";
import { RoomsPage } from "./rooms/page.js";
import { PAGES, type PageName, type PageProps, hashOf, route } from "./route.js";
import { SeatsPage } from "./seats/page.js";
import type { Session } from "./session.js";
import { useSignal } from "./signal.js";
import { follow } from "./stream.js";
import { words } from "./words/index.js";

const VIEWS: Record<PageName, ComponentType<PageProps>> = {
  live: LivePage,
  rooms: RoomsPage,
  seats: SeatsPage,
  buyer: BuyerPage,
  changes: ChangesPage,
  audit: AuditPage,
  reports: ReportsPage,
};

export function App({ session }: { session: Session }) {
  const { page, id } = useSignal(route);
  const main = useRef<HTMLElement>(null);
  const isFirst = useRef(true);
  const t = words().frame;
  const View = VIEWS[page];
  const { scopes } = session.key;

  useEffect(() => {
    // A page that the key may not use is no start; an address that is opened later says what is missing.
    if (!mayUse(scopes, page)) location.replace(hashOf(startOf(scopes)));
  }, [session]);
  useEffect(() => follow(session), [session]);
  useEffect(() => withdraw, []);
  useEffect(() => {
    document.title = `${t[page]} · Onsale`;
  });
  useEffect(() => {
    if (isFirst.current) isFirst.current = false;
    else main.current?.focus(); // a screen reader begins with the new page
  }, [page]);

  return (
    <div class="console">
      <a class="skip" href="#content" onClick={(event) => toContent(event, main.current)}>
        {t.skip}
      </a>
      <TopBar session={session} />
      <nav aria-label={t.pages}>
        {PAGES.filter((name) => mayUse(scopes, name)).map((name) => (
          <a key={name} href={hashOf(name)} aria-current={name === page ? "page" : undefined}>
            {t[name]}
          </a>
        ))}
      </nav>
      <main id="content" ref={main} tabIndex={-1}>
        <View key={page} session={session} id={id} />
      </main>
      <aside aria-label={t.rail}>
        <Alerts session={session} />
        <LastChanges session={session} />
        <PauseKey session={session} />
      </aside>
      <Messages />
      <Questions />
    </div>
  );
}

function toContent(event: Event, main: HTMLElement | null): void {
  event.preventDefault(); // the address after `#` names the page
  main?.focus();
}
