import type { HistoryEntry, Issue, Repository } from '../model.ts';
import type { Actor } from './actor.ts';
import type { DomainEvent } from './events.ts';
import type { GitHubState } from './state.ts';

export type Changes = HistoryEntry['changes'];

/** What a write did, complete: the model is already changed when it is recorded. */
export interface Effect {
  action: string;
  repository: Repository | null;
  issue: Issue | null;
  changes: Changes;
  /** In the order GitHub sends them; `sender` and `repository` are filled in. */
  events: EffectEvent[];
}

export type EffectEvent = Omit<DomainEvent, 'sender' | 'repository'> & { repository?: Repository | null };

/** Appends to the history and tells the listeners. The last step of every write. */
export function record(state: GitHubState, actor: Actor, effect: Effect): HistoryEntry {
  const entry: HistoryEntry = {
    sequence: state.history.length + 1,
    at: state.now(),
    actorId: actor.account.id,
    via: actor.via,
    action: effect.action,
    repositoryId: effect.repository?.id ?? null,
    issueId: effect.issue?.id ?? null,
    changes: effect.changes,
    requestId: actor.requestId,
  };
  state.history.push(entry);
  if (entry.issueId !== null) {
    const ofIssue = state.historyByIssue.get(entry.issueId);
    if (ofIssue === undefined) state.historyByIssue.set(entry.issueId, [entry]);
    else ofIssue.push(entry);
  }
  for (const event of effect.events) {
    const told: DomainEvent = { repository: effect.repository, ...event, sender: actor.account };
    for (const listener of state.listeners) listener(told);
  }
  return entry;
}
