// What the last visit to this place found, by the office's register and by this phone; with the age of that knowledge.

import { now } from "../app/clock";
import { clockOf, dateOf, momentOf } from "../app/dates";
import { h } from "../app/dom";
import { lastVisitsState, lastVisitTo, type LastVisit, type LastVisitsState } from "../app/last_visits";
import type { Reading } from "../app/reading";
import { app } from "../app/state";
import { allVisits } from "../app/visits";
import { spoken, w } from "../app/words";
import { civilDay } from "../format/days";

export async function lastVisitLines({ verdict, typedCode }: Reading): Promise<HTMLElement[]> {
  const id = verdict.claims?.id ?? verdict.id;
  if (id === null) return [];
  const lines: HTMLElement[] = [];
  const here = (await allVisits(app.store)).find(({ record, state }) => state !== "draft" && record.typed_code === typedCode);
  const state = await lastVisitsState(app.store);
  const theirs = state && (await lastVisitTo(app.store, id));
  if (here && civilDay(here.record.visited_at) >= (theirs?.day ?? 0))
    lines.push(h("p", { class: "before" }, w("visit_last", { datetime: momentOf(here.record.visited_at) })));
  if (theirs) lines.push(found(theirs, state));
  else if (state?.whole) lines.push(h("p", { class: "before" }, w("last_none"), " ", age(state)));
  return lines;
}

function found({ day, met, not_met, notes }: LastVisit, state: LastVisitsState): HTMLElement {
  const names = not_met.map((key) => state.labels[key]?.[spoken()] ?? key);
  return h(
    "div",
    { class: "before" },
    h("p", {}, h("b", {}, w("last_found", { date: dateOf(day) })), ` · ${w("last_met", { n: met })}`),
    names.length > 0 && h("p", {}, w("last_not_met", { items: names.join("; ") })),
    notes !== "" && h("p", { lang: "vi" }, `“${notes}”`),
    age(state),
  );
}

function age({ at }: LastVisitsState): HTMLElement {
  const days = Math.max(0, civilDay(now()) - civilDay(at));
  return h("small", { class: "muted" }, days === 0 ? w("last_age_today", { time: clockOf(at) }) : w("last_age_days", { n: days }));
}
