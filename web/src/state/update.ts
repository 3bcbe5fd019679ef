import { batch } from '@preact/signals';
import type { Action, ActionChanges } from '../../../src/http/trpc/shapes.ts';
import type { Fault } from '../api.ts';
import type { Api } from '../call.ts';
import { faultOf } from '../api.ts';
import type { Entities, Entity } from './entities.ts';

export type UpdateResult = { ok: true; action: Action } | { ok: false; fault: Fault };

/** The version and description that a person saw when they began to write. */
export type TextBase = { version: number; description: string };

type Field = keyof ActionChanges;

const fieldsOf = (changes: ActionChanges): Field[] => Object.keys(changes) as Field[];

/** Whether someone else changed one of the very fields that we wanted to change. */
function collides(changes: ActionChanges, before: Partial<Action>, current: Action): boolean {
  return fieldsOf(changes).some((field) => JSON.stringify(before[field]) !== JSON.stringify(current[field]));
}

/**
 * Sends changes against the version the person saw. When the action changed meanwhile, but not in
 * these fields, it is sent once more against the new version: nothing of either edit is lost.
 */
async function send(api: Api, entities: Entities, entity: Entity, changes: ActionChanges, base?: TextBase): Promise<UpdateResult> {
  const before = entity.server.value;
  const attempt = (expectedVersion: number): Promise<Action> =>
    api.actions.update.mutate({ id: entity.id, expectedVersion, changes, ...(base !== undefined && { baseDescription: base.description }) });
  try {
    return { ok: true, action: await attempt(base?.version ?? before.version) };
  } catch (error) {
    const fault = faultOf(error);
    if (fault.kind !== 'stale') return { ok: false, fault };
    entities.read(fault.current, entities.heard());
    // What is shown may be newer than what the person began to write from.
    const from = base === undefined ? before : { ...before, description: base.description };
    if (collides(changes, from, fault.current)) return { ok: false, fault };
    try {
      return { ok: true, action: await attempt(fault.current.version) };
    } catch (again) {
      return { ok: false, fault: faultOf(again) };
    }
  }
}

/**
 * Shows changes at once, sends them, and takes them back if they were not accepted.
 * @param base what an edit of the description began from: the server takes in edits of other lines since
 */
export async function updateAction(api: Api, entities: Entities, entity: Entity, changes: ActionChanges, base?: TextBase): Promise<UpdateResult> {
  entity.unconfirmed.value = { ...entity.unconfirmed.value, ...changes };
  const turn = entity.queue.then(() => send(api, entities, entity, changes, base));
  entity.queue = turn.then(() => undefined);
  const result = await turn;
  batch(() => {
    if (result.ok) entities.read(result.action, -1);
    const rest = { ...entity.unconfirmed.value };
    // A later change of the same field is still under way: leave that one shown.
    for (const field of fieldsOf(changes)) if (rest[field] === changes[field]) delete rest[field];
    entity.unconfirmed.value = rest;
  });
  return result;
}
