// What this phone keeps: lists, settings, what was seen, visits with their photos, what earlier visits found: in IndexedDB;
// in memory where there is none.

import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction } from "idb";
import type { Held } from "../format/acceptance";
import type { KeptLastVisit } from "./last_visits";
import type { Seen } from "./seen";
import type { Visit } from "./visits";

/** The newest accepted trust list with what a reader keeps of it: one record, so that neither is ever without the other. */
export interface KeptTrust {
  readonly held: Held;
  /** Null while only the roots are pinned. */
  readonly raw: Uint8Array | null;
}

export interface KeptStatus {
  readonly kid: string;
  readonly iat: number;
  readonly raw: Uint8Array;
}

interface Shelves extends DBSchema {
  trust: { key: "held"; value: KeptTrust };
  status: { key: string; value: KeptStatus };
  settings: { key: string; value: unknown };
  seen: { key: string; value: Seen };
  visits: { key: string; value: Visit };
  /** By the key of their visit, JPEG files; bytes, since some browsers lose kept Blobs. Apart, or every look at the queue
   * would read them all. */
  photos: { key: string; value: readonly ArrayBuffer[] };
  /** By the establishment's id. */
  last: { key: string; value: KeptLastVisit };
}

export type Shelf = "trust" | "status" | "settings" | "seen" | "visits" | "photos" | "last";
const SHELVES: readonly Shelf[] = ["trust", "status", "settings", "seen", "visits", "photos", "last"];
const VERSION = 2;

export interface Store {
  /** False where everything is gone when the page closes. */
  readonly lasting: boolean;
  get<S extends Shelf>(shelf: S, key: string): Promise<Shelves[S]["value"] | undefined>;
  all<S extends Shelf>(shelf: S): Promise<Shelves[S]["value"][]>;
  put<S extends Shelf>(shelf: S, key: string, value: Shelves[S]["value"]): Promise<void>;
  /** All of them or none. */
  putAll<S extends Shelf>(shelf: S, records: ReadonlyMap<string, Shelves[S]["value"]>): Promise<void>;
  remove(shelf: Shelf, key: string): Promise<void>;
  keys(shelf: Shelf): Promise<string[]>;
  clear(shelf: Shelf): Promise<void>;
  /** Reads and writes one record in one transaction; `change` gives the new value, or null to leave it. */
  change<S extends Shelf>(
    shelf: S,
    key: string,
    change: (before: Shelves[S]["value"] | undefined) => Shelves[S]["value"] | null,
  ): Promise<void>;
}

/** `wait` is told where another tab runs an older version of the app, which has to be closed first. */
export async function openStore(wait: () => void): Promise<Store> {
  try {
    const db = await openDB<Shelves>("foodtrace-inspector", VERSION, {
      async upgrade(fresh, before, _after, tx) {
        for (const shelf of SHELVES) if (!fresh.objectStoreNames.contains(shelf as never)) fresh.createObjectStore(shelf as never);
        if (before === 1) await photosApart(tx as never);
      },
      blocked: wait,
      // A newer version of the app was opened in another tab: it cannot start before this one lets go.
      blocking(_current, _wanted, event) {
        (event.target as IDBDatabase).close();
        location.reload();
      },
    });
    return new Lasting(db);
  } catch {
    return new Passing();
  }
}

/* eslint-disable @typescript-eslint/no-explicit-any -- idb's types do not follow a generic store name */
/** The first version kept photos inside their visits. */
async function photosApart(tx: IDBPTransaction<any, any, "versionchange">): Promise<void> {
  for (let at = await tx.objectStore("visits").openCursor(); at; at = await at.continue()) {
    const { photos } = at.value as { photos: unknown };
    if (!Array.isArray(photos)) continue;
    await tx.objectStore("photos").put(photos, at.key);
    await at.update({ form: null, ...at.value, photos: photos.length });
  }
}

class Lasting implements Store {
  readonly lasting = true;
  private readonly db: IDBPDatabase<any>;

  constructor(db: IDBPDatabase<Shelves>) {
    this.db = db as IDBPDatabase<any>;
  }

  get(shelf: Shelf, key: string): Promise<any> {
    return this.db.get(shelf, key);
  }

  all(shelf: Shelf): Promise<any[]> {
    return this.db.getAll(shelf);
  }

  async put(shelf: Shelf, key: string, value: unknown): Promise<void> {
    await this.change(shelf, key, () => value);
  }

  async putAll(shelf: Shelf, records: ReadonlyMap<string, any>): Promise<void> {
    const tx = this.db.transaction(shelf, "readwrite");
    for (const [key, value] of records) void tx.store.put(value, key);
    await tx.done;
  }

  async remove(shelf: Shelf, key: string): Promise<void> {
    await this.db.delete(shelf, key);
  }

  async keys(shelf: Shelf): Promise<string[]> {
    return (await this.db.getAllKeys(shelf)) as string[];
  }

  async clear(shelf: Shelf): Promise<void> {
    await this.db.clear(shelf);
  }

  async change(shelf: Shelf, key: string, change: (before: any) => unknown): Promise<void> {
    const tx = this.db.transaction(shelf, "readwrite", { durability: "strict" });
    const after = change(await tx.store.get(key));
    if (after !== null) await tx.store.put(after, key);
    await tx.done;
  }
}

class Passing implements Store {
  readonly lasting = false;
  private readonly shelves = new Map(SHELVES.map((shelf) => [shelf, new Map<string, any>()]));

  async get(shelf: Shelf, key: string): Promise<any> {
    return this.shelves.get(shelf)!.get(key);
  }

  async all(shelf: Shelf): Promise<any[]> {
    return [...this.shelves.get(shelf)!.values()];
  }

  async put(shelf: Shelf, key: string, value: unknown): Promise<void> {
    this.shelves.get(shelf)!.set(key, value);
  }

  async putAll(shelf: Shelf, records: ReadonlyMap<string, any>): Promise<void> {
    for (const [key, value] of records) this.shelves.get(shelf)!.set(key, value);
  }

  async keys(shelf: Shelf): Promise<string[]> {
    return [...this.shelves.get(shelf)!.keys()];
  }

  async clear(shelf: Shelf): Promise<void> {
    this.shelves.get(shelf)!.clear();
  }

  async remove(shelf: Shelf, key: string): Promise<void> {
    this.shelves.get(shelf)!.delete(key);
  }

  async change(shelf: Shelf, key: string, change: (before: any) => unknown): Promise<void> {
    const after = change(this.shelves.get(shelf)!.get(key));
    if (after !== null) this.shelves.get(shelf)!.set(key, after);
  }
}
