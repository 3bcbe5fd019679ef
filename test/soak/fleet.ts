/** Two web and two worker processes of the real service, killed and started again. */
import { startChild, type Child } from '../../bench/child.ts';
import { COMPILED, freePort } from '../support/service.ts';

export interface Member {
  role: 'web' | 'worker';
  port: number;
  child: Child;
}

export interface Fleet {
  members: Member[];
  /** SIGKILL; returns when it has ended. */
  kill(member: Member): Promise<void>;
  /** A new process in the place of one that was killed. */
  revive(member: Member): Promise<void>;
  stop(): Promise<void>;
}

export async function startFleet(environment: Record<string, string>): Promise<Fleet> {
  const members = await Promise.all((['web', 'web', 'worker', 'worker'] as const).map(async (role): Promise<Member> => {
    const port = await freePort();
    return { role, port, child: await start(role, port, environment) };
  }));
  return {
    members,
    async kill(member) {
      member.child.kill('SIGKILL');
      await member.child.ended;
    },
    async revive(member) {
      member.child = await start(member.role, member.port, environment)
        // PostgreSQL is being restarted: what watches over a service begins it once more.
        .catch(() => start(member.role, member.port, environment));
    },
    async stop() {
      await Promise.all(members.map(({ child }) => child.stop()));
    },
  };
}

async function start(role: string, port: number, environment: Record<string, string>): Promise<Child> {
  return startChild('test/soak/member.ts', [role], { NODE_COMPILE_CACHE: COMPILED, ...environment, PORT: String(port) });
}
