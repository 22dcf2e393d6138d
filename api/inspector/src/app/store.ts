// What this phone keeps: lists, settings, what was seen and visits, in IndexedDB; in memory where there is none.

import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import type { Held } from "../format/acceptance";
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
}

export type Shelf = "trust" | "status" | "settings" | "seen" | "visits";
const SHELVES: readonly Shelf[] = ["trust", "status", "settings", "seen", "visits"];

export interface Store {
  /** False where everything is gone when the page closes. */
  readonly lasting: boolean;
  get<S extends Shelf>(shelf: S, key: string): Promise<Shelves[S]["value"] | undefined>;
  all<S extends Shelf>(shelf: S): Promise<Shelves[S]["value"][]>;
  put<S extends Shelf>(shelf: S, key: string, value: Shelves[S]["value"]): Promise<void>;
  remove(shelf: Shelf, key: string): Promise<void>;
  /** Reads and writes one record in one transaction; `change` gives the new value, or null to leave it. */
  change<S extends Shelf>(
    shelf: S,
    key: string,
    change: (before: Shelves[S]["value"] | undefined) => Shelves[S]["value"] | null,
  ): Promise<void>;
}

export async function openStore(): Promise<Store> {
  try {
    const db = await openDB<Shelves>("foodtrace-inspector", 1, {
      upgrade(fresh) {
        for (const shelf of SHELVES) fresh.createObjectStore(shelf as never);
      },
    });
    return new Lasting(db);
  } catch {
    return new Passing();
  }
}

/* eslint-disable @typescript-eslint/no-explicit-any -- idb's types do not follow a generic store name */
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

  async remove(shelf: Shelf, key: string): Promise<void> {
    await this.db.delete(shelf, key);
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

  async remove(shelf: Shelf, key: string): Promise<void> {
    this.shelves.get(shelf)!.delete(key);
  }

  async change(shelf: Shelf, key: string, change: (before: any) => unknown): Promise<void> {
    const after = change(this.shelves.get(shelf)!.get(key));
    if (after !== null) this.shelves.get(shelf)!.set(key, after);
  }
}
