/** `Idempotency-Key`: a request to make something, sent again after an answer that was lost, makes nothing twice (I7). */
import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { claimKey, keepMade, releaseKey } from '../../store/idempotency-keys.ts';
import type { Db } from '../../store/db.ts';
import type { Asker } from '../trpc/services.ts';
import { Problem } from './problems.ts';

export const idempotencyKey = z.object({
  'idempotency-key': z.string().regex(/^[\x21-\x7e]{8,100}$/, '8 to 100 characters, no spaces').optional().describe('The same key with the same request gives what the first made, for 24 hours; with another request it is 422.'),
});

interface Making<T> {
  db: Db;
  asker: Asker;
  request: FastifyRequest;
  make: () => Promise<T & { id: string }>;
  /** The making names its request itself: begun twice, it still makes one. */
  namesItself?: boolean;
  read: (id: string) => Promise<T & { id: string }>;
}

/** Makes something once, or gives what an earlier request with the same key made, as it is now. */
export async function once<T>({ db, asker, request, make, read, namesItself = false }: Making<T>): Promise<T & { id: string }> {
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string') return make();
  const { caller } = asker;
  const hash = createHash('sha256').update(JSON.stringify([request.method, request.url, request.body])).digest();
  const keyed = { caller: caller.kind === 'project' ? `project ${caller.projectId}` : `person ${caller.user.id}`, key, hash };
  const claim = await claimKey(db, keyed);
  if (claim.outcome === 'made') return read(claim.id);
  if (claim.outcome === 'other request') throw new Problem('key-reused', 'This key was used for another request: choose a new one for each.');
  if (claim.outcome === 'under way' && !namesItself) throw new Problem('under-way', 'The same request is being worked on, or broke off: look whether it was done, or send it with another key.');
  try {
    const made = await make();
    await keepMade(db, keyed, made.id);
    return made;
  } catch (error) {
    // Only whoever claimed the key gives it back: another may still be at work under it.
    if (claim.outcome === 'new') await releaseKey(db, keyed);
    throw error;
  }
}
