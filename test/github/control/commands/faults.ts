import { z } from 'zod';
import { deliveryRuleSchema } from '../../faults/delivery-faults.ts';
import { requestRuleSchema } from '../../faults/request-faults.ts';
import { command } from '../command.ts';

const none = z.object({});
const ruleId = z.object({ id: z.int().optional() });

/** Faults, limits, counters and the clock. */
export const faultCommands = {
  addRequestFault: command(requestRuleSchema, ({ requestFaults }, input) => ({ id: requestFaults.book.add(input).id })),
  addDeliveryFault: command(deliveryRuleSchema, ({ deliveryFaults }, input) => ({ id: deliveryFaults.book.add(input).id })),
  /** Every rule with how often it matched and struck. */
  listFaults: command(none, ({ requestFaults, deliveryFaults }) => ({
    requests: requestFaults.book.rules.map((rule) => ({ ...rule })),
    deliveries: deliveryFaults.book.rules.map((rule) => ({ ...rule })),
  })),
  /** One request rule, or all. */
  clearRequestFaults: command(ruleId, ({ requestFaults }, input) => requestFaults.book.clear(input.id)),
  /** One delivery rule, or all; what a reorder holds back goes out. */
  clearDeliveryFaults: command(ruleId, ({ deliveryFaults }, input) => {
    deliveryFaults.book.clear(input.id);
    deliveryFaults.flush();
  }),
  /** Requests since the start or the last reset, by kind. */
  counters: command(none, ({ counters }): Record<string, number> => Object.fromEntries(counters.counts)),
  resetCounters: command(none, ({ counters }) => counters.clear()),
  setLimits: command(
    z.object({ core: z.int().optional(), graphql: z.int().optional(), search: z.int().optional() }),
    ({ limits }, input) => void Object.assign(limits.sizes, defined(input)),
  ),
  setSecondaryLimits: command(
    z.object({
      enabled: z.boolean().optional(),
      pointsPerMinute: z.int().optional(),
      graphqlPointsPerMinute: z.int().optional(),
      contentPerMinute: z.int().optional(),
      concurrent: z.int().optional(),
    }),
    ({ secondary }, input) => void Object.assign(secondary.sizes, defined(input)),
  ),
  /** Epoch milliseconds of the stand-in. */
  now: command(none, ({ state }) => state.now()),
  /** Moves the clock (negative: back) and gives the new time. */
  advanceClock: command(z.object({ ms: z.number() }), ({ state }, input) => {
    state.clock.advance(input.ms);
    return state.now();
  }),
};

function defined(input: object): object {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
}
