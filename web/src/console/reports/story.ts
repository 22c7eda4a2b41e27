// A report in sentences, as the report that `onsale rehearse` writes has them.
//
// Source: rehearsal/report/story.cc.

import { count } from "../../format.js";
import { words } from "../words/index.js";
import {
  bitRate,
  bytesText,
  latency,
  overloads,
  percent,
  slowest,
  slowestJudged,
} from "./figures.js";
import type { Check, Report } from "./read.js";

/** The words of a name; a name of a later version stands for itself. */
export function nameIn(names: Readonly<Record<string, string>>, name: string): string {
  return (Object.hasOwn(names, name) ? names[name] : undefined) ?? name;
}

// Above this the times are partly the crowd's own. rehearsal/report/story.cc gives the value.
const OWN_SHARE_MOST_US = 50_000;

function strain(report: Report): string[] {
  const t = words().reports;
  const slow = slowestJudged(report);
  const reasons: Record<string, string> = {
    "refused-or-unanswered": t.strainedTrouble(
      count(overloads(report)),
      percent(report.answersLost, report.answers + report.answersLost),
    ),
    "server-failed": t.strainedFailed(count(report.endings.get("server-failed") ?? 0)),
  };
  if (slow)
    reasons["slow"] = t.strainedSlow(nameIn(t.callNames, slow.call), latency(slow.p99, t.gap));
  return [...report.strainedBy.map((reason) => nameIn(reasons, reason)), t.strainedAdvice];
}

export function storyOf(report: Report): string[] {
  const t = words().reports;
  const story: string[] = [t.meanings[report.verdict]];
  const add = (applies: boolean, sentence: () => string) => applies && story.push(sentence());
  if (report.verdict === "strained") story.push(...strain(report));
  add(report.cut !== "no", () => nameIn(t.cuts, report.cut));
  const seconds = count(Math.round(report.seconds));
  const bought = count(report.endings.get("bought") ?? 0);
  story.push(t.bought(bought, count(report.buyers), count(report.seatsSold), seconds));
  const slow = slowest(report);
  if (slow) {
    const call = nameIn(t.callNames, slow.call);
    const p99 = latency(slow.latencies.p99, t.gap);
    story.push(t.speed(count(report.answers), count(perSecond(report)), call, p99));
  }
  story.push(t.trouble(count(overloads(report)), count(report.answersLost)));
  add(report.wrongAnswers > 0, () => t.wrong(count(report.wrongAnswers)));
  add(report.buyersInDoubt > 0, () => t.inDoubt(count(report.buyersInDoubt)));
  add(report.seatsSoldByOthers > 0, () => t.others(count(report.seatsSoldByOthers)));
  const [peak, all, each] = [
    bitRate(report.peakBits, t.gap),
    bytesText(report.bytes, t.gap),
    bytesText(report.bytesByBuyer, t.gap),
  ];
  story.push(t.line(peak, all, each));
  story.push(t.late(latency(report.crowdLate, t.gap)));
  add(report.crowdLate > OWN_SHARE_MOST_US, () => t.bottleneck);
  add(report.crowdWait > OWN_SHARE_MOST_US, () =>
    t.fewConnections(latency(report.crowdWait, t.gap)),
  );
  return story;
}

export function perSecond({ answers, seconds }: Report): number {
  return Math.round(answers / Math.max(seconds, 0.001));
}

export function nameOfCheck({ question, name }: Check): string {
  const t = words().reports;
  const asked = nameIn(t.questions, question);
  return name === "" ? asked : t.named(asked, name);
}

export function resultOfCheck({ violations, notMade, soldOut }: Check): string {
  const t = words().reports;
  const found = t.violations(count(violations));
  if (notMade !== "")
    return violations === 0 ? t.notMade(notMade) : `${found}; ${t.notMade(notMade)}`;
  if (violations > 0) return found;
  return soldOut === "" ? t.heldTrue : t.soldOut(soldOut);
}
