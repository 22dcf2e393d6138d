// Visit records: written with or without a network, kept until the server says it has them, sent once each.

import { hearServer, now } from "./clock";
import { alone } from "./locks";
import type { Reading } from "./reading";
import type { Store } from "./store";

export interface VisitRecord {
  readonly kid: string | null;
  readonly idx: number | null;
  readonly establishment_id: number | null;
  readonly token_sha256: string | null;
  readonly typed_code: string | null;
  readonly verdict: { readonly genuine: string; readonly standing: string; readonly freshness: string };
  readonly visited_at: number;
  readonly results: Readonly<Record<string, string>>;
  readonly notes: string;
}

export type VisitState = "draft" | "waiting" | "refused" | "sent";

export interface Visit {
  /** The idempotency key: the server stores one visit for it, however often it comes. */
  readonly key: string;
  readonly state: VisitState;
  readonly record: VisitRecord;
  /** JPEG files; bytes, since some browsers lose kept Blobs. */
  readonly photos: readonly ArrayBuffer[];
  readonly name: string | null;
  readonly street: string | null;
  readonly tries: number;
  /** Not before this unix second. */
  readonly next: number;
  /** Why the server refused it. */
  readonly problem: string | null;
}

export function newVisit({ verdict, kid, tokenSha256, typedCode }: Reading): Visit {
  const { genuine, standing, freshness, claims, id } = verdict;
  return {
    key: crypto.randomUUID(),
    state: "draft",
    record: {
      kid,
      idx: claims?.idx ?? null,
      establishment_id: claims?.id ?? id,
      token_sha256: tokenSha256,
      typed_code: typedCode,
      verdict: { genuine, standing, freshness },
      visited_at: now(),
      results: {},
      notes: "",
    },
    photos: [],
    name: claims?.name ?? null,
    street: claims?.street ?? null,
    tries: 0,
    next: 0,
    problem: null,
  };
}

export async function keepVisit(store: Store, visit: Visit): Promise<void> {
  await store.put("visits", visit.key, visit);
}

export async function allVisits(store: Store): Promise<Visit[]> {
  return (await store.all("visits")).sort((a, b) => b.record.visited_at - a.record.visited_at);
}

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
  visit.photos.forEach((bytes, at) => form.append("photo", new Blob([bytes], { type: "image/jpeg" }), `photo-${at + 1}.jpg`));
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
    await after({ state: "sent", photos: [], problem: null });
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
