import type { Command } from 'commander';
import { writeAudit } from '../store/audit.ts';
import { findMappings } from '../store/mappings.ts';
import { findProject, linksOfProject, type Link } from '../store/projects.ts';
import { syncNow, type SyncNow } from '../sync/integration/control.ts';
import { cancelWrites } from './cancel-writes.ts';
import { CommandError, parseId, print, withWorkbench, type Workbench } from './command.ts';
import { watchSync } from './watch-sync.ts';

interface Options {
  direction?: SyncNow['direction'];
  repository: string[];
  action: string[];
  cancel?: boolean;
  wait: boolean;
  json?: boolean;
}

const DIRECTIONS = ['pull', 'push', 'both'] as const;

const gather = (one: string, all: string[]): string[] => [...all, one];

export function registerSync(program: Command): void {
  program
    .command('sync')
    .argument('<project>', 'id of the project')
    .description('pull every issue of a project’s repositories again, or write what waits; a running service does the work, and goes on if you leave (`lockstep pause` stops it)')
    .option('--direction <direction>', 'pull, push or both; push tries again what GitHub refused, too (default: pull, with --action both)')
    .option('--repository <name>', 'only this one, owner/name; may be given again', gather, [])
    .option('--action <id>', 'only this action; may be given again', gather, [])
    .option('--cancel', 'call off what waits to be written instead: the actions go back to what GitHub has, and what they had stays in their history')
    .option('--no-wait', 'only ask for it')
    .option('--json', 'print JSON')
    .action(async (projectId: string, options: Options) =>
      withWorkbench(async (bench) => {
        const id = parseId(projectId, 'project');
        if (!(await findProject(bench.db, id))) throw new CommandError(`There is no project ${id}: \`lockstep project list\` shows them.`);
        if (options.cancel && options.direction !== undefined) throw new CommandError('--cancel takes no --direction: pulls are held in the page.');
        const direction = directionOf(options);
        const repositoryIds = chosen(await linksOfProject(bench.db, id), options.repository);
        const actionIds = options.action.map((one) => parseId(one, 'action'));
        if (options.cancel) return cancelWrites(bench, { projectId: id, repositoryIds, ...(actionIds.length > 0 && { actionIds }) }, options);
        await writeAudit(bench.db, { actor: { kind: 'operator' }, event: 'sync.started', projectId: id, detail: { direction } });
        const started = await syncNow(bench, { projectId: id, direction, repositoryIds, ...(actionIds.length > 0 && { actionIds }) });
        if (options.wait) await watchSync(bench, id, started.mappingIds, Boolean(options.json));
        const result = [...(started.repositories > 0 ? await pulls(bench, id, repositoryIds) : []), ...(direction === 'pull' ? [] : await writes(bench, started.mappingIds))];
        print(result, options.json, [...started.held, ...result.map((one) => ('repository' in one ? ofPull(one) : ofWrite(one)))]);
        if (started.held.length > 0 || result.some(({ state, error }) => state === 'failed' || error !== null)) process.exitCode = 1;
      }));
}

function directionOf({ direction, action }: Options): SyncNow['direction'] {
  const wanted = direction ?? (action.length > 0 ? 'both' : 'pull');
  if (!DIRECTIONS.includes(wanted)) throw new CommandError(`"${wanted}" is no direction: give ${DIRECTIONS.join(', ')}.`);
  return wanted;
}

function chosen(links: readonly Link[], names: readonly string[]): number[] {
  const byName = new Map(links.map(({ owner, name, repositoryId }) => [`${owner}/${name}`.toLowerCase(), repositoryId]));
  if (names.length === 0) return [...byName.values()];
  return names.map((name) => {
    const found = byName.get(name.toLowerCase());
    if (found === undefined) throw new CommandError(`The project has no repository ${name} linked: \`lockstep project list\` shows them.`);
    return found;
  });
}

interface Pull {
  repository: string;
  state: string;
  pulled: number;
  total: number | null;
  error: string | null;
}

async function pulls({ db }: Workbench, projectId: number, repositoryIds: readonly number[]): Promise<Pull[]> {
  const links = (await linksOfProject(db, projectId)).filter(({ repositoryId }) => repositoryIds.includes(repositoryId));
  return links.map(({ owner, name, backfill: { state, pulled, total, error } }) => ({ repository: `${owner}/${name}`, state, pulled, total, error }));
}

interface Write {
  action: number;
  number: number;
  state: 'in step' | 'waiting' | 'troubled';
  error: string | null;
}

async function writes({ db }: Workbench, mappingIds: readonly number[]): Promise<Write[]> {
  return (await findMappings(db, mappingIds)).map(({ actionId, issueNumber, pending, error }) => ({
    action: actionId, number: issueNumber, state: error !== null ? 'troubled' : pending ? 'waiting' : 'in step', error,
  }));
}

const ofPull = ({ repository, state, pulled, error }: Pull): string => `${repository}: ${state}, ${pulled} issues${error ? `: ${error}` : ''}`;
const ofWrite = ({ action, number, state, error }: Write): string => `action ${action}, #${number}: ${error ?? state}`;
