// The scanner: the camera is the action; one code opens its answer, on a walk each gives a sound and the next may come.

import { closeCamera, hasTorch, NoCamera, openCamera, pixelsOf, setTorch, type CameraFault } from "../app/camera";
import { decode, decoderInUse, warmUp } from "../app/decode";
import { button, h } from "../app/dom";
import { sign } from "../app/marks";
import { readCode, type Reading } from "../app/reading";
import { allSeen, keepSeen } from "../app/seen";
import { go, notice, say, typeInstead, type Screen } from "../app/shell";
import { allowSound, signal } from "../app/signal";
import { app, listsToReadBy, onChange } from "../app/state";
import { useNewer } from "../app/updates";
import { w } from "../app/words";
import { showBroken } from "./broken";
import { counter } from "./counter";
import { scanPhoto } from "./photo_scan";
import { strip } from "./strip";

const PAUSE = 100;
/** A code that stays in the picture is one scan; it counts anew after it was out of sight this long. */
const OUT_OF_SIGHT = 4000;
const sighted = new Map<string, number>();

/** The next sight of the code just scanned opens its answer again. */
export function scanAgain(): void {
  sighted.clear();
}

function comesIntoSight(text: string): boolean {
  const at = performance.now();
  const before = sighted.get(text);
  sighted.set(text, at);
  return before === undefined || at - before > OUT_OF_SIGHT;
}

export const scanScreen: Screen = (main) => {
  const video = h("video", { muted: true, playsinline: true, autoplay: true, "aria-label": w("camera_view") });
  video.muted = true;
  const view = h("div", { class: "view" });
  const foot = h("div", { class: "foot" });
  const result = h("div", { class: "last", "aria-live": "polite" });
  const hint = h("p", { class: "hint" }, w("frame_hint"));
  const fault = h("p", { class: "fault", role: "alert" });
  const gear = h("button", { type: "button", class: "disc gear", "aria-label": w("settings"), onclick: () => go("settings") }, sign("menu"));
  const walk = h("button", { type: "button", class: "switch", role: "switch", "aria-checked": String(app.walk.on), onclick: () => void toggleWalk() },
    h("span", { class: "track" }), w("walk_mode"));
  main.append(h("h1", { class: "sr" }, w("app_name")), view, foot);

  let stream: MediaStream | null = null;
  let left = false;

  const drawFoot = async (): Promise<void> => {
    const seen = await allSeen(app.store);
    if (left) return;
    foot.replaceChildren(
      ...updateOffer(),
      counter(seen.filter(({ walk: name }) => name === app.walk.name)),
      fault,
      h("div", { class: "row" }, button(w("type_code"), () => go("code")), button(w("seen_button", { n: seen.length }), () => go("seen"))),
    );
  };

  const toggleWalk = async (): Promise<void> => {
    allowSound();
    app.walk = { ...app.walk, on: !app.walk.on };
    walk.setAttribute("aria-checked", String(app.walk.on));
    await app.store.put("settings", "walk", app.walk);
    hint.textContent = w(app.walk.on ? "walk_on" : "frame_hint");
    result.replaceChildren();
    await drawFoot();
  };

  const arrived = async (reading: Reading): Promise<void> => {
    // An answer is an answer even where this phone has no room left to note it.
    if (!(await keepSeen(app.store, reading, app.walk.name))) fault.textContent = w("seen_not_kept");
    if (left) return;
    signal(reading.verdict.green);
    if (!app.walk.on) {
      app.reading = reading;
      return go("result");
    }
    result.replaceChildren(strip(reading, () => {
      app.reading = reading;
      go("result");
    }));
    await drawFoot();
  };

  const look = async (mine: MediaStream): Promise<void> => {
    const canvas = document.createElement("canvas");
    while (!left && stream === mine) {
      const pixels = video.readyState >= 2 ? pixelsOf(video, canvas) : null;
      const text = pixels && (await decode(pixels));
      if (text !== null && !left) {
        if (comesIntoSight(text)) await arrived(await readCode(text, await listsToReadBy()));
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  };

  const failed = (reason: CameraFault): void => {
    stream = null;
    view.classList.add("without");
    const again = button(w("camera_again"), () => void start());
    view.replaceChildren(gear, notice(w(reason), typeInstead(), button(w("photo_scan"), () => void scanPhoto(fault)), again));
    say(w(reason));
  };

  const start = async (): Promise<void> => {
    view.classList.remove("without");
    view.replaceChildren(video, h("div", { class: "frame" }, h("i"), h("i"), h("i"), h("i")), hint, result, gear, walk);
    try {
      stream = await openCamera();
    } catch (error) {
      if (error instanceof NoCamera) return failed(error.fault);
      throw error;
    }
    if (left) return closeCamera(stream);
    // Another app, a call or a locked screen may take the camera away; the picture would stand still unexplained.
    stream.getVideoTracks()[0]?.addEventListener("ended", () => !left && failed("camera_failed"), { once: true });
    video.srcObject = stream;
    await video.play().catch(() => undefined);
    if (left || stream === null) return;
    if (hasTorch(stream)) view.append(torchButton(stream));
    void warmUp().then(() => {
      if (decoderInUse() === "qr") hint.textContent = w("decoder_small");
    });
    void look(stream).catch(showBroken);
  };

  if (app.walk.on) hint.textContent = w("walk_on");
  const stopListening = onChange(() => void drawFoot());
  if (!crypto.subtle) view.append(gear, notice(w("no_crypto"), h("a", { class: "button", href: "/" }, w("typed_code_try"))));
  else void start().catch(showBroken);
  void drawFoot();
  // Browsers allow sound only after a touch; a walk that goes on after a reload has had none yet.
  if (app.walk.on) main.addEventListener("pointerdown", allowSound, { once: true });

  return () => {
    left = true;
    stopListening();
    if (stream) closeCamera(stream);
  };
};

function torchButton(stream: MediaStream): HTMLElement {
  let on = false;
  const torch = h("button", { type: "button", class: "disc torch", "aria-pressed": "false", "aria-label": w("torch_on") }, sign("torch"));
  torch.addEventListener("click", () => {
    on = !on;
    torch.setAttribute("aria-pressed", String(on));
    torch.setAttribute("aria-label", w(on ? "torch_off" : "torch_on"));
    void setTorch(stream, on).catch(() => torch.remove());
  });
  return torch;
}

function updateOffer(): HTMLElement[] {
  const offers: HTMLElement[] = [];
  if (!app.store.lasting) offers.push(notice(w("no_store")));
  // Without WebCrypto there is nothing that could be checked offline anyway; that is said in the view.
  else if (app.notKept && crypto.subtle) offers.push(notice(w("not_kept")));
  if (app.newer) offers.push(notice(w("app_update"), button(w("app_update_now"), useNewer)));
  if (app.tokenRefused) offers.push(notice(w("token_rejected"), button(w("settings"), () => go("settings"))));
  return offers;
}
