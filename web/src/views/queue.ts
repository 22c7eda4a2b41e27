// Waiting: before the opening, in the lobby of a draw, in line, paused, sold out; and the moment of
// the turn.

import { ChallengeError, type ConcertDetail, type Room, type Token, api, isProblem, whileSolving } from "../api.js";
import { keepToken } from "../buyer.js";
import { countdown, msUntil } from "../clock.js";
import { type Child, h, setText } from "../dom.js";
import { clock, count, dayTime } from "../format.js";
import { ask, button, message, say, setBar, setTrouble, show } from "../frame.js";
import { words } from "../language.js";
import { joinRoom, readKept, Turn } from "../turn.js";
import { readDraw } from "./draw.js";
import { NoticeCard } from "./notice.js";
import { type Context, showFailure } from "./view.js";
import { homeOf, knowBuyer, signedInAs } from "./who.js";

const NEAR_PLACE_MAX = 20;
// How often the room is read before its opening: as often as the server asks of a lobby.
const BEFORE_MS = 30_000;

export async function showQueue(context: Context, concertId: string, isJoining: boolean): Promise<void> {
  const { signal } = context;
  const home = homeOf(concertId);
  const concert = (await api.call("GET /v1/concerts/{concertId}", { path: { concertId }, signal })).body;
  if (!(await knowBuyer(context, concert.title, home)) || signal.aborted) return;
  await new Queue(context, concert, home).start(isJoining);
}

class Queue {
  readonly #context: Context;
  readonly #concert: ConcertDetail;
  readonly #home: string;
  #turn: Turn | undefined;
  #room: Room | undefined;
  #screen = ""; // which screen is shown, so that only its values change
  #values: ((token: Token) => void)[] = [];
  #stopCountdown = () => {};
  #timers: number[] = [];
  #roomTimer = 0;
  readonly #notice = new NoticeCard();

  constructor(context: Context, concert: ConcertDetail, home: string) {
    this.#context = context;
    this.#concert = concert;
    this.#home = home;
    context.onLeave(() => {
      this.#turn?.stop();
      this.#stopCountdown();
      window.clearTimeout(this.#roomTimer);
      this.#timers.forEach((timer) => window.clearTimeout(timer));
    });
  }

  get #isOver(): boolean {
    return this.#context.signal.aborted;
  }

