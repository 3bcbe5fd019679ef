import type { Command } from 'commander';
import { openTasks, type PrivacyTask } from '../store/privacy-tasks.ts';
import { beginDeleteProject, previewDeleteProject } from '../sync/privacy/delete-project.ts';
import { beginErase, identityOf, whyNotErase } from '../sync/privacy/erase-person.ts';
import { runTask } from '../sync/privacy/run-task.ts';
import { CommandError, parseId, print, withWorkbench, type Workbench } from './command.ts';
import { confirm, personMeant, privacyParts } from './privacy-parts.ts';
import { bar, statusLine } from './progress.ts';

interface Options {
  person?: string;
  also: string[];
  words?: boolean;
  yes?: boolean;
  json?: boolean;
}

export function registerDelete(program: Command): void {
  program
    .command('delete')
    .argument('[project]', 'id of the project')
    .description('delete a project with all that belongs to it, or a person wherever they stand; one that was broken off goes on')
    .option('--person <login>', 'this person instead: their grant at GitHub is revoked, and their identity replaced everywhere')
    .option('--also <text>', 'another name, login or e-mail address they are known by; may be given again', (text: string, all: string[]) => [...all, text], [])
    .option('--words', 'replace the login where it stands as a mere word, too')
    .option('--yes', 'ask nothing')
    .option('--json', 'print JSON')
    .action(async (project: string | undefined, options: Options) => withWorkbench((bench) => remove(bench, project, options)));
}

async function remove(bench: Workbench, project: string | undefined, options: Options): Promise<void> {
  if ((project === undefined) === (options.person === undefined)) throw new CommandError('Name either a project, by its id, or a person, with --person.');
  const parts = await privacyParts(bench);
  const [taskId, follow] = project === undefined ? await person(bench, parts, options) : [await ofProject(bench, parts, parseId(project, 'project'), options), null];
  const line = statusLine(options.json);
  const task = await runTask(parts, taskId, ({ done, total, step }) => line.say(`${bar(total === 0 ? 1 : done / total)} ${step}`));
  line.end();
  report(task, follow, options);
}

async function ofProject(bench: Workbench, parts: Awaited<ReturnType<typeof privacyParts>>, projectId: number, { yes }: Options): Promise<number> {
  const [open] = await openTasks(bench.db, { kind: 'delete-project', projectId });
  if (open) return open.id;
  const preview = await previewDeleteProject(bench.db, projectId);
  if (!preview) throw new CommandError(`There is no project ${projectId}: \`lockstep project list\` shows them.`);
  const { name, actions, history, members, tokens, github } = preview;
  await confirm(name, [`This deletes project ${projectId}, ${name}: ${actions} actions, ${history} entries of their history, ${members} members, ${tokens} API tokens${github ? `, and the connection to ${github.repositories.join(', ') || 'GitHub'}` : ''}. Issues on GitHub stay as they are.`], yes);
  const taskId = await beginDeleteProject(parts, { kind: 'operator' }, projectId);
  if (taskId === null) throw new CommandError(`There is no project ${projectId} any more.`);
  return taskId;
}

/** @returns the task, and how its proof is asked for again */
async function person(bench: Workbench, parts: Awaited<ReturnType<typeof privacyParts>>, { person: login = '', also, words, yes }: Options): Promise<[number, string]> {
  const meant = await personMeant(bench, login);
  const proof = `lockstep verify --erased ${meant.githubId} --also ${[login, ...also].map((text) => JSON.stringify(text)).join(' --also ')}`;
  const [open] = meant.id === null ? [] : await openTasks(bench.db, { kind: 'erase-person', userId: meant.id });
  if (open) return [open.id, proof];
  const reasons = await whyNotErase(bench.db, meant);
  if (reasons.length > 0) throw new CommandError(reasons.join(' '));
  const identity = await identityOf(parts, meant, { names: also.filter((text) => !text.includes('@')), logins: also.filter((text) => /^[A-Za-z0-9-]{1,39}$/.test(text)), emails: also.filter((text) => text.includes('@')), ...(words !== undefined && { words }) });
  await confirm(login, [`This erases ${[...identity.logins, ...identity.names, ...identity.emails].join(', ')} (GitHub ${identity.githubId}): account, sessions, tokens, memberships, and every place where they stand.`], yes);
  return [await beginErase(parts, { kind: 'operator' }, meant.id, identity), proof];
}

function report(task: PrivacyTask | undefined, proof: string | null, { json }: Options): void {
  if (!task || task.state === 'failed') throw new CommandError(task?.error ?? 'The task is gone.');
  const left = task.removed['traces left'] ?? 0;
  print({ task: task.id, kind: task.kind, removed: task.removed, ...(proof !== null && { verify: proof }) }, json, [
    ...Object.entries(task.removed).filter(([name]) => name !== 'traces left').map(([name, count]) => `${String(count).padStart(9)}  ${name}`),
    ...(proof === null ? ['The project is deleted.'] : [left === 0 ? 'Every table was searched: nothing of the person is left.' : `${left} traces are left; the log names the tables.`, `To search again: ${proof}`]),
  ]);
  if (left > 0) process.exitCode = 1;
}
