import type { z } from 'zod';
import type { World } from '../world.ts';

/** One thing that control can do: checked input, JSON-able output. */
export interface Command<Schema extends z.ZodType, Output> {
  schema: Schema;
  run(world: World, input: z.output<Schema>): Output;
}

export function command<Schema extends z.ZodType, Output>(
  schema: Schema,
  run: (world: World, input: z.output<Schema>) => Output,
): Command<Schema, Output> {
  return { schema, run };
}

// An input without a required key may be left out; zod types `z.object({})` by an index signature.
type MayBeLeftOut<Input> = string extends keyof Input ? true : Partial<Input> extends Input ? true : false;

type Call<Schema extends z.ZodType, Output> = MayBeLeftOut<z.input<Schema>> extends true
  ? (input?: z.input<Schema>) => Output
  : (input: z.input<Schema>) => Output;

/** The commands as plain functions. */
export type Commands<Table> = {
  [Name in keyof Table]: Table[Name] extends Command<infer Schema, infer Output> ? Call<Schema, Output> : never;
};

/** The same, from another process. */
export type RemoteCommands<Table> = {
  [Name in keyof Table]: Table[Name] extends Command<infer Schema, infer Output> ? Call<Schema, Promise<Awaited<Output>>> : never;
};
