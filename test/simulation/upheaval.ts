/** Bigger things on GitHub: issues come and go, names change, access is lost and comes back. */
import type { IssueView } from '../github/control/views.ts';
import { MAPPED } from './check-agreement.ts';
import { markOf } from './edit-text.ts';
import { fullNames } from './places.ts';
import { pick, randomOf } from './random.ts';
import type { Sim } from './run.ts';
import type { Step } from './schedule.ts';
import { OWNER } from './seed-world.ts';
import { at } from './work.ts';

interface Place {
  sim: Sim;
  id: number;
  repository: string;
  /** An issue of the repository, if it has one. */
  issue: IssueView | undefined;
  n: readonly number[];
}

const by = 'olivia';

const UPHEAVALS: Record<string, (place: Place) => string> = {
  'create issue': ({ sim, id, repository }) => {
    const { number } = sim.github.control.createIssue({ by: 'walter', repository, title: `title ${markOf(id)}`, body: `one\ntwo\nthree\n${markOf(id)}`, labels: ['red'] });
    return `#${number}`;
  },
  'create another issue': (place) => UPHEAVALS['create issue']?.(place) ?? '',
  'delete issue': ({ sim, repository, issue }) => {
    if (issue) sim.github.control.deleteIssue({ by, repository, number: issue.number });
    return `#${issue?.number}`;
  },
  'transfer issue': ({ sim, repository, issue }) => {
    const to = fullNames(sim).find((name) => name !== repository);
    const moved = issue && to !== undefined ? sim.github.control.transferIssue({ by, repository, number: issue.number, to }) : undefined;
    return `#${issue?.number} to ${moved?.repository}#${moved?.number}`;
  },
  'rename repository': ({ sim, id, repository }) => {
    sim.github.control.renameRepository({ by, repository, name: `${repository.split('/')[1]?.split('-')[0]}-${id}` });
    return '';
  },
  'rename label': ({ sim, id, repository, n }) => {
    const name = labelOf(sim, repository, n);
    if (name !== undefined) sim.github.control.editLabel({ by, repository, name, newName: `renamed ${markOf(id)}` });
    return String(name);
  },
  'delete label': ({ sim, repository, n }) => {
    const name = labelOf(sim, repository, n);
    if (name !== undefined) sim.github.control.deleteLabel({ by, repository, name });
    return String(name);
  },
  uninstall: ({ sim }) => {
    if (isInstalled(sim)) sim.github.control.uninstall({ by, account: OWNER });
    return '';
  },
  install: ({ sim }) => {
    installAgain(sim);
    return '';
  },
  suspend: ({ sim }) => {
    if (isInstalled(sim)) sim.github.control.setSuspended({ by, account: OWNER, suspended: true });
    return '';
  },
  'remove from installation': ({ sim, repository }) => {
    if (isInstalled(sim)) sim.github.control.setInstallationRepositories({ by, account: OWNER, repositories: fullNames(sim).filter((name) => name !== repository) });
    return '';
  },
  'add to installation': ({ sim }) => {
    if (isInstalled(sim)) sim.github.control.setInstallationRepositories({ by, account: OWNER, repositories: 'all' });
    return '';
  },
};

const NAMES = Object.keys(UPHEAVALS);

export function upheaval(sim: Sim, { id, n }: Step): void {
  const names = fullNames(sim);
  const repository = names[at(n[0], names.length)] as string;
  const issues = sim.github.control.issues({ repository });
  const name = NAMES[at(n[1], NAMES.length)] as string;
  const what = UPHEAVALS[name]?.({ sim, id, repository, issue: issues[at(n[2], issues.length)], n });
  sim.undisturbed = false;
  sim.upheavals = true;
  sim.note(`  ${name} at ${repository} ${what}`);
}

/** A label that no mapping uses, be it a person's or one that Lockstep made: settings follow the others' names. */
function labelOf(sim: Sim, repository: string, n: readonly number[]): string | undefined {
  const { labels } = sim.github.control.repositories().find(({ fullName }) => fullName === repository) ?? { labels: [] };
  return pick(randomOf(`label ${n[3]}`), labels.filter((label) => !MAPPED.has(label.toLowerCase())));
}

const isInstalled = ({ github: { state } }: Sim): boolean => state.installations.size > 0;

/** The App is back on everything. */
export function installAgain(sim: Sim): void {
  const { control } = sim.github;
  if (!isInstalled(sim)) control.install({ by, account: OWNER });
  control.setSuspended({ by, account: OWNER, suspended: false });
  control.setInstallationRepositories({ by, account: OWNER, repositories: 'all' });
}
