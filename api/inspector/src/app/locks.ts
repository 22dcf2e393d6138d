// One at a time across the tabs of this phone: Web Locks, where the browser has them.

/** Runs `work` while no other tab holds `name`; waits for its turn. */
export async function alone<T>(name: string, work: () => Promise<T>): Promise<T> {
  if (!("locks" in navigator)) return work();
  return navigator.locks.request(`foodtrace-${name}`, work) as Promise<T>;
}
