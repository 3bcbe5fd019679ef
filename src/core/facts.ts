/** What repositories really use: what mappings are suggested from and chosen from. */
export interface RepositoryFacts {
  /** Most used first; names that differ in case only are one. */
  labels: LabelFact[];
  milestones: { title: string; state: 'open' | 'closed'; dueOn: string | null; count: number }[];
  /** Counted among the issues looked at. */
  issueTypes: Named[];
  issueFields: FieldFact[];
  /** Logins of assignees, counted among the issues looked at. */
  people: Named[];
  /** GitHub projects (v2) of the owners, with their single-select fields. */
  projects: { owner: string; number: number; title: string; fields: { name: string; options: string[] }[] }[];
  /** Issues there are, and how many of them, the newest, were looked at. */
  issues: number;
  looked: number;
  /** What GitHub did not show, in sentences. */
  unavailable: string[];
}

export interface Named {
  name: string;
  count: number;
}

export interface LabelFact extends Named {
  color: string;
  description: string;
}

export interface FieldFact {
  name: string;
  type: 'text' | 'number' | 'date' | 'single_select' | 'multi_select';
  options: string[];
  /** Its options, counted among the issues looked at; most first. */
  used: Named[];
}

export const NO_FACTS: RepositoryFacts = { labels: [], milestones: [], issueTypes: [], issueFields: [], people: [], projects: [], issues: 0, looked: 0, unavailable: [] };

/** The facts of several repositories as one. */
export function joinFacts(parts: readonly RepositoryFacts[]): RepositoryFacts {
  const sum = (pick: (part: RepositoryFacts) => number): number => parts.reduce((total, part) => total + pick(part), 0);
  return {
    labels: counted(parts.flatMap(({ labels }) => labels)),
    milestones: counted(parts.flatMap(({ milestones }) => milestones.map((one) => ({ ...one, name: one.title })))).map(({ name: _name, ...milestone }) => milestone),
    issueTypes: counted(parts.flatMap(({ issueTypes }) => issueTypes)),
    issueFields: joinFields(parts.flatMap(({ issueFields }) => issueFields)),
    people: counted(parts.flatMap(({ people }) => people)),
    projects: distinctBy(parts.flatMap(({ projects }) => projects), ({ owner, number }) => `${owner}/${number}`),
    issues: sum(({ issues }) => issues),
    looked: sum(({ looked }) => looked),
    unavailable: [...new Set(parts.flatMap(({ unavailable }) => unavailable))],
  };
}

/** Entries of one name, whatever its case, added up; most first. */
function counted<T extends Named>(entries: readonly T[]): T[] {
  const byName = Map.groupBy(entries, ({ name }) => name.toLowerCase());
  const joined = [...byName.values()].flatMap((same) => (same[0] === undefined ? [] : { ...same[0], count: same.reduce((total, { count }) => total + count, 0) }));
  return joined.toSorted((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
}

/** Fields of one name as one, with the options of each. */
function joinFields(fields: readonly FieldFact[]): FieldFact[] {
  const byName = Map.groupBy(fields, ({ name }) => name);
  return [...byName.values()].flatMap((same) =>
    same[0] === undefined ? [] : { ...same[0], options: [...new Set(same.flatMap(({ options }) => options))], used: counted(same.flatMap(({ used }) => used)) },
  );
}

function distinctBy<T>(entries: readonly T[], key: (entry: T) => string): T[] {
  return [...new Map(entries.map((entry) => [key(entry), entry])).values()];
}
