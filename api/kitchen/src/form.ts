// The form of the page: what is chosen in it, what that is in words, and what of it is kept.

import { smallJpeg } from "../../inspector/src/app/photo";
import type { Delivery } from "./shelf";

const QUANTITY = /^[0-9]{1,12}([.,][0-9]{1,6})?$/;
// Each sending has its own; what a code said is filled in already.
const NOT_KEPT = ["csrf", "key", "pressed_at", "sent_at", "scan_text", "do"];

/** A row of the usual goods that came. */
interface Row {
  readonly box: HTMLInputElement;
  readonly quantity: HTMLInputElement;
  readonly row: HTMLElement;
}

export function rowsOf(form: HTMLFormElement): Row[] {
  return Array.from(form.querySelectorAll<HTMLElement>(".good"), (row) => ({
    row,
    box: row.querySelector<HTMLInputElement>("input[type=checkbox]")!,
    quantity: row.querySelector<HTMLInputElement>(".much input")!,
  }));
}

/** A quantity, a lot or a day that is touched says that it came. */
export function tickWhatIsTouched(form: HTMLFormElement, changed: () => void): void {
  for (const { row, box } of rowsOf(form)) {
    row.addEventListener("input", (event) => {
      if (event.target !== box) box.checked = true;
    });
  }
  form.addEventListener("input", changed);
  form.addEventListener("reset", () => setTimeout(changed));
}

export function countOf(form: HTMLFormElement): number {
  return rowsOf(form).filter(({ box }) => box.checked).length + (field(form, "product") ? 1 : 0);
}

/** Whether a code waits to be read, which only the server does. */
export function hasScan(form: HTMLFormElement, submitter: HTMLElement | null): boolean {
  const picture = form.elements.namedItem("scan_picture") as HTMLInputElement;
  return submitter?.getAttribute("value") === "scan" || field(form, "scan_text") !== "" || (picture.files?.length ?? 0) > 0;
}

/** Whether the server would surely refuse it; then its page says what is wrong, beside each field. */
export function isWhole(form: HTMLFormElement): boolean {
  const rows = rowsOf(form).filter(({ box }) => box.checked);
  if (rows.some(({ quantity }) => !QUANTITY.test(quantity.value.trim()))) return false;
  const anyNew = ["product", "quantity", "supplier", "lot", "use_by"].some((name) => field(form, name));
  if (!anyNew) return rows.length > 0;
  return ["product", "unit", "supplier"].every((name) => field(form, name)) && QUANTITY.test(field(form, "quantity"));
}

/** What is kept of the form when the button is pressed. */
export async function deliveryOf(form: HTMLFormElement, pressed: number): Promise<Delivery> {
  const fields: [string, string][] = [];
  const files: File[] = [];
  for (const [name, value] of new FormData(form)) {
    if (typeof value !== "string") {
      if (name === "photo" && value.size > 0) files.push(value);
    } else if (!NOT_KEPT.includes(name)) fields.push([name, value]);
  }
  return {
    key: crypto.randomUUID(),
    kitchen: field(form, "kitchen"),
    fields,
    photos: await Promise.all(files.map((file) => smallJpeg(file).catch(() => file.arrayBuffer()))),
    what: inWords(form),
    pressed,
    state: "waiting",
    said: "",
    tries: 0,
    next: 0,
  };
}

function inWords(form: HTMLFormElement): string {
  const said = rowsOf(form)
    .filter(({ box }) => box.checked)
    .map(({ row, quantity }) => `${row.querySelector("b")!.textContent} ${quantity.value} ${row.querySelector(".much span")!.textContent}`);
  if (field(form, "product")) said.push(`${field(form, "product")} ${field(form, "quantity")} ${field(form, "unit")}`);
  return said.join(", ");
}

export function field(form: HTMLFormElement, name: string): string {
  return (form.elements.namedItem(name) as HTMLInputElement | null)?.value.trim() ?? "";
}
