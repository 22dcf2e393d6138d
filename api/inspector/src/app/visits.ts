// Visit records: written with or without a network and kept on this phone until the server says it has them.

import { believedNow } from "./clock";
import type { VisitForm } from "./form";
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
  /** How many; the pictures lie apart. */
  readonly photos: number;
  /** What was asked when it was begun: it is finished with the same, whatever the office sets meanwhile. */
  readonly form: VisitForm | null;
  readonly name: string | null;
  readonly street: string | null;
  readonly tries: number;
  /** Not before this unix second. */
  readonly next: number;
  /** Why the server refused it. */
  readonly problem: string | null;
}

export function newVisit({ verdict, kid, tokenSha256, typedCode }: Reading, form: VisitForm | null): Visit {
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
      visited_at: believedNow(),
      results: {},
      notes: "",
    },
    photos: 0,
    form,
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

export async function photosOf(store: Store, { key }: Visit): Promise<readonly ArrayBuffer[]> {
  return (await store.get("photos", key)) ?? [];
}

export async function keepPhotos(store: Store, { key }: Visit, photos: readonly ArrayBuffer[]): Promise<void> {
  await (photos.length ? store.put("photos", key, photos) : store.remove("photos", key));
}

export async function removeVisit(store: Store, { key }: Visit): Promise<void> {
  await store.remove("visits", key);
  await store.remove("photos", key);
}

/** Photos whose visit was sent or removed in the moment that this phone died. */
export async function dropLonePhotos(store: Store): Promise<void> {
  const wanted = new Set((await allVisits(store)).filter(({ state }) => state !== "sent").map(({ key }) => key));
  for (const key of await store.keys("photos")) if (!wanted.has(key)) await store.remove("photos", key);
}

/** Sent visits stay as lines, so that the inspector sees they went; the newest of them are enough. */
const SENT_SHOWN = 200;

export async function dropOldLines(store: Store): Promise<void> {
  const sent = (await allVisits(store)).filter(({ state }) => state === "sent");
  for (const visit of sent.slice(SENT_SHOWN)) await removeVisit(store, visit);
}
