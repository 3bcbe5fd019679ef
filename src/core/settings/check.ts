import { CARRIES } from './carries.ts';
import { claimsOf } from './claims.ts';
import { fold } from '../merge/set.ts';
import { overlap } from '../labels.ts';
import type { Claim } from './claims.ts';
import type { CustomMapping, Source } from './schema.ts';
import type { IntegrationSettings, StateKey } from './resolve.ts';
import type { SettingsProblem } from './problem.ts';

/** What holds between the fields of the settings; an empty list when all is well. */
export function checkSettings(settings: IntegrationSettings): SettingsProblem[] {
  return [
    ...checkStatuses(settings),
    ...checkKeys(settings),
    ...checkPulls(settings),
    ...checkWriteLabels(settings),
    ...checkCustom(settings),
    ...checkDirections(settings),
    ...checkPeople(settings),
    ...checkClaims(claimsOf(settings)),
  ];
}

function checkStatuses({ statuses, mappings }: IntegrationSettings): SettingsProblem[] {
  const problems = repeated(statuses.map(({ key }) => key)).map((key) => problem('statuses', `the key "${key}" stands twice`));
  for (const [label, closed] of [['to do or in progress', false], ['done or cancelled', true]] as const) {
    if (!statuses.some(({ category }) => isClosed(category) === closed)) {
      problems.push(problem('statuses', `at least one status must be ${label}`));
    }
  }
  if (problems.length > 0) return problems;
  for (const state of ['open', 'completed', 'notPlanned', 'duplicate'] satisfies StateKey[]) {
    const status = statuses.find(({ key }) => key === mappings.status[state]);
    const path = `mappings.status.${state}`;
    if (status === undefined) problems.push(problem(path, `the project has no status "${mappings.status[state]}"`));
    else if (isClosed(status.category) === (state === 'open')) {
      problems.push(problem(path, `"${status.key}" is ${state === 'open' ? 'a closed' : 'an open'} status`));
    }
  }
  return problems;
}

function isClosed(category: string): boolean {
  return category === 'done' || category === 'cancelled';
}

function checkKeys({ mappings, statuses, priorities, categories }: IntegrationSettings): SettingsProblem[] {
  const keys = { status: statuses.map(({ key }) => key), priority: priorities, category: categories };
  return (['status', 'priority', 'category'] as const).flatMap((field) =>
    mappings[field].sources.flatMap((source, index) =>
      keysOf(source)
        .filter(([, key]) => !keys[field].includes(key))
        .map(([path, key]) => problem(`mappings.${field}.sources.${index}.${path}`, `the project has no ${field} "${key}"`)),
    ),
  );
}

/** Every key a source names, with the path inside the source. */
function keysOf(source: Source): [path: string, key: string][] {
  if (source.from === 'pullRequests') return source.rows.map(({ status }, index) => [`rows.${index}.status`, status]);
  if (source.from !== 'labels') {
    const part = source.from === 'issueType' ? 'types' : 'options';
    const table = source.from === 'issueType' ? source.types : source.options;
    return Object.entries(table).map(([name, key]) => [`${part}.${name}`, key]);
  }
  const rules = source.rules.flatMap(({ value }, index): [string, string][] =>
    value === undefined ? [] : [[`rules.${index}.value`, value]],
  );
  return [...rules, ...Object.keys(source.write).map((key): [string, string] => [`write.${key}`, key])];
}

/** Pull requests refine the status of an open issue, and nothing else. */
function checkPulls({ mappings, statuses }: IntegrationSettings): SettingsProblem[] {
  return (['status', 'priority', 'category'] as const).flatMap((field) =>
    mappings[field].sources.flatMap((source, index) => {
      if (source.from !== 'pullRequests') return [];
      const at = `mappings.${field}.sources.${index}`;
      if (field !== 'status') return [problem(`${at}.from`, `pull requests say nothing about the ${field}`)];
      return source.rows.flatMap(({ status }, row) => {
        const category = statuses.find(({ key }) => key === status)?.category;
        return category !== undefined && isClosed(category) ? [problem(`${at}.rows.${row}.status`, `"${status}" is a closed status: pull requests refine open issues`)] : [];
      });
    }),
  );
}

