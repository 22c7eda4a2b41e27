// Compiled, never run: what the compiler must accept, and what it must refuse.
import { OnsaleClient, ProblemError, type ProblemCode } from "../dist/index.js";

export async function accepted(client: OnsaleClient): Promise<void> {
  const { concerts } = (await client.call("GET /v1/concerts")).body;
  const concertId: string | undefined = concerts[0]?.concertId;
  const issued = await client.call("POST /v1/queue/tokens", {
    body: { userId: "kim", ...(concertId && { concertId }) },
  });
  client.token = issued.body.token;
  const created: 200 | 201 = issued.status;
  const left = await client.call("DELETE /v1/queue/tokens/me");
  const nothing: undefined = left.body;
  const listed = await client.call("GET /v1/shows/{showId}/seats", {
    path: { showId: "s" },
    query: { status: "all" },
  });
  const price: number | null | undefined = listed.body.seats[0]?.price;
  const ended = await client.call("GET /v1/reservations", { query: { status: "ended", limit: 20 } });
  const why: "EXPIRED" | "CANCELLED_BY_BUYER" | "LEFT_QUEUE" | "TURN_ENDED" | "CANCELLED_BY_OPERATOR" | undefined =
    ended.body.reservations[0]?.endedBecause;
  const entries: string = (
    await client.call("GET /v1/rooms/{roomId}/draw/entries", { path: { roomId: "main" } })
  ).body;
  for await (const event of client.events("GET /v1/queue/tokens/me/events")) {
    if (event.event === "expired") {
      const why: "TIME_UP" | "LEFT" | "PAID" | "NO_SHOW" = event.data.expiredBecause;
      void why;
    }
  }
  const reservationId = "0195f1e2-7c3a-7a10-8c21-5d1f0a2b3c4d";
  await client.call("POST /v1/payments", { body: { reservationId, expectedAmount: 130000 } });
  void [created, nothing, price, entries, why];
}

export function code(error: unknown): ProblemCode | undefined {
  return error instanceof ProblemError ? error.code : undefined;
}

export async function refused(client: OnsaleClient): Promise<void> {
  // @ts-expect-error: there is no such call
  await client.call("GET /v1/nothing");
  // @ts-expect-error: the body is missing
  await client.call("POST /v1/payments");
  // @ts-expect-error: an amount is a number
  await client.call("POST /v1/payments", { body: { reservationIds: [], expectedAmount: "1" } });
  // @ts-expect-error: the path needs its parameter
  await client.call("GET /v1/reservations/{reservationId}");
  await client.call("GET /v1/shows/{showId}/seats", {
    path: { showId: "s" },
    // @ts-expect-error: no such value
    query: { status: "sold" },
  });
  // @ts-expect-error: a stream is no call
  await client.call("GET /v1/queue/tokens/me/events");
  // @ts-expect-error: a call is no stream
  client.events("GET /v1/concerts");
}
