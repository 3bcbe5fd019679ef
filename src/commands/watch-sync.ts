/** Progress of pulls and pushes that a running service does, until they have ended or somebody stopped them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { linksOfProject } from '../store/projects.ts';
import { countPending } from '../store/verifications.ts';
import { pauseReason } from '../sync/reach.ts';
import type { Workbench } from './command.ts';
import { bar, progressLine, statusLine } from './progress.ts';

const LOOK_MS = 250;

export async function watchSync({ db }: Workbench, projectId: number, mappingIds: readonly number[], quiet: boolean): Promise<void> {
  const line = statusLine(quiet);
  for (;;) {
    const links = await linksOfProject(db, projectId);
    const pulling = links.filter(({ backfill }) => backfill.state === 'waiting' || backfill.state === 'pulling');
    const left = await countPending(db, mappingIds);
    line.say([
      ...(pulling.length > 0 ? [progressLine(links.map(({ backfill }) => backfill))] : []),
      ...(left > 0 ? [`${bar(1 - left / mappingIds.length)} ${mappingIds.length - left} of ${mappingIds.length} issues written`] : []),
    ].join('  '));
    const isHeld = links.every((link) => pauseReason(link) !== null);
    if (pulling.length === 0 && (left === 0 || isHeld)) return line.end();
    await sleep(LOOK_MS);
  }
}
