// The calls of the API as types, all derived from the generated description (openapi.ts).

import type { components, paths } from "./openapi.js";

export type Schemas = components["schemas"];
export type Problem = Schemas["Problem"];
export type ProblemCode = Problem["code"];

type Method = "get" | "put" | "post" | "patch" | "delete";

// "GET /v1/concerts" | "POST /v1/reservations" | ...
type OperationKey = {
  [P in keyof paths & string]: {
    [M in Method]: paths[P][M] extends { responses: unknown } ? `${Uppercase<M>} ${P}` : never;
  }[Method];
}[keyof paths & string];

type OperationOf<K> = K extends `${infer M} ${infer P}`
  ? P extends keyof paths
    ? Lowercase<M> extends keyof paths[P]
      ? paths[P][Lowercase<M>]
      : never
    : never
  : never;

type ContentOf<Response> = Response extends { content: infer C extends object }
  ? C[keyof C]
  : undefined;

export type StreamEvents = {
  "GET /v1/queue/tokens/me/events": Schemas["TokenStreamEvent"];
  "GET /v1/shows/{showId}/seats/events": Schemas["SeatsStreamEvent"];
};
export type StreamKey = keyof StreamEvents;
export type CallKey = Exclude<OperationKey, StreamKey>;

type PathOf<Op> = Op extends { parameters: { path: infer P extends object } } ? { path: P } : {};
type QueryOf<Op> = Op extends { parameters: { query?: infer Q } }
  ? [Q] extends [undefined]
    ? {}
    : { query?: Q }
  : {};
type BodyOf<Op> = Op extends { requestBody: { content: { "application/json": infer B } } }
  ? { body: B }
  : {};

export type Common = {
  /** Sent as `Queue-Token`, instead of the client's. */
  token?: string;
  /** Sent with every attempt; without it, a POST gets a new key. */
  idempotencyKey?: string;
  /** Ends the call: it rejects with the signal's reason. */
  signal?: AbortSignal;
  /** More request headers. */
  headers?: Record<string, string>;
};
export type Options<K> = Common &
  PathOf<OperationOf<K>> &
  QueryOf<OperationOf<K>> &
  BodyOf<OperationOf<K>>;

// An argument that may be left out if none of its members is required.
export type Argument<T> = {} extends T ? [options?: T] : [options: T];

type Success = 200 | 201 | 204 | 304;

/**
 * What the server answered. `status` tells the shapes of `body` apart. A 304 has no body; it only
 * follows an `If-None-Match` of the caller.
 */
export type Answer<K> =
  OperationOf<K> extends { responses: infer R }
    ? {
        [S in keyof R & Success]: {
          status: S;
          headers: Headers;
          body: S extends 304 ? never : ContentOf<R[S]>;
        };
      }[keyof R & Success]
    : never;
