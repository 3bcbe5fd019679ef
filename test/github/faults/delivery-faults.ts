import { z } from 'zod';
import type { Random } from '../state/random.ts';
import type { Delivery } from '../webhooks/delivery.ts';
import { createRuleBook, frequencySchema, strikes, type RuleBook } from './matching.ts';

/** What can happen to a delivery on its way. */
export const deliveryFaultSchema = z.discriminatedUnion('kind', [
  /** Never arrives; the delivery log shows a failed attempt. */
  z.object({ kind: z.literal('drop') }),
  /** Never arrives, and the delivery log knows nothing of it. */
  z.object({ kind: z.literal('lose') }),
  /** Arrives this many times more, with the same GUID. */
  z.object({ kind: z.literal('duplicate'), times: z.int().min(1).default(1) }),
  /** Arrives this much later (wall time). */
  z.object({ kind: z.literal('delay'), ms: z.int().min(0) }),
  /** Goes out only after so many later deliveries, or when the delivery faults are cleared. */
  z.object({ kind: z.literal('reorder'), behind: z.int().min(1).default(1) }),
]);

export const deliveryRuleSchema = frequencySchema.extend({
  event: z.string().optional(),
  action: z.string().optional(),
  repositoryId: z.int().optional(),
  fault: deliveryFaultSchema,
});

export type DeliveryRule = z.infer<typeof deliveryRuleSchema>;

/** What a fault may do with a delivery. */
export interface DeliverySink {
  enqueue(delivery: Delivery): void;
  later(delivery: Delivery, ms: number): void;
  fail(delivery: Delivery): void;
}

export interface DeliveryFaults {
  book: RuleBook<DeliveryRule>;
  /** Passes a delivery on, as the first striking rule says. */
  apply(delivery: Delivery, sink: DeliverySink): void;
  /** Lets everything go that a reorder holds back. */
  flush(): void;
}

export function createDeliveryFaults(random: Random): DeliveryFaults {
  const book = createRuleBook<DeliveryRule>();
  let held: { delivery: Delivery; behind: number; sink: DeliverySink }[] = [];

  const passOn = (delivery: Delivery, sink: DeliverySink): void => {
    sink.enqueue(delivery);
    for (const each of held) each.behind -= 1;
    const due = held.filter((each) => each.behind <= 0);
    held = held.filter((each) => each.behind > 0);
    for (const each of due) each.sink.enqueue(each.delivery);
  };

  return {
    book,
    apply(delivery, sink) {
      const rule = book.rules.find((candidate) => matches(candidate.spec, delivery) && strikes(candidate, random));
      const fault = rule?.spec.fault;
      switch (fault?.kind) {
        case undefined:
          passOn(delivery, sink);
          break;
        case 'drop':
          sink.fail(delivery);
          break;
        case 'lose':
          break;
        case 'duplicate':
          passOn(delivery, sink);
          for (let time = 0; time < fault.times; time += 1) passOn({ ...delivery }, sink);
          break;
        case 'delay':
          sink.later(delivery, fault.ms);
          break;
        case 'reorder':
          held.push({ delivery, behind: fault.behind, sink });
          break;
      }
    },
    flush() {
      const released = held;
      held = [];
      for (const each of released) each.sink.enqueue(each.delivery);
    },
  };
}

function matches(rule: DeliveryRule, delivery: Delivery): boolean {
  return (
    (rule.event === undefined || rule.event === delivery.event) &&
    (rule.action === undefined || rule.action === delivery.action) &&
    (rule.repositoryId === undefined || rule.repositoryId === delivery.repositoryId)
  );
}
