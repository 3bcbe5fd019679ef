import { admits } from './filters.ts';
import type { IntegrationSettings } from './settings.ts';
import type { IssueSnapshot } from './snapshot.ts';

/** What is known about one issue and the integration asked about it. */
export interface WhyFacts {
  /** How a person names the issue: `owner/name#12`. */
  reference: string;
  /** GitHub's time, ISO 8601, for filters that count days. */
  asOf: string;
  settings: IntegrationSettings | null;
  installation: 'active' | 'suspended' | 'missing';
  repository: 'linked' | 'not linked' | 'archived' | 'no access';
  /** Null for an integration that runs; else the reason it is paused for. */
  paused: string | null;
  /** Webhooks switched on; without, polling and manual sync still bring changes. */
  autoSync: boolean;
  /** What GitHub answered for the issue. */
  found: 'issue' | 'pull request' | 'deleted' | 'transferred' | 'no such issue' | 'not asked';
  issue: IssueSnapshot | null;
  mapping: 'synced' | 'archived' | 'detached' | 'parked' | null;
  /** Fields with an open conflict, in words. */
  conflicts: readonly string[];
  /** What GitHub did not take, in sentences. */
  blocked: readonly string[];
}

/** Whether the issue is synced, one sentence that says why, and the rule, right or setting that decided. */
export interface WhyAnswer {
  synced: boolean;
  sentence: string;
  rule: string;
}

type Rule = (facts: WhyFacts) => Omit<WhyAnswer, 'synced'> | null;

/** What keeps an issue out, the first that applies. */
const OBSTACLES: readonly Rule[] = [
  ({ installation }) =>
    installation === 'missing' ? { rule: 'installation', sentence: 'the GitHub App is not installed for its owner' } : null,
  ({ installation }) =>
    installation === 'suspended' ? { rule: 'installation.suspended', sentence: 'the installation of the GitHub App is suspended' } : null,
  ({ settings }) => (settings === null ? { rule: 'integration', sentence: 'the project has no GitHub integration' } : null),
  ({ repository }) =>
    repository === 'not linked' ? { rule: 'repositories', sentence: 'its repository is not linked to the project' } : null,
  ({ repository }) =>
    repository === 'no access' ? { rule: 'right.repository', sentence: 'the GitHub App has no access to its repository' } : null,
  ({ found }) => (found === 'pull request' ? { rule: 'pull_request', sentence: 'it is a pull request, and those never become actions' } : null),
  ({ found }) => (found === 'deleted' ? { rule: 'issue.deleted', sentence: 'it was deleted on GitHub' } : null),
  ({ found }) => (found === 'transferred' ? { rule: 'issue.transferred', sentence: 'it was transferred to another repository' } : null),
  ({ found }) => (found === 'no such issue' ? { rule: 'issue.missing', sentence: 'GitHub knows no such issue' } : null),
  ({ mapping }) => (mapping === 'detached' ? { rule: 'mapping.detached', sentence: 'its action was detached by hand' } : null),
  ({ mapping }) => (mapping === 'parked' ? { rule: 'mapping.parked', sentence: 'its last synchronization failed and waits for a retry' } : null),
  filtered,
  ({ paused }) => (paused === null ? null : { rule: 'paused', sentence: `the integration is paused: ${paused}` }),
  ({ mapping, autoSync }) => {
    if (mapping !== null) return null;
    const how = autoSync ? 'the next poll or backfill' : 'the next poll or manual sync, because webhooks are switched off';
    return { rule: autoSync ? 'pending' : 'autoSync', sentence: `it passes every filter and comes with ${how}` };
  },
];

function filtered({ issue, settings, asOf, mapping }: WhyFacts): ReturnType<Rule> {
  if (issue === null || settings === null) return null;
  const { admitted, reason, rule } = admits(issue, settings, asOf, mapping === 'synced');
  return admitted ? null : { rule, sentence: reason };
}

/** What a synced issue is still waiting for. */
const NOTES: readonly Rule[] = [
  ({ conflicts }) =>
    conflicts.length > 0 ? { rule: 'conflicts', sentence: `a person has to decide on ${conflicts.join(', ')}` } : null,
  ({ blocked }) => (blocked.length > 0 ? { rule: 'blocked', sentence: blocked.join('; ') } : null),
  ({ repository }) =>
    repository === 'archived' ? { rule: 'repository.archived', sentence: 'its repository is archived, so nothing is written to it' } : null,
  ({ settings }) =>
    settings !== null && settings.direction !== 'both'
      ? { rule: 'direction', sentence: `the integration is ${settings.direction} only` }
      : null,
  ({ autoSync }) =>
    autoSync ? null : { rule: 'autoSync', sentence: 'webhooks are switched off, so changes come with the next poll' },
];

/** Why an issue is or is not synced, in a sentence. */
export function why(facts: WhyFacts): WhyAnswer {
  const obstacle = firstOf(OBSTACLES, facts);
  if (obstacle !== null) {
    return { synced: false, rule: obstacle.rule, sentence: `${facts.reference} is not synced: ${obstacle.sentence}.` };
  }
  const note = firstOf(NOTES, facts);
  if (note === null) return { synced: true, rule: 'synced', sentence: `${facts.reference} is synced.` };
  return { synced: true, rule: note.rule, sentence: `${facts.reference} is synced, but ${note.sentence}.` };
}

function firstOf(rules: readonly Rule[], facts: WhyFacts): ReturnType<Rule> {
  for (const rule of rules) {
    const answer = rule(facts);
    if (answer !== null) return answer;
  }
  return null;
}
