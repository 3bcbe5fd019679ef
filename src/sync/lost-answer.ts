import type { FieldValues } from '../core/action.ts';
import { baseAfterLostAnswer, isDoubtful } from '../core/lost-answer.ts';
import type { IssueSnapshot } from '../core/snapshot.ts';
import type { Mapping } from '../store/mappings.ts';
import type { Link } from '../store/projects.ts';
import type { Engine } from './engine.ts';
import { settingsOf } from './engine.ts';
import { askTimeline } from './last-changes.ts';

/**
 * What both sides agreed on, where the answer to the last push was lost: asked of the timeline where the read leaves a doubt.
 * @param issue as it was read since
 * @throws GitHubError that may be retried
 */
export async function agreedSince(engine: Engine, link: Link, { base, pushing, pushingFrom, pushingSince, pushingAs, issueNodeId }: Mapping, issue: IssueSnapshot): Promise<FieldValues> {
  const [outgoing] = pushing ?? [];
  if (!outgoing || pushingSince === null) return base;
  const lost = { settings: settingsOf(link), base, outgoing, from: pushingFrom ?? base, since: pushingSince.toISOString(), issue };
  const timeline = isDoubtful(lost) ? await askTimeline(engine, link, issueNodeId, lost.since) : null;
  return timeline ? baseAfterLostAnswer(lost, timeline.events, [await engine.github.botLogin(), ...(pushingAs === null ? [] : [pushingAs])]) : base;
}
