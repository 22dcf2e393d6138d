// What was seen on a walk: one line a sticker, kept until cleared; and the same as CSV.

import type { Verdict } from "../format/verdict";
import type { Reading } from "./reading";
import type { Store } from "./store";

export interface Seen {
  readonly text: string;
  readonly at: number;
  readonly genuine: Verdict["genuine"];
  readonly standing: Verdict["standing"];
  readonly freshness: Verdict["freshness"];
  readonly green: boolean;
  readonly name: string | null;
  readonly street: string | null;
  readonly ward: string | null;
  readonly typedCode: string | null;
  readonly kid: string | null;
  readonly idx: number | null;
  readonly walk: string;
}

/** A second sight of one sticker replaces the first: doors are counted, not looks. False where the phone has no room. */
export async function keepSeen(store: Store, reading: Reading, walk: string): Promise<boolean> {
  const { text, at, verdict, kid, typedCode, ward } = reading;
  const { genuine, standing, freshness, green, claims } = verdict;
  const seen = {
    text, at, genuine, standing, freshness, green, typedCode, kid, ward, walk,
    name: claims?.name ?? null,
    street: claims?.street ?? null,
    idx: claims?.idx ?? null,
  };
  return store.put("seen", text, seen).then(() => true, () => false);
}

export async function allSeen(store: Store): Promise<Seen[]> {
  return (await store.all("seen")).sort((a, b) => b.at - a.at);
}

export async function clearSeen(store: Store): Promise<void> {
  for (const each of await store.all("seen")) await store.remove("seen", each.text);
}

const COLUMNS = ["time", "walk", "genuine", "standing", "freshness", "name", "street", "ward", "typed_code", "kid", "idx"] as const;

/** RFC 4180 with a byte order mark, so that a spreadsheet takes it for UTF-8. */
export function csvOf(seen: readonly Seen[]): string {
  const rows = seen.map((each) => [
    new Date((each.at + 25_200) * 1000).toISOString().replace(".000Z", "+07:00"),
    each.walk, each.genuine, each.standing, each.freshness,
    each.name ?? "", each.street ?? "", each.ward ?? "", each.typedCode ?? "",
    // A kid such as 12345678 or 1e500000 must not become a number.
    each.kid === null ? "" : `kid ${each.kid}`,
    each.idx === null ? "" : String(each.idx),
  ]);
  return "\ufeff" + [COLUMNS, ...rows].map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
}

/** "@fifi" and "-16 Độ" are real names; a spreadsheet would run them as formulas, so an apostrophe stands before them. */
function cell(text: string): string {
  const plain = /^[\s]*[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
