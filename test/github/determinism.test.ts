import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { controlClient } from './control-client.ts';
import { startGitHub } from './start.ts';

/** One fixed story; its trace is everything a test could see of it. */
async function story(randomSeed: string): Promise<unknown> {
  let now = 1_780_000_000_000;
  const github = await startGitHub({ randomSeed, clock: () => now, deliveryMode: 'manual' });
  const { control } = github;
  const repository = 'acme/widgets';
  control.createIssue({ by: 'olivia', repository, title: 'One', labels: ['new label'] });
  now += 1500;
  control.editIssue({ by: 'walter', repository, number: 3, state: 'closed', stateReason: 'not_planned' });
  const token = control.issueUserToken({ login: 'walter' });
  // Requests in between must not shift what later writes are given.
  if (randomSeed === 'a') await fetch(`${github.apiUrl}/repos/${repository}`);
  control.createComment({ by: 'walter', repository, number: 3, body: 'Done' });
  const trace = { issues: control.issues({ repository }), pending: control.listPending(), history: control.history(), token };
  await github.close();
  return trace;
}

describe('determinism', () => {
  test('same seed, same ids, GUIDs, tokens and history', async () => {
    expect(await story('a')).toEqual(await story('a'));
    expect(await story('a')).not.toEqual(await story('b'));
  });

  test('as a process: ready line, remote control, clean stop', async () => {
    const child = spawn(process.execPath, [fileURLToPath(new URL('main.ts', import.meta.url)), '--random-seed', 'a'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    const ready = JSON.parse(line) as { url: string; app: { privateKey: string; webhookSecret: string } };
    expect(ready.app.privateKey).toContain('BEGIN RSA PRIVATE KEY');
    const control = controlClient(ready.url);
    const made = await control.createIssue({ by: 'olivia', repository: 'acme/widgets', title: 'From afar' });
    expect(made.number).toBe(3);
    expect(await control.history()).toMatchObject([{ action: 'issue.create', via: 'person' }]);
    await expect(control.deleteIssue({ by: 'olivia', repository: 'acme/widgets', number: 99 })).rejects.toThrow('no issue');
    child.kill('SIGTERM');
    const [code] = (await once(child, 'exit')) as [number];
    expect(code).toBe(0);
  });
});
