import type { Issue } from '../model.ts';
import type { EffectEvent } from '../state/record.ts';

/** A pull request shares the issue's number and fields, but its changes go out as `pull_request`. */
export function issueEvent(issue: Issue, action: string, more: Partial<EffectEvent> = {}): EffectEvent {
  return { event: issue.pullRequest === null ? 'issues' : 'pull_request', action, issue, ...more };
}
