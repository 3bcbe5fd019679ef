/** Two web and two worker processes of the real service, killed and started again. */
import { createServer, type AddressInfo } from 'node:net';
import { startChild, type Child } from '../../bench/child.ts';

export interface Member {
  role: 'web' | 'worker';
  port: number;
  child: Child;
}

export interface Fleet {
  members: Member[];
  /** SIGKILL, then a new process in its place. */
  replace(member: Member): Promise<void>;
  stop(): Promise<void>;
}

export async function startFleet(environment: Record<string, string>): Promise<Fleet> {
  const members: Member[] = [];
  for (const role of ['web', 'web', 'worker', 'worker'] as const) {
    const port = await freePort();
    members.push({ role, port, child: await start(role, port, environment) });
  }
  return {
    members,
    async replace(member) {
      member.child.kill('SIGKILL');
      await member.child.ended;
      member.child = await start(member.role, member.port, environment);
    },
    async stop() {
      await Promise.all(members.map(({ child }) => child.stop()));
    },
  };
}

async function start(role: string, port: number, environment: Record<string, string>): Promise<Child> {
  return startChild('test/soak/member.ts', [role], { ...environment, PORT: String(port) });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
