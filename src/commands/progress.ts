/** How far a pull is, in one line. */
export interface PullProgress {
  state: string;
  pulled: number;
  total: number | null;
  startedAt: Date | string | null;
}

const WIDTH = 30;

/** `[#####     ]` */
export function bar(share: number): string {
  return `[${'#'.repeat(Math.round(Math.min(1, Math.max(0, share)) * WIDTH)).padEnd(WIDTH)}]`;
}

/** `[#####     ] 120 of 600 issues, 45/s, 11 s left` */
export function progressLine(pulls: readonly PullProgress[], now: number = Date.now()): string {
  const pulled = sum(pulls.map((pull) => pull.pulled));
  const total = sum(pulls.map((pull) => pull.total ?? 0));
  const share = total === 0 ? 0 : pulled / total;
  const started = Math.min(...pulls.flatMap(({ startedAt }) => (startedAt === null ? [] : [new Date(startedAt).getTime()])));
  const rate = Number.isFinite(started) && pulled > 0 ? pulled / Math.max(0.1, (now - started) / 1000) : 0;
  const left = rate > 0 && total > pulled ? `, ${Math.round(rate)}/s, ${Math.ceil((total - pulled) / rate)} s left` : '';
  return `${bar(share)} ${pulled} of ${total || '?'} issues${left}`;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

/** A line that is written over until it ends, on a terminal only. */
export function statusLine(json: boolean | undefined): { say(text: string): void; end(): void } {
  const shown = !json && process.stderr.isTTY;
  return {
    say: (text) => void (shown && process.stderr.write(`\r\x1b[2K${text}`)),
    end: () => void (shown && process.stderr.write('\r\x1b[2K')),
  };
}
