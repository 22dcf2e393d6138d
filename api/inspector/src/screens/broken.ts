// When something failed that no screen expected: a sentence, what is safe, and the ways on.

import { button, h } from "../app/dom";
import { w } from "../app/words";

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
