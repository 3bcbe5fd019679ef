import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { createEngine } from '../app.ts';
import type { IntegrationParts } from '../sync/integration/parts.ts';
import { parseReplacements, withPaths } from './settings-change.ts';
import { countsOf, readIntegration, type IntegrationView } from '../sync/integration/read.ts';
import { updateIntegration, type SettingsChange, type UpdateOutcome } from '../sync/integration/update.ts';
import { CommandError, parseId, print, withWorkbench } from './command.ts';

interface Options {
  file?: string;
  set: string[];
  replace: string[];
  yes?: boolean;
  json?: boolean;
}

const gather = (one: string, all: string[]): string[] => [...all, one];

export function registerSettings(program: Command): void {
  program
    .command('settings')
    .argument('<project>', 'id of the project')
    .description('show, or change, the integration settings of a project')
    .option('--file <settings.json>', 'the whole of the settings; - reads them from the input')
    .option('--set <path=value>', 'one setting (mappings.title.direction=pull) or switch (pollEvery, autoSync, actAsMembers, brakeLimit, brakeClosingLimit); JSON or text; may be repeated', gather, [])
    .option('--replace <field:old=new>', 'what stands in place of a status, priority or category that goes; may be repeated', gather, [])
    .option('--yes', 'write to many issues without asking')
    .option('--json', 'print JSON')
    .action(async (projectId: string, options: Options) =>
      withWorkbench(async (bench) => {
        const id = parseId(projectId, 'project');
        const before = await readIntegration(bench.db, id);
        if (!before) throw new CommandError(`There is no project ${id}: \`lockstep project list\` shows them.`);
        if (options.file === undefined && options.set.length === 0) return show(before, options.json);
        const parts: IntegrationParts = { engine: await createEngine(bench), reach: { live: async () => [] } };
        const change: SettingsChange = {
          projectId: id, expectedVersion: before.version,
          ...withPaths(options.file === undefined ? before.settings : readSettings(options.file), options.set),
          replacements: parseReplacements(options.replace),
        };
        const outcome = await updateIntegration(parts, null, change);
        const final = outcome.outcome === 'confirm' && options.yes ? await updateIntegration(parts, null, { ...change, confirmation: outcome.confirmation }) : outcome;
        if (final.outcome !== 'saved') throw new CommandError(explain(final));
        show(final.integration, options.json);
      }));
}

function readSettings(file: string): object {
  try {
    const parsed: unknown = JSON.parse(readFileSync(file === '-' ? 0 : file, 'utf8'));
    if (typeof parsed === 'object' && parsed !== null) return parsed;
  } catch (error) {
    throw new CommandError(`${file} cannot be read as JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  throw new CommandError(`${file} holds no settings: it must be a JSON object.`);
}

function show({ settings, state, reason, version, pollEvery, autoSync, actAsMembers, brakeLimit, brakeClosingLimit, brake }: IntegrationView, json: boolean | undefined): void {
  const { waiting, closing, unlabelling } = countsOf(brake.issues);
  const switches = { pollEvery, autoSync, actAsMembers, brakeLimit, brakeClosingLimit };
  print({ version, state, reason, switches, waiting, settings }, json, [
    `Version ${version}, ${state}${reason === null ? '' : `: ${reason}`}`,
    ...Object.entries(switches).map(([name, value]) => `${name}: ${value}`),
    ...(waiting > 0 ? [`${waiting} writes wait behind the brake: ${closing} close an issue, ${unlabelling} take labels off.`] : []),
    JSON.stringify(settings, null, 2),
  ]);
}

/** In words, with the mend. */
function explain(outcome: Exclude<UpdateOutcome, { outcome: 'saved' }>): string {
  switch (outcome.outcome) {
    case 'missing': return 'The project is gone.';
    case 'stale': return 'Somebody changed the settings at the same moment: run it again.';
    case 'refused': return outcome.reason;
    case 'invalid': return ['Nothing was changed:', ...outcome.problems.map(({ path, message }) => `  ${path}: ${message}`)].join('\n');
    case 'in use': return ['Nothing was changed. Actions have what these settings no longer hold; say what stands in its place:', ...outcome.keys.map(({ field, key, count }) => `  ${count} with ${field} "${key}": --replace ${field}:${key}=<new>`)].join('\n');
    case 'confirm':
    default: {
      const { writes, closing, unlabelling, issues } = outcome.impact;
      return [`Nothing was changed. This would write to ${writes} issues (close ${closing}, take labels off ${unlabelling}); --yes goes on:`, ...issues.slice(0, 20).map(({ repository, number, fields }) => `  ${repository}#${number}: ${fields.map(({ field, from, to }) => `${field} ${from} -> ${to}`).join(', ')}`)].join('\n');
    }
  }
}
