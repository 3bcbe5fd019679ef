import { z } from 'zod';
import type { Delivery } from '../../webhooks/delivery.ts';
import type { World } from '../../world.ts';
import { command } from '../command.ts';
import { viewAttempt, viewDelivery, type AttemptView } from '../views.ts';

const none = z.object({});
/** Place in the queue; the first unless said. */
const place = z.object({ index: z.int().min(0).default(0) });

function take({ dispatcher }: World, index: number): Delivery {
  const [delivery] = dispatcher.pending.splice(index, 1);
  if (delivery === undefined) throw new Error(`no pending delivery ${index}`);
  return delivery;
}

async function release(world: World, index: number): Promise<AttemptView> {
  return viewAttempt(await world.dispatcher.attempt(take(world, index)));
}

/** Webhook deliveries: the manual queue and the log. */
export const deliveryCommands = {
  setWebhookUrl: command(z.object({ url: z.string().nullable() }), ({ state }, input) => {
    state.app.webhookUrl = input.url;
  }),
  setDeliveryMode: command(z.object({ mode: z.enum(['auto', 'manual']) }), ({ dispatcher }, input) => dispatcher.setMode(input.mode)),
  /** What events show of a write that takes several steps: see `stepsTold` of the state. */
  setStepsTold: command(z.object({ steps: z.enum(['end', 'after', 'before']) }), ({ state }, input) => {
    state.stepsTold = input.steps;
  }),
  listPending: command(none, ({ dispatcher }) => dispatcher.pending.map(viewDelivery)),
  /** Sends one waiting delivery and reports the attempt. */
  releaseDelivery: command(place, (world, input) => release(world, input.index)),
  /** Sends what waits, one after the other, until nothing does. */
  releaseAll: command(none, async (world) => {
    const attempts: AttemptView[] = [];
    while (world.dispatcher.pending.length > 0) attempts.push(await release(world, 0));
    return attempts;
  }),
  /** Takes one waiting delivery away; it is in no log. */
  dropDelivery: command(place, (world, input) => viewDelivery(take(world, input.index))),
  /** Puts a copy with the same GUID behind one. */
  duplicateDelivery: command(place, ({ dispatcher }, input) => {
    const delivery = dispatcher.pending[input.index];
    if (delivery === undefined) throw new Error(`no pending delivery ${input.index}`);
    dispatcher.pending.splice(input.index + 1, 0, { ...delivery });
  }),
  /** Moves one waiting delivery to another place in the queue. */
  moveDelivery: command(z.object({ from: z.int().min(0), to: z.int().min(0) }), (world, input) => {
    world.dispatcher.pending.splice(input.to, 0, take(world, input.from));
  }),
  /** Resolves when nothing is under way and, in auto mode, nothing waits. */
  deliveriesIdle: command(none, ({ dispatcher }) => dispatcher.idle()),
  /** The delivery log, newest first. */
  listAttempts: command(none, ({ deliveries }) => deliveries.list().map(viewAttempt)),
};
