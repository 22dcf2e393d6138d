// Elements in one call: h("button", { class: "big", onclick }, "text"). Text is always text, never markup.

export type Child = Node | string | null | false | undefined;
type Value = string | number | boolean | ((event: Event) => void) | null | undefined;

export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, Value>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child): child is Node | string => child !== null && child !== false && child !== undefined));
  return element;
}

/** A drawing of our own, from constant markup; hidden from screen readers, since a word always stands beside it. */
export function drawing(markup: string, name: string): SVGElement {
  const holder = document.createElement("template");
  holder.innerHTML = `<svg viewBox="0 0 48 48" aria-hidden="true" class="${name}">${markup}</svg>`;
  return holder.content.firstElementChild as SVGElement;
}

export function button(text: string, onclick: () => void, kind = ""): HTMLButtonElement {
  return h("button", { type: "button", class: kind, onclick }, text);
}

/** Asks for one file; resolves with null where none is chosen. */
export function chooseFile(accept: string, camera = false): Promise<File | null> {
  return new Promise((resolve) => {
    const input = h("input", { type: "file", accept, hidden: true, capture: camera ? "environment" : null });
    const done = (file: File | null): void => {
      input.remove();
      resolve(file);
    };
    input.addEventListener("change", () => done(input.files?.[0] ?? null));
    input.addEventListener("cancel", () => done(null));
    document.body.append(input);
    input.click();
  });
}

export function download(name: string, type: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = h("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
