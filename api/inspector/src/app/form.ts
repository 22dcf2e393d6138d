// The points of a visit, as the office sets them: fetched from the server, kept, and read with care.

import { hearServer } from "./clock";
import type { Store } from "./store";

export interface Labels {
  readonly vi: string;
  readonly en: string;
}

export interface FormItem {
  readonly key: string;
  readonly label: Labels;
  readonly options: readonly { readonly key: string; readonly label: Labels; readonly tone: "yes" | "no" | "none" }[];
}

export interface VisitForm {
  readonly version: number | string;
  readonly items: readonly FormItem[];
}

export async function keptForm(store: Store): Promise<VisitForm | null> {
  return ((await store.get("settings", "form")) as VisitForm | undefined) ?? null;
}

/** Keeps a newer form; a server without one, or an answer that is none, changes nothing. */
export async function updateForm(store: Store): Promise<void> {
  try {
    const answer = await fetch("/inspect/api/form", {
      cache: "no-cache", credentials: "omit", redirect: "error", signal: AbortSignal.timeout(30_000),
    });
    if (!answer.ok) return;
    hearServer(answer);
    const form: unknown = await answer.json();
    if (isForm(form)) await store.put("settings", "form", form);
  } catch {
    // The form that is kept goes on serving.
  }
}

/** Of `results` those that the form asks for: what nobody can see any more, nobody could take back. */
export function answersOf(form: VisitForm | null, results: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const offered = new Map(form?.items.map(({ key, options }) => [key, options.map((option) => option.key)]));
  return Object.fromEntries(Object.entries(results).filter(([key, option]) => offered.get(key)?.includes(option)));
}

function isForm(value: unknown): value is VisitForm {
  const isLabels = (labels: Labels | undefined): boolean => typeof labels?.vi === "string" && typeof labels.en === "string";
  const items = (value as VisitForm | null)?.items;
  return (
    Array.isArray(items) &&
    items.every(
      (item: FormItem) =>
        typeof item?.key === "string" && isLabels(item.label) && Array.isArray(item.options) &&
        item.options.every((option) => typeof option?.key === "string" && isLabels(option.label)),
    )
  );
}
