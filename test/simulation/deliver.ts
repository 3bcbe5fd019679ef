/** Webhook deliveries on their way. */
import { compressBody } from '../../src/store/delivery-body.ts';
import { REFUSED, type Delivery } from '../github/webhooks/delivery.ts';
import type { SimProcess } from './process.ts';
import type { Sim } from './run.ts';
import type { Step } from './schedule.ts';
import { type Plan, TO_THE_END } from './tasks.ts';
import { at, reap } from './work.ts';

const ACCEPTED = { status: 'OK', statusCode: 202, headers: {}, payload: '{"status":"stored"}' };

const nameOf = (delivery: Delivery): string => `${delivery.event}.${delivery.action ?? ''} ${delivery.guid.slice(0, 8)}`;

/** Stores a delivery in the inbox; GitHub's log keeps what came of it. */
export async function receive(sim: Sim, process: SimProcess, delivery: Delivery, plan: Plan): Promise<void> {
  const { world } = sim.github;
  const halt = await sim.tasks.start(`receive ${nameOf(delivery)}`, process, plan, async () => {
    const { guid, event, action, installationId, repositoryId, payload } = delivery;
    await process.inbox.store({ guid, event, action, installationId, repositoryId, body: await compressBody(Buffer.from(payload)) });
  });
  sim.note(`  ${nameOf(delivery)} ${halt === 'done' ? 'stored' : 'not answered'}`);
  if (halt !== 'done') sim.undisturbed = false;
  world.deliveries.add(delivery, {}, halt === 'done' ? ACCEPTED : REFUSED, 0);
  await reap(sim);
}

export async function deliver(sim: Sim, { n }: Step): Promise<void> {
  const { world } = sim.github;
  const { pending } = world.dispatcher;
  const [which, fate = 0, , where] = n;
  const index = fate < 0.5 ? 0 : at(which, pending.length);
  const delivery = pending[index];
  if (fate >= 0.94) return redeliver(sim, which);
  if (!delivery) return sim.note('  nothing on its way');
  if (fate < 0.76) {
    pending.splice(index, 1);
    const dies = fate < 0.05 ? { ...TO_THE_END, die: 1 + at(where, 3) } : TO_THE_END;
    return receive(sim, sim.processes[at(n[4], sim.processes.length)] as SimProcess, delivery, dies);
  }
  if (fate < 0.82) {
    sim.note(`  ${nameOf(delivery)} is refused`);
    sim.undisturbed = false;
    pending.splice(index, 1);
    world.deliveries.add(delivery, {}, REFUSED, 0);
  } else if (fate < 0.87) {
    sim.note(`  ${nameOf(delivery)} is lost`);
    sim.undisturbed = false;
    sim.lostForGood = true;
    pending.splice(index, 1);
  } else {
    sim.note(`  ${nameOf(delivery)} comes twice`);
    pending.splice(at(where, pending.length + 1), 0, { ...delivery });
  }
}

/** Somebody asks GitHub to send something again. */
function redeliver(sim: Sim, which: number | undefined): void {
  const { world } = sim.github;
  const sent = world.deliveries.list();
  const attempt = sent[at(which, sent.length)];
  if (!attempt) return sim.note('  nothing to send again');
  sim.note(`  ${nameOf(attempt.delivery)} is sent again`);
  world.dispatcher.accept({ ...attempt.delivery, redelivery: true });
}
