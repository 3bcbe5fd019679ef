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
  found: 'issue' | 'pull request' | 'deleted' | 'transferred' | 'discussion' | 'issues disabled' | 'no such issue' | 'not asked';
  issue: IssueSnapshot | null;
  mapping: 'synced' | 'archived' | 'detached' | 'parked' | null;
  /** The sentence of the mapping that says what became of it. */
  told: string | null;
  /** The pull of the repository, as far as it is not over. */
  pull: 'waiting' | 'pulling' | 'paused' | 'cancelled' | { failed: string } | null;
  /** Why the last read of the issue could make nothing of it. */
  unreadable: string | null;
  /** It may be what an action of the project is just being created as. */
  held: boolean;
  /** Its write waits for a person. */
  braked: boolean;
  /** A person called its write off, and it is being given up. */
  callingOff: boolean;
  /** Fields with an open conflict, in words. */
  conflicts: readonly string[];
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
  ({ found }) => (found === 'discussion' ? { rule: 'issue.discussion', sentence: 'it was turned into a discussion' } : null),
  ({ found }) => (found === 'issues disabled' ? { rule: 'repository.issues', sentence: 'issues are switched off in its repository' } : null),
  ({ mapping, told }) => (mapping === 'detached' ? { rule: 'mapping.detached', sentence: `its pair was ended${because(told)}` } : null),
  ({ mapping, told }) => (mapping === 'parked' ? { rule: 'mapping.parked', sentence: `its last synchronization failed and waits for a retry${because(told)}` } : null),
  filtered,
  ({ paused }) => (paused === null ? null : { rule: 'paused', sentence: `the integration is paused: ${paused}` }),
  ({ mapping, held }) => (mapping === null && held ? { rule: 'creation', sentence: 'it may be the issue that an action is just being created as, which is being found out' } : null),
  ({ mapping, unreadable }) => (mapping === null && unreadable !== null ? { rule: 'unreadable', sentence: `GitHub's answer about it could not be used${because(unreadable)}` } : null),
  ({ mapping, pull }) => {
    if (mapping !== null || pull === null) return null;
    return typeof pull === 'string' ? PULLS[pull] : { rule: 'pull.failed', sentence: `the pull of its repository failed${because(pull.failed)}` };
  },
  ({ mapping, autoSync }) => {
    if (mapping !== null) return null;
    const how = autoSync ? 'the next poll or backfill' : 'the next poll or manual sync, because webhooks are switched off';
    return { rule: autoSync ? 'pending' : 'autoSync', sentence: `it passes every filter and comes with ${how}` };
  },
];

/** What a pull that is not over means for an issue that has no action yet. */
const PULLS: Readonly<Record<Exclude<WhyFacts['pull'], object | null>, ReturnType<Rule>>> = {
  waiting: { rule: 'pull', sentence: 'its repository is about to be pulled' },
  pulling: { rule: 'pull', sentence: 'its repository is being pulled, and it comes with that' },
  paused: { rule: 'pull.paused', sentence: 'a lead paused the pull of its repository' },
  cancelled: { rule: 'pull.cancelled', sentence: 'a lead cancelled the pull of its repository: only what changes comes' },
};

/** A sentence behind a colon. */
const because = (sentence: string | null): string => (sentence === null ? '' : `: ${sentence.trim().replace(/\.$/, '')}`);

function filtered({ issue, settings, asOf, mapping }: WhyFacts): ReturnType<Rule> {
  if (issue === null || settings === null) return null;
  const { admitted, reason, rule } = admits(issue, settings, asOf, mapping === 'synced');
  return admitted ? null : { rule, sentence: reason };
}

/** What a synced issue is still waiting for. */
const NOTES: readonly Rule[] = [
  ({ callingOff }) => (callingOff ? { rule: 'calling off', sentence: 'what was to be written to it is being called off' } : null),
  ({ braked }) => (braked ? { rule: 'brake', sentence: 'what is to be written to it waits for a lead: the brake is on' } : null),
  ({ conflicts }) =>
    conflicts.length > 0 ? { rule: 'conflicts', sentence: `a person has to decide on ${conflicts.join(', ')}` } : null,
  ({ told }) => (told === null ? null : { rule: 'blocked', sentence: told.trim().replace(/\.$/, '') }),
  ({ mapping }) => (mapping === 'archived' ? { rule: 'archived', sentence: 'its action is archived here' } : null),
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
