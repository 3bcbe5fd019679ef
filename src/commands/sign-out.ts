import type { Command } from 'commander';
import { writeAudit } from '../store/audit.ts';
import { endAllSessions } from '../store/sessions.ts';
import { findUserByLogin } from '../store/users.ts';
import { CommandError, print, withWorkbench } from './command.ts';

export function registerSignOut(program: Command): void {
  program
    .command('sign-out')
    .argument('<login>', 'GitHub login of the person')
    .description('end every session of a person at once; they may sign in again, and their API tokens stay')
    .option('--json', 'print JSON')
    .action(async (login: string, { json }: { json?: boolean }) =>
      withWorkbench(async ({ db }) => {
        const ended = await db.transaction(async (trx) => {
          const user = await findUserByLogin(trx, login);
          if (!user) throw new CommandError(`${login} never signed in here and is in no project.`);
          const sessions = await endAllSessions(trx, user.id);
          await writeAudit(trx, { actor: { kind: 'operator' }, event: 'session.ended', detail: { user: user.id, sessions } });
          return sessions;
        });
        print({ ended }, json, [`${ended} ${ended === 1 ? 'session' : 'sessions'} ended.`]);
      }));
}
