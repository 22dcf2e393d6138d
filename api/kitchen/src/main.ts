// The receiving page with a script: what is pressed is kept on the phone first, then sent, once, now or when there is a network.
//
// Without this script the same form goes the plain way; whatever fails here does so too.

import { countOf, deliveryOf, hasScan, isWhole, tickWhatIsTouched, field } from "./form";
import { formOf, sendAll, type Page } from "./sending";
import { Shelf, type Delivery } from "./shelf";
import { Strip } from "./strip";

const EVERY = 20_000;

const section = document.querySelector<HTMLElement>("#queue");
const form = document.querySelector<HTMLFormElement>("#delivery");
if (section) void start(section);

async function start(place: HTMLElement): Promise<void> {
  const shelf = await Shelf.open();
  if (!shelf) return;
  const strip = new Strip(place, {
    again: () => void flush(true),
    look: (one) => look(one),
    drop: (one) => void shelf.remove(one.key).then(refresh),
  });
  const refresh = async (): Promise<void> => strip.show(await shelf.all());
  if (!form) return refresh();
  const page: Page = { kitchen: field(form, "kitchen"), csrf: field(form, "csrf"), action: form.action };
  const send = form.querySelector<HTMLButtonElement>(".send button")!;
  const plain = send.textContent!;
  let touched = false;
  tickWhatIsTouched(form, () => {
    touched = countOf(form) > 0;
    send.textContent = touched ? strip.w("send_n", { n: countOf(form) }) : plain;
  });
  form.dispatchEvent(new Event("input"));
  // A delivery that the server refused stands in this form again: from here on the form has it.
  await shelf.remove(field(form, "key"));

  form.addEventListener("submit", (event) => {
    if (hasScan(form, event.submitter)) {
      if (navigator.onLine) return;
      event.preventDefault();
      strip.say(strip.w("scan_offline"));
      void refresh();
      return;
    }
    if (!isWhole(form) && navigator.onLine) return;
    event.preventDefault();
    if (!isWhole(form)) {
      strip.say(strip.w("not_whole"));
      void refresh();
      place.scrollIntoView();
      return;
    }
    if (send.disabled) return;
    send.disabled = true;
    void press(Date.now())
      .catch(() => form.submit())
      .finally(() => (send.disabled = false));
  });

  async function press(pressed: number): Promise<void> {
    const one = await deliveryOf(form!, pressed);
    // Whichever way it goes from here, the plain one too, it is this delivery and arrives once.
    const key = form!.elements.namedItem("key") as HTMLInputElement;
    const own = key.value;
    key.value = one.key;
    await shelf!.put(one);
    void navigator.storage?.persist?.();
    const went = await sendAll(shelf!, page, true);
    const left = (await shelf!.all()).find(({ key }) => key === one.key);
    // A page that is loaded anew may find its fields as they were: only what is refused goes by its own key.
    if (left?.state !== "refused") key.value = own;
    if (!left) return came(went.said);
    if (left.state === "refused") {
      // Its page says what is wrong beside each field, and keeps what was typed; the key stays the same.
      form!.submit();
      return;
    }
    if (went.why === "old page") return location.reload();
    form!.reset();
    strip.say(went.said || strip.w("kept_here"));
    await refresh();
    place.scrollIntoView();
  }

  async function flush(evenEarly: boolean): Promise<void> {
    const went = await sendAll(shelf!, page, evenEarly);
    if (went.sent > 0) strip.say(`${strip.w("sent", { n: went.sent })} ${went.said}`.trim());
    else if (went.why === "gone") strip.say(went.said);
    // The book on the page is older than what was sent; what is being typed is not thrown away for it.
    if (went.sent > 0 && went.why === "done" && !touched) return came(went.said, went.sent);
    if (went.why === "old page" && !touched) return location.reload();
    await refresh();
  }

  function came(said: string, sent = 0): void {
    const to = new URL(page.action);
    to.searchParams.set(sent ? "sent" : "came", String(sent || countOf(form!)));
    if (said) to.searchParams.set("clock", "wrong");
    location.replace(to);
  }

  /** To the server's own page for a form that it refuses, with what was typed and what is wrong. */
  function look(one: Delivery): void {
    const again = document.createElement("form");
    again.method = "post";
    again.enctype = "multipart/form-data";
    again.action = page.action;
    for (const [name, value] of formOf(one, page)) {
      const input = document.createElement("input");
      input.name = name;
      if (typeof value === "string") {
        input.type = "hidden";
        input.value = value;
      } else {
        const files = new DataTransfer();
        files.items.add(value);
        input.type = "file";
        input.hidden = true;
        input.files = files.files;
      }
      again.append(input);
    }
    document.body.append(again);
    again.submit();
  }

  addEventListener("online", () => void flush(true));
  document.addEventListener("visibilitychange", () => void (document.visibilityState === "visible" && flush(false)));
  setInterval(() => void flush(false), EVERY);
  await refresh();
  await flush(true);
}

if ("serviceWorker" in navigator && form) {
  void navigator.serviceWorker.register("/kitchen/sw.js", { scope: "/kitchen/" }).then(async () => {
    const { active } = await navigator.serviceWorker.ready;
    // This page came before the worker, or says what was just done: the plain one is kept.
    active?.postMessage("keep the page");
  });
}
