/**
 * Issues that went without a word: GitHub sends nothing when an issue becomes a discussion, and any
 * event may be lost. A poll cannot list what is not there, but GitHub counts the issues: fewer beside
 * the actions than last time means that one vanished, and only then all are looked at, by node id.
 */
import { readIssueIds } from '../github/read-changed.ts';
import { NODES_AT_ONCE } from '../github/read-issues.ts';
import type { Poll } from '../store/polls.ts';
import { advanceSweep, countMapped, mappedAfter, setUnsynced } from '../store/polls.ts';
import type { Link } from '../store/projects.ts';
import type { Engine } from './engine.ts';

/**
 * Asks for a fresh read of every issue that GitHub no longer shows.
 * @param total issues GitHub counts in the repository
 * @param appeared issues that came since the last poll and are kept out: each hides one that vanished
 * @throws GitHubError that may be retried: the next call goes on from the mapping it stopped at
 */
export async function findVanished(engine: Engine, link: Link, state: Poll, total: number, appeared = 0): Promise<void> {
  const unsynced = total - (await countMapped(engine.db, link.projectId, link.repositoryId));
  if (unsynced < state.unsynced + appeared || state.sweepAfter !== null) await sweep(engine, link, state.sweepAfter ?? 0);
  // What was found is read again and detached by jobs; until then the count stays as low as it is now.
  if (unsynced !== state.unsynced || state.sweepAfter !== null) await setUnsynced(engine.db, link, unsynced);
}

async function sweep(engine: Engine, link: Link, after: number): Promise<void> {
  const client = await engine.github.asInstallation(link.installationId);
  for (let last = after; ; ) {
    const mappings = await mappedAfter(engine.db, link.projectId, link.repositoryId, last, NODES_AT_ONCE);
    const end = mappings.at(-1);
    if (!end) return;
    const shown = await readIssueIds(client, mappings.map(({ issueNodeId }) => issueNodeId));
    await engine.db.transaction(async (trx) => {
      for (const { id, issueId, issueNodeId } of mappings) {
        if (shown.get(issueNodeId) !== issueId) await engine.jobs.send('refresh', { mappingId: id }, { key: String(id) }, trx);
      }
      await advanceSweep(trx, link, end.id);
    });
    last = end.id;
  }
}
