/** What the oracle judges by: both sides' final state, GitHub's history of writes, this side's history of edits. */
import type { JsonValue } from '../../src/core/action.ts';
import { rows, type Db } from '../../src/store/db.ts';
import type { Control } from '../github/control/commands.ts';
import type { IssueView } from '../github/control/views.ts';
import type { HistoryEntry } from '../github/model.ts';
import type { GitHubState } from '../github/state/state.ts';
import { fullNames } from './places.ts';

/** Both sides as they ended, for the oracle. */
export interface Judged {
  database: { db: Db };
  github: { control: Control; state: GitHubState };
  violate(what: string): void;
}

export interface ActionFact {
  actionId: number;
  projectId: number;
  mappingId: number;
  issueId: number;
  state: 'live' | 'detached' | 'parked';
  refused: Record<string, JsonValue> | null;
  error: string | null;
  title: string;
  description: string;
  status: string;
  priority: string | null;
  category: string | null;
  tags: string[];
  assignees: string[];
  milestone: string | null;
  issueType: string | null;
  note: string | null;
  size: string | null;
}

export interface EventFact {
  actionId: number;
  kind: string;
  side: 'github' | 'lockstep';
  changes: Record<string, { from: JsonValue; to: JsonValue }>;
}

export interface ConflictFact {
  mappingId: number;
  field: string;
}

/** One issue's whole life: a transfer gives it a new id. */
export interface Life {
  issueIds: Set<number>;
  /** As it is now; undefined when it is gone. */
  issue: IssueView | undefined;
  transferred: boolean;
  writes: HistoryEntry[];
  /** Actions in any project that have or had it. */
  actions: ActionFact[];
  events: EventFact[];
  /** Of actions that were made of it a second time and ended when that was known: what they had was written, what they have stays theirs. */
  endedEvents: EventFact[];
}

export interface Facts {
  lives: Life[];
  issues: IssueView[];
  actions: ActionFact[];
  conflicts: ConflictFact[];
  botId: number;
}

export async function gatherFacts(sim: Judged): Promise<Facts> {
  const { db } = sim.database;
  const { control, state } = sim.github;
  const issues = fullNames(sim).flatMap((repository) => control.issues({ repository }));
  const actions = await rows<ActionFact>(
    db,
    `SELECT a.id AS "actionId", a.project_id AS "projectId", m.id AS "mappingId", m.issue_id AS "issueId", m.state, m.refused, m.error,
            a.title, a.description, a.status, a.priority, a.category, a.tags, a.assignees, a.milestone,
            a.issue_type AS "issueType", nullif(a.custom_fields ->> 'note', '') AS note, a.custom_fields ->> 'size' AS size
       FROM actions a JOIN github_issue_mappings m ON m.action_id = a.id ORDER BY a.id`,
  );
  const events = await rows<EventFact>(db, 'SELECT action_id AS "actionId", kind, side, changes FROM action_events ORDER BY id');
  const conflicts = await rows<ConflictFact>(db, 'SELECT mapping_id AS "mappingId", field FROM conflicts WHERE resolved_at IS NULL');
  const lives = livesOf(state.history, [...new Set([...issues.map(({ id }) => id), ...actions.map(({ issueId }) => issueId)])]).map((issueIds): Life => {
    const own = actions.filter(({ issueId }) => issueIds.has(issueId));
    const ownIds = new Set(own.map(({ actionId }) => actionId));
    return {
      issueIds,
      issue: issues.find(({ id }) => issueIds.has(id)),
      transferred: issueIds.size > 1,
      writes: state.history.filter(({ issueId }) => issueId !== null && issueIds.has(issueId)),
      actions: own,
      events: events.filter(({ actionId }) => ownIds.has(actionId)),
      endedEvents: events.filter(({ actionId }) => events.some(({ actionId: ended, changes }) => ended === actionId && ownIds.has(changes['sameAs']?.to as number))),
    };
  });
  return { lives, issues, actions, conflicts, botId: state.app.botId };
}

/** Sets of issue ids that are one issue. */
function livesOf(history: readonly HistoryEntry[], issueIds: readonly number[]): Set<number>[] {
  const lives = new Map<number, Set<number>>(issueIds.map((id) => [id, new Set([id])]));
  for (const { action, changes } of history) {
    if (action !== 'issue.transfer') continue;
    const [from, to] = [changes['id']?.from as number, changes['id']?.to as number];
    const one = new Set([...(lives.get(from) ?? [from]), ...(lives.get(to) ?? [to])]);
    for (const id of one) lives.set(id, one);
  }
  return [...new Set(lives.values())];
}

/** What people wrote on GitHub, by property. */
export function personWrites({ writes }: Life, botId: number, property: string): { from: unknown; to: unknown }[] {
  return writes.filter(({ actorId }) => actorId !== botId).flatMap(({ changes }) => changes[property] ?? []);
}

export function botWrites({ writes }: Life, botId: number, property: string): { from: unknown; to: unknown }[] {
  return writes.filter(({ actorId }) => actorId === botId).flatMap(({ changes }) => changes[property] ?? []);
}

const PERSONS: ReadonlySet<string> = new Set(['changed', 'restored', 'resolved']);

/** What people wrote here, by field. */
export function personEdits({ events }: Life, field: string): { actionId: number; from: JsonValue; to: JsonValue }[] {
  return events
    .filter(({ kind, side }) => side === 'lockstep' && PERSONS.has(kind))
    .flatMap(({ actionId, changes }) => (changes[field] ? [{ actionId, ...changes[field] }] : []));
}

/** What lost, by field. */
export function losses({ events }: Life, field: string): JsonValue[] {
  return events.filter(({ kind }) => kind === 'lost').flatMap(({ changes }) => (changes[field] ? [changes[field].from] : []));
}
