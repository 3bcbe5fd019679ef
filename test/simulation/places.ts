/** Where things are now. */
import { fullNameOf } from '../github/state/find.ts';
import type { Sim } from './run.ts';

/** Repositories by their present names. */
export const fullNames = ({ github: { state } }: Sim): string[] => [...state.repositories.values()].map((repository) => fullNameOf(state, repository));
