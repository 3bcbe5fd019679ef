import type { Client } from '../github/clients.ts';
import type { RepositoryName } from '../github/read-issues.ts';
import type { Link } from '../store/projects.ts';
import type { Cause, Engine } from './engine.ts';

/** What the steps of creating an issue share. */
export interface Creating {
  engine: Engine;
  link: Link;
  /** Of the link's installation. */
  client: Client;
  cause: Cause;
  /** Why the App did what a member asked for, as a sentence; for the sync log. */
  note?: string | null;
}

export const repositoryOf = ({ repositoryId, owner, name }: Link): RepositoryName => ({ id: repositoryId, owner, name });
