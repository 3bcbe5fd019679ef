const numbers = new Intl.NumberFormat('en');
const rules = new Intl.PluralRules('en');

/** A number as it is read. */
export const number = (value: number): string => numbers.format(value);

/** How many of what: `3 issues`. */
export const plural = (count: number, one: string, other: string): string => `${number(count)} ${rules.select(count) === 'one' ? one : other}`;

/** Names in a sentence. */
export const list = (names: readonly string[]): string => new Intl.ListFormat('en').format(names);

const UNITS: [number, string, string][] = [[86_400, 'day', 'days'], [3_600, 'hour', 'hours'], [60, 'minute', 'minutes'], [1, 'second', 'seconds']];

/** A length of time in its largest whole unit. */
export function span(seconds: number): string {
  const [size, one, other] = UNITS.find(([length]) => seconds >= length && seconds % length === 0) ?? UNITS.find(([length]) => seconds >= length) ?? [1, 'second', 'seconds'];
  return plural(Math.max(1, Math.round(seconds / size)), one, other);
}
