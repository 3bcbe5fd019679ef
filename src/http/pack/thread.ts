/** The thread of `packer.ts`. */
import { parentPort } from 'node:worker_threads';
import { compressSmall } from '../../store/delivery-body.ts';
import { join, split, type Batch, type PackedBatch } from './batch.ts';
import { readEnvelope } from './envelope.ts';

parentPort?.on('message', (batch: Batch) => {
  const raws = split(batch);
  const packed: PackedBatch = { ...join(raws.map(compressSmall)), envelopes: raws.map((raw) => readEnvelope(raw.toString('utf8'))) };
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort?.postMessage(packed, [packed.bytes.buffer]);
});
