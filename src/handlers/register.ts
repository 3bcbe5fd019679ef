/** Hands Probot's events to the engine, one event family a file. */
import type { Probot } from 'probot';
import type { Engine } from '../sync/engine.ts';
import { registerInstallation } from './installation.ts';
import { registerInstallationRepositories } from './installation-repositories.ts';
import { registerIssues } from './issues.ts';
import { registerNames } from './names.ts';
import { registerProjectItems } from './project-items.ts';
import { registerPullRequests } from './pull-requests.ts';
import { registerRepository } from './repository.ts';

export interface HandlerParts {
  engine: Engine;
  /** Notes in words what became of a delivery. */
  note: (guid: string, outcome: string) => void;
  /** When the inbox stored a delivery, ISO, by the database's clock. */
  receivedAt: (guid: string) => string | null;
}

export function registerHandlers(probot: Probot, parts: HandlerParts): void {
  registerIssues(probot, parts);
  registerInstallation(probot, parts);
  registerInstallationRepositories(probot, parts);
  registerRepository(probot, parts);
  registerNames(probot, parts);
  registerPullRequests(probot, parts);
  registerProjectItems(probot, parts);
}

const HANDLED = new Set(['issues', 'installation', 'installation_repositories', 'repository', 'label', 'milestone', 'github_app_authorization', 'projects_v2_item', 'pull_request', 'pull_request_review']);

/** Whether an event family has a handler here. */
export const isHandled = (event: string): boolean => HANDLED.has(event);
