/** Progress of pulls and pushes that a running service does, until they have ended or somebody stopped them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { databaseTime } from '../store/db.ts';
import { linksOfProject, type Link } from '../store/projects.ts';
import { apiStandings, type ApiStanding } from '../store/sync-facts.ts';
import { countPending } from '../store/verifications.ts';
import { pullWait } from '../sync/pull-wait.ts';
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
    const standings = pulling.length > 0 ? await apiStandings(db, [...new Set(pulling.map(({ installationId }) => installationId))]) : [];
    line.say([
      ...(pulling.length > 0 ? [progressLine(links.map(({ backfill }) => backfill)), ...waits(pulling, standings, new Date(await databaseTime(db)))] : []),
      ...(left > 0 ? [`${bar(1 - left / mappingIds.length)} ${mappingIds.length - left} of ${mappingIds.length} issues written`] : []),
    ].join('  '));
    const isHeld = links.every((link) => pauseReason(link) !== null);
    if (pulling.length === 0 && (left === 0 || isHeld)) return line.end();
    await sleep(LOOK_MS);
  }
}

/** Why nothing moves, where every pull waits for GitHub's limit: until when, in this machine's time of day. */
export function waits(pulling: readonly Pick<Link, 'installationId'>[], standings: readonly ApiStanding[], now: Date): string[] {
  const ends = pulling.map(({ installationId }) => pullWait(standings, installationId, now)?.until.getTime() ?? null);
  if (ends.some((end) => end === null)) return [];
  return [`waiting for GitHub's limit until ${new Date(Math.min(...ends.map(Number))).toTimeString().slice(0, 5)}`];
}
