/** How far a pull is, in one line. */
export interface PullProgress {
  state: string;
  pulled: number;
  total: number | null;
  startedAt: Date | string | null;
}

const WIDTH = 30;

/** `[#####     ] 120 of 600 issues, 45/s, 11 s left` */
export function progressLine(pulls: readonly PullProgress[], now: number = Date.now()): string {
  const pulled = sum(pulls.map((pull) => pull.pulled));
  const total = sum(pulls.map((pull) => pull.total ?? 0));
  const share = total === 0 ? 0 : Math.min(1, pulled / total);
  const bar = '#'.repeat(Math.round(share * WIDTH)).padEnd(WIDTH);
  const started = Math.min(...pulls.flatMap(({ startedAt }) => (startedAt === null ? [] : [new Date(startedAt).getTime()])));
  const rate = Number.isFinite(started) && pulled > 0 ? pulled / Math.max(0.1, (now - started) / 1000) : 0;
  const left = rate > 0 && total > pulled ? `, ${Math.round(rate)}/s, ${Math.ceil((total - pulled) / rate)} s left` : '';
  return `[${bar}] ${pulled} of ${total || '?'} issues${left}`;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);
