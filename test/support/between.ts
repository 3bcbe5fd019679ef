import type { Client } from '../../src/github/clients.ts';
import type { Engine } from '../../src/sync/engine.ts';

/**
 * Somebody is faster: what they do comes after the engine's last read and right before its next write.
 * @param write begins with it: `PATCH /repos`, `mutation lockstepSet`
 */
export function rightBefore({ github }: Engine, write: string, act: () => unknown): void {
  const real = github.asInstallation.bind(github);
  let isDone = false;
  github.asInstallation = async (installationId) => new Proxy(await real(installationId), {
    get(target, name) {
      if (name !== 'request' && name !== 'graphql') return target[name as keyof Client];
      return async (...given: Parameters<Client['request']>) => {
        if (!isDone && String(given[0]).startsWith(write)) {
          isDone = true;
          github.asInstallation = real;
          await act();
        }
        return (target[name] as Client['request'])(...given);
      };
    },
  });
}
