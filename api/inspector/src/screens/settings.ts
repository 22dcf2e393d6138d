// The inspector's token, the language, and the ways to lists and visits.

import { button, h } from "../app/dom";
import { go, notice, show, titleRow, type Screen } from "../app/shell";
import { app, sendWaiting } from "../app/state";
import { LANGUAGES, speak, spoken, w, type Language } from "../app/words";
import { useNewer } from "../app/updates";

declare const VERSION: string;

export const settingsScreen: Screen = (main) => {
  const told = h("p", { class: "muted", role: "status" });
  const token = h("input", { id: "token", type: "password", autocomplete: "off", spellcheck: "false", maxlength: 200, "aria-describedby": "token-help", value: app.token });
  const keep = async (event: Event): Promise<void> => {
    event.preventDefault();
    app.token = token.value.trim();
    app.tokenRefused = false;
    await app.store.put("settings", "token", app.token);
    told.textContent = w("saved");
    await sendWaiting(true);
  };
  const choose = async (language: Language): Promise<void> => {
    speak(language);
    await app.store.put("settings", "language", language);
    show();
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
};
