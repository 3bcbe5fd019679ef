/** Deliveries as they cross between threads: one block of memory, which is handed over and not copied. */
import type { Envelope } from './envelope.ts';

/** Bodies one after the other. */
export interface Batch {
  bytes: Uint8Array<ArrayBuffer>;
  lengths: number[];
}

/** The same bodies packed, and what was read from each; null for what is no JSON object. */
export interface PackedBatch extends Batch {
  envelopes: (Envelope | null)[];
}

/** In memory of its own: a Buffer's may be shared with others. */
export function join(bodies: readonly Uint8Array[]): Batch {
  const lengths = bodies.map(({ length }) => length);
  const bytes = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0));
  let at = 0;
  for (const body of bodies) {
    bytes.set(body, at);
    at += body.length;
  }
  return { bytes, lengths };
}

/** The bodies of a batch, sharing its memory. */
export function split({ bytes, lengths }: Batch): Buffer[] {
  let at = 0;
  return lengths.map((length) => {
    at += length;
    return Buffer.from(bytes.buffer, at - length, length);
  });
}
