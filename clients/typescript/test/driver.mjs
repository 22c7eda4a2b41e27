// Carries out what the tests ask for (tests/harness/typescript.py): a JSON object a line on stdin,
// and one with the result on stdout.
import readline from "node:readline";
import { NoAnswerError, OnsaleClient, ProblemError } from "../dist/index.js";

const DEADLINE_MS = 60_000;
const streams = new Map();

const failure = (error) => ({
  error: {
    name: error.name,
    message: error.message,
    isProblem: error instanceof ProblemError,
    isNoAnswer: error instanceof NoAnswerError,
    code: error.code,
    status: error.status,
    problem: error.problem,
    idempotencyKey: error.idempotencyKey,
  },
});

const commands = {
  async call({ client, key, options, abortAfterMs }) {
    const signal = abortAfterMs === undefined ? {} : { signal: AbortSignal.timeout(abortAfterMs) };
    const { status, body } = await new OnsaleClient(client).call(key, { ...options, ...signal });
    return { status, body };
  },
  // As a page with ALTCHA's widget does.
  async altcha({ challenge }) {
    const { solveChallenge } = await import("altcha-lib");
    const { deriveKey } = await import("altcha-lib/algorithms/pbkdf2");
    const solution = await solveChallenge({ challenge, deriveKey });
    return { proof: btoa(JSON.stringify({ challenge, solution })) };
  },
  async open({ client, key, options, stream }) {
    const controller = new AbortController();
    const { signal } = controller;
    streams.set(stream, {
      events: new OnsaleClient(client).events(key, { ...options, signal }),
      controller,
    });
    return {};
  },
  async next({ stream }) {
    const { done, value } = await streams.get(stream).events.next();
    return { done, event: value };
  },
  // As `break` in a loop does.
  async leave({ stream }) {
    await streams.get(stream).events.return();
    return {};
  },
  async abort({ stream }) {
    const { events, controller } = streams.get(stream);
    const next = events.next();
    controller.abort();
    await next;
    return {};
  },
};

for await (const line of readline.createInterface({ input: process.stdin })) {
  const { command, ...rest } = JSON.parse(line);
  const late = new Promise((resolve) =>
    setTimeout(() => resolve(failure(new Error("deadline"))), DEADLINE_MS).unref(),
  );
  const result = await Promise.race([commands[command](rest).catch(failure), late]);
  console.log(JSON.stringify(result));
}
process.exit(0);
