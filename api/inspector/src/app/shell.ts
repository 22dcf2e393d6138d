// The frame around every screen: the state bar, the title row, and which screen is shown.

import { now, clockIsWrong } from "./clock";
import { button, h, type Child } from "./dom";
import { ageOf } from "./lists";
import { sign } from "./marks";
import { app, changed, onChange } from "./state";
import { w, type Word } from "./words";

export type ScreenName = "scan" | "result" | "code" | "seen" | "visit" | "visits" | "lists" | "settings";
/** Draws into the page and gives what to stop when another screen comes. */
export type Screen = (main: HTMLElement) => (() => void) | void;

const screens = new Map<ScreenName, Screen>();
let leave: (() => void) | void;

export function register(name: ScreenName, screen: Screen): void {
  screens.set(name, screen);
}

export function go(name: ScreenName): void {
  if (location.hash === `#${name}`) show();
  else location.hash = name;
}

export function show(): void {
  leave?.();
  const asked = location.hash.slice(1) as ScreenName;
  const name = screens.has(asked) ? asked : "scan";
  const main = h("main", { class: `screen ${name}`, id: "main" });
  document.querySelector("main")?.replaceWith(main);
  document.body.dataset["screen"] = name;
  leave = screens.get(name)!(main);
  const heading = main.querySelector("h1");
  document.title = `${heading?.textContent ?? ""} · ${w("app_name")}`;
  heading?.setAttribute("tabindex", "-1");
  heading?.focus({ preventScroll: true });
  window.scrollTo(0, 0);
  changed();
}

export function startShell(): void {
  document.body.replaceChildren(h("header", { class: "bar" }), h("main"), h("div", { class: "sr", "aria-live": "polite", id: "say" }));
  onChange(drawBar);
  addEventListener("hashchange", show);
  // Ages grow while the app lies open.
  setInterval(drawBar, 60_000);
}

/** Read out by a screen reader, seen by nobody. */
export function say(text: string): void {
  const place = document.getElementById("say");
  if (place) place.textContent = text;
}

export function titleRow(title: string, back: ScreenName = "scan"): HTMLElement {
  const leaveButton = h("button", { type: "button", class: "back", "aria-label": w("back"), onclick: () => go(back) }, sign("back"));
  return h("div", { class: "title" }, leaveButton, h("h1", {}, title));
}

/** A notice with its way on. */
export function notice(text: string, ...ways: Child[]): HTMLElement {
  return h("div", { class: "notice", role: "alert" }, h("p", {}, text), ways.length > 0 && h("div", { class: "row" }, ...ways));
}

/** The way on that always works: the code printed under the symbol. */
export function typeInstead(): HTMLButtonElement {
  return button(w("typed_code_try"), () => go("code"));
}

function drawBar(): void {
  const bar = document.querySelector(".bar");
  if (!bar) return;
  const writing = ["visit", "visits"].includes(document.body.dataset["screen"] ?? "");
  const [first, second, late] = writing ? waitingLines() : ageLines();
  const net = h("span", { class: "net" }, sign(app.online ? "online" : "offline"), w(app.online ? "online" : "offline"));
  const lines = h(
    "button",
    { type: "button", class: late ? "age late" : "age", onclick: () => go(writing ? "visits" : "lists") },
    h("b", {}, first),
    h("span", {}, second),
  );
  const focused = bar.contains(document.activeElement);
  bar.replaceChildren(net, lines);
  if (focused) lines.focus({ preventScroll: true });
}

function waitingLines(): [string, string, boolean] {
  return [w("kept_here"), app.waiting ? w("waiting_count", { n: app.waiting }) : w("waiting_none"), false];
}

/** How old the lists are and how long they last: [line, line, whether to worry]. */
function ageLines(): [string, string, boolean] {
  const age = ageOf(app.holding);
  if (!age) return [w("lists_none"), w("lists_fetch"), true];
  const old = Math.max(0, now() - age.signed);
  const [word, n]: [Word, number] =
    old < 3600 ? ["lists_minutes", Math.floor(old / 60)]
    : old < 2 * 86_400 ? ["lists_hours", Math.floor(old / 3600)]
    : ["lists_days", Math.floor(old / 86_400)];
  if (clockIsWrong() || now() < age.signed - 86_400) return [w("lists_clock"), w("check_clock"), true];
  const left = age.ends - now();
  if (left <= 0) return [w(word, { n }), w("lists_over"), true];
  const lasts = left < 86_400 ? w("lists_left_hours", { n: Math.floor(left / 3600) }) : w("lists_left_days", { n: Math.floor(left / 86_400) });
  return [w(word, { n }), lasts, false];
}
