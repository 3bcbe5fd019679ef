import { seedMinimal } from '../seed-minimal.ts';
import type { Random } from '../state/random.ts';
import type { GitHubState } from '../state/state.ts';
import { seedBench, seedDemo, type SeedApp } from './demo.ts';

export { installDemo, type SeedApp } from './demo.ts';

/**
 * Fills an empty GitHub. Names: `demo`, `bench:COUNT` (one repository `northwind/bench` with that many
 * issues), `minimal`, `empty`. All but `empty` register the App as `app` says, unless it is registered
 * already; `minimal` installs it too. The same name, random numbers and clock give the same content.
 */
export function seed(state: GitHubState, name: string, random: Random = state.random('seed'), app: SeedApp = {}): void {
  const count = /^bench:(\d+)$/u.exec(name)?.[1];
  if (count !== undefined) seedBench(state, random, app, Number(count));
  else if (name === 'demo') seedDemo(state, random, app);
  else if (name === 'minimal') seedMinimal(state, app);
  else if (name !== 'empty') throw new Error(`no seed named ${name}: use demo, bench:COUNT, minimal or empty`);
}
