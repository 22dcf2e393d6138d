// The answer: verdict in the upper half, three cells, the name to compare with the door, the distance, two big buttons.

import { button, h } from "../app/dom";
import { momentOf } from "../app/dates";
import { keptForm } from "../app/form";
import { mark } from "../app/marks";
import { panelOf, type Cell, type Panel } from "../app/panel";
import type { Reading } from "../app/reading";
import { keepSeen } from "../app/seen";
import { go, say, type Screen } from "../app/shell";
import { app } from "../app/state";
import { newVisit } from "../app/visits";
import { spoken, w } from "../app/words";
import { distanceBox } from "./distance";
import { lastVisitLines } from "./last_visit";
import { scanAgain } from "./scan";

export const resultScreen: Screen = (main) => {
  const { reading } = app;
  if (!reading) return go("scan");
  const panel = panelOf(reading);
  const { claims } = reading.verdict;
  const buttons = h("div", { class: "row two" });
  const record = (otherPlace: boolean): void => {
    void keptForm(app.store).then((form) => {
      const visit = newVisit(reading, form);
      app.visit = otherPlace ? { ...visit, record: { ...visit.record, notes: w("visit_notes_other_place") } } : visit;
      go("visit");
    });
  };
  const usual = (): void => {
    const good = claims !== null || reading.verdict.genuine === "not checked";
    buttons.replaceChildren(
      button(w(good ? "visit_record" : "visit_record_bad"), () => record(false), "main"),
      button(w(good ? "scan_next" : "scan_again"), () => {
        if (!good) scanAgain();
        go("scan");
      }),
    );
  };
  const far = (): void =>
    buttons.replaceChildren(button(w("report_wrong_place"), () => record(true), "main"), button(w("door_yes"), usual));
  usual();
  const distance = distanceBox(reading, far);
  main.append(head(panel), cells(panel), plate(reading, panel), distance.element, buttons);
  say(`${panel.headline}. ${panel.subline}. ${claims ? `${claims.name}, ${claims.street}` : ""}`);
  void keepSeen(app.store, reading, app.walk.name);
  void lastVisitLines(reading).then((lines) => main.querySelector(".plate")?.append(...lines));
  return distance.stop;
};

function head({ kind, mark: sign, headline, subline }: Panel): HTMLElement {
  return h("section", { class: `panel p-${kind}` }, mark(sign), h("h1", {}, headline), h("p", {}, subline));
}

function cells(panel: Panel): HTMLElement {
  const cell = ({ mark: sign, word, detail }: Cell): HTMLElement => h("li", {}, mark(sign), h("b", {}, word), h("span", {}, detail));
  return h("ul", { class: "cells", "aria-label": w("answers") }, ...panel.cells.map(cell));
}

function plate(reading: Reading, { meaning }: Panel): HTMLElement {
  const { claims, genuine } = reading.verdict;
  const when = h("p", { class: "muted" }, w("checked_at", { datetime: momentOf(reading.at) }));
  if (!claims) {
    const title = genuine === "not checked" ? w("sticker_code", { code: reading.typedCode ?? "" }) : w("plate_no_name");
    const record = genuine === "not checked" && h("p", {}, h("a", { href: `/c/${reading.typedCode}` }, w("public_record")));
    return h("section", { class: "plate dashed" }, h("h2", {}, title), h("p", {}, meaning), record, when);
  }
  const kind = reading.category?.get(spoken()) ?? reading.category?.get("vi") ?? w("category_not_stated");
  const ward = reading.ward ?? w("ward_number", { number: String(claims.ward).padStart(5, "0") });
  return h(
    "section",
    { class: "plate", "aria-label": w("plate") },
    h("h2", { lang: "vi" }, claims.name),
    h("p", { class: "street", lang: "vi" }, claims.street),
    h("p", {}, h("span", { lang: "vi" }, ward), ` · ${kind}`),
    h("p", { class: "question" }, w("door_question")),
    meaning !== "" && h("p", {}, meaning),
    when,
  );
}

