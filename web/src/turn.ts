// The buyer's place in a room, and then the turn: one queue token, kept up to date.
//
// Shape: polls as often as the server asks. Near the front and while hidden a stream reports
//        sooner, and an admission in a hidden page is not claimed by a poll.

import { type Notice, type Token, api, isProblem } from "./api.js";
import { asBuyer, buyerName, isBehindShop, keepToken, keptToken } from "./buyer.js";
import { serverNow } from "./clock.js";
import { readTab, writeTab } from "./storage.js";

const STREAM_PLACE_MAX = 300; // nearer to the front, a stream is open
const RETRY_MS = 3000;

export class Turn {
  state: Token;
  /** The people ahead when this tab joined; the line is drawn from it. */
  readonly startPosition: number;
  readonly #room: string;
  readonly #onChange: (turn: Turn) => void;
  readonly #onLost: (error: unknown) => void;
  readonly #abort = new AbortController();
  #stream: AbortController | undefined;
  #isReplaced = false;
  #roomEvents = 0;
  #timer = 0;

  constructor(
    state: Token,
    onChange: (turn: Turn) => void,
    onLost: (error: unknown) => void,
  ) {
    this.state = state;
    this.#room = state.roomId;
    this.#onChange = onChange;
    this.#onLost = onLost;
    const key = `start.${state.token.slice(0, 24)}`;
    const kept = Number(readTab(key) ?? 0);
    this.startPosition = Math.max(kept, state.position ?? 0);
    writeTab(key, String(this.startPosition));
    document.addEventListener("visibilitychange", this.#visible);
    this.#plan();
  }

  stop(): void {
    this.#abort.abort();
    this.#stream?.abort();
    window.clearTimeout(this.#timer);
    document.removeEventListener("visibilitychange", this.#visible);
  }

  /** Reads the token now, which claims the turn. */
  async refresh(): Promise<void> {
    const events = this.#roomEvents;
    try {
      const { body } = await api.call("GET /v1/queue/tokens/me", {
        token: this.state.token,
        signal: this.#abort.signal,
      });
      // Answers of polls and events may arrive in another order; a place never grows, and the notice
      // of an event that arrived since the request is the newer one.
      this.#set(events === this.#roomEvents ? body : withNotice(body, this.state.notice));
    } catch (error) {
      if (this.#abort.signal.aborted) return;
      if (isProblem(error, "queue-token-invalid", "queue-token-wrong-room")) {
        keepToken(this.#room, undefined);
        this.#onLost(error);
        return;
      }
    }
    this.#plan();
  }

  #set(state: Token): void {
    if (this.#abort.signal.aborted) return;
    this.state = state;
    this.#onChange(this);
  }

  #take(change: Partial<Token>): void {
    this.#set({ ...this.state, ...change });
  }

  #visible = () => {
    if (!document.hidden) void this.refresh();
    else this.#plan();
  };

  #plan(): void {
    window.clearTimeout(this.#timer);
    const { status, position, pollAfterSeconds } = this.state;
    if (this.#abort.signal.aborted || status === "EXPIRED") return;
    const isNear = position !== null && position <= STREAM_PLACE_MAX;
    if ((isNear || document.hidden) && !this.#stream && !this.#isReplaced) void this.#follow();
    // A poll would claim the turn for somebody who does not look at the page.
    if (status === "ACTIVE" && document.hidden) return;
    const seconds = status === "ACTIVE" ? Math.max(5, pollAfterSeconds) : pollAfterSeconds;
    this.#timer = window.setTimeout(() => void this.refresh(), seconds * 1000);
  }

  async #follow(): Promise<void> {
    const stream = new AbortController();
    this.#stream = stream;
    try {
      const options = { token: this.state.token, signal: stream.signal };
      for await (const { event, data } of api.events("GET /v1/queue/tokens/me/events", options)) {
        if (event === "position") this.#take(data);
        else if (event === "sold-out") this.#take({ soldOut: data.soldOut });
        else if (event === "room") {
          const { state, opensAt, opensInSeconds, notice } = data;
          this.#roomEvents += 1;
          this.#set(withNotice({ ...this.state, roomState: state, opensAt, opensInSeconds }, notice));
        } else if (event === "admitted") {
          this.#take({ ...data, status: "ACTIVE", position: 0, soldOut: false, roomState: null });
          this.#plan();
        } else if (event === "expired") {
          this.#take({ ...data, status: "EXPIRED", position: 0, activeUntil: null });
        } else if (event === "replaced") {
          this.#isReplaced = true; // by other tabs: this one polls
        }
      }
    } catch {
      if (!stream.signal.aborted) window.setTimeout(() => this.#plan(), RETRY_MS);
    }
    this.#stream = undefined;
  }

  /** Whether the turn has ended by the server's clock, reported or not. */
  isOver(): boolean {
    const { status, activeUntil } = this.state;
    if (status === "EXPIRED") return true;
    return status === "ACTIVE" && activeUntil !== null && Date.parse(activeUntil) <= serverNow();
  }
}

/** The token with this notice: an answer without one means that there is none. */
function withNotice(token: Token, notice: Notice | undefined): Token {
  const { notice: _, ...rest } = token;
  return notice === undefined ? rest : { ...rest, notice };
}

/** The token of the concert's room: the one that is kept, else a new request, which keeps the place. */
export async function joinRoom(concertId: string, room: string, signal: AbortSignal): Promise<Token> {
  const kept = keptToken(room);
  if (kept) {
    try {
      const { body } = await api.call("GET /v1/queue/tokens/me", { token: kept, signal });
      if (body.status !== "EXPIRED") return body;
    } catch (error) {
      if (!isProblem(error, "queue-token-invalid", "queue-token-wrong-room")) throw error;
    }
  }
  const user = buyerName();
  const body = isBehindShop || user === undefined ? { concertId } : { concertId, userId: user };
  const answer = await asBuyer(() => api.call("POST /v1/queue/tokens", { body, signal }));
  keepToken(room, answer.body.token);
  return answer.body;
}

/** The kept token, whatever its state; undefined if the server knows none. */
export async function readKept(room: string): Promise<Token | undefined> {
  const kept = keptToken(room);
  if (!kept) return undefined;
  try {
    return (await api.call("GET /v1/queue/tokens/me", { token: kept })).body;
  } catch (error) {
    if (isProblem(error, "queue-token-invalid", "queue-token-wrong-room")) return undefined;
    throw error;
  }
}
