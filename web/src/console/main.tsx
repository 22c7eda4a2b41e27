// Starts the console: sign-in, then the pages.

import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import { App } from "./app.js";
import { startDemo } from "./demo.js";
import type { EndReason, Session } from "./session.js";
import { useSignal } from "./signal.js";
import { SignIn } from "./sign-in.js";
import { startTheme } from "./theme.js";
import { chosenLanguage } from "./words/index.js";

function Console() {
  const [session, setSession] = useState<Session | null>(null);
  const [endedBecause, setEnded] = useState<EndReason | null>(null);
  document.documentElement.lang = useSignal(chosenLanguage);
  const begin = (begun: Session) => {
    begun.ended.listen(() => {
      setEnded(begun.ended.value);
      setSession(null);
    });
    setSession(begun);
  };
  useEffect(() => startDemo(begin), []);
  return session ? (
    <App key={session.key.keyId} session={session} />
  ) : (
    <SignIn endedBecause={endedBecause} onSession={begin} />
  );
}

startTheme();
render(<Console />, document.getElementById("app")!);
