// Whose token it is, asked before a visit depends on it.

/** The inspector's name; null where nobody answered. */
export async function whoseToken(token: string): Promise<{ readonly name: string } | "refused" | null> {
  try {
    const answer = await fetch("/inspect/api/inspector", {
      headers: { authorization: `Bearer ${token}` },
      cache: "no-store", credentials: "omit", redirect: "error", signal: AbortSignal.timeout(15_000),
    });
    if (answer.status === 401) return "refused";
    const { name } = (await answer.json()) as { name?: unknown };
    return answer.ok && typeof name === "string" ? { name } : null;
  } catch {
    return null;
  }
}
