// The inspector's token, the language, and the ways to lists and visits.

import { momentOf } from "../app/dates";
import { button, h } from "../app/dom";
import { lastVisitsState, wipeLastVisits } from "../app/last_visits";
import { go, notice, show, titleRow, type Screen } from "../app/shell";
import { app, onChange, refreshLastVisits, sendWaiting } from "../app/state";
import { whoseToken } from "../app/token";
import { LANGUAGES, speak, spoken, w, type Language } from "../app/words";
import { useNewer } from "../app/updates";
import { twice } from "./twice";

declare const VERSION: string;

export const settingsScreen: Screen = (main) => {
  const told = h("p", { class: "muted", role: "status" });
  const token = h("input", { id: "token", type: "password", autocomplete: "off", spellcheck: "false", maxlength: 200, "aria-describedby": "token-help", value: app.token });
  const keep = async (event: Event): Promise<void> => {
    event.preventDefault();
    await useToken(token.value.trim());
    told.textContent = w("saved");
    const whose = app.token === "" ? null : await whoseToken(app.token);
    if (whose === "refused") app.tokenRefused = true;
    if (whose !== null) told.textContent = whose === "refused" ? w("token_refused") : w("token_of", { name: whose.name });
    await sendWaiting(true);
    await refreshLastVisits();
    await drawLast();
  };
  const choose = async (language: Language): Promise<void> => {
    speak(language);
    await app.store.put("settings", "language", language);
    show();
  };
  const last = h("p", { class: "muted" });
  const lastSection = h("section", {}, h("h2", {}, w("last_title")), last, twice(w("last_wipe"), w("last_wipe_sure"), () => {
    void useToken("").then(() => {
      token.value = "";
      told.textContent = "";
      return drawLast();
    });
  }));
  const drawLast = async (): Promise<void> => {
    lastSection.hidden = app.token === "";
    last.textContent = await lastVisitsSaid();
  };
  main.append(
    titleRow(w("settings")),
    h(
      "div",
      { class: "body" },
      app.newer && notice(w("app_update"), button(w("app_update_now"), useNewer)),
      h("div", { class: "row two" }, button(w("lists_title"), () => go("lists")), button(w("visits_title"), () => go("visits"))),
      h(
        "form",
        { onsubmit: (event) => void keep(event) },
        h("label", { for: "token" }, w("settings_token")),
        token,
        h("p", { id: "token-help", class: "muted" }, w("settings_token_help")),
        h("button", { type: "submit", class: "main wide" }, w("save")),
        told,
      ),
      lastSection,
      h("h2", { id: "language" }, w("settings_language")),
      h(
        "div",
        { class: "row two", role: "group", "aria-labelledby": "language" },
        ...Object.entries(LANGUAGES).map(([code, name]) =>
          h("button", { type: "button", lang: code, "aria-pressed": String(code === spoken()), onclick: () => void choose(code as Language) }, name),
        ),
      ),
      h("p", { class: "muted" }, w("settings_version", { version: VERSION })),
    ),
  );
  void drawLast();
  return onChange(() => void drawLast());
};

/** A token of another inspector, or none, has no right to what the one before had fetched. */
async function useToken(token: string): Promise<void> {
  const other = token !== app.token;
  app.token = token;
  app.tokenRefused = false;
  await app.store.put("settings", "token", token);
  if (other) await wipeLastVisits(app.store);
}

async function lastVisitsSaid(): Promise<string> {
  const state = await lastVisitsState(app.store);
  if (!state) return w("last_not_fetched");
  return w("last_kept", { n: (await app.store.keys("last")).length, datetime: momentOf(state.at) });
}
