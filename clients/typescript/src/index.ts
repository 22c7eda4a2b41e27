export { OnsaleClient, type ClientOptions, type StreamOptions } from "./client.js";
export { type Challenge, solveChallenge } from "./challenge.js";
export { NoAnswerError, ProblemError } from "./errors.js";
export type { RetryPolicy } from "./retry.js";
export type {
  Answer,
  CallKey,
  Options,
  Problem,
  ProblemCode,
  Schemas,
  StreamEvents,
  StreamKey,
} from "./types.js";
