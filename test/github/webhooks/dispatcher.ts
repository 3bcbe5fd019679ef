import { Agent } from 'node:http';
import type { GitHubState } from '../state/state.ts';
import type { DeliveryFaults } from '../faults/delivery-faults.ts';
import { REFUSED, type Attempt, type Delivery } from './delivery.ts';
import type { DeliveryLog } from './log.ts';
import { deliveryHeaders } from './sign.ts';
import { send } from './send.ts';

export type DeliveryMode = 'auto' | 'manual';

export interface DispatcherOptions {
  mode: DeliveryMode;
  /** Deliveries under way at once in auto mode. */
  concurrency: number;
  timeoutMs: number;
}

/** Sends deliveries: at once, or one by one on request. */
export interface Dispatcher {
  /** Deliveries not yet sent, in the order they will go. */
  pending: Delivery[];
  /** Switching to auto sends what waits. */
  setMode(mode: DeliveryMode): void;
  /** Takes a delivery in, as the fault rules say. */
  accept(delivery: Delivery): void;
  /** Sends one delivery now and logs the attempt. */
  attempt(delivery: Delivery): Promise<Attempt>;
  /** Resolves when nothing is under way and, in auto mode, nothing waits. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

export interface DispatcherParts {
  state: GitHubState;
  log: DeliveryLog;
  faults: DeliveryFaults;
}

interface Line {
  mode: DeliveryMode;
  pending: Delivery[];
  running: number;
  /** A start of deliveries is due in this turn of the event loop. */
  scheduled: boolean;
  closed: boolean;
  /** Deliveries that a fault holds back for a time. */
  timers: Set<NodeJS.Timeout>;
  waiters: (() => void)[];
}

function settle(line: Line): void {
  const busy = line.running > 0 || line.timers.size > 0 || (line.mode === 'auto' && line.pending.length > 0);
  if (busy && !(line.closed && line.running === 0)) return;
  for (const resolve of line.waiters.splice(0)) resolve();
}

function idle(line: Line): Promise<void> {
  return new Promise((resolve) => {
    line.waiters.push(resolve);
    // A write of this turn has not started its deliveries yet.
    setImmediate(settle, line);
  });
}

/** The line of deliveries, with `attempt` to send one. */
function createLine(mode: DeliveryMode, concurrency: number, attempt: (delivery: Delivery) => Promise<Attempt>) {
  const line: Line = { mode, pending: [], running: 0, scheduled: false, closed: false, timers: new Set(), waiters: [] };
  const drain = (): void => {
    line.scheduled = false;
    const free = line.mode === 'auto' && !line.closed ? concurrency - line.running : 0;
    for (const delivery of line.pending.splice(0, free)) {
      line.running += 1;
      void attempt(delivery).finally(() => {
        line.running -= 1;
        drain();
      });
    }
    settle(line);
  };
  // After the write's own answer has gone out, as GitHub's deliveries come after it.
  const schedule = (): void => {
    if (line.scheduled || line.closed || line.mode !== 'auto') return;
    line.scheduled = true;
    setImmediate(drain);
  };
  const enqueue = (delivery: Delivery): void => {
    line.pending.push(delivery);
    schedule();
  };
  const later = (delivery: Delivery, ms: number): void => {
    const timer = setTimeout(() => {
      line.timers.delete(timer);
      enqueue(delivery);
    }, ms);
    line.timers.add(timer);
  };
  return { line, schedule, enqueue, later };
}

export function createDispatcher(parts: DispatcherParts, options: DispatcherOptions): Dispatcher {
  const { state, log, faults } = parts;
  const agent = new Agent({ keepAlive: true });
  const attempt = async (delivery: Delivery): Promise<Attempt> => {
    const started = performance.now();
    const { webhookUrl } = state.app;
    const headers = deliveryHeaders(state.app, delivery);
    const outcome = webhookUrl === null ? REFUSED : await send(webhookUrl, headers, delivery.payload, { agent, timeoutMs: options.timeoutMs });
    return log.add(delivery, headers, outcome, performance.now() - started);
  };
  const { line, schedule, enqueue, later } = createLine(options.mode, options.concurrency, attempt);
  const fail = (delivery: Delivery): void => {
    log.add(delivery, deliveryHeaders(state.app, delivery), REFUSED, 0);
  };

  return {
    pending: line.pending,
    attempt,
    setMode(wanted) {
      line.mode = wanted;
      schedule();
    },
    accept: (delivery) => faults.apply(delivery, { enqueue, later, fail }),
    idle: () => idle(line),
    async close() {
      line.closed = true;
      for (const timer of line.timers) clearTimeout(timer);
      line.timers.clear();
      // Breaks off what is under way; each such attempt is logged as failed.
      agent.destroy();
      await idle(line);
    },
  };
}
