// A new version of the app: fetched whole beside the old one, in use after a touch or at the next start.

import { app, changed } from "./state";

export async function watchForUpdates(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  try {
    const registration = await navigator.serviceWorker.register("sw.js", { scope: "./", updateViaCache: "none" });
    const offer = (): void => {
      // The first version ever has nothing to replace.
      if (!registration.waiting || !navigator.serviceWorker.controller) return;
      app.newer = registration.waiting;
      changed();
    };
    offer();
    registration.addEventListener("updatefound", () => {
      registration.installing?.addEventListener("statechange", offer);
    });
    addEventListener("online", () => void registration.update().catch(() => undefined));
  } catch {
    // Without a service worker the app works while its server does.
  }
}

export function useNewer(): void {
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  app.newer?.postMessage("take over");
}
