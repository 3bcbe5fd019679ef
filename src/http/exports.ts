/** Exports as downloads, streamed while they are read: of a project to its leads, of a person to themselves. */
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Db } from '../store/db.ts';
import { triedRepositories } from '../store/previews.ts';
import { actorOf, type Access } from '../sync/access/access.ts';
import { exportPerson, exportProject } from '../sync/privacy/export.ts';
import type { Ask } from './trpc/base.ts';
import type { Asker } from './trpc/services.ts';

export interface ExportParts {
  db: Db;
  access: Access;
  ask: Ask;
  viewerOf: (request: FastifyRequest) => Promise<Asker | null>;
}

export function registerExports(fastify: FastifyInstance, { db, access, ask, viewerOf }: ExportParts): void {
  fastify.get<{ Params: { id: string } }>('/api/projects/:id/export', async (request, reply) => {
    const viewer = await viewerOf(request);
    if (viewer === null) return reply.code(401).send({ error: 'Sign in to go on.' });
    const verdict = await ask(viewer, { right: 'project.export', projectId: request.params.id });
    if (verdict === 'forbidden') return reply.code(403).send({ error: 'Your role does not allow this.' });
    const projectId = Number(request.params.id);
    const text = verdict === 'hidden' ? null : await exportProject(db, actorOf(viewer.caller), projectId, await access.hiddenRepositories(viewer.caller, projectId, await triedRepositories(db, projectId)));
    if (text === null) return reply.code(404).send({ error: 'There is no such project.' });
    return download(reply, `lockstep-project-${projectId}.json`, text);
  });

  fastify.get('/api/account/export', async (request, reply) => {
    const viewer = await viewerOf(request);
    if (viewer === null) return reply.code(401).send({ error: 'Sign in to go on.' });
    if ((await ask(viewer, { right: 'account' })) !== 'allowed') return reply.code(403).send({ error: 'Your role does not allow this.' });
    return download(reply, 'lockstep-account.json', await exportPerson(db, actorOf(viewer.caller), { id: Number(viewer.id), login: viewer.login }));
  });
}

function download(reply: FastifyReply, name: string, text: AsyncGenerator<string>): FastifyReply {
  return reply
    .header('content-disposition', `attachment; filename="${name}"`)
    .header('cache-control', 'no-store')
    .type('application/json; charset=utf-8')
    .send(Readable.from(text, { objectMode: false }));
}
