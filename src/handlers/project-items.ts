/** `projects_v2_item.*`: a field of a GitHub project may stand for a status, a priority or a field of its own. */
import type { Probot } from 'probot';
import { z } from 'zod';
import { projectItemsChanged } from '../sync/project-changed.ts';
import type { HandlerParts } from './register.ts';

const envelope = z.object({ projects_v2_item: z.object({ content_node_id: z.string(), content_type: z.string() }) });

export function registerProjectItems(probot: Probot, { engine, note }: HandlerParts): void {
  probot.on('projects_v2_item', async ({ id, payload }) => {
    const { projects_v2_item: item } = envelope.parse(payload);
    if (item.content_type !== 'Issue') return note(id, 'it holds no issue');
    const asked = await projectItemsChanged(engine, [item.content_node_id], true);
    note(id, asked === 0 ? 'no project here follows it' : `${asked} action(s) to be read again`);
  });
}
