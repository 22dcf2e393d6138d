// Waiting deliveries to the server: one at a time, once each, again with the same key where an answer was lost.

import { alone } from "../../inspector/src/app/locks";
import type { Delivery, Shelf } from "./shelf";

/** Three photos over a slow network take their time, but not for ever. */
const PATIENCE = 120_000;

export interface Page {
  readonly kitchen: string;
  readonly csrf: string;
  readonly action: string;
}

/** How it went: how many the server took now, and why the rest did not go. */
export interface Went {
  readonly sent: number;
  readonly why: "done" | "unreachable" | "refused" | "gone" | "old page";
  /** What the server said, of the last it took or refused. */
  readonly said: string;
}

/** Sends what waits for this kitchen. Two tabs never send at once. */
export function sendAll(shelf: Shelf, page: Page, evenEarly: boolean): Promise<Went> {
  return alone("kitchen", async () => {
    let sent = 0;
    let said = "";
    let why: Went["why"] = "done";
    for (const one of await shelf.all()) {
      if (one.kitchen !== page.kitchen || one.state !== "waiting") continue;
      if (!evenEarly && one.next > Date.now()) continue;
      const went = await send(shelf, one, page);
      if (went.why === "done") sent += 1;
      said = went.said || said;
      if (went.why === "refused") why = "refused";
      else if (went.why !== "done") return { sent, why: went.why, said };
    }
    return { sent, why, said };
  });
}

async function send(shelf: Shelf, one: Delivery, page: Page): Promise<Went> {
  const later = (): Promise<void> => shelf.change(one.key, { tries: one.tries + 1, next: Date.now() + backOff(one.tries) });
  let answer: Response;
  try {
    answer = await fetch(page.action, {
      method: "POST",
      body: formOf(one, page),
      headers: { accept: "application/json" },
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch {
    await later();
    return { sent: 0, why: "unreachable", said: "" };
  }
  const said = await saidBy(answer);
  if (answer.status === 200) {
    await shelf.remove(one.key);
    return { sent: 1, why: "done", said };
  }
  // The link does not hold: what waits stays for the next one of the same kitchen.
  if (answer.status === 404 || answer.status === 410) return { sent: 0, why: "gone", said };
  // A page from before another link was opened: loaded anew, it has the right token.
  if (answer.status === 403) return { sent: 0, why: "old page", said };
  if (answer.status >= 400 && answer.status < 500 && ![408, 425, 429].includes(answer.status)) {
    await shelf.change(one.key, { state: "refused", said });
    return { sent: 0, why: "refused", said };
  }
  await later();
  // Too many in a short time, or a server in trouble: it says so itself.
  return { sent: 0, why: "unreachable", said };
}

/** The form as it was written; the moments are of this phone's clock, whatever it shows. */
export function formOf(one: Delivery, page: Page): FormData {
  const form = new FormData();
  for (const [name, value] of one.fields) form.append(name, value);
  form.set("key", one.key);
  form.set("csrf", page.csrf);
  form.set("pressed_at", seconds(one.pressed));
  form.set("sent_at", seconds(Date.now()));
  one.photos.forEach((bytes, at) => form.append("photo", new Blob([bytes], { type: "image/jpeg" }), `photo-${at + 1}.jpg`));
  return form;
}

function seconds(milliseconds: number): string {
  return String(Math.floor(milliseconds / 1000));
}

/** Milliseconds: 5, 10, 20 ... seconds, at most five minutes. */
function backOff(tries: number): number {
  return Math.min(300_000, 5000 * 2 ** Math.min(tries, 8));
}

async function saidBy(answer: Response): Promise<string> {
  try {
    const { detail, said } = (await answer.json()) as { detail?: unknown; said?: unknown };
    return [said, detail].find((each): each is string => typeof each === "string") ?? "";
  } catch {
    return "";
  }
}
