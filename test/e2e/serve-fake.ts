import { createFakeWorld } from './fake-services.ts';
import { serveFake } from './fake-server.ts';

// For people who work on the page: `npm run build:page`, then `node test/e2e/serve-fake.ts [port] [actions]`.
const [port = '4173', count = '320'] = process.argv.slice(2);
const world = createFakeWorld(Number(count));
const { origin } = await serveFake(world, Number(port));
console.log(`The page over a project in memory: ${origin}`);

// Now and then somebody edits something, so that live updates can be seen.
const ids = [...world.actions.keys()].slice(0, 12);
let turn = 0;
setInterval(() => {
  const id = ids[turn++ % ids.length] ?? '';
  const status = world.actions.get(id)?.status === 'open' ? 'in_progress' : 'open';
  world.edit(id, { status });
}, 8_000);
