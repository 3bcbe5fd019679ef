/**
 * Reads and compresses deliveries in a thread of its own: a flood of them must not hold up the requests
 * of people, and a second core takes more in. What comes here has been verified (I2).
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { compressBody, LARGE } from '../../store/delivery-body.ts';
import { gather } from '../gather.ts';
import { join, split, type PackedBatch } from './batch.ts';
import { readEnvelope, type Envelope } from './envelope.ts';

export interface Packed extends Envelope {
  /** As the inbox keeps it. */
  body: Buffer;
}

export interface Packer {
  /** @returns null for what is no JSON object */
  pack(raw: Buffer): Promise<Packed | null>;
  close(): Promise<void>;
}

/** Bodies of at most LARGE: a batch stays below 4 MB. */
const MOST = 64;

export function createPacker(script = new URL('thread.ts', import.meta.url)): Packer {
  let thread: Worker | undefined;

  const start = (): Worker => {
    const made = new Worker(script);
    made.unref();
    // Whoever waits for it is told besides; the next batch gets a new one.
    made.on('error', () => {
      if (thread === made) thread = undefined;
    });
    return made;
  };
  const packSmall = gather(MOST, async (raws: Buffer[]) => {
    thread ??= start();
    const batch = join(raws);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    thread.postMessage(batch, [batch.bytes.buffer]);
    const [packed] = (await once(thread, 'message')) as [PackedBatch];
    const bodies = split(packed);
    return packed.envelopes.map((envelope, index) => envelope && { ...envelope, body: bodies[index] as Buffer });
  });

  return {
    async pack(raw) {
      if (raw.length <= LARGE) return packSmall(raw);
      const envelope = readEnvelope(raw.toString('utf8'));
      return envelope && { ...envelope, body: await compressBody(raw) };
    },
    async close() {
      await thread?.terminate();
    },
  };
}
