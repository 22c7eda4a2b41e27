// What a notice may be. The server is the judge; this finds what people get wrong while they type.

export type NoticeTexts = { korean: string; english: string };

export const BYTES_MAX = 500;

// Line breaks and other controls, and what is pasted by mistake: spaces without width, fillers.
const UNSEEN =
  /[\p{Cc}\p{Co}\p{Cs}\u2028\u2029\u200B\u2060\uFEFF\u115F\u1160\u3164\uFFA0\uFFFC\uFFFD]/u;

const encoder = new TextEncoder();

/** As it is sent: without spaces at its ends. */
export function bytesOf(text: string): number {
  return encoder.encode(text.trim()).length;
}

export type NoticeFault = "long" | "unseen" | "spaces";

export function faultOf(text: string): NoticeFault | undefined {
  const sent = text.trim();
  if (sent === "") return text === "" ? undefined : "spaces";
  if (UNSEEN.test(sent)) return "unseen";
  return bytesOf(text) > BYTES_MAX ? "long" : undefined;
}
