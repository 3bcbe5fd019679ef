import type { Random } from '../state/random.ts';

/** A whole number from `from` to `to`, both included. */
export function int(random: Random, from: number, to: number): number {
  return from + Math.floor(random() * (to - from + 1));
}

/** True in `probability` of the cases. */
export function chance(random: Random, probability: number): boolean {
  return random() < probability;
}

/** One of the list; the list must not be empty. */
export function pick<T>(random: Random, list: readonly T[]): T {
  const chosen = list[Math.floor(random() * list.length)];
  if (chosen === undefined) throw new Error('pick from an empty list');
  return chosen;
}

/** `count` different ones of the list (all of them if it is shorter), in the list's order. */
export function sample<T>(random: Random, list: readonly T[], count: number): T[] {
  let wanted = Math.min(count, list.length);
  return list.filter((_, index) => {
    const take = random() * (list.length - index) < wanted;
    if (take) wanted -= 1;
    return take;
  });
}

/** One of the values, each as often as its weight says. */
export function weighted<T>(random: Random, choices: readonly (readonly [T, number])[]): T {
  const total = choices.reduce((sum, [, weight]) => sum + weight, 0);
  let rest = random() * total;
  for (const [value, weight] of choices) {
    rest -= weight;
    if (rest < 0) return value;
  }
  throw new Error('weighted choice without weights');
}
