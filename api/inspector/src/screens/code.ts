// The way on when nothing can be scanned: the eight letters printed under the symbol.

import { button, h } from "../app/dom";
import { readCode } from "../app/reading";
import { go, titleRow, type Screen } from "../app/shell";
import { app, listsToReadBy } from "../app/state";
import { w } from "../app/words";
import { encodeTypedCode, parseTypedCode } from "../format/typed_code";
import { MalformedSticker } from "../format/errors";
import { scanPhoto } from "./photo_scan";

export const codeScreen: Screen = (main) => {
  const input = h("input", {
    id: "code", name: "code", type: "text", maxlength: 20, autocomplete: "off", autocapitalize: "characters",
    spellcheck: "false", "aria-describedby": "code-fault", inputmode: "text",
  });
  const fault = h("p", { id: "code-fault", class: "fault", role: "alert" });
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    try {
      const code = encodeTypedCode(parseTypedCode(input.value));
      app.reading = await readCode(code, await listsToReadBy());
      go("result");
    } catch (error) {
      if (!(error instanceof MalformedSticker)) throw error;
      fault.textContent = w("typed_code_error");
      input.setAttribute("aria-invalid", "true");
      input.focus();
    }
  };
  main.append(
    titleRow(w("code_title")),
    h(
      "form",
      { class: "body", onsubmit: (event) => void submit(event), novalidate: true },
      h("label", { for: "code" }, w("typed_code_prompt")),
      input,
      fault,
      h("button", { class: "main", type: "submit" }, w("code_check")),
      h("p", { class: "muted" }, w("code_help")),
      button(w("photo_scan"), () => void scanPhoto(fault)),
    ),
  );
  input.focus();
};
