// What waits and what went, in the words that the page brought along.

import { button, h } from "../../inspector/src/app/dom";
import type { Delivery } from "./shelf";

type Words = Readonly<Record<string, string>>;

export interface Acts {
  readonly again: () => void;
  readonly look: (one: Delivery) => void;
  readonly drop: (one: Delivery) => void;
}

export class Strip {
  private readonly words: Words;
  private readonly kitchen: string;
  /** The last thing that happened; stays until the next. */
  private happened = "";

  constructor(
    private readonly section: HTMLElement,
    private readonly acts: Acts,
  ) {
    this.words = JSON.parse(section.dataset["words"]!) as Words;
    this.kitchen = section.dataset["kitchen"] ?? "";
  }

  w(key: string, fills: Readonly<Record<string, string | number>> = {}): string {
    return this.words[key]!.replace(/\{(\w+)\}/g, (_whole, name: string) => String(fills[name] ?? ""));
  }

  say(words: string): void {
    this.happened = words;
  }

  show(all: readonly Delivery[]): void {
    const mine = all.filter(({ kitchen }) => !this.kitchen || kitchen === this.kitchen);
    const waiting = mine.filter(({ state }) => state === "waiting");
    const refused = mine.filter(({ state }) => state === "refused");
    const elsewhere = all.filter((one) => !mine.includes(one));
    const kept = document.documentElement.hasAttribute("data-kept");
    this.section.replaceChildren(
      ...[
        this.happened && h("p", { class: "happened" }, this.happened),
        kept && !this.happened && h("p", {}, this.w("kept", { time: this.section.dataset["made"] ?? "" })),
        waiting.length > 0 && h("h2", {}, this.w("waiting", { n: waiting.length })),
        waiting.length > 0 && h("p", {}, this.w(this.kitchen ? "waiting_text" : "gone_text")),
        waiting.length > 0 && list(waiting),
        waiting.length > 0 && this.kitchen !== "" && button(this.w("again"), this.acts.again, "plain"),
        refused.length > 0 && h("h2", {}, this.w("refused", { n: refused.length })),
        ...refused.map((one) => this.refused(one)),
        ...elsewhere.map((one) => h("p", {}, this.w("other", { code: one.kitchen }))).slice(0, 1),
      ].filter((each): each is HTMLElement => Boolean(each)),
    );
    this.section.hidden = this.section.childElementCount === 0;
  }

  private refused(one: Delivery): HTMLElement {
    return h(
      "div",
      { class: "refused" },
      h("b", { lang: "vi" }, one.what),
      h("p", {}, one.said),
      this.kitchen !== "" && button(this.w("look"), () => this.acts.look(one), "plain"),
      button(this.w("drop"), () => confirm(this.w("drop_sure")) && this.acts.drop(one), "bare"),
    );
  }
}

function list(waiting: readonly Delivery[]): HTMLElement {
  return h("ul", {}, ...waiting.map((one) => h("li", { lang: "vi" }, `${moment(one.pressed)} · ${one.what}`)));
}

function moment(at: number): string {
  const there = new Date(at);
  const two = (number: number): string => String(number).padStart(2, "0");
  return `${two(there.getHours())}:${two(there.getMinutes())} ${two(there.getDate())}/${two(there.getMonth() + 1)}`;
}