  #later(ms: number, act: () => void): void {
    this.#timers.push(window.setTimeout(() => !this.#isOver && act(), ms));
  }

  async start(isJoining: boolean): Promise<void> {
    await this.#readRoom();
    if (!isJoining) {
      const kept = await readKept(this.#concert.roomId);
      if (this.#isOver) return;
      if (kept?.status === "EXPIRED") return this.#showEnd(kept);
    }
    await this.#join();
  }

  async #join(): Promise<void> {
    const w = words();
    if (this.#room?.state === "SCHEDULED" && this.#room.mode !== "DRAW") {
      const kept = await readKept(this.#concert.roomId);
      if (kept?.status !== "WAITING" && this.#room.opensAt) return this.#showBefore(this.#room.opensAt);
    }
    try {
      whileSolving(() => this.#message("challenge", w.challengeTitle, w.challengeText));
      const token = await joinRoom(this.#concert.concertId, this.#concert.roomId, this.#context.signal);
      if (this.#isOver) return;
      this.#turn?.stop();
      this.#turn = new Turn(token, (turn) => this.#show(turn.state), () => this.#showLost());
      setTrouble("waiting");
      void this.#renewRoom();
      this.#show(token);
    } catch (error) {
      if (this.#isOver) return;
      if (isProblem(error, "room-not-open")) {
        const { state, opensAt } = error.problem!;
        if (state === "CLOSED" || !opensAt) return this.#showClosed();
        return this.#showBefore(opensAt);
      }
      if (error instanceof ChallengeError)
        return this.#message("challenge", w.challengeFailedTitle, w.challengeFailedText, this.#again(), this.#about());
      if (isProblem(error, "room-full")) {
        const seconds = error.problem?.retryAfterSeconds ?? 30;
        this.#message("full", w.roomFullTitle, w.roomFullText(seconds));
        this.#later(seconds * 1000, () => void this.#join().catch((e) => showFailure(this.#context, e)));
        return;
      }
      if (isProblem(error, "presale-group-required")) {
        const until = error.problem?.until;
        this.#message("presale", w.presaleTitle, until ? w.presaleText(this.#dayTime(until)) : null, this.#about());
        return;
      }
      throw error;
    }
  }

  #about(): HTMLElement {
    const concert = this.#concert.concertId;
    return button(words().aboutConcert, () => this.#context.go({ at: "concert", concert }), "secondary");
  }

  #again(): HTMLElement {
    return button(words().joinAgain, () => {
      keepToken(this.#concert.roomId, undefined);
      this.#screen = "";
      this.#join().catch((error) => showFailure(this.#context, error));
    });
  }

  /** Of the screen before, nothing changes any more. */
  #begin(screen: string): void {
    this.#screen = screen;
    this.#values = [];
    this.#stopCountdown();
  }

  #message(screen: string, heading: string, text: Child, ...actions: HTMLElement[]): void {
    this.#begin(screen);
    this.#body(message(heading, text, ...actions));
  }

  /** Of the venue. */
  #dayTime(time: string): string {
    return dayTime(time, this.#concert.shows[0]?.timeZone ?? "UTC");
  }

  #body(body: Child, pageTitle?: string): void {
    const { title } = this.#concert;
    show({ title, home: this.#home, pageTitle: pageTitle ?? title, body });
    setTrouble("waiting");
  }

  async #readRoom(): Promise<void> {
    const path = { roomId: this.#concert.roomId };
    this.#room = (await api.call("GET /v1/rooms/{roomId}", { path, signal: this.#context.signal })).body;
  }

  /** The total of the room, as often as the token is read. */
  async #renewRoom(): Promise<void> {
    const state = this.#turn?.state;
    if (this.#isOver || state?.status !== "WAITING") return;
    try {
      await this.#readRoom();
    } catch {
      // The next one may succeed; the banner says that the connection is bad.
    }
    if (this.#isOver || !this.#turn) return;
    if (this.#turn.state.status === "WAITING") this.#show(this.#turn.state);
    this.#later(Math.max(2, state.pollAfterSeconds) * 1000, () => void this.#renewRoom());
  }

  #showLost(): void {
    const w = words();
    this.#message("lost", w.tokenLostTitle, w.tokenLostText, this.#again());
  }

  #showClosed(): void {
    this.#begin("closed");
    this.#body([message(words().closedTitle, null, this.#about()), this.#notice.element]);
    this.#notice.set((this.#turn?.state ?? this.#room)?.notice);
    this.#values.push((now) => this.#notice.set(now.notice));
  }

  /** The room opens later: joins by itself then, spread over two seconds. */
  #showBefore(opensAt: string): void {
    const w = words();
    const number = h("p", { class: "number" });
    const text = h("p", {}, w.beforeText(this.#dayTime(opensAt)));
    this.#begin("before");
    this.#body(h("section", { class: "waiting" }, h("h1", {}, w.beforeTitle), number, text, this.#notice.element));
    this.#notice.set(this.#room?.notice);
    this.#watchRoom(opensAt);
    const spread = Math.random() * 2000;
    let isJoining = false;
    this.#stopCountdown = countdown(opensAt, (ms) => {
      setText(number, clock(ms));
      if (ms > 0 || isJoining) return;
      isJoining = true;
      this.#later(spread, () => {
        const join = async () => {
          await this.#readRoom();
          // An operator may have moved the opening.
          if (this.#room?.state === "SCHEDULED" && this.#room.opensAt && msUntil(this.#room.opensAt) > 0)
            return this.#showBefore(this.#room.opensAt);
          if (this.#room?.state === "SCHEDULED") return this.#later(1000, () => void join());
          return this.#join();
        };
        join().catch((error) => showFailure(this.#context, error));
      });
    });
  }

  /** Before the opening there is no token to follow: the room has the notice, and an opening that is moved. */
  #watchRoom(opensAt: string): void {
    window.clearTimeout(this.#roomTimer);
    const watch = async () => {
      await this.#readRoom().catch(() => {}); // the next one may succeed
      if (this.#isOver || this.#screen !== "before") return;
      const { state, opensAt: now, notice } = this.#room!;
      if (state !== "SCHEDULED" || now !== opensAt) return this.#join();
      this.#notice.set(notice);
      this.#watchRoom(opensAt);
    };
    const act = () => void watch().catch((error) => showFailure(this.#context, error));
    this.#roomTimer = window.setTimeout(act, BEFORE_MS * (1 + Math.random()));
  }

  #show(token: Token): void {
    if (this.#isOver) return;
    if (token.status === "EXPIRED") return this.#showEnd(token);
    if (token.status === "ACTIVE") return this.#showTurn(token);
    const screen = this.#screenOf(token);
    if (screen !== this.#screen) {
      if (screen === "closed") return this.#showClosed();
      this.#begin(screen);
      this.#build(screen, token);
    }
    for (const set of this.#values) set(token);
  }

  #screenOf(token: Token): string {
    const state = token.roomState ?? this.#room?.state;
    if (state === "CLOSED") return "closed";
    if (state === "PAUSED") return "paused";
    if (token.position === null) return "lobby";
    if (token.opensAt !== null) return "sale-later";
    if (token.soldOut) return "sold-out";
    return token.position <= NEAR_PLACE_MAX ? "nearly" : "line";
  }

  #build(screen: string, token: Token): void {
    const w = words();
    const opens = token.opensAt ? this.#dayTime(token.opensAt) : "";
    const headings: Record<string, [string, string]> = {
      lobby: [w.lobbyTitle, w.lobbyText(opens)],
      paused: [w.pausedTitle, w.pausedText],
      "sale-later": [w.beforeTitle, w.beforeText(opens)],
      "sold-out": [w.soldOutTitle, w.soldOutText],
      nearly: [w.nearlyTitle, w.nearlyText],
      line: [w.queueTitle, ""],
    };
    const [heading, text] = headings[screen]!;
    const notes: Child[] = [text && h("p", {}, text)];
    if (screen === "line" || screen === "nearly") {
      notes.push(h("p", {}, w.placeKept));
      const claim = this.#room?.claimTimeSeconds ?? 0;
      if (claim > 0) notes.push(h("p", {}, w.claimNote(claim)));
    }
    const body = h("section", { class: "waiting" }, h("h1", {}, heading));
    if (screen === "lobby") {
      if (token.drawEntry !== undefined)
        body.append(h("p", { class: "label" }, w.lobbyEntry(count(token.drawEntry))));
      body.append(this.#countdown(token.opensAt));
      notes.push(this.#drawLink(token));
    } else {
      body.append(...this.#line(token));
      if (screen === "sale-later" && token.opensAt) body.append(this.#countdown(token.opensAt));
      if (token.drawEntry !== undefined) notes.push(this.#drawLink(token));
    }
    body.append(this.#notice.element, h("div", { class: "notes" }, notes));
    this.#values.push((now) => this.#notice.set(now.notice));
    const who = signedInAs(this.#context);
    if (who) body.append(who);
    body.append(button(w.leaveLine, () => void this.#leave(), "text"));
    this.#body(body);
  }

  #drawLink(token: Token): HTMLElement {
    const details = h("details", {}, h("summary", {}, words().checkDraw));
    details.addEventListener("toggle", () => {
      if (details.open && details.childElementCount === 1)
        details.append(readDraw(this.#concert.roomId, token, this.#context.signal));
    });
    return details;
  }

  #countdown(opensAt: string | null): HTMLElement {
    const number = h("p", { class: "number" });
    if (opensAt) this.#stopCountdown = countdown(opensAt, (ms) => setText(number, clock(ms)));
    return number;
  }

  /** The place, the line, and two figures side by side. */
  #line(token: Token): HTMLElement[] {
    const w = words();
    const number = h("p", { class: "number" });
    const dot = h("span", { class: "dot" });
    const wait = h("dd");
    const people = h("dd");
    let shown = Infinity; // the number only falls
    let spoken = token.position;
    this.#values.push((now) => {
      shown = Math.min(shown, now.position ?? shown);
      setText(number, Number.isFinite(shown) ? count(shown) : "–");
      const start = Math.max(this.#turn?.startPosition ?? 1, 1);
      dot.style.left = `${(1 - Math.min(1, shown / start)) * 100}%`;
      setText(wait, this.#waitOf(now));
      // The room may have been counted before this buyer joined.
      const waiting = Math.max(this.#room?.waiting ?? 0, Number.isFinite(shown) ? shown : 0);
      setText(people, this.#room ? w.people(count(waiting)) : "–");
      // Screen readers hear the place when it has halved, and near the front.
      if (spoken !== null && (shown <= spoken / 2 || (shown <= 10 && shown < spoken))) {
        spoken = shown;
        say(`${w.place} ${count(shown)}`);
      }
    });
    return [
      h("p", { class: "label" }, w.place),
      number,
      h("div", { class: "line", "aria-hidden": "true" }, dot),
      h(
        "dl",
        { class: "figures" },
        h("div", {}, h("dt", {}, w.expectedWait), wait),
        h("div", {}, h("dt", {}, w.waitingNow), people),
      ),
    ];
  }

  /** Of a room that lets nobody in for now there is no estimate to wait for. */
  #waitOf({ estimatedWaitSeconds }: Token): string {
    const w = words();
    if (this.#screen === "paused") return w.pausedTitle;
    if (estimatedWaitSeconds !== null) return w.about(duration(estimatedWaitSeconds));
    return this.#screen === "sold-out" || this.#screen === "sale-later" ? "–" : w.estimating;
  }

  #showTurn(token: Token): void {
    const w = words();
    const book = () => this.#context.go({ at: "book", concert: this.#concert.concertId }, { replace: true });
    if (!document.hidden) return book();
    // Nobody looks: the page calls, and does not claim the turn for nobody.
    if (this.#screen === "turn") return;
    const text = h("p");
    const minutes = Math.floor((token.remainingSeconds ?? 0) / 60);
    this.#begin("turn");
    this.#body(
      h("section", { class: "message" }, h("h1", {}, w.turnTitle), text, button(w.enterButton, book)),
      w.turnPageTitle(this.#concert.title),
    );
    if (token.claimBefore)
      this.#stopCountdown = countdown(token.claimBefore, (ms) => setText(text, w.turnClaim(clock(ms))));
    else setText(text, w.turnTime(String(minutes)));
    navigator.vibrate?.([300, 100, 300]);
    const onVisible = () => !document.hidden && !this.#isOver && book();
    document.addEventListener("visibilitychange", onVisible);
    this.#context.onLeave(() => document.removeEventListener("visibilitychange", onVisible));
  }

  #showEnd(token: Token): void {
    const w = words();
    switch (token.expiredBecause) {
      case "PAID":
        return this.#context.go({ at: "me" }, { replace: true });
      case "NO_SHOW":
        return this.#message("end", w.noShowTitle, w.noShowText, this.#again());
      case "LEFT":
        return this.#message("end", w.leftTitle, null, this.#again(), this.#about());
      default:
        return this.#message("end", w.timeUpTitle, w.timeUpText, this.#again(), this.#about());
    }
  }

  async #leave(): Promise<void> {
    const w = words();
    const position = this.#turn?.state.position;
    const choice = await ask(
      w.leaveTitle,
      position === null || position === undefined ? w.leaveDrawText : w.leaveText(count(position)),
      [
        { label: w.keepWaiting, value: false, kind: "primary" },
        { label: w.leaveYes, value: true, kind: "danger" },
      ],
      false,
    );
    if (!choice || this.#isOver) return;
    try {
      await api.call("DELETE /v1/queue/tokens/me", { token: this.#turn!.state.token });
    } catch (error) {
      if (!isProblem(error, "queue-token-expired")) return showFailure(this.#context, error);
    }
    this.#turn?.stop();
    keepToken(this.#concert.roomId, undefined);
    this.#message("end", w.leftTitle, null, this.#again(), this.#about());
    setBar();
  }
}

function duration(seconds: number): string {
  const w = words();
  return seconds < 60 ? w.seconds(Math.max(1, seconds)) : w.minutes(Math.round(seconds / 60));
}
