/** One look at up to 100 mappings: each field beside what GitHub says of it now. */
import type { IssueSnapshot } from '../core/snapshot.ts';
import { verifyIssue } from '../core/verify.ts';
import type { Finding } from '../store/verifications.ts';
import type { Engine } from './engine.ts';
import { isLive, settingsOf } from './engine.ts';
import { loadPairs, readPairs, type Pair } from './pairs.ts';

export interface Seen {
  fields: number;
  /** Mappings that owe nothing now: paused, out of reach, archived. */
  skipped: number;
  findings: Finding[];
}

/** @throws GitHubError that may be retried */
export async function verifyMappings(engine: Engine, mappingIds: readonly number[]): Promise<Seen> {
  const pairs = (await loadPairs(engine, mappingIds)).filter(({ link }) => isLive(link));
  const seen: Seen = { fields: 0, skipped: mappingIds.length - pairs.length, findings: [] };
  for (const { pair, issue } of await readPairs(engine, pairs, settingsOf)) compare(seen, pair, issue);
  return seen;
}

function compare(seen: Seen, pair: Pair, issue: IssueSnapshot | null): void {
  const { mapping, link, action, held } = pair;
  if (issue?.id !== mapping.issueId) {
    seen.fields += 1;
    seen.findings.push({ ...finding(pair, 'issue', null), lockstep: action.values.title ?? null });
    return;
  }
  const { fields, deviations } = verifyIssue({
    settings: settingsOf(link), issue, action: action.values, base: mapping.base, refused: mapping.refused, held, braked: mapping.braked, callingOff: mapping.calledOffAt !== null,
  });
  seen.fields += fields;
  for (const { field, github, lockstep, reason } of deviations) seen.findings.push({ ...finding(pair, field, reason), github, lockstep });
}

function finding({ mapping }: Pair, field: string, reason: string | null): Finding {
  return {
    repositoryId: mapping.repositoryId, mappingId: mapping.id, issueNumber: mapping.issueNumber, field,
    kind: reason === null ? 'difference' : 'explained', github: null, lockstep: null, reason,
  };
}
