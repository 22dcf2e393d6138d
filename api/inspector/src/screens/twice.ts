// A button for what cannot be taken back: the first touch asks, the second does it.

import { button } from "../app/dom";

export function twice(text: string, sure: string, act: () => void): HTMLButtonElement {
  let asked = false;
  const made = button(text, () => {
    if (asked) return act();
    asked = true;
    made.textContent = sure;
    made.classList.add("sure");
  });
  made.addEventListener("blur", () => {
    asked = false;
    made.textContent = text;
    made.classList.remove("sure");
  });
  return made;
}
