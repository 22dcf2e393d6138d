// One tick per door of the street: full for confirmed, striped for one that was not, outlined for those to come.

import { h } from "../app/dom";
import type { Seen } from "../app/seen";
import { app } from "../app/state";
import { w } from "../app/words";

const MOST_TICKS = 60;

export function counter(seen: readonly Seen[]): HTMLElement {
  const bad = seen.filter((each) => !each.green).length;
  const { name, doors } = app.walk;
  const of = doors > 0 ? `${w("count_of", { n: doors })}${name ? ` · ${name}` : ""}` : name || w("count_scanned");
  return h(
    "div",
    { class: "counter" },
    h("p", {}, h("b", {}, String(seen.length)), " ", h("span", { class: "of" }, of), bad > 0 && h("span", { class: "bad" }, w("count_bad", { n: bad }))),
    h("div", { class: "ticks", "aria-hidden": "true" }, ...ticks(seen, doors)),
  );
}

function ticks(seen: readonly Seen[], doors: number): HTMLElement[] {
  const inOrder = [...seen].reverse().slice(-MOST_TICKS);
  const all = Math.min(MOST_TICKS, Math.max(doors, inOrder.length, 24));
  return Array.from({ length: all }, (_, at) => {
    const one = inOrder[at];
    return h("i", { class: !one ? "" : one.green ? "full" : "striped" });
  });
}
