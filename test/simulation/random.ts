/** Choices drawn from a seeded stream. */
import { createRandomStreams, type Random } from '../github/state/random.ts';

export type { Random };

export const randomOf = (seed: string): Random => createRandomStreams(seed)('simulation');

/** A whole number from 0 to `below` - 1. */
export const whole = (random: Random, below: number): number => Math.floor(random() * below);

export function pick<T>(random: Random, from: readonly [T, ...T[]]): T;
export function pick<T>(random: Random, from: readonly T[]): T | undefined;
export function pick<T>(random: Random, from: readonly T[]): T | undefined {
  return from[whole(random, from.length)];
}

export const chance = (random: Random, probability: number): boolean => random() < probability;

/** One of the keys, each as likely as its weight. */
export function weighted<K extends string>(random: Random, weights: Readonly<Record<K, number>>): K {
  const entries = Object.entries(weights) as [K, number][];
  let left = random() * entries.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [key, weight] of entries) {
    left -= weight;
    if (left < 0) return key;
  }
  return (entries.at(-1) as [K, number])[0];
}
