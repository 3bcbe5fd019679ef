/** How often each kind of request came in, and what is judged from it. */
export interface Counters {
  /** By `GET /repos/:owner/:repo/issues`, `GraphQL <operation>`, `web GET /login/oauth/authorize`. */
  counts: Map<string, number>;
  add(kind: string): void;
  clear(): void;
}

export function createCounters(): Counters {
  const counts = new Map<string, number>();
  return {
    counts,
    add: (kind) => void counts.set(kind, (counts.get(kind) ?? 0) + 1),
    clear: () => counts.clear(),
  };
}
