// Waiting visits to the server: one at a time, once each, again with the same key where an answer was lost.

import { hearServer, now } from "./clock";
import { alone } from "./locks";
import type { Store } from "./store";
import { allVisits, photosOf, type Visit } from "./visits";

/** Three photos over a slow network take their time, but not for ever. */
const PATIENCE = 180_000;

/** How sending went: everything that could go went, no answer, or the server wants another token. */
export type Sending = "done" | "unreachable" | "token";

/** Sends what waits and is due. Two tabs never send at once; a repeat after a lost answer carries the same key. */
export function sendVisits(store: Store, token: string, evenEarly = false): Promise<Sending> {
  return alone("visits", async () => {
    const waiting = (await allVisits(store)).filter(({ state }) => state === "waiting").reverse();
    for (const visit of waiting) {
      if (!evenEarly && visit.next > now()) continue;
      const went = await send(store, visit, token);
      if (went !== "done") return went;
    }
    return "done";
  });
}

async function send(store: Store, visit: Visit, token: string): Promise<Sending> {
  const form = new FormData();
  form.append("visit", JSON.stringify(visit.record));
  (await photosOf(store, visit)).forEach((bytes, at) => form.append("photo", new Blob([bytes], { type: "image/jpeg" }), `photo-${at + 1}.jpg`));
  const after = (change: Partial<Visit>): Promise<void> =>
    store.change("visits", visit.key, (before) => (before ? { ...before, tries: before.tries + 1, ...change } : null));
  let answer: Response;
  try {
    answer = await fetch("/inspect/api/visits", {
      method: "POST",
      body: form,
      headers: { authorization: `Bearer ${token}`, "idempotency-key": visit.key },
      credentials: "omit",
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch {
    await after({ next: now() + backOff(visit.tries) });
    return "unreachable";
  }
  hearServer(answer);
  if (answer.status === 200 || answer.status === 201) {
    // The photos are the server's now; the line stays so that the inspector sees it went.
    await after({ state: "sent", photos: 0, problem: null });
    await store.remove("photos", visit.key);
    return "done";
  }
  if (answer.status === 401 || answer.status === 403) {
    await answer.body?.cancel();
    return "token";
  }
  // 408, 425 and 429 ask for patience; a 404 is a server that has no such part yet.
  if (answer.status >= 400 && answer.status < 500 && ![404, 408, 425, 429].includes(answer.status)) {
    await after({ state: "refused", problem: await problemOf(answer) });
    return "done";
  }
  await after({ next: now() + backOff(visit.tries) });
  return "unreachable";
}

/** Seconds: 5, 10, 20 ... at most a quarter of an hour. */
function backOff(tries: number): number {
  return Math.min(900, 5 * 2 ** Math.min(tries, 10));
}

async function problemOf(answer: Response): Promise<string> {
  try {
    const { detail, title } = (await answer.json()) as { detail?: unknown; title?: unknown };
    return [detail, title].find((said) => typeof said === "string") ?? String(answer.status);
  } catch {
    return String(answer.status);
  }
}
