import { signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';

const STEP_MS = 15_000;

/** The time by this device, for "3 minutes ago"; steps every 15 s. Nothing is decided by it. */
export function createClock(): ReadonlySignal<number> {
  const now = signal(Date.now());
  setInterval(() => {
    now.value = Date.now();
  }, STEP_MS);
  return now;
}

const FORMATS = {
  long: new Intl.RelativeTimeFormat('en', { style: 'long', numeric: 'auto' }),
  narrow: new Intl.RelativeTimeFormat('en', { style: 'narrow', numeric: 'auto' }),
};

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** "3 hours ago" (or "3h ago", narrow). Under a minute, and for clocks that differ, it is "now". */
export function ago(instant: string, now: number, style: 'long' | 'narrow'): string {
  const format = FORMATS[style];
  const seconds = Math.max(0, (now - Date.parse(instant)) / 1000);
  const [unit, size] = UNITS.find(([, size]) => seconds >= size) ?? ['second', 0];
  return size === 0 ? format.format(0, 'second') : format.format(-Math.floor(seconds / size), unit);
}

/** "in 3 days", for what is still to come; what is past already is "3 days ago". */
export function until(instant: string, now: number): string {
  const seconds = (Date.parse(instant) - now) / 1000;
  if (seconds <= 0) return ago(instant, now, 'long');
  const [unit, size] = UNITS.find(([, size]) => seconds >= size) ?? ['second', 1];
  return FORMATS.long.format(Math.round(seconds / size), unit);
}

/** The exact time in the reader's zone. */
export function exact(instant: string): string {
  return new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' }).format(new Date(instant));
}
