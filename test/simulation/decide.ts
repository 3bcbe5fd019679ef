/** A person settles an open conflict, or brings back a value that lost. */
import { rows } from '../../src/store/db.ts';
import { resolveConflict, restoreValue } from '../../src/sync/resolve.ts';
import type { SimProcess } from './process.ts';
import { pick, randomOf } from './random.ts';
import type { Sim } from './run.ts';
import type { Step } from './schedule.ts';
import { PEOPLE } from './seed-world.ts';
import { TO_THE_END } from './tasks.ts';
import { at } from './work.ts';

export async function decide(sim: Sim, { n }: Step): Promise<void> {
  const { db } = sim.database;
  const process = sim.processes[at(n[0], sim.processes.length)] as SimProcess;
  const random = randomOf(`decide ${n[6]}`);
  const actor = pick(random, PEOPLE);
  const conflicts = await rows<{ id: number }>(db, 'SELECT id FROM conflicts WHERE resolved_at IS NULL ORDER BY id');
  const conflict = conflicts[at(n[1], conflicts.length)];
  if (conflict) {
    const take = pick(random, ['github', 'lockstep'] as const);
    sim.note(`  ${actor} settles conflict ${conflict.id}: ${take}`);
    await sim.tasks.start('settle', process, TO_THE_END, async () => {
      sim.note(`    ${JSON.stringify(await resolveConflict(process.engine, conflict.id, { take }, actor))}`);
    });
    return;
  }
  const losses = await rows<{ id: number; actionId: number; field: string }>(db, "SELECT id, action_id AS \"actionId\", (SELECT min(k) FROM jsonb_object_keys(changes) AS k) AS field FROM action_events WHERE kind = 'lost' ORDER BY id");
  const loss = losses[at(n[1], losses.length)];
  if (!loss || (n[2] ?? 0) < 0.5) return sim.note('  nothing to decide');
  sim.note(`  ${actor} restores ${loss.field} of event ${loss.id}`);
  await sim.tasks.start('restore', process, TO_THE_END, async () => {
    sim.note(`    ${JSON.stringify(await restoreValue(process.engine, loss.actionId, loss.id, loss.field as never, actor))}`);
  });
}
