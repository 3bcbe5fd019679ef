import type { Command } from 'commander';
import type { Scope } from '../core/policy.ts';
import { createApiToken, listApiTokens, revokeApiToken, type NewApiToken } from '../store/api-tokens.ts';
import { writeAudit } from '../store/audit.ts';
import { findProject } from '../store/projects.ts';
import { CommandError, parseId, print, withWorkbench, type Workbench } from './command.ts';
import { personNamed } from './person.ts';

const SCOPES: readonly Scope[] = ['read', 'write', 'admin'];

interface CreateOptions {
  login?: string;
  project?: string;
  name: string;
  scopes?: string;
  expiresDays: string;
  json?: boolean;
}

export function registerToken(program: Command): void {
  const token = program.command('token').description('API tokens');

  token
    .command('create')
    .description('make an operator’s token that acts as a person, or a project’s token; it is printed once')
    .option('--login <login>', 'on GitHub: whom the token acts as; it may link what the App reaches, and every use is audited')
    .option('--project <id>', 'a token of this project instead: it reads and edits actions, and configures nothing')
    .option('--name <text>', 'to recognise it by', 'made at the terminal')
    .option('--scopes <scopes>', `some of ${SCOPES.join(',')}; all that the kind may have unless given`)
    .option('--expires-days <days>', '0 for never', '90')
    .option('--json', 'print JSON')
    .action(async (options: CreateOptions) => withWorkbench((bench) => create(bench, options)));

  token
    .command('list')
    .description('every token that is not revoked')
    .option('--json', 'print JSON')
    .action(async ({ json }: { json?: boolean }) =>
      withWorkbench(async ({ db }) => {
        const tokens = await listApiTokens(db, 'everybody');
        print(tokens, json, tokens.map(({ id, kind, name, hint, scopes, lastUsedAt, expiresAt }) =>
          `${id}  ${kind.padEnd(8)}  …${hint}  ${scopes.join(',')}  used ${lastUsedAt?.toISOString() ?? 'never'}, ends ${expiresAt?.toISOString() ?? 'never'}  ${name}`));
      }));

  token
    .command('revoke')
    .argument('<id>', 'as `lockstep token list` prints it')
    .option('--json', 'print JSON')
    .action(async (text: string, { json }: { json?: boolean }) =>
      withWorkbench(async ({ db }) => {
        const id = parseId(text, 'token');
        if (!(await revokeApiToken(db, 'everybody', id))) throw new CommandError(`There is no token ${id}.`);
        await writeAudit(db, { actor: { kind: 'operator' }, event: 'token.revoked', detail: { token: id } });
        print({ revoked: id }, json, [`Token ${id} is revoked.`]);
      }));
}

async function create(bench: Workbench, options: CreateOptions): Promise<void> {
  const made = await describe(bench, options);
  const { id, token } = await bench.db.transaction(async (trx) => {
    const created = await createApiToken(trx, made);
    await writeAudit(trx, {
      actor: { kind: 'operator' }, event: 'token.created', projectId: made.projectId, detail: { token: created.id, kind: made.kind, user: made.userId, scopes: [...made.scopes] },
    });
    return created;
  });
  // The token alone goes to standard output, so that a script can take it.
  if (!options.json) process.stderr.write(`Token ${id}; it is shown this once:\n`);
  print({ id, token, kind: made.kind, scopes: made.scopes }, options.json, [token]);
}

async function describe(bench: Workbench, { login, project, name, scopes, expiresDays }: CreateOptions): Promise<NewApiToken> {
  if ((login === undefined) === (project === undefined)) throw new CommandError('Name either --login, for an operator’s token, or --project, for a project’s.');
  const days = Number(expiresDays);
  if (!Number.isSafeInteger(days) || days < 0 || days > 3650) throw new CommandError('--expires-days takes a number from 0 to 3650.');
  const common = { name: name.slice(0, 100), expiresInDays: days === 0 ? null : days };
  if (login !== undefined) {
    return { ...common, kind: 'operator', userId: (await personNamed(bench, login)).id, projectId: null, scopes: parseScopes(scopes, SCOPES) };
  }
  const projectId = parseId(project ?? '', 'project');
  if (!(await findProject(bench.db, projectId))) throw new CommandError(`There is no project ${projectId}: \`lockstep project list\` shows them.`);
  return { ...common, kind: 'project', userId: null, projectId, scopes: parseScopes(scopes, ['read', 'write']) };
}

function parseScopes(text: string | undefined, allowed: readonly Scope[]): Scope[] {
  if (text === undefined) return [...allowed];
  const given = [...new Set(text.split(',').map((part) => part.trim()))];
  const wrong = given.find((one) => !(allowed as readonly string[]).includes(one));
  if (wrong !== undefined) throw new CommandError(`--scopes takes some of ${allowed.join(', ')}, not "${wrong}".`);
  return given as Scope[];
}
