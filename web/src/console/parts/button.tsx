// Buttons for what a key may or may not do, and for copying.

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { Scope, Session } from "../session.js";
import { words } from "../words/index.js";
import { Icon } from "./icon.js";
import { sayWrong } from "./say.js";
import { sentenceOf } from "./problem.js";

export type ActProps = {
  session: Session;
  scope: Scope;
  onClick: () => unknown;
  kind?: "primary" | "secondary" | "danger" | "text";
  disabled?: boolean;
  /** For screen readers, if the visible words do not say enough. */
  label?: string;
  children: ComponentChildren;
};

/**
 * A button of a scope: without it, it is disabled and says which one is missing. While the act
 * runs, a second press does nothing; an error that the act throws is said.
 */
export function ActButton({ session, scope, onClick, kind, disabled, label, children }: ActProps) {
  const [isBusy, setBusy] = useState(false);
  const may = session.may(scope);
  const act = async () => {
    if (!may || isBusy) return;
    setBusy(true);
    try {
      await onClick();
    } catch (error) {
      sayWrong(sentenceOf(error));
    } finally {
      setBusy(false);
    }
  };
  const why = may ? undefined : words().frame.scopeMissing(scope);
  return (
    <button
      type="button"
      class={kind ?? "secondary"}
      // A button that is only marked disabled can be reached by keyboard, so that its reason is
      // read.
      disabled={may && disabled === true}
      aria-disabled={!may || isBusy}
      aria-label={label && why ? `${label}. ${why}` : label}
      aria-description={label ? undefined : why}
      title={why}
      onClick={() => void act()}
    >
      {children}
    </button>
  );
}

export function CopyButton({ text, label }: { text: string; label?: string }) {
  const [isCopied, setCopied] = useState(false);
  const t = words().frame;
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      window.setTimeout(() => setCopied(false), 2000);
    } catch {
      sayWrong(t.copyFailed);
    }
  };
  return (
    <button type="button" class="text copy" onClick={() => void copy()}>
      <Icon name={isCopied ? "check" : "copy"} />
      <span aria-live="polite">{isCopied ? t.copied : (label ?? t.copy)}</span>
    </button>
  );
}
