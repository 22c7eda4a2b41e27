// The form of the best available seats: the server chooses them and holds them in one call.

import { type Schemas } from "../api.js";
import { type Child, fill, h } from "../dom.js";
import { money } from "../format.js";
import type { Hall } from "../hall.js";
import { words } from "../language.js";

/** Which seats the buyer wants; docs/best-seats.md. */
export type Wanted = Schemas["BestSeats"];

type Option = { value: string; text: string };

function choice(name: string, label: string, options: Option[]): { field: HTMLElement; select: HTMLSelectElement } {
  const id = `best-${name}`;
  const select = h("select", { id });
  setOptions(select, options);
  return { field: h("div", {}, h("label", { for: id }, label), select), select };
}

function setOptions(select: HTMLSelectElement, options: Option[]): void {
  const before = select.value;
  fill(select, options.map(({ value, text }) => h("option", { value }, text)));
  select.value = options.some(({ value }) => value === before) ? before : options[0]!.value;
}

/** A form that is folded until the buyer opens it; `onWanted` runs when it is sent. */
export function bestForm(hall: Hall, max: number, onWanted: (wanted: Wanted) => void): HTMLDetailsElement {
  const w = words();
  const any: Option = { value: "", text: w.allLevels };
  const counts = Array.from({ length: Math.min(max, 50) }, (_, i) => i + 1);
  const many = choice("count", w.bestMany, counts.map((n) => ({ value: `${n}`, text: w.seatCount(`${n}`) })));
  const levels = hall.levels
    .filter(({ price }) => price !== null)
    .map(({ id, name, price }) => ({ value: id, text: `${w.level(name)} ${money(price!, hall.currency)}` }));
  const level = choice("level", w.bestLevel, [any, ...levels]);
  const section = choice("section", w.bestSection, [any]);
  const kinds = ["row", "block", "any"] as const;
  const together = choice("together", w.bestTogether, kinds.map((kind) => ({ value: kind, text: w.together[kind] })));
  const accessible = h("input", { type: "checkbox", id: "best-access" });
  const send = h("button", { class: "secondary" });
  const update = () => {
    const wanted = hall.levels.findIndex(({ id }) => id === level.select.value);
    const fitting = hall.sections.filter(({ seats }) =>
      seats.some((seat) => hall.levels[hall.levelOf[seat]!]!.price !== null && (wanted < 0 || hall.levelOf[seat] === wanted)),
    );
    setOptions(section.select, [any, ...fitting.map(({ name }) => ({ value: name, text: w.sectionName(name) }))]);
    fill(send, w.bestButton(Number(many.select.value)));
  };
  many.select.value = String(Math.min(2, max));
  update();
  const submit = (event: Event) => {
    event.preventDefault();
    onWanted({
      count: Number(many.select.value),
      together: together.select.value as Wanted["together"] & string,
      accessible: accessible.checked,
      ...(level.select.value && { category: level.select.value }),
      ...(section.select.value && { section: section.select.value }),
    });
  };
  const access: Child =
    hall.hasPlaces && h("div", { class: "check" }, accessible, h("label", { for: "best-access" }, w.bestAccess));
  return h(
    "details",
    { class: "best" },
    h("summary", {}, w.bestTitle),
    h(
      "form",
      { onsubmit: submit, onchange: update },
      h("p", { class: "soft" }, w.bestText),
      [many, level, section, together].map(({ field }) => field),
      access,
      send,
    ),
  );
}
