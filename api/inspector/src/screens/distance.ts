// The distance box: this phone's position against the signed place, computed here and sent nowhere. It warns, never judges.

import { button, h } from "../app/dom";
import { lengthOf } from "../app/dates";
import { mark } from "../app/marks";
import { FAR_METRES, metresFrom, type Reading } from "../app/reading";
import { w } from "../app/words";

const ASKED = { enableHighAccuracy: true, timeout: 20_000, maximumAge: 0 } as const;

export function distanceBox(reading: Reading, onFar: () => void): { readonly element: HTMLElement; readonly stop: () => void } {
  const box = h("section", { class: "distance", "aria-label": w("distance_title"), "aria-live": "polite" });
  let stopped = false;
  const stop = (): void => {
    stopped = true;
  };
  const place = reading.verdict.claims?.place ?? null;
  const lines = (first: string, second: string): HTMLElement => h("p", {}, h("b", {}, first), " ", second);
  if (!place) {
    box.classList.add("none");
    const why = reading.verdict.claims ? "distance_no_place" : "distance_not_genuine";
    box.append(mark("ask"), lines(w("distance_not_measured"), w(why)));
    return { element: box, stop };
  }
  const found = ({ coords: { latitude, longitude, accuracy } }: GeolocationPosition): void => {
    if (stopped) return;
    const metres = metresFrom(place, latitude, longitude);
    const far = metres - accuracy > FAR_METRES;
    const around = w("distance_accuracy", { accuracy: Math.round(accuracy) });
    box.classList.toggle("far", far);
    box.replaceChildren(
      h("b", { class: "metres" }, lengthOf(metres)),
      far ? h("p", {}, w("distance_far"), ` (±${Math.round(accuracy)} m)`) : h("p", {}, w("distance_from"), h("br"), around),
      h("span", { class: "sr" }, w("distance", { distance: Math.round(metres), accuracy: Math.round(accuracy) })),
    );
    if (far) onFar();
  };
  const failed = (error: GeolocationPositionError): void => {
    if (stopped) return;
    const refused = error.code === error.PERMISSION_DENIED;
    box.replaceChildren(mark("ask"), h("p", {}, w(refused ? "distance_refused" : "distance_failed")), ...(refused ? [] : [again()]));
  };
  const measure = (): void => {
    box.replaceChildren(mark("dash"), h("p", {}, w("distance_wait")));
    navigator.geolocation.getCurrentPosition(found, failed, ASKED);
  };
  const again = (): HTMLElement => button(w("distance_measure"), measure, "small");
  if (!("geolocation" in navigator)) {
    box.append(mark("ask"), h("p", {}, w("distance_failed")));
    return { element: box, stop };
  }
  box.append(again(), h("p", { class: "muted" }, w("location_private")));
  // Asked for once and allowed: measured without a touch from then on.
  void navigator.permissions?.query({ name: "geolocation" }).then(
    ({ state }) => {
      if (state === "granted" && !stopped) measure();
    },
    () => undefined,
  );
  return { element: box, stop };
}
