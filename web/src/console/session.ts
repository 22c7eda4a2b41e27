// The access key of the operator, and calls with it.
//
// Owner:  the key is in this object alone, in no storage and no address; a reload forgets it.
// Errors: as the client's call. Once the server refuses the key, `ended` says so and the console
//         signs out.

import {
  type Answer,
  type CallKey,
  OnsaleClient,
  type Options,
  ProblemError,
  type Schemas,
} from "../../../clients/typescript/src/index.js";
import { noteDate } from "../clock.js";
import { Signal } from "./signal.js";

export type Scope = Schemas["Scope"];
/** What `GET /v1/operator/key` says of the key itself. */
export type OwnKey = {
  keyId: string;
  name: string;
  kind: "live" | "test";
  scopes: Scope[];
  endsAt?: string | null;
};
/** Why a session is over: the operator left, or the key is not valid any more. */
export type EndReason = "signed-out" | "key-ended";
export type CallOptions<K extends CallKey> = Options<K> & {
  /** Sent as `Onsale-Reason` and kept with the change. */
  reason?: string;
};

/** Where the API is: the path before `/console/assets/...`. */
const base: string = import.meta.env.DEV
  ? ""
  : new URL("../..", import.meta.url).pathname.replace(/\/$/, "");

async function timedFetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const sent = performance.now();
  const response = await fetch(input, { ...init, cache: "no-store", credentials: "omit" });
  noteDate(response.headers.get("Date"), sent, performance.now(), 0);
  return response;
}

/** As the header wants it: `%` and all but ASCII percent-encoded. */
function encodedReason(reason: string): string {
  const whole = reason.trim().replace(/\p{Surrogate}/gu, "\ufffd");
  return whole.replace(/[^\x20-\x24\x26-\x7e]/gu, encodeURIComponent);
}

export class Session {
  readonly key: OwnKey;
  /** Null while the session lasts. */
  readonly ended = new Signal<EndReason | null>(null);
  /** Grows with each change that this console has made: what shows changes reads them again. */
  readonly acts = new Signal(0);
  readonly #accessKey: string;
  readonly #client: OnsaleClient;
  readonly #over = new AbortController();

  constructor(key: OwnKey, accessKey: string) {
    this.key = key;
    this.#accessKey = accessKey;
    this.#client = new OnsaleClient({
      url: base || "/",
      accessKey,
      fetch: timedFetch,
      retry: { attempts: 3, withinMs: 10_000 },
    });
  }

  /** Aborted at the end of the session. */
  get signal(): AbortSignal {
    return this.#over.signal;
  }

  may(scope: Scope): boolean {
    return this.key.scopes.includes(scope);
  }

  async call<K extends CallKey>(key: K, options: CallOptions<K>): Promise<Answer<K>> {
    const { reason, ...rest } = options;
    const headers: Record<string, string> = { ...rest.headers };
    if (reason?.trim()) headers["Onsale-Reason"] = encodedReason(reason);
    try {
      const call = this.#client.call.bind(this.#client) as (
        key: K,
        options: object,
      ) => Promise<Answer<K>>;
      return await call(key, { signal: this.signal, ...rest, headers });
    } catch (error) {
      if (isKeyRefused(error)) this.end("key-ended");
      throw error;
    } finally {
      // Also after a failure: the change may have been made.
      if (!key.startsWith("GET ")) this.acts.value += 1;
    }
  }

  /** One request with the key, without retries: for the stream. */
  fetch(path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set("Authorization", `Bearer ${this.#accessKey}`);
    return timedFetch(base + path, { ...init, headers });
  }

  end(reason: EndReason): void {
    if (this.ended.value) return;
    this.#over.abort(new DOMException("the session is over", "AbortError"));
    this.ended.value = reason;
  }
}

function isKeyRefused(error: unknown): boolean {
  return error instanceof ProblemError && error.status === 401;
}

/**
 * Null: the server does not accept the key. Errors: the server cannot be reached, or refuses for
 * another reason.
 */
export async function signIn(accessKey: string): Promise<Session | null> {
  // Characters that a header cannot have are in no key.
  if (!/^[\x21-\x7e]+$/.test(accessKey)) return null;
  const response = await timedFetch(`${base}/v1/operator/key`, {
    headers: { Authorization: `Bearer ${accessKey}` },
  });
  if (response.status === 401) return null;
  if (!response.ok) throw new ProblemError(response.status, response.headers, undefined);
  return new Session((await response.json()) as OwnKey, accessKey);
}
