/** One process of the fleet: the service as `lockstep start --role …` runs it, with a line when it is up. */
import { startApp, type Role } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';

const config = loadConfig();
if (config.databaseUrl === null) throw new Error('DATABASE_URL is missing');
const app = await startApp({ config, log: createLog(config), databaseUrl: config.databaseUrl, roles: [process.argv[2] as Role] });
process.stdout.write('up\n');
await new Promise((done) => {
  process.once('SIGTERM', done);
});
await app.stop();