/** A label that is written must be read back as what it was written for, or it would be written for ever. */
function checkWriteLabels({ mappings }: IntegrationSettings): SettingsProblem[] {
  return (['status', 'priority', 'category'] as const).flatMap((field) =>
    mappings[field].sources.flatMap((source, index) => {
      if (source.from !== 'labels') return [];
      const at = `mappings.${field}.sources.${index}`;
      const bare = source.rules.flatMap(({ label, value }, rule) =>
        value === undefined && !label.includes('*') ? [problem(`${at}.rules.${rule}.value`, 'a plain label needs a value')] : [],
      );
      const unread = Object.entries(source.write).flatMap(([key, label]) => {
        const rule = source.rules.find(({ label: pattern }) => overlap(pattern, label));
        const isRead = rule !== undefined && (rule.value === undefined || rule.value === key);
        return isRead ? [] : [problem(`${at}.write.${key}`, `no rule reads the label "${label}" as "${key}"`)];
      });
      return [...bare, ...unread];
    }),
  );
}

const PLACES: Record<string, string> = {
  issueField: 'an issue field', issueType: 'the issue type', milestone: 'the milestone', labelPrefix: 'labels with a prefix', section: 'a section of the text', projectField: 'a field of a GitHub project',
};

const HOLDS: Record<CustomMapping['kind'], string> = { text: 'text', number: 'a number', date: 'a date', single_select: 'one choice', multi_select: 'several choices', person: 'a person' };

function checkCustom({ mappings: { custom } }: IntegrationSettings): SettingsProblem[] {
  const twice = repeated(custom.map(({ key }) => key));
  return custom.flatMap((mapping, index) => {
    const [target = ''] = Object.keys(mapping.target);
    const fits = CARRIES[mapping.kind].includes(target);
    return [
      ...(twice.includes(mapping.key) ? [problem(`mappings.custom.${index}.key`, `the key "${mapping.key}" stands twice`)] : []),
      ...(fits ? [] : [problem(`mappings.custom.${index}.target`, `${PLACES[target] ?? target} cannot hold ${HOLDS[mapping.kind]}: choose another kind, or let the field live elsewhere`)]),
    ];
  });
}

function checkDirections({ direction, mappings }: IntegrationSettings): SettingsProblem[] {
  const { custom, ...builtIn } = mappings;
  const rules = [
    ...Object.entries(builtIn).map(([key, rule]) => [`mappings.${key}`, rule] as const),
    ...custom.map((rule, index) => [`mappings.custom.${index}`, rule] as const),
  ];
  const clashes = rules.filter(([, rule]) => {
    const own = rule.direction ?? 'both';
    return direction !== 'both' && own !== 'both' && own !== direction;
  });
  const problems = clashes.map(([path, rule]) =>
    problem(`${path}.direction`, `${rule.direction ?? ''} is not possible where the integration is ${direction} only`),
  );
  if (mappings.dueDate.source === 'milestone' && mappings.dueDate.direction !== 'pull' && mappings.dueDate.direction !== undefined) {
    problems.push(problem('mappings.dueDate.direction', 'a due date taken from the milestone can only be pulled'));
  }
  return problems;
}

function checkPeople({ people, members }: IntegrationSettings): SettingsProblem[] {
  const keys = [...new Set([...Object.values(people), ...members])];
  return [
    ...repeated(Object.keys(people).map(fold)).map((login) => problem(`people.${login}`, 'this login stands twice')),
    ...repeated(keys.map(fold)).map((key) => problem('members', `two member keys differ in case only: "${key}"`)),
  ];
}

/** Two mappings that write the same place would undo each other for ever. */
function checkClaims(claims: readonly Claim[]): SettingsProblem[] {
  return claims.flatMap((claim, index) => {
    const rival = claims.slice(0, index).find((other) => other.owner !== claim.owner && meets(other, claim));
    return rival === undefined ? [] : [problem(claim.path, `${claim.what} is already used by ${rival.owner} (${rival.path}): take it from there first, or choose another place`)];
  });
}

function meets(a: Claim, b: Claim): boolean {
  if (a.label !== undefined && b.label !== undefined) return overlap(a.label, b.label);
  return a.place !== undefined && a.place === b.place;
}

function repeated(items: readonly string[]): string[] {
  return [...new Set(items.filter((item, index) => items.indexOf(item) !== index))];
}

function problem(path: string, message: string): SettingsProblem {
  return { path, message };
}
