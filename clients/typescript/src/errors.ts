import type { Problem, ProblemCode } from "./types.js";

/** The server, or a proxy before it, refused the call. Further attempts were useless or too many. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly status: number;
  readonly headers: Headers;
  /** All members, such as `unavailableSeats`; undefined if the answer was not Onsale's, but a proxy's. */
  readonly problem: Problem | undefined;

  constructor(status: number, headers: Headers, problem: Problem | undefined) {
    super(problem ? `${problem.code}: ${problem.detail}` : `HTTP status ${status}`);
    this.status = status;
    this.headers = headers;
    this.problem = problem;
  }

  /** Which problem: `seat-unavailable`, ... A later server may send codes that are not in the type. */
  get code(): ProblemCode | undefined {
    return this.problem?.code;
  }
}

/**
 * An attempt got no answer, and no later one a decision. The change may have been made: the same call
 * with the same `idempotencyKey` reports what became of it.
 */
export class NoAnswerError extends Error {
  override readonly name = "NoAnswerError";
  readonly idempotencyKey: string | undefined;

  constructor(cause: unknown, idempotencyKey: string | undefined) {
    super("the server did not answer: the change may have been made", { cause });
    this.idempotencyKey = idempotencyKey;
  }
}
