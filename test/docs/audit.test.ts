/** `.ci/audit` with an npm that answers as a test wants. */
import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { root } from './files.ts';

const counted = (high: number): string => JSON.stringify({ metadata: { vulnerabilities: { low: 2, high } } });

test.each<[string, string, number, RegExp]>([
  ['nothing that is high', `echo '${counted(0)}'`, 0, /^2 low, 0 high$/m],
  ['something high', `echo '${counted(1)}'; exit 1`, 1, /^2 low, 1 high$/m],
  ['a registry that takes no audits', `echo '{"error":{"code":"ENOAUDIT"}}'; exit 1`, 0, /^!!! NOT CHECKED/m],
  ['no network', 'echo "npm error network" >&2; exit 1', 0, /^!!! NOT CHECKED/m],
  // npm's own patience with a registry that is silent is a quarter of an hour.
  ['a registry that is silent', `case "$*" in *--fetch-timeout=*--fetch-retries=0*) exit 1;; *) echo '${counted(1)}'; exit 1;; esac`, 0, /^!!! NOT CHECKED/m],
])('%s', async (_name, script, status, said) => {
  const bin = await mkdtemp(join(tmpdir(), 'lockstep-audit-'));
  try {
    await writeFile(join(bin, 'npm'), `#!/bin/sh\n${script}\n`);
    await chmod(join(bin, 'npm'), 0o755);
    const ended = await new Promise<{ code: number; text: string }>((resolve) => {
      execFile(join(root, '.ci/audit'), { env: { ...process.env, PATH: `${bin}:${process.env['PATH']}` } }, (error, out, err) => resolve({ code: Number(error?.code ?? 0), text: out + err }));
    });
    expect(ended).toEqual({ code: status, text: expect.stringMatching(said) });
  } finally {
    await rm(bin, { recursive: true });
  }
});
