// Short messages at the lower edge: what an act did.

import { Signal, useSignal } from "../signal.js";

type Message = { id: number; text: string; isWrong: boolean };
const messages = new Signal<readonly Message[]>([]);
const SHOWN_MS = 6000;
const SHOWN_WRONG_MS = 12_000;
let last = 0;

function show(text: string, isWrong: boolean, ms: number): void {
  const id = ++last;
  messages.value = [...messages.value.slice(-2), { id, text, isWrong }];
  window.setTimeout(() => {
    messages.value = messages.value.filter((message) => message.id !== id);
  }, ms);
}

export function say(text: string): void {
  show(text, false, SHOWN_MS);
}

/** What did not work. */
export function sayWrong(text: string): void {
  show(text, true, SHOWN_WRONG_MS);
}

/** Shows the messages; once, in the frame. */
export function Messages() {
  return (
    <div class="toasts" role="status">
      {useSignal(messages).map(({ id, text, isWrong }) => (
        <p key={id} class={isWrong ? "toast wrong-toast" : "toast"}>
          {text}
        </p>
      ))}
    </div>
  );
}
