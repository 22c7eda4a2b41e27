import { type Challenge, hexOf, solveChallenge, webCrypto } from "./challenge.js";
import { NoAnswerError, ProblemError } from "./errors.js";
import { readEvents } from "./event-stream.js";
import {
  type RetryPolicy,
  isPassing,
  isUnknown,
  linked,
  pause,
  pauseMs,
  retryAfterMs,
} from "./retry.js";
import type {
  Answer,
  Argument,
  CallKey,
  Common,
  Options,
  Problem,
  StreamEvents,
  StreamKey,
} from "./types.js";

export type ClientOptions = {
  /** Where the API is, with its base path: `https://shop.example/onsale`; in a page also `/onsale`. */
  url: string;
  /** The buyer's queue token, if calls name no other. */
  token?: string;
  /** What the shop has signed for the buyer; a server with `--buyers signed` needs it. */
  buyerToken?: string;
  /** An access key. It belongs on a server, never into a page. */
  accessKey?: string;
  /** How calls are retried: 5 attempts within 30 s, each of at most 10 s, unless stated otherwise. */
  retry?: Partial<RetryPolicy>;
  /** Solves a challenge, as ALTCHA's widget does, and gives the proof; default: `solveChallenge`. */
  solve?: (challenge: Challenge, signal?: AbortSignal) => Promise<string>;
  /** Instead of the global `fetch`. */
  fetch?: typeof fetch;
};

export type StreamOptions = {
  /** Resume after this event. */
  lastEventId?: string;
  /** Reconnect after this silence. The server sends something every 15 s; default: 45,000. */
  silenceMs?: number;
  /** Give up when connections have failed for this long; default: 300,000. */
  giveUpMs?: number;
};

const RETRY: RetryPolicy = { attempts: 5, withinMs: 30_000, attemptMs: 10_000 };
const RECONNECT_MS = 3000; // until the stream says otherwise
// Challenges that one call solves: the first, and one more if it has ended before it was solved.
const CHALLENGES_MAX = 2;
const LAST_EVENTS = new Set(["expired", "replaced"]);

// The options of any call, as the code below reads them.
type AnyOptions = Common &
  StreamOptions & {
    path?: Record<string, unknown>;
    query?: Record<string, unknown>;
    body?: unknown;
  };
type Outgoing = { url: string; method: string; headers: Headers; body?: string };

export class OnsaleClient {
  /** May be set once the queue has given it. */
  token: string | undefined;
  /** May be set again: the shop's tokens are valid for minutes. */
  buyerToken: string | undefined;
  readonly #options: ClientOptions;
  readonly #retry: RetryPolicy;
  readonly #solve: (challenge: Challenge, signal?: AbortSignal) => Promise<string>;
  readonly #fetch: typeof fetch;

  constructor(options: ClientOptions) {
    this.token = options.token;
    this.buyerToken = options.buyerToken;
    this.#options = options;
    this.#retry = { ...RETRY, ...options.retry };
    this.#solve = options.solve ?? solveChallenge;
    // Browsers refuse a `fetch` that is called as the method of another object.
    this.#fetch = options.fetch ?? ((...request) => fetch(...request));
  }

