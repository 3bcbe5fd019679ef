import { z } from 'zod';
import { alert, alertPlace, type AlertShape } from '../../trpc/alerts.ts';
import { staleCursor } from '../problems.ts';
import { id, params, route, type Route } from '../route.ts';

const tag = 'Alerts';

const toCursor = ({ closedAt, raisedAt, id: last }: AlertShape): string => Buffer.from(JSON.stringify({ closed: closedAt !== null, raisedAt, id: last })).toString('base64url');

function ofCursor(cursor: string): z.output<typeof alertPlace> {
  try {
    return alertPlace.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw staleCursor();
  }
}

export const alertRoutes: Route[] = [
  route({
    method: 'GET', path: '/projects/{project}/alerts', tag, summary: 'List alerts', description: 'What leads are told of: first what still holds, then what is over, each the newest first. Go on with `cursor` = `nextCursor`.', params: params.project,
    query: z.object({ cursor: z.string().max(500).nullable().default(null), limit: z.coerce.number().int().min(1).max(100).default(50) }), answer: z.object({ items: z.array(alert), nextCursor: z.string().nullable() }),
    async run({ page, params: { project: projectId }, query: { cursor, limit } }) {
      const found = await page.alerts.list({ projectId, after: cursor === null ? null : ofCursor(cursor), limit: limit + 1 });
      const items = found.slice(0, limit);
      const last = found.length > limit ? items.at(-1) : undefined;
      return { items, nextCursor: last ? toCursor(last) : null };
    },
  }),
  route({
    method: 'POST', path: '/projects/{project}/alerts/read', tag, summary: 'Mark alerts as read', description: 'For whoever asks, not for the other leads: those of `ids`, or all.', params: params.project,
    body: z.strictObject({ ids: z.array(id).max(200).nullable().default(null) }).prefault({}), status: 204, answer: z.null(),
    run: ({ page, params: { project: projectId }, body: { ids } }) => page.alerts.markRead({ projectId, ids }),
  }),
];
