// Korean unit words after the names of sections, rows and categories, which may already end with them.

/** `A구역` for `A` and for `A구역`. */
export function withUnit(name: string, unit: "구역" | "열" | "석"): string {
  return name.endsWith(unit) ? name : name + unit;
}
