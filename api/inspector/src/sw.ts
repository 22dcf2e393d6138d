// The app's files, kept whole by content hash so that it starts with no network. It keeps nothing else: signed lists
// and visits belong to the app, which judges them; no answer of the server passes through here.

declare const FILES: Readonly<Record<string, string>>;
declare const VERSION: string;

const worker = self as unknown as ServiceWorkerGlobalScope;
const PREFIX = "foodtrace-inspector-";
const CACHE = PREFIX + VERSION;

worker.addEventListener("install", (event) => event.waitUntil(fill()));
worker.addEventListener("activate", (event) => event.waitUntil(tidy()));
worker.addEventListener("message", (event) => {
  if (event.data === "take over") event.waitUntil(worker.skipWaiting());
});
worker.addEventListener("fetch", (event) => {
  const name = nameOf(event.request);
  if (name !== null) event.respondWith(answer(name, event.request));
});

/** All files or none: one of another version would break the app, so each is compared with its hash. */
async function fill(): Promise<void> {
  const cache = await caches.open(CACHE);
  await Promise.all(
    Object.entries(FILES).map(async ([name, wanted]) => {
      const found = await fetch(name, { cache: "no-cache" });
      const body = await found.clone().arrayBuffer();
      if (!found.ok || (await sha256(body)) !== wanted) throw new Error(`${name} is of another version`);
      await cache.put(name, found);
    }),
  );
}

async function tidy(): Promise<void> {
  for (const name of await caches.keys()) if (name.startsWith(PREFIX) && name !== CACHE) await caches.delete(name);
}

/** The name of the app's file that is asked for, or null where the request is not for one. */
function nameOf(request: Request): string | null {
  const { origin, pathname } = new URL(request.url);
  const scope = new URL(worker.registration.scope);
  if (request.method !== "GET" || origin !== scope.origin || !pathname.startsWith(scope.pathname)) return null;
  const name = pathname.slice(scope.pathname.length);
  if (name === "" || name === "index.html") return "./";
  return name in FILES ? name : null;
}

async function answer(name: string, request: Request): Promise<Response> {
  const kept = await (await caches.open(CACHE)).match(name);
  return kept ?? fetch(request);
}

async function sha256(bytes: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
