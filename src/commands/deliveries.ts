import type { Command } from 'commander';
import { writeAudit } from '../store/audit.ts';
import type { DeliveryState } from '../store/deliveries.ts';
import { listDeliveries, unparkDeliveries } from '../store/deliveries.ts';
import { queueDeliveries } from '../queue/delivery-jobs.ts';
import { CommandError, print, withWorkbench } from './command.ts';

const STATES: readonly DeliveryState[] = ['queued', 'processed', 'ignored', 'parked'];

export function registerDeliveries(program: Command): void {
  const deliveries = program.command('deliveries').description('look into the inbox of webhook deliveries');

  deliveries
    .command('list', { isDefault: true })
    .description('the newest deliveries')
    .option('--state <state>', STATES.join(', '))
    .option('--limit <number>', 'how many', '20')
    .option('--json', 'print JSON')
    .action(async ({ state, limit, json }: { state?: string; limit: string; json?: boolean }) =>
      withWorkbench(async ({ db }) => {
        const wanted = STATES.find((one) => one === state);
        if (state !== undefined && wanted === undefined) throw new CommandError(`--state takes one of ${STATES.join(', ')}, not "${state}".`);
        const count = Number(limit);
        if (!Number.isSafeInteger(count) || count < 1) throw new CommandError(`--limit takes a number from 1, not "${limit}".`);
        const found = await listDeliveries(db, wanted, count);
        print(found, json, found.map(({ receivedAt, guid, event, action, state: is, outcome, error }) =>
          `${receivedAt.toISOString()}  ${guid}  ${is.padEnd(9)}  ${event}${action ? `.${action}` : ''}  ${error ?? outcome ?? ''}`));
      }));

  deliveries
    .command('retry')
    .argument('[guid]', 'one parked delivery; all of them without it')
    .description('process parked deliveries again')
    .option('--json', 'print JSON')
    .action(async (guid: string | undefined, { json }: { json?: boolean }) =>
      withWorkbench(async ({ db, jobs }) => {
        const again = await db.transaction(async (trx) => {
          const keys = await unparkDeliveries(trx, guid);
          await queueDeliveries(jobs, trx, keys);
          await writeAudit(trx, { actor: { kind: 'operator' }, event: 'operator.command', detail: { command: 'deliveries retry', deliveries: keys.length } });
          return keys;
        });
        if (guid !== undefined && again.length === 0) throw new CommandError(`No parked delivery has the GUID ${guid}.`);
        print({ queued: again.length }, json, [`${again.length} deliveries queued again.`]);
      }));
}
