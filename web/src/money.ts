// Money as people read it, in a language that is named.

import type { Language } from "./language.js";

/** An amount in minor units: `198,000원`, `₩198,000`. */
export function moneyIn(language: Language, minor: number, currency: string): string {
  const locale = language === "ko" ? "ko-KR" : "en-US";
  const format = new Intl.NumberFormat(locale, {
    style: "currency",
    currency,
    currencyDisplay: "narrowSymbol",
  });
  const value = minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 0);
  if (currency === "KRW" && language === "ko") return `${value.toLocaleString("ko-KR")}원`;
  return format.format(value);
}
