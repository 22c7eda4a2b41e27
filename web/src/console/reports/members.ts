// Takes members out of parsed JSON that nobody has checked yet.

/** Why a file is not shown. */
export type Fault =
  | { kind: "too-large" | "empty" | "not-text" | "not-json" | "not-a-report" | "unread" }
  | { kind: "member"; member: string }
  | { kind: "contradiction" };

const TEXT_MAX = 2000;
export const NAMES_MAX = 64;

export class Wrong extends Error {
  constructor(readonly fault: Fault) {
    super(fault.kind);
  }
}

export const wrong = (member: string) => new Wrong({ kind: "member", member });

// Controls, and the marks that reorder or hide the text around them.
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\u2028\u2029]/gu;
const NAME = /^[a-z][a-z0-9-]{0,63}$/;

/** The members of one object, each checked as it is taken. `path` is for the message. */
export class Members {
  readonly #value: object;
  readonly #path: string;

  constructor(value: unknown, path: string) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) throw wrong(path);
    this.#value = value;
    this.#path = path;
  }

  path(name: string): string {
    return this.#path ? `${this.#path}.${name}` : name;
  }

  raw(name: string): unknown {
    // Own members alone: a file cannot name what every object inherits.
    return Object.getOwnPropertyDescriptor(this.#value, name)?.value;
  }

  number(name: string): number {
    const value = this.raw(name);
    if (typeof value !== "number" || !(value >= 0) || value > Number.MAX_SAFE_INTEGER)
      throw wrong(this.path(name));
    return value;
  }

  count(name: string): number {
    const value = this.number(name);
    if (!Number.isInteger(value)) throw wrong(this.path(name));
    return value;
  }

  text(name: string): string {
    return textOf(this.raw(name), this.path(name));
  }

  array<T>(name: string, most: number, read: (item: unknown, path: string) => T): T[] {
    const value = this.raw(name);
    const path = this.path(name);
    if (!Array.isArray(value) || value.length > most) throw wrong(path);
    return value.map((item: unknown, i) => read(item, `${path}[${i}]`));
  }

  objects<T>(name: string, most: number, read: (members: Members) => T): T[] {
    return this.array(name, most, (item, path) => read(new Members(item, path)));
  }

  map<T>(name: string, read: (members: Members, name: string) => T): Map<string, T> {
    const members = new Members(this.raw(name), this.path(name));
    const names = Object.keys(members.#value);
    if (names.length > NAMES_MAX) throw wrong(this.path(name));
    return new Map(
      names.map((key) => {
        if (!NAME.test(key)) throw wrong(this.path(name));
        return [key, read(members, key)];
      }),
    );
  }

  at(name: string): Members {
    return new Members(this.raw(name), this.path(name));
  }
}

export function textOf(value: unknown, path: string): string {
  if (typeof value !== "string") throw wrong(path);
  return seenOf(value);
}

/** The text without what reorders or hides it, and not longer than somebody reads. */
export function seenOf(text: string): string {
  const seen = text.slice(0, TEXT_MAX).replace(UNSEEN, "\u{FFFD}");
  return text.length > TEXT_MAX ? `${seen}…` : seen;
}

export function nameOf(value: unknown, path: string): string {
  if (typeof value !== "string" || !NAME.test(value)) throw wrong(path);
  return value;
}
