import type { z } from 'zod';
import type { World } from '../world.ts';
import { COMMANDS, type Control } from './commands.ts';

/** A command as run by name: the types are those of the table, which `Control` restores. */
interface AnyCommand {
  schema: z.ZodType;
  run(world: World, input: unknown): unknown;
}

export function runCommand(world: World, name: string, input: unknown): unknown {
  const found = Object.entries(COMMANDS).find(([each]) => each === name)?.[1] as AnyCommand | undefined;
  if (found === undefined) throw new Error(`no control command ${name}`);
  return found.run(world, found.schema.parse(input ?? {}));
}

/** The control interface of a running stand-in. */
export function createControl(world: World): Control {
  const names = Object.keys(COMMANDS);
  return Object.fromEntries(names.map((name) => [name, (input?: unknown) => runCommand(world, name, input)])) as unknown as Control;
}
