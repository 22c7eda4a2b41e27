// A question before a change: before and after, a reason, a button that names the act.

import { useEffect, useRef, useState } from "preact/hooks";
import { Signal, useSignal } from "../signal.js";
import { words } from "../words/index.js";
import { UNKNOWN } from "./numbers.js";

/** Values by their names, as people read them. */
export type Values = Readonly<Record<string, string>>;

export type Question = {
  title: string;
  body?: string;
  /** What may go wrong, with a sign. */
  warn?: string;
  before?: Values;
  after?: Values;
  /** Names the act: "Pause entry". */
  button: string;
  danger?: boolean;
  /** The button works once this has been typed. */
  typeToConfirm?: string;
  /** What the operator may want besides: a box to tick, empty at first. */
  besides?: string;
  /** In place of the button one for each, which says which. */
  options?: readonly string[];
  /** Default: optional. */
  reason?: "required" | "optional" | "none";
};
export type Consent = {
  reason: string;
  /** Whether the box of `besides` was ticked. */
  besides: boolean;
  option?: string;
};

type Asked = { number: number; question: Question; answer: (consent: Consent | null) => void };
const asked = new Signal<Asked | null>(null);
let last = 0;
const REASON_BYTES_MAX = 200;

/** Null: the operator does not want it. A question that is asked meanwhile gets null at once. */
export function ask(question: Question): Promise<Consent | null> {
  if (asked.value) return Promise.resolve(null);
  return new Promise((resolve) => {
    asked.value = {
      number: ++last,
      question,
      answer: (consent) => {
        asked.value = null;
        resolve(consent);
      },
    };
  });
}

/** Which of `options` the operator wants; null: none. */
export async function askWhich(title: string, options: readonly string[]): Promise<string | null> {
  return (await ask({ title, options, button: "", reason: "none" }))?.option ?? null;
}

/** Whether a question is open: then keys of the page do nothing. */
export function isAsking(): boolean {
  return asked.value !== null;
}

/** Withdraws the open question. */
export function withdraw(): void {
  asked.value?.answer(null);
}

/** Shows the question that is asked; once, in the frame. */
export function Questions() {
  const current = useSignal(asked);
  // A question that follows another one is a dialog of its own.
  return current && <Dialog key={current.number} {...current} />;
}

function Dialog({ question, answer }: Asked) {
  const dialog = useRef<HTMLDialogElement>(null);
  const first = useRef<HTMLElement>(null);
  const [reason, setReason] = useState("");
  const [typed, setTyped] = useState("");
  const [besides, setBesides] = useState(false);
  const t = words().frame;
  const needs = question.reason ?? "optional";
  const isTyped = question.typeToConfirm === undefined || typed.trim() === question.typeToConfirm;
  const isLong = new TextEncoder().encode(reason.trim()).length > REASON_BYTES_MAX;
  const mayGo = isTyped && !isLong && (needs !== "required" || reason.trim() !== "");

  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    first.current?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);

  const go = (event: Event) => {
    event.preventDefault();
    if (mayGo) answer({ reason: reason.trim(), besides });
  };
  const hold = (isFirst: boolean) => (isFirst ? { ref: first as never } : {});
  const waitsForTyping = question.typeToConfirm !== undefined;
  return (
    <dialog
      ref={dialog}
      class="ask"
      aria-labelledby="ask-title"
      aria-describedby="ask-body"
      onCancel={(event) => {
        event.preventDefault();
        answer(null);
      }}
    >
      <form onSubmit={go}>
        <h2 id="ask-title">{question.title}</h2>
        <div id="ask-body">
          {question.body && <p>{question.body}</p>}
          {question.warn && <p class="note warn">{question.warn}</p>}
        </div>
        {question.after && <Difference before={question.before ?? {}} after={question.after} />}
        {question.besides && (
          <label class="check">
            <input
              type="checkbox"
              checked={besides}
              onChange={(event) => setBesides(event.currentTarget.checked)}
            />
            {question.besides}
          </label>
        )}
        {waitsForTyping && (
          <label class="field">
            <span>{t.typeToConfirm(question.typeToConfirm ?? "")}</span>
            <input
              {...hold(true)}
              value={typed}
              autocomplete="off"
              spellcheck={false}
              onInput={(event) => setTyped(event.currentTarget.value)}
            />
          </label>
        )}
        {needs !== "none" && (
          // The hint is not in the label: it would be read twice.
          <div class="field">
            <label for="ask-why">{needs === "required" ? t.reason : t.reasonOptional}</label>
            <input
              id="ask-why"
              {...hold(needs === "required" && !waitsForTyping)}
              value={reason}
              autocomplete="off"
              required={needs === "required"}
              aria-describedby="ask-reason"
              onInput={(event) => setReason(event.currentTarget.value)}
            />
            <small id="ask-reason" class={isLong ? "wrong" : "soft"}>
              {isLong ? t.reasonLong : t.reasonHint}
            </small>
          </div>
        )}
        <div class="choices">
          <button
            {...hold(question.options !== undefined)}
            type="button"
            class="secondary"
            onClick={() => answer(null)}
          >
            {t.cancel}
          </button>
          {question.options?.map((option) => (
            <button
              key={option}
              type="button"
              class="secondary"
              onClick={() => answer({ reason: "", besides, option })}
            >
              {option}
            </button>
          ))}
          {!question.options && (
            <button
              {...hold(!waitsForTyping && needs !== "required")}
              type="submit"
              class={question.danger ? "danger" : "primary"}
              disabled={!mayGo}
            >
              {question.button}
            </button>
          )}
        </div>
      </form>
    </dialog>
  );
}

function Difference({ before, after }: { before: Values; after: Values }) {
  const t = words().frame;
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return (
    <table class="difference">
      <thead>
        <tr>
          <th scope="col">
            <span class="spoken">{t.member}</span>
          </th>
          <th scope="col">{t.before}</th>
          <th scope="col">{t.after}</th>
        </tr>
      </thead>
      <tbody>
        {names.map((name) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{before[name] ?? UNKNOWN}</td>
            <td>
              <strong>{after[name] ?? UNKNOWN}</strong>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
