// The access key is typed or pasted, and stays in memory.

import { useEffect, useRef, useState } from "preact/hooks";
import { sentenceOf } from "./parts/problem.js";
import { LanguageButton, ThemeButton } from "./parts/look.js";
import { type EndReason, type Session, signIn } from "./session.js";
import { words } from "./words/index.js";

export type SignInProps = {
  endedBecause: EndReason | null;
  onSession: (session: Session) => void;
};

export function SignIn({ endedBecause, onSession }: SignInProps) {
  const input = useRef<HTMLInputElement>(null);
  const [isBusy, setBusy] = useState(false);
  const [isShown, setShown] = useState(false);
  const [wrong, setWrong] = useState("");
  const t = words().frame;
  useEffect(() => input.current?.focus(), []);
  useEffect(() => {
    document.title = `${t.signInTitle} · Onsale`;
  });

  const submit = async (event: Event) => {
    event.preventDefault();
    const key = input.current?.value.trim() ?? "";
    if (isBusy || !key) return;
    setBusy(true);
    setWrong("");
    try {
      const session = await signIn(key);
      if (session) return onSession(session);
      setWrong(t.keyInvalid);
    } catch (error) {
      setWrong(sentenceOf(error));
    }
    setBusy(false);
    input.current?.focus();
  };

  return (
    <main class="sign-in">
      <h1>{t.signInTitle}</h1>
      {endedBecause && (
        <p class="note warn" role="status">
          {endedBecause === "key-ended" ? t.keyEnded : t.signedOut}
        </p>
      )}
      {/* No `type=password`: browsers offer to store those. The letters are hidden by the style. */}
      <form onSubmit={(event) => void submit(event)} autocomplete="off">
        <label class="field">
          <span>{t.accessKey}</span>
          <input
            ref={input}
            class={isShown ? "key" : "key masked"}
            type="text"
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            data-1p-ignore="true"
            data-lpignore="true"
            data-bwignore="true"
            data-form-type="other"
            aria-invalid={wrong !== ""}
            aria-describedby="key-text key-wrong"
          />
        </label>
        <p id="key-text" class="soft">
          {t.signInText} {t.firstKey}
        </p>
        <p id="key-wrong" class="wrong" role="alert">
          {wrong}
        </p>
        <label class="check">
          <input
            type="checkbox"
            checked={isShown}
            onChange={(event) => setShown(event.currentTarget.checked)}
          />
          {t.showKey}
        </label>
        <button type="submit" class="primary" aria-disabled={isBusy}>
          {isBusy ? t.signingIn : t.signIn}
        </button>
      </form>
      <p class="looks">
        <LanguageButton />
        <ThemeButton />
      </p>
    </main>
  );
}
