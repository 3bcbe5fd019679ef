#!/usr/bin/env node
/** The command line. One command a file in src/commands/. */
import { Command } from 'commander';
import { ConfigError } from './config.ts';
import { registerAction } from './commands/action.ts';
import { registerDeliveries } from './commands/deliveries.ts';
import { registerLink } from './commands/link.ts';
import { registerMigrate } from './commands/migrate.ts';
import { registerProject } from './commands/project.ts';
import { registerStart } from './commands/start.ts';
import { registerSignOut } from './commands/sign-out.ts';
import { registerSync } from './commands/sync.ts';
import { registerVerify } from './commands/verify.ts';
import { registerMember } from './commands/member.ts';
import { registerToken } from './commands/token.ts';
import { registerRotateKeys } from './commands/rotate-keys.ts';
import { registerAudit } from './commands/audit.ts';
import { registerDelete } from './commands/delete.ts';
import { registerDoctor } from './commands/doctor.ts';
import { registerExport } from './commands/export.ts';
import { registerRetention } from './commands/retention.ts';
import { registerPause } from './commands/pause.ts';
import { registerWhy } from './commands/why.ts';
import { registerSettings } from './commands/settings.ts';
import { CommandError } from './commands/command.ts';
import { connectionProblem } from './store/db.ts';

const program = new Command('lockstep')
  .description('Keeps GitHub issues and a project’s action items in step, both ways, and loses no edit.')
  .showHelpAfterError('(add --help for what it takes)');

for (const register of [registerStart, registerMigrate, registerProject, registerLink, registerAction, registerSync, registerDeliveries, registerWhy, registerSettings, registerPause, registerVerify, registerMember, registerSignOut, registerRotateKeys, registerToken, registerRetention, registerExport, registerAudit, registerDelete, registerDoctor]) register(program);

try {
  await program.parseAsync();
} catch (error) {
  // A mistake the operator can mend is one line; anything else keeps its stack.
  const known = error instanceof ConfigError || error instanceof CommandError ? error.message : connectionProblem(error);
  process.stderr.write(`${known ?? (error instanceof Error ? error.stack : String(error))}\n`);
  process.exitCode = 1;
}
