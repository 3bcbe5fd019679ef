import { z } from 'zod';
import { COMMANDS, type RemoteControl } from './control/commands.ts';

const answerSchema = z.object({ result: z.unknown().optional(), error: z.string().optional() });

async function call(origin: string, name: string, input: unknown): Promise<unknown> {
  const response = await fetch(`${origin}/_control/${name}`, { method: 'POST', body: JSON.stringify(input ?? {}) });
  const answer = answerSchema.parse(await response.json());
  if (answer.error !== undefined) throw new Error(`${name}: ${answer.error}`);
  return answer.result;
}

/**
 * The control interface of a stand-in that runs as another process.
 *
 * @param origin as main.ts prints it: `http://127.0.0.1:PORT`.
 */
export function controlClient(origin: string): RemoteControl {
  const names = Object.keys(COMMANDS);
  return Object.fromEntries(names.map((name) => [name, (input?: unknown) => call(origin, name, input)])) as unknown as RemoteControl;
}
