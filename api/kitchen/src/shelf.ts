// What waits on this phone: deliveries that no server has taken yet, in IndexedDB.

import { openDB, type DBSchema, type IDBPDatabase } from "idb";

export interface Delivery {
  /** Drawn on this phone for this delivery alone: sent twice, it is recorded once. */
  readonly key: string;
  /** The typed code of the kitchen whose page it was written on. */
  readonly kitchen: string;
  readonly fields: readonly (readonly [string, string])[];
  /** JPEG files; bytes, since some browsers lose kept Blobs. */
  readonly photos: readonly ArrayBuffer[];
  /** For people: "Tôm sú 12,5 kg". */
  readonly what: string;
  readonly pressed: number;
  readonly state: "waiting" | "refused";
  readonly said: string;
  readonly tries: number;
  /** No earlier than this, by the phone's clock in milliseconds. */
  readonly next: number;
}

interface Shelves extends DBSchema {
  deliveries: { key: string; value: Delivery };
}

export class Shelf {
  private constructor(private readonly db: IDBPDatabase<Shelves>) {}

  /** Null where the browser keeps nothing: then the form goes the plain way. */
  static async open(): Promise<Shelf | null> {
    try {
      const db = await openDB<Shelves>("foodtrace-kitchen", 1, {
        upgrade: (fresh) => void fresh.createObjectStore("deliveries", { keyPath: "key" }),
        blocking: (_current, _wanted, event) => (event.target as IDBDatabase).close(),
      });
      return new Shelf(db);
    } catch {
      return null;
    }
  }

  /** The oldest first. */
  async all(): Promise<Delivery[]> {
    return (await this.db.getAll("deliveries")).sort((a, b) => a.pressed - b.pressed);
  }

  /** On the disk, not in some buffer, when this resolves. */
  async put(delivery: Delivery): Promise<void> {
    const tx = this.db.transaction("deliveries", "readwrite", { durability: "strict" });
    await tx.store.put(delivery);
    await tx.done;
  }

  /** Unless it is gone meanwhile: another tab may have sent it. */
  async change(key: string, change: Partial<Delivery>): Promise<void> {
    const tx = this.db.transaction("deliveries", "readwrite");
    const before = await tx.store.get(key);
    if (before) await tx.store.put({ ...before, ...change });
    await tx.done;
  }

  async remove(key: string): Promise<void> {
    await this.db.delete("deliveries", key);
  }
}
