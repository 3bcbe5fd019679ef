/** The stand-in's only source of time: an injected clock that control can push forward or back. */
export interface StandInClock {
  /** Epoch milliseconds. */
  now(): number;
  /** Moves the clock by `ms` (negative: back) on top of the injected one. */
  advance(ms: number): void;
}

export function createClock(source: () => number): StandInClock {
  let offset = 0;
  return {
    now: () => source() + offset,
    advance(ms) {
      offset += ms;
    },
  };
}

/** GitHub's time format: whole seconds, UTC. */
export function toIso(at: number): string {
  return `${new Date(Math.floor(at / 1000) * 1000).toISOString().slice(0, 19)}Z`;
}

export function toIsoOrNull(at: number | null): string | null {
  return at === null ? null : toIso(at);
}