  /**
   * Makes a call: `call("POST /v1/payments", { body: { reservationId } })`. An attempt without an
   * answer, or with one that says "later", is repeated with the same idempotency key. A challenge is
   * solved, and the call repeated with its proof.
   *
   * Errors: ProblemError, NoAnswerError, or the reason of `signal`.
   */
  async call<K extends CallKey>(key: K, ...[options]: Argument<Options<K>>): Promise<Answer<K>> {
    const given: AnyOptions = options ?? {};
    const request = this.#outgoing(key, given);
    if (request.method === "POST" && !request.headers.has("Idempotency-Key")) {
      request.headers.set("Idempotency-Key", await newKey());
    }
    let latest = performance.now() + this.#retry.withinMs;
    let lost: unknown; // the failure of an attempt that may have made the change
    let challenges = 0;
    for (let failures = 1; ; failures++) {
      try {
        return (await this.#attempt(request, given.signal)) as Answer<K>;
      } catch (error) {
        given.signal?.throwIfAborted();
        const challenge = challengeOf(error);
        if (challenge && ++challenges <= CHALLENGES_MAX) {
          const begun = performance.now();
          const proof = await this.#solve(challenge, given.signal);
          request.body = JSON.stringify({ ...(given.body as object), proof });
          latest += performance.now() - begun;
          failures -= 1; // not an attempt that failed
          continue;
        }
        if (isUnknown(error)) lost = error;
        const ms = pauseMs(failures, retryAfterMs(error));
        if (
          !isPassing(error) ||
          failures >= this.#retry.attempts ||
          performance.now() + ms > latest
        ) {
          // A refusal decides; "later" does not undo what an attempt before it may have done.
          throw lost !== undefined && isPassing(error)
            ? new NoAnswerError(lost, keyOf(request))
            : asOurs(error, request);
        }
        await pause(ms, given.signal);
      }
    }
  }

  /**
   * Follows a stream until it ends for good: after `expired` or `replaced`, or when the server
   * answers that there is nothing more. Lost connections are resumed after the last event.
   *
   * Errors: ProblemError, NoAnswerError, or the reason of `signal`.
   */
  async *events<K extends StreamKey>(
    key: K,
    ...[options]: Argument<Options<K> & StreamOptions>
  ): AsyncGenerator<StreamEvents[K], void, undefined> {
    const given: AnyOptions = options ?? {};
    const { silenceMs = 45_000, giveUpMs = 300_000 } = given;
    const state = { lastId: given.lastEventId ?? "", retryMs: RECONNECT_MS };
    const request = this.#outgoing(key, given);
    request.headers.set("Accept", "text/event-stream");
    let failures = 0; // since a stream was open
    let failingSince = 0;
    for (;;) {
      const link = linked(given.signal);
      // Ends a wait that is too long.
      const wait = async <T>(awaited: Promise<T>): Promise<T> => {
        const timer = setTimeout(() => link.stop(new Error("the stream is silent")), silenceMs);
        try {
          return await awaited;
        } finally {
          clearTimeout(timer);
        }
      };
      let error: unknown;
      try {
        if (state.lastId) request.headers.set("Last-Event-ID", state.lastId);
        const response = await wait(
          this.#send(request, { signal: link.signal, cache: "no-store" }),
        );
        if (response.status === 204) return;
        if (!response.body || typeOf(response) !== "text/event-stream")
          throw new Error("not a stream of events");
        failures = 0; // a page that is no stream would never count as failed
        for await (const { event, data, id } of readEvents(response.body, state, wait)) {
          yield {
            event,
            data: JSON.parse(data),
            ...(id !== undefined && { id }),
          } as StreamEvents[K];
          if (LAST_EVENTS.has(event)) return;
        }
      } catch (caught) {
        given.signal?.throwIfAborted();
        error = caught;
      } finally {
        link.release();
        link.stop(undefined);
      }
      failures += 1;
      if (failures === 1) failingSince = performance.now();
      const ms = pauseMs(failures, Math.max(state.retryMs, retryAfterMs(error)));
      const isLate = performance.now() + ms > failingSince + giveUpMs;
      if (error && (isLate || !isPassing(error))) throw asOurs(error, request);
      await pause(ms, given.signal);
    }
  }

  #outgoing(key: string, given: AnyOptions): Outgoing {
    const [method = "", template = ""] = key.split(" ");
    const path = template.replace(/\{(\w+)\}/g, (_, name: string) => segment(given.path?.[name]));
    const query = Object.entries(given.query ?? {})
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
      .join("&");
    const headers = new Headers(given.headers);
    const set = (name: string, value: string | undefined) => value && headers.set(name, value);
    set("Queue-Token", given.token ?? this.token);
    set("Idempotency-Key", given.idempotencyKey);
    const bearer = this.#options.accessKey ?? this.buyerToken;
    set("Authorization", bearer && `Bearer ${bearer}`);
    const url = this.#options.url.replace(/\/$/, "") + path + (query && `?${query}`);
    if (given.body === undefined) return { url, method, headers };
    headers.set("Content-Type", "application/json");
    return { url, method, headers, body: JSON.stringify(given.body) };
  }

  async #attempt(request: Outgoing, signal: AbortSignal | undefined) {
    const link = linked(signal);
    const timer = setTimeout(
      () => link.stop(new Error("no answer in time")),
      this.#retry.attemptMs,
    );
    try {
      const response = await this.#send(request, { signal: link.signal });
      const { status, headers } = response;
      return { status, headers, body: await contentOf(response) };
    } finally {
      clearTimeout(timer);
      link.release();
    }
  }

  /** A response whose status is good, or 304. */
  async #send({ url, ...request }: Outgoing, init: RequestInit): Promise<Response> {
    const send = this.#fetch;
    const response = await send(url, { ...request, ...init });
    if (response.ok || response.status === 304) return response;
    throw new ProblemError(response.status, response.headers, await problemOf(response));
  }
}

function typeOf(response: Response): string | undefined {
  return response.headers.get("Content-Type")?.split(";")[0]?.toLowerCase();
}

async function contentOf(response: Response): Promise<unknown> {
  if (response.status === 204 || response.status === 304) return undefined;
  const type = typeOf(response);
  if (type === "application/json") return response.json();
  if (type === "text/plain") return response.text();
  // Such as the login page of a network.
  throw new Error(`not an answer of Onsale: ${type}`);
}

async function problemOf(response: Response): Promise<Problem | undefined> {
  if (typeOf(response) === "application/problem+json") {
    const problem = await response.json();
    if (typeof problem?.code === "string") return problem;
  } else {
    await response.body?.cancel();
  }
  return undefined;
}

function asOurs(error: unknown, request: Outgoing): unknown {
  if (error instanceof ProblemError) return error;
  return new NoAnswerError(error, keyOf(request));
}

function keyOf(request: Outgoing): string | undefined {
  return request.headers.get("Idempotency-Key") ?? undefined;
}

/** One segment of a path. Programs remove `.` and `..`, also when they are percent-encoded. */
function segment(value: unknown): string {
  const text = String(value ?? "");
  if (/^\.{0,2}$/.test(text)) throw new RangeError(`'${text}' cannot be a part of a path`);
  return encodeURIComponent(text);
}

async function newKey(): Promise<string> {
  return hexOf((await webCrypto()).getRandomValues(new Uint8Array(16)));
}

function challengeOf(error: unknown): Challenge | undefined {
  const isAsked = error instanceof ProblemError && error.code === "challenge-required";
  return isAsked ? error.problem?.challenge : undefined;
}
