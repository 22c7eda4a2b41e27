// Reads server-sent events from the body of a response (WHATWG HTML, section 9.2).

export type RawEvent = { event: string; data: string; id: string | undefined };

/** What a stream says beside its events. */
export type StreamState = {
  /** The id of the last whole event that has one, to be sent as `Last-Event-ID`. */
  lastId: string;
  /** The last `retry`: the pause before the next connection. */
  retryMs: number;
};

/**
 * Yields the events and keeps `state`. Each wait for bytes goes through `wait`, which may end it. An
 * event that the end cuts off is dropped, and so is its id: it is sent again after a reconnect.
 */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
  state: StreamState,
  wait: <T>(read: Promise<T>) => Promise<T>,
): AsyncGenerator<RawEvent, void, undefined> {
  const reader = body.getReader();
  const decoder = new TextDecoder(); // removes a byte order mark
  let rest = "";
  let event = "";
  let data: string[] = [];
  let id: string | undefined;
  try {
    for (;;) {
      const { done, value } = await wait(reader.read());
      if (done) return;
      rest += decoder.decode(value, { stream: true });
      // A CR at the end may be the first half of a CR LF.
      const lines = rest.split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? "";
      for (const line of lines) {
        if (line === "") {
          state.lastId = id ?? state.lastId;
          if (data.length > 0) yield { event: event || "message", data: data.join("\n"), id };
          event = "";
          data = [];
          id = undefined;
          continue;
        }
        const [, name, text = ""] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
        if (name === "event") event = text;
        else if (name === "data") data.push(text);
        else if (name === "id" && !text.includes("\0")) id = text;
        else if (name === "retry" && /^\d+$/.test(text)) state.retryMs = Number(text);
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}
