// The visits on this phone: not finished, waiting, refused with the reason, sent.

import { button, h } from "../app/dom";
import { momentOf } from "../app/dates";
import { go, notice, titleRow, type Screen } from "../app/shell";
import { app, countWaiting, onChange, sendWaiting } from "../app/state";
import { allVisits, removeVisit, type Visit } from "../app/visits";
import { w } from "../app/words";
import { twice } from "./twice";

const tokenWanted = (): "token_rejected" | "token_needed" => (app.tokenRefused ? "token_rejected" : "token_needed");

export const visitsScreen: Screen = (main) => {
  const list = h("ul", { class: "list" });
  const told = h("p", { class: "muted", role: "status" });
  const warnings = h("div", {});
  const draw = async (): Promise<void> => {
    const visits = await allVisits(app.store);
    const needed = app.waiting > 0 && (app.token === "" || app.tokenRefused);
    warnings.replaceChildren(...(needed ? [notice(w(tokenWanted()), button(w("settings"), () => go("settings")))] : []));
    list.replaceChildren(...(visits.length ? visits.map(line) : [h("li", { class: "muted" }, w("visits_none"))]));
  };
  const line = (visit: Visit): HTMLElement => {
    const remove = (): void => void removeVisit(app.store, visit).then(countWaiting);
    const open = (): void => {
      app.visit = visit;
      app.reading = null;
      go("visit");
    };
    const state = w(`visit_${visit.state}`, { problem: visit.problem ?? "" });
    return h(
      "li",
      { class: `visit v-${visit.state}` },
      h("p", {}, h("b", {}, visit.name ?? visit.record.typed_code ?? w("visit_unknown_place")), h("br"), momentOf(visit.record.visited_at), h("br"), h("span", { class: "state" }, state)),
      h("div", { class: "row" },
        (visit.state === "draft" || visit.state === "refused") && button(w("visit_open"), open),
        twice(w("visit_delete"), w("visit_delete_sure"), remove)),
    );
  };
  const send = async (): Promise<void> => {
    told.textContent = "";
    await sendWaiting(true);
    told.textContent = app.waiting === 0 ? w("send_done") : w(app.token === "" || app.tokenRefused ? tokenWanted() : "send_unreachable");
  };
  main.append(titleRow(w("visits_title")), warnings, list, h("div", { class: "foot" }, told, button(w("send_now"), () => void send(), "main wide")));
  void draw();
  return onChange(() => void draw());
};
