/** Where things are now. */
import { fullNameOf } from '../github/state/find.ts';
import type { GitHubState } from '../github/state/state.ts';

/** Repositories by their present names. */
export const fullNames = ({ github: { state } }: { github: { state: GitHubState } }): string[] => [...state.repositories.values()].map((repository) => fullNameOf(state, repository));
