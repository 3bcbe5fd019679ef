/** What people and other systems are told of, and in which words. */
export const ALERT_KINDS = [
  'access.lost', 'access.regained', 'integration.paused', 'conflict.opened', 'mapping.parked', 'name.gone', 'delivery.parked', 'brake.on', 'backfill.failed',
  'backfill.finished', 'verification.differences', 'webhook.parked',
] as const;

export type AlertKind = (typeof ALERT_KINDS)[number];

/** What an e-mail tells unless somebody chose otherwise: what needs a person. */
export const USUAL_KINDS: readonly AlertKind[] = ALERT_KINDS.filter((kind) => kind !== 'backfill.finished' && kind !== 'access.regained');

export interface AlertFacts {
  count: number;
  /** owner/name, where it is about one repository. */
  repository: string | null;
  /** A sentence of whoever noticed it. */
  detail: string | null;
}

const many = (count: number, one: string, more: string): string => (count === 1 ? one : `${count} ${more}`);
const of = (repository: string | null): string => (repository === null ? '' : ` of ${repository}`);
const because = (detail: string | null): string => (detail === null || detail === '' ? '.' : `: ${detail.replace(/\.?$/, '.')}`);

const WORDS: Record<AlertKind, (facts: AlertFacts) => string> = {
  'access.lost': ({ repository, detail }) => `Access to ${repository ?? 'a repository'} is lost; its sync rests${because(detail)}`,
  'access.regained': ({ repository }) => `${repository ?? 'A repository'} can be reached again; its sync goes on.`,
  'integration.paused': ({ detail }) => `The sync with GitHub is paused${because(detail)}`,
  'conflict.opened': ({ count, repository }) => `${many(count, 'A conflict', 'conflicts')}${of(repository)} ${count === 1 ? 'waits' : 'wait'} for a decision.`,
  'mapping.parked': ({ count, repository, detail }) => `${many(count, 'An issue', 'issues')}${of(repository)} could not be synced and ${count === 1 ? 'waits' : 'wait'} for a retry${because(detail)}`,
  'name.gone': ({ detail }) => detail ?? 'A label or milestone that the settings name is gone on GitHub.',
  'delivery.parked': ({ count, repository, detail }) => `${many(count, 'An event', 'events')}${of(repository)} could not be processed and ${count === 1 ? 'is' : 'are'} parked${because(detail)}`,
  'brake.on': () => 'The brake is on: what is to be written to GitHub waits until somebody confirms or declines.',
  'backfill.failed': ({ repository, detail }) => `The pull of ${repository ?? 'a repository'} failed${because(detail)}`,
  'backfill.finished': ({ count, repository }) => `${repository ?? 'A repository'} is pulled: ${many(count, 'one issue', 'issues')}.`,
  'verification.differences': ({ count }) => `The comparison with GitHub found ${many(count, 'one difference', 'differences')}.`,
  'webhook.parked': ({ count, detail }) => `${many(count, 'A message', 'messages')} to a webhook of yours could not be delivered${because(detail)}`,
};

/** The sentence that people read. */
export const alertText = (kind: AlertKind, facts: AlertFacts): string => WORDS[kind](facts);
