import { deliveryCommands } from './commands/deliveries.ts';
import { faultCommands } from './commands/faults.ts';
import { installationCommands } from './commands/installations.ts';
import { issueCommands } from './commands/issues.ts';
import { issueFieldCommands } from './commands/issue-fields.ts';
import { projectCommands } from './commands/projects.ts';
import { readCommands } from './commands/reads.ts';
import { repositoryCommands } from './commands/repositories.ts';
import type { Commands, RemoteCommands } from './command.ts';

/** Everything control can do, by name. */
export const COMMANDS = {
  ...issueCommands,
  ...issueFieldCommands,
  ...projectCommands,
  ...repositoryCommands,
  ...installationCommands,
  ...deliveryCommands,
  ...faultCommands,
  ...readCommands,
};

/** The control interface in-process: each command as a function of one object. */
export type Control = Commands<typeof COMMANDS>;

/** The control interface over HTTP. */
export type RemoteControl = RemoteCommands<typeof COMMANDS>;
