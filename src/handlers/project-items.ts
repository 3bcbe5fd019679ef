/** `projects_v2_item.*`: a field of a GitHub project may stand for a status, a priority or a field of its own. */
import type { Probot } from 'probot';
import { z } from 'zod';
import type { Told } from '../core/overwritten.ts';
import { withValue } from '../core/projects.ts';
import { findMappings } from '../store/mappings.ts';
import { mappingsOfNodes } from '../store/noted-pulls.ts';
import { keepReplaced } from '../sync/overwritten.ts';
import { projectItemsChanged } from '../sync/project-changed.ts';
import type { HandlerParts } from './register.ts';

const envelope = z.object({
  projects_v2_item: z.object({ content_node_id: z.string(), content_type: z.string() }),
  sender: z.object({ login: z.string() }).nullish().catch(null),
});

const option = z.object({ name: z.string() }).nullish();
const change = z.object({ changes: z.object({ field_value: z.object({ field_name: z.string(), project_number: z.int(), from: option, to: option }) }) });

export function registerProjectItems(probot: Probot, { engine, note, receivedAt }: HandlerParts): void {
  probot.on('projects_v2_item', async ({ id, payload }) => {
    const { projects_v2_item: item, sender } = envelope.parse(payload);
    if (item.content_type !== 'Issue') return note(id, 'it holds no issue');
    const asked = await projectItemsChanged(engine, [item.content_node_id], true);
    note(id, asked === 0 ? 'no project here follows it' : `${asked} action(s) to be read again`);
    const changed = change.safeParse(payload).data?.changes.field_value;
    if (!changed) return;
    const mappings = await findMappings(engine.db, (await mappingsOfNodes(engine.db, [item.content_node_id])).map((mapping) => mapping.id));
    const holding = (value: z.infer<typeof option>): Told => (issue) =>
      ({ ...issue, projectItems: withValue(issue.projectItems ?? [], { project: changed.project_number, field: changed.field_name, value: value?.name ?? null }) });
    await keepReplaced(engine, mappings, { from: holding(changed.from), to: holding(changed.to) }, null, {
      trigger: 'webhook', deliveryGuid: id, actor: sender?.login ?? null, startedAt: performance.now(), receivedAt: receivedAt(id),
    });
  });
}
