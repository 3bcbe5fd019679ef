import { jsonReply, type Reply } from '../http/reply.ts';
import type { Incoming } from '../http/rest-door.ts';
import type { World } from '../world.ts';
import { runCommand } from './control.ts';

/** `POST /_control/<command>` with the command's input as JSON; never subject to faults or limits. */
export async function answerControl(world: World, incoming: Incoming): Promise<Reply> {
  const name = incoming.path.slice('/_control/'.length);
  try {
    const input: unknown = incoming.body.length === 0 ? {} : JSON.parse(incoming.body.toString('utf8'));
    return jsonReply(200, { result: await runCommand(world, name, input) });
  } catch (error) {
    return jsonReply(400, { error: error instanceof Error ? error.message : String(error) });
  }
}
