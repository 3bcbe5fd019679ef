import type { Command } from 'commander';
import type { Role } from '../core/policy.ts';
import { membersOf, roleIn } from '../store/members.ts';
import { findProject } from '../store/projects.ts';
import { writeMember } from '../sync/access/members.ts';
import { CommandError, parseId, print, withWorkbench, type Workbench } from './command.ts';
import { personNamed } from './person.ts';

const ROLES: readonly Role[] = ['lead', 'member', 'viewer'];

export function registerMember(program: Command): void {
  const member = program.command('member').description('who is in a project, and as what');

  member
    .command('list')
    .argument('<project>', 'id of the project')
    .option('--json', 'print JSON')
    .action(async (project: string, { json }: { json?: boolean }) =>
      withWorkbench(async (bench) => {
        const members = await membersOf(bench.db, await projectOf(bench, project));
        print(members, json, members.length === 0 ? ['Nobody yet: `lockstep member add` adds somebody.'] : members.map(({ login, role }) => `${role.padEnd(6)}  ${login}`));
      }));

  member
    .command('add')
    .argument('<project>', 'id of the project')
    .argument('<login>', 'on GitHub')
    .description('add a member, or change their role')
    .option('--role <role>', ROLES.join(', '), 'member')
    .option('--json', 'print JSON')
    .action(async (project: string, login: string, { role, json }: { role: string; json?: boolean }) =>
      withWorkbench(async (bench) => {
        const wanted = ROLES.find((one) => one === role);
        if (wanted === undefined) throw new CommandError(`--role takes one of ${ROLES.join(', ')}, not "${role}".`);
        const projectId = await projectOf(bench, project);
        const user = await personNamed(bench, login);
        await bench.db.transaction(async (trx) => {
          await writeMember(trx, { actor: { kind: 'operator' }, projectId, userId: user.id, before: await roleIn(trx, projectId, user.id), role: wanted });
        });
        print({ projectId, login: user.login, role: wanted }, json, [`${user.login} is now ${wanted} of project ${projectId}.`]);
      }));

  member
    .command('remove')
    .argument('<project>', 'id of the project')
    .argument('<login>', 'on GitHub')
    .option('--json', 'print JSON')
    .action(async (project: string, login: string, { json }: { json?: boolean }) =>
      withWorkbench(async ({ db, ...bench }) => {
        const projectId = await projectOf({ db, ...bench }, project);
        const member = (await membersOf(db, projectId)).find((one) => one.login.toLowerCase() === login.toLowerCase());
        if (!member) throw new CommandError(`${login} is no member of project ${projectId}.`);
        await db.transaction(async (trx) => {
          await writeMember(trx, { actor: { kind: 'operator' }, projectId, userId: member.userId, before: member.role, role: null });
        });
        print({ projectId, login: member.login }, json, [`${member.login} is no member of project ${projectId} any more.`]);
      }));
}

async function projectOf({ db }: Workbench, text: string): Promise<number> {
  const id = parseId(text, 'project');
  if (!(await findProject(db, id))) throw new CommandError(`There is no project ${id}: \`lockstep project list\` shows them.`);
  return id;
}
