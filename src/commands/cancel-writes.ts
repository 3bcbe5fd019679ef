/** Calls off writes that wait, and shows how a running service gives them up; it goes on if you leave. */
import { setTimeout as sleep } from 'node:timers/promises';
import { writeAudit } from '../store/audit.ts';
import { callOffProgress } from '../store/call-offs.ts';
import { callOffWrites, type WritesToCallOff } from '../sync/call-off.ts';
import { print, type Workbench } from './command.ts';
import { bar, statusLine } from './progress.ts';

const LOOK_MS = 250;

/** @param chosen which writes */
export async function cancelWrites(bench: Workbench, chosen: Omit<WritesToCallOff, 'by'>, { wait, json }: { wait: boolean; json?: boolean }): Promise<void> {
  const { projectId } = chosen;
  const issues = await callOffWrites(bench, { ...chosen, by: 'operator' });
  await writeAudit(bench.db, { actor: { kind: 'operator' }, event: 'writes.called-off', projectId, detail: { issues } });
  if (wait) await watch(bench, projectId, Boolean(json));
  const { left } = await callOffProgress(bench.db, projectId);
  print({ issues, left }, json, [left === 0 ? `${issues} writes called off.` : `${issues} writes called off, ${left} still to be given up.`]);
}

async function watch({ db }: Workbench, projectId: number, quiet: boolean): Promise<void> {
  const line = statusLine(quiet);
  for (;;) {
    const { left, total } = await callOffProgress(db, projectId);
    if (left === 0) return line.end();
    line.say(`${bar(1 - left / total)} calling off: ${left} of ${total} left`);
    await sleep(LOOK_MS);
  }
}
