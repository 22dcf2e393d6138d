// What was seen, newest first, with its verdicts; the street it belongs to; the same as a file for a spreadsheet.

import { download, h, button } from "../app/dom";
import { clockOf } from "../app/dates";
import { mark } from "../app/marks";
import { readCode, type Reading } from "../app/reading";
import { allSeen, clearSeen, csvOf, type Seen } from "../app/seen";
import { go, titleRow, type Screen } from "../app/shell";
import { app } from "../app/state";
import { w } from "../app/words";
import { panelOf } from "../app/panel";
import { isoDay, civilDay } from "../format/days";
import { now } from "../app/clock";
import { twice } from "./twice";

export const seenScreen: Screen = (main) => {
  const list = h("ul", { class: "list" });
  const actions = h("div", { class: "row two foot" });
  const draw = async (): Promise<void> => {
    const seen = await allSeen(app.store);
    list.replaceChildren(...(seen.length ? seen.map(line) : [h("li", { class: "muted" }, w("seen_none"))]));
    actions.replaceChildren(
      button(w("export_csv"), () => download(`foodtrace-${isoDay(civilDay(now()))}.csv`, "text/csv;charset=utf-8", csvOf(seen)), "main"),
      twice(w("clear"), w("clear_sure"), () => void clearSeen(app.store).then(draw)),
    );
  };
  main.append(titleRow(w("seen_title")), walkForm(), list, actions);
  void draw();
};

/** Judged anew when opened; the line shows the verdict of the moment it was seen. */
function line(seen: Seen): HTMLElement {
  const { mark: sign, headline } = panelOf(asSeen(seen));
  const open = (): void => {
    void readCode(seen.text, app.holding).then((reading) => {
      app.reading = reading;
      go("result");
    });
  };
  return h(
    "li",
    {},
    h(
      "button",
      { type: "button", class: `strip p-${seen.green ? "yes" : "other"}`, onclick: open },
      mark(sign),
      h("span", {},
        h("b", { lang: seen.name ? "vi" : null }, seen.name ?? seen.typedCode ?? w("plate_no_name")),
        h("span", {}, `${headline}${seen.street ? ` · ${seen.street}` : ""}`)),
      h("time", {}, clockOf(seen.at)),
    ),
  );
}

/** The verdict of that moment in the panel's words; nothing is judged again for a list of hundreds. */
function asSeen({ text, at, genuine, standing, freshness, green, kid, typedCode, ward }: Seen): Reading {
  const verdict = { genuine, standing, freshness, green, reason: "", claims: null, id: null, clockWrong: false, statusIat: null };
  return { text, at, verdict, kid, typedCode, ward, tokenSha256: null, trustIat: null, category: null };
}

function walkForm(): HTMLElement {
  const name = h("input", { id: "walk-name", maxlength: 80, value: app.walk.name, autocomplete: "off" });
  const doors = h("input", { id: "walk-doors", type: "number", min: 0, max: 999, inputmode: "numeric", value: app.walk.doors || "" });
  const keep = (): void => {
    app.walk = { ...app.walk, name: name.value.trim(), doors: Math.max(0, Math.min(999, Math.floor(Number(doors.value)) || 0)) };
    void app.store.put("settings", "walk", app.walk);
  };
  name.addEventListener("change", keep);
  doors.addEventListener("change", keep);
  return h(
    "details",
    { class: "walk" },
    h("summary", {}, app.walk.name || w("walk_title")),
    h("label", { for: "walk-name" }, w("walk_name")),
    name,
    h("label", { for: "walk-doors" }, w("walk_doors")),
    doors,
  );
}
