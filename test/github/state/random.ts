import { createHash } from 'node:crypto';

/** Numbers in [0, 1). */
export type Random = () => number;

/**
 * Seeded random streams, one a name: what one stream gives does not depend on how much the others
 * were used, so a test that reads more pages still sees the same delivery GUIDs.
 */
export type RandomStreams = (name: string) => Random;

/** Mulberry32, a public-domain 32-bit generator: fast, and good enough to pick test data. */
function mulberry32(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Streams of one seed; asking for a name again gives the same, running stream. */
export function createRandomStreams(seed: string): RandomStreams {
  const streams = new Map<string, Random>();
  return (name) => {
    let stream = streams.get(name);
    if (stream === undefined) {
      const digest = createHash('sha256').update(`${seed}\0${name}`).digest();
      stream = mulberry32(digest.readUInt32LE(0));
      streams.set(name, stream);
    }
    return stream;
  };
}

/** `length` characters drawn from `alphabet`. */
export function randomText(random: Random, length: number, alphabet: string): string {
  let text = '';
  for (let index = 0; index < length; index += 1) {
    text += alphabet[Math.floor(random() * alphabet.length)] ?? '';
  }
  return text;
}

export const HEX = '0123456789abcdef';
export const BASE62 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
export const BASE64URL = `${BASE62}-_`;
