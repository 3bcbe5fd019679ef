/** Who is who, as the page and the REST API ask for it. */
import { matchPerson, readPeople } from '../sync/integration/people.ts';
import { asked, toAnswer, type IntegrationServicesParts } from './integration-services.ts';
import type { MappingServices } from './trpc/mappings.ts';

export function mappingServices(parts: IntegrationServicesParts): MappingServices {
  const { engine, access } = parts;
  return {
    async people(projectId, asks, { caller }) {
      const found = await readPeople(engine, Number(projectId), await access.hiddenRepositories(caller, Number(projectId)), asks);
      return found ? { ...found, members: found.members.map(({ userId, ...rest }) => ({ ...rest, userId: String(userId) })) } : null;
    },
    async setPerson({ projectId, ...change }, { caller }) {
      const outcome = await asked(() => matchPerson(parts, caller, { ...change, projectId: Number(projectId) }));
      return outcome.outcome === 'missing' ? null : toAnswer(outcome, await access.hiddenRepositories(caller, Number(projectId)));
    },
  };
}
