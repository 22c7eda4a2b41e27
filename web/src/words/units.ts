// Korean words behind the names of a hall, which its catalogue may already have.

/** `A구역` for `A` and for `A구역`. */
export function withUnit(name: string, unit: "구역" | "열" | "석"): string {
  return name.endsWith(unit) ? name : name + unit;
}
