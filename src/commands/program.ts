/** All commands, and how the program ends when one fails. */
import { Command } from 'commander';
import { ConfigError } from '../config.ts';
import { registerAction } from './action.ts';
import { registerDeliveries } from './deliveries.ts';
import { registerLink } from './link.ts';
import { registerMigrate } from './migrate.ts';
import { registerProject } from './project.ts';
import { registerStart } from './start.ts';
import { registerSignOut } from './sign-out.ts';
import { registerSync } from './sync.ts';
import { registerVerify } from './verify.ts';
import { registerMember } from './member.ts';
import { registerToken } from './token.ts';
import { registerRotateKeys } from './rotate-keys.ts';
import { registerAudit } from './audit.ts';
import { registerDelete } from './delete.ts';
import { registerDoctor } from './doctor.ts';
import { registerExport } from './export.ts';
import { registerRetention } from './retention.ts';
import { registerPause } from './pause.ts';
import { registerWhy } from './why.ts';
import { registerSettings } from './settings.ts';
import { CommandError } from './command.ts';
import { connectionProblem } from '../store/db.ts';
import { ProjectEnding } from '../store/ending.ts';
import { LimitReached } from '../store/project-limits.ts';

export async function runProgram(): Promise<void> {
  const program = new Command('lockstep')
    .description('Keeps GitHub issues and a project’s action items in step, both ways, and loses no edit.')
    .showHelpAfterError('(add --help for what it takes)');

  for (const register of [registerStart, registerMigrate, registerProject, registerLink, registerAction, registerSync, registerDeliveries, registerWhy, registerSettings, registerPause, registerVerify, registerMember, registerSignOut, registerRotateKeys, registerToken, registerRetention, registerExport, registerAudit, registerDelete, registerDoctor]) register(program);

  try {
    await program.parseAsync();
  } catch (error) {
    // A mistake the operator can mend is one line; anything else keeps its stack.
    const known = error instanceof ConfigError || error instanceof CommandError || error instanceof ProjectEnding || error instanceof LimitReached ? error.message : connectionProblem(error);
    process.stderr.write(`${known ?? (error instanceof Error ? error.stack : String(error))}\n`);
    process.exitCode = 1;
  }
}
