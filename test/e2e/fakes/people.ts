/** Who belongs to the project in memory, and what is kept about them: sessions, tokens, the audit log. */
import { settingsInput } from '../../../src/core/settings.ts';
import type { PageServices } from '../../../src/http/trpc/services.ts';
import type { ApiTokenShape, AuditLine as Line, ProjectMember } from '../../../src/http/trpc/shapes.ts';

const AT = '2026-01-05T09:00:00.000Z';
/** What a lead changed of the settings that a project begins with. */
const CHANGED = { conflictPolicy: 'ask', mappings: { priority: { direction: 'pull' } } };
const whole = (given: object): Line['detail'][string] => JSON.parse(JSON.stringify(settingsInput.parse(given))) as Line['detail'][string];
const SECRET = `lst_${'0'.repeat(40)}`;

export function fakePeople(): Pick<PageServices, 'account' | 'audit' | 'members' | 'tokens'> {
  const token: ApiTokenShape = { id: '1', kind: 'person', name: 'nightly report', hint: '4f2a', scopes: ['read', 'write'], createdAt: AT, expiresAt: null, lastUsedAt: AT };
  const line = { at: AT, actorKind: 'person', actor: 'maren-holt', outcome: 'done', detail: {} } as const;
  let members: ProjectMember[] = [
    { userId: '1', login: 'maren-holt', name: 'Maren Holt', role: 'lead' }, { userId: '2', login: 'yuki.tanaka', name: null, role: 'member' },
    { userId: '3', login: 'noam', name: 'נועם שרעבי', role: 'viewer' },
  ];
  let lines: Line[] = [
    { ...line, event: 'settings.changed', detail: { before: whole({}), after: whole(CHANGED), replaced: 0 } },
    { ...line, event: 'token.created', outcome: 'denied' as const },
    { ...line, event: 'member.changed', detail: { user: 3, before: 'viewer', after: 'member' } },
    { ...line, event: 'access.denied', outcome: 'denied' as const, detail: { right: 'settings.change' } },
    { ...line, event: 'repository.unlinked', detail: { repository: 103, actions: 12, archived: true } },
    { ...line, event: 'settings.followed', actorKind: 'system' as const, actor: null, detail: { by: 'github', repository: 999, renamed: [{ kind: 'label', from: 'P1', to: 'P-one' }], version: 3 } },
    ...Array.from({ length: 100 }, () => ({ ...line, event: 'sync.started', detail: { direction: 'both' } })),
    { ...line, event: 'repository.renamed', actorKind: 'system' as const, actor: null },
  ].map((one, index, all) => ({ ...one, id: String(all.length - index) }));
  const session = { createdAt: AT, seenAt: AT };
  return {
    account: {
      mustSignIn: async () => false,
      sessions: async () => [
        { ...session, id: '1', device: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36', current: true },
        { ...session, id: '2', device: 'a script', current: false },
      ],
      endSession: async () => false,
    },
    members: {
      list: async () => members,
      async setRole({ userId, role }) {
        members = members.map((one) => (one.userId === userId ? { ...one, role } : one));
        return { outcome: 'done' };
      },
      remove: async () => ({ outcome: 'missing' }),
    },
    tokens: {
      list: async () => [token], create: async () => ({ id: '2', token: SECRET }), revoke: async () => false,
      listOfProject: async () => [{ ...token, kind: 'project' }], createForProject: async () => ({ id: '2', token: SECRET }), revokeOfProject: async () => false,
    },
    audit: {
      async list({ before, limit }) {
        // Reading it is a line of its own, as it is in the service.
        lines = [{ ...line, id: String(lines.length + 1), event: 'audit.read' }, ...lines];
        return lines.filter(({ id }) => before === null || Number(id) < Number(before)).slice(0, limit);
      },
    },
  };
}
