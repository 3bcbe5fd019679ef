/**
 * `npm run demo`: the main job on real parts. An embedded PostgreSQL, the service, and the GitHub
 * stand-in as a process of its own with a seeded organization. Every line it prints was measured or
 * checked in this run; `--exit` ends after the checks, with status 1 if one failed.
 */
import { parseArgs } from 'node:util';
import { DemoRunsAlready, ONLOOKER, OWNER, startDemo } from './start.ts';
import { checks, say, table } from './say.ts';
import { editHere, editOnBothSides, editOnGitHub } from './edits.ts';
import { compareAll, pullEverything } from './pull.ts';

const { values } = parseArgs({ options: { exit: { type: 'boolean', default: false }, port: { type: 'string', default: '3000' } } });

const demo = await startDemo(Number(values.port)).catch((error: unknown) => {
  if (!(error instanceof DemoRunsAlready)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
let status = 1;
try {
  await pullEverything(demo);
  await compareAll(demo, 'after the first pull');
  const pulled = await editOnGitHub(demo);
  const pushed = await editHere(demo);
  await editOnBothSides(demo);
  await compareAll(demo, 'after all edits');
  table([
    ['edit on GitHub → action committed', pulled, 100],
    ['action changed → write arrives at GitHub', pushed, 150],
  ]);
  status = checks.failed === 0 ? 0 : 1;
  say(checks.failed === 0 ? `All ${checks.passed} checks passed.` : `${checks.failed} of ${checks.passed + checks.failed} checks FAILED.`);
  if (!values.exit) {
    say(`\nThe page:  ${demo.address}\nSign in:   with GitHub; the stand-in asks who you are. ${OWNER} leads the project, ${ONLOOKER} only looks, wei-ruochuan may not read the private repository.`);
    say(`GitHub's side (stand-in): ${demo.githubUrl}\nStop with Ctrl+C.`);
    await demo.interrupted;
  }
} finally {
  await demo.stop();
}
process.exitCode = status;
