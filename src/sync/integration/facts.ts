/** What the chosen repositories use, and the settings that would fit it. */
import { joinFacts, type RepositoryFacts } from '../../core/facts.ts';
import type { Caller } from '../../core/policy.ts';
import { suggestSettings, type Suggestion } from '../../core/suggest.ts';
import { GitHubError } from '../../github/errors.ts';
import { readFacts } from '../../github/read-facts.ts';
import { findInstallation, type Repository } from '../../store/installations.ts';
import type { Engine } from '../engine.ts';
import { chooseRepositories, unreachableSentence } from './reachable.ts';
import type { IntegrationParts } from './parts.ts';
import { readIntegration } from './read.ts';

export type FactsOutcome = { outcome: 'read'; facts: RepositoryFacts; suggestion: Suggestion } | { outcome: 'refused'; reason: string };

/** Repositories asked about at once; the wizard shows the facts of a few. */
export const FACTS_AT_ONCE = 20;

/** @throws SignInAgain, GitHubError where GitHub cannot be asked */
export async function factsOf({ engine, reach }: IntegrationParts, caller: Caller | null, projectId: number, repositories: readonly string[]): Promise<FactsOutcome> {
  const chosen = await chooseRepositories(engine.db, reach, caller, projectId, repositories.slice(0, FACTS_AT_ONCE));
  if (chosen.refused.length > 0) return { outcome: 'refused', reason: unreachableSentence(chosen.refused) };
  const view = await readIntegration(engine.db, projectId);
  if (!view) return { outcome: 'refused', reason: 'There is no such project.' };
  const parts: RepositoryFacts[] = [];
  for (const repository of chosen.found) parts.push(await ofRepository(engine, repository));
  const facts = joinFacts(parts);
  const more = repositories.length - FACTS_AT_ONCE;
  if (more > 0) facts.unavailable.push(`The facts are of the first ${FACTS_AT_ONCE} repositories; ${more} more were not looked at.`);
  return { outcome: 'read', facts, suggestion: suggestSettings(facts, view.settings) };
}

async function ofRepository(engine: Engine, { installationId, owner, name }: Repository): Promise<RepositoryFacts> {
  const client = await engine.github.asInstallation(installationId);
  const installation = await findInstallation(engine.db, installationId);
  const known = await engine.github.issueSchema(client);
  const projects = installation?.permissions['organization_projects'] !== undefined;
  try {
    return await readFacts(client, { owner, name }, { known, projects });
  } catch (error) {
    if (!(error instanceof GitHubError) || error.retryable) throw error;
    return { ...joinFacts([]), unavailable: [`${owner}/${name}: ${error.message}`] };
  }
}
