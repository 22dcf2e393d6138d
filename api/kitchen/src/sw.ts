// The receiving page with no network: the last page that the server gave, and its script. Nothing else passes through here,
// and no token does: it is in a cookie that no script sees.

declare const VERSION: string;

const worker = self as unknown as ServiceWorkerGlobalScope;
const FILES = "foodtrace-kitchen-" + VERSION;
// Kept through versions: an update on a day without a network must not take the page away.
const PAGE = "foodtrace-kitchen-page";
const SCRIPT = "/kitchen/app.js";
const HOME = "/kitchen/";
/** A network that does not answer in this time is none. */
const PATIENCE = 8000;
// Said once, when it has been done: not on a page that is kept.
const SAID = ["came", "sent", "done", "clock"];

worker.addEventListener("install", (event) => event.waitUntil(fill()));
worker.addEventListener("activate", (event) => event.waitUntil(tidy()));
worker.addEventListener("message", (event) => {
  if (event.data === "keep the page") event.waitUntil(keep(HOME));
});
worker.addEventListener("fetch", (event) => {
  const { origin, pathname } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== worker.location.origin) return;
  if (pathname === SCRIPT) event.respondWith(script(event.request));
  else if (pathname === HOME && event.request.mode === "navigate") event.respondWith(page(event.request));
});

async function fill(): Promise<void> {
  await (await caches.open(FILES)).add(new Request(SCRIPT, { cache: "no-cache" }));
  await worker.skipWaiting();
}

async function tidy(): Promise<void> {
  for (const name of await caches.keys()) {
    if (name.startsWith("foodtrace-kitchen-") && name !== FILES && name !== PAGE) await caches.delete(name);
  }
  await worker.clients.claim();
}

async function script(request: Request): Promise<Response> {
  return (await (await caches.open(FILES)).match(SCRIPT)) ?? fetch(request);
}

async function page(request: Request): Promise<Response> {
  try {
    const found = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
    await remember(found, request.url);
    return found;
  } catch {
    const kept = await (await caches.open(PAGE)).match(HOME);
    return kept ? marked(kept) : Response.error();
  }
}

async function keep(address: string): Promise<void> {
  try {
    await remember(await fetch(address), address);
  } catch {
    // Without a network the page that is kept stays.
  }
}

async function remember(found: Response, address: string): Promise<void> {
  const cache = await caches.open(PAGE);
  // A link that does not hold opens no page, not even an old one.
  if (found.status === 404 || found.status === 410) await cache.delete(HOME);
  const { searchParams } = new URL(address, worker.location.href);
  if (found.ok && !SAID.some((name) => searchParams.has(name))) await cache.put(HOME, found.clone());
}

/** The page says of itself that it is not of now. */
async function marked(kept: Response): Promise<Response> {
  const headers = new Headers(kept.headers);
  headers.delete("content-encoding");
  headers.delete("content-length");
  return new Response((await kept.text()).replace("<html ", "<html data-kept "), { headers });
}
