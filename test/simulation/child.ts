/** One of several processes of a simulation. */
import { runSeeds, type SeedsOptions } from './seeds.ts';

process.once('message', (options: SeedsOptions) => {
  void runSeeds(options).then((result) => process.send?.(result, () => process.disconnect()));
});
