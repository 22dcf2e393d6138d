// One seen sticker as a line: its mark, its words, its name; striped edge when it was not confirmed.

import { h } from "../app/dom";
import { mark } from "../app/marks";
import { panelOf } from "../app/panel";
import type { Reading } from "../app/reading";
import { w } from "../app/words";

export function strip(reading: Reading, open: () => void): HTMLElement {
  const { kind, mark: sign, headline } = panelOf(reading);
  const { claims } = reading.verdict;
  return h(
    "button",
    { type: "button", class: `strip p-${kind}`, onclick: open },
    mark(sign),
    h("span", {}, h("b", {}, headline), h("span", {}, claims ? `${claims.name} · ${claims.street}` : (reading.typedCode ?? w("plate_no_name")))),
  );
}
