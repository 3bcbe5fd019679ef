import type { Command } from 'commander';
import { setTimeout as sleep } from 'node:timers/promises';
import { createEngine } from '../app.ts';
import { BudgetWait, GitHubError } from '../github/errors.ts';
import { writeAudit } from '../store/audit.ts';
import { findProject } from '../store/projects.ts';
import type { NamedFinding, Verification } from '../store/verifications.ts';
import { findingsOf } from '../store/verifications.ts';
import type { Engine } from '../sync/engine.ts';
import { accuracyOf, verifyProject } from '../sync/verify.ts';
import { CommandError, parseId, print, withWorkbench } from './command.ts';
import { verifyErased } from './verify-erased.ts';
import { progressLine } from './progress.ts';

/** Failures of GitHub in a row before the command gives up; the next one goes on where it stopped. */
const TRIES = 5;
const PAUSE_SECONDS = 5;

interface Options {
  fix?: boolean;
  erased?: string;
  also: string[];
  json?: boolean;
}

export function registerVerify(program: Command): void {
  program
    .command('verify')
    .argument('[project]', 'id of the project')
    .description('compare every synced field with GitHub and name what differs; ends with status 1 where something does')
    .option('--fix', 'mend what differs; what must be written to GitHub is pushed by a running service')
    .option('--erased <person>', 'search every table for this person instead, by GitHub id or login')
    .option('--also <text>', 'with --erased: a login, name or e-mail address they were known by; may be given again', (text: string, all: string[]) => [...all, text], [])
    .option('--json', 'print JSON')
    .action(async (projectId: string | undefined, { fix = false, erased, also, json }: Options) =>
      withWorkbench(async (bench) => {
        if (erased !== undefined) return verifyErased(bench, erased, also, json);
        if (projectId === undefined) throw new CommandError('Name a project by its id, or a person with --erased.');
        const id = parseId(projectId, 'project');
        if (!(await findProject(bench.db, id))) throw new CommandError(`There is no project ${id}: \`lockstep project list\` shows them.`);
        await writeAudit(bench.db, { actor: { kind: 'operator' }, event: 'sync.verified', projectId: id, detail: { fix } });
        const done = await run(await createEngine(bench), id, fix, !json && process.stderr.isTTY);
        const findings = await findingsOf(bench.db, done.id);
        print({ ...done, accuracy: accuracyOf(done), findings }, json, report(done, findings));
        if (done.differences !== 0) process.exitCode = 1;
      }));
}

/** Waits where GitHub asks for it; a stop at any moment loses nothing but the call under way. */
async function run(engine: Engine, projectId: number, fix: boolean, show: boolean): Promise<Verification> {
  const say = (text: string): void => void (show && process.stderr.write(`\r\x1b[2K${text}`));
  const startedAt = new Date();
  const onProgress = ({ mappings: pulled, total, state }: Verification): void => say(progressLine([{ state, pulled, total, startedAt }]));
  for (let tries = 1; ; tries += 1) {
    try {
      const cause = { trigger: 'verify' as const, deliveryGuid: null, actor: null, startedAt: performance.now(), receivedAt: null };
      const done = await verifyProject(engine, projectId, { trigger: 'command', fix, onProgress }, cause);
      say('');
      return done;
    } catch (error) {
      if (!(error instanceof GitHubError) || !error.retryable) throw error;
      if (error instanceof BudgetWait) tries = 0;
      else if (tries >= TRIES) throw new CommandError(`${error.message} The same command goes on where this one stopped.`);
      const seconds = error instanceof BudgetWait ? error.seconds : PAUSE_SECONDS;
      process.stderr.write(`${error.message} Going on in ${seconds} s.\n`);
      await sleep(seconds * 1000);
    }
  }
}

const VALUE_LENGTH = 60;

function report(done: Verification, findings: readonly NamedFinding[]): string[] {
  const of = (kind: NamedFinding['kind']): NamedFinding[] => findings.filter((finding) => finding.kind === kind);
  return [
    ...of('difference').map((finding) => `${finding.issue} ${differenceOf(finding)}`),
    ...of('mended').map((finding) => `${finding.issue} ${differenceOf(finding)}: mended`),
    ...of('explained').map(({ issue, field, reason }) => `${issue} ${field} differs, as it should: ${reason}`),
    `${done.mappings} issues, ${done.fields} fields compared, ${done.skipped} issues left out (archived, paused or out of reach).`,
    `${done.differences} differences, ${done.explained} explained, ${done.mended} mended.`,
    `Accuracy: ${percent(done)} %`,
  ];
}

function differenceOf({ field, github, lockstep }: NamedFinding): string {
  if (field === 'issue') return `is gone on GitHub, and is ${short(lockstep)} here`;
  if (field === 'action') return `is ${short(github)} on GitHub, and has no action here`;
  return `${field}: ${short(github)} on GitHub, ${short(lockstep)} here`;
}

function short(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > VALUE_LENGTH ? `${text.slice(0, VALUE_LENGTH)}... (${text.length} characters)` : text;
}

/** Four places, rounded down: nothing but full agreement reads as 100. */
function percent({ fields, differences }: Verification): string {
  const parts = fields === 0 ? 1_000_000 : Math.floor(((fields - (differences ?? 0)) * 1_000_000) / fields);
  return (parts / 10_000).toFixed(4);
}
