import type { Client } from '../../src/github/clients.ts';
import type { Engine } from '../../src/sync/engine.ts';

type Act = () => unknown;

/**
 * Somebody is faster: what they do comes after the engine's last read and right before its next write.
 * @param write begins with it: `PATCH /repos`, `mutation lockstepSet`
 */
export function rightBefore(engine: Engine, write: string, act: Act): void {
  around(engine, write, { before: act });
}

/** What they do comes once GitHub has done the write, and is over before the engine has its answer. */
export function rightAfter(engine: Engine, write: string, act: Act): void {
  around(engine, write, { after: act });
}

function around({ github }: Engine, write: string, { before, after }: { before?: Act; after?: Act }): void {
  const real = github.asInstallation.bind(github);
  let isDone = false;
  github.asInstallation = async (installationId) => new Proxy(await real(installationId), {
    get(target, name) {
      if (name !== 'request' && name !== 'graphql') return target[name as keyof Client];
      return async (...given: Parameters<Client['request']>) => {
        const send = (): unknown => (target[name] as Client['request'])(...given);
        if (isDone || !String(given[0]).startsWith(write)) return send();
        isDone = true;
        github.asInstallation = real;
        await before?.();
        const answer = await send();
        await after?.();
        return answer;
      };
    },
  });
}
