// A new version of the app: fetched whole beside the old one, in use after a touch or at the next start.

import { app, changed } from "./state";

export async function watchForUpdates(): Promise<void> {
  if (!("serviceWorker" in navigator)) return notKept();
  try {
    const registration = await navigator.serviceWorker.register("sw.js", { scope: "./", updateViaCache: "none" });
    const offer = (): void => {
      // The first version ever has nothing to replace.
      if (!registration.waiting || !navigator.serviceWorker.controller) return;
      app.newer = registration.waiting;
      changed();
    };
    offer();
    const watch = (): void => {
      const { installing } = registration;
      installing?.addEventListener("statechange", () => {
        if (installing.state === "redundant" && !registration.active) notKept();
        offer();
      });
    };
    watch();
    registration.addEventListener("updatefound", watch);
    addEventListener("online", () => void registration.update().catch(() => undefined));
  } catch {
    notKept();
  }
}

/** Without a service worker the app works while its server does, and as long as the page stays open. */
function notKept(): void {
  // An earlier start may have kept it: then a failed look for a newer one takes nothing away.
  if (navigator.serviceWorker?.controller) return;
  app.notKept = true;
  changed();
}

export function useNewer(): void {
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  app.newer?.postMessage("take over");
}
