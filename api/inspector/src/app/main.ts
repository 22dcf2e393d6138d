// Start: what this phone keeps is opened first, the screens follow, the network comes last.

import { hearPast } from "./clock";
import { register, show, startShell } from "./shell";
import { warmUp } from "./decode";
import { app, changed, refresh, reloadLists, sendWaiting, type Walk } from "./state";
import { openStore } from "./store";
import { languageOf, preferred, speak } from "./words";
import { watchForUpdates } from "./updates";
import { dropLonePhotos, dropOldLines } from "./visits";
import { codeScreen } from "../screens/code";
import { listsScreen } from "../screens/lists";
import { resultScreen } from "../screens/result";
import { scanScreen } from "../screens/scan";
import { seenScreen } from "../screens/seen";
import { settingsScreen } from "../screens/settings";
import { visitScreen } from "../screens/visit";
import { visitsScreen } from "../screens/visits";
import { showBroken, showWaiting } from "../screens/broken";

const LOOK_EVERY = 15 * 60_000;
const SEND_EVERY = 20_000;

async function start(): Promise<void> {
  app.store = await openStore(showWaiting);
  const setting = async <T>(key: string, otherwise: T): Promise<T> =>
    ((await app.store.get("settings", key)) as T | undefined) ?? otherwise;
  const asked = new URLSearchParams(location.search).get("lang");
  const kept = await setting<string>("language", preferred(navigator.languages));
  speak(languageOf(asked) ?? languageOf(kept) ?? "vi");
  app.token = await setting("token", "");
  app.walk = await setting<Walk>("walk", app.walk);
  hearPast(await setting("latest", 0));
  startShell();
  register("scan", scanScreen);
  register("result", resultScreen);
  register("code", codeScreen);
  register("seen", seenScreen);
  register("visit", visitScreen);
  register("visits", visitsScreen);
  register("lists", listsScreen);
  register("settings", settingsScreen);
  if (crypto.subtle) await reloadLists();
  void warmUp();
  if (location.hash === "#result" || location.hash === "#visit") history.replaceState(null, "", "#scan");
  show();
  void watchForUpdates();
  keepUpToDate();
  await dropLonePhotos(app.store);
  await dropOldLines(app.store);
}

function keepUpToDate(): void {
  void refresh(true);
  setInterval(() => void refresh(), LOOK_EVERY);
  setInterval(() => app.online && void sendWaiting(), SEND_EVERY);
  addEventListener("online", () => void refresh(true));
  addEventListener("offline", () => {
    app.online = false;
    changed();
  });
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && void refresh());
}

start().catch(showBroken);
addEventListener("unhandledrejection", ({ reason }) => showBroken(reason));
