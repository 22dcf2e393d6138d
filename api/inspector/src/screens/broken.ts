// When something failed that no screen expected: a sentence, what is safe, and the ways on.

import { button, h } from "../app/dom";
import { languageOf, preferred, speak, w } from "../app/words";

/** Another tab runs an older version of the app; it has to let go of what this phone keeps. */
export function showWaiting(): void {
  speak(languageOf(new URLSearchParams(location.search).get("lang")) ?? preferred(navigator.languages));
  document.body.append(h("p", { class: "plain", role: "alert" }, w("close_other_tabs")));
}

/** Leaves the screen as it is and puts the sentence above it. */
export function showBroken(reason: unknown): void {
  console.error(reason);
  if (document.querySelector(".broken")) return;
  const box = h(
    "div",
    { class: "notice broken", role: "alert" },
    h("p", {}, w("something_failed")),
    h("div", { class: "row" }, button(w("reload"), () => location.reload()), h("a", { class: "button", href: "/" }, w("typed_code_try"))),
  );
  (document.querySelector("main") ?? document.body).prepend(box);
}
