/** `npm run soak -- --seconds N --rate N --seed N`: the long form, on a PostgreSQL of its own that is restarted in the middle. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startEmbedded } from '../../src/store/embedded.ts';
import { createRandomStreams } from '../github/state/random.ts';
import { soak } from './soak.ts';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '120' }, rate: { type: 'string', default: '50' }, seed: { type: 'string', default: '1' } } });

const dataDir = await mkdtemp(join(tmpdir(), 'lockstep-soak-'));
const server = await startEmbedded({ dataDir });
const say = (line: string): void => void process.stdout.write(`${line}\n`);
try {
  const result = await soak({
    databaseUrl: server.url, seconds: Number(values.seconds), kills: 3, rate: Number(values.rate), killEveryMs: 4000, random: createRandomStreams(values.seed)('soak'), say,
    restartDatabase: () => server.restart(),
  });
  say(JSON.stringify(result, null, 2));
  const { lost, unfinished, doubles, violations, takeover } = result;
  process.exitCode = lost + unfinished + doubles + violations.length === 0 && takeover < 60 ? 0 : 1;
  say(process.exitCode === 0 ? 'All invariants hold.' : 'An invariant is BROKEN.');
} finally {
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
  await rm(server.folder, { recursive: true, force: true });
}
