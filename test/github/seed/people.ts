import type { Permission } from '../model.ts';

export interface SeedPerson {
  login: string;
  name: string | null;
  email: string | null;
  /** Member of the organization: `admin` is an owner; null: an outside contributor. */
  membership: 'admin' | 'member' | null;
  /** What the person may do in storefront, mobile and platform. */
  permissions: { storefront: Permission; mobile: Permission; platform: Permission };
}

/** The demo's organization. Every name is invented. */
export const ORGANIZATION = { login: 'northwind', name: 'Northwind Outfitters' };

const everywhere = (permission: Permission): SeedPerson['permissions'] => ({
  storefront: permission,
  mobile: permission,
  platform: permission,
});

/** Invented people: owners, maintainers, developers, triagers, outside contributors. */
export const PEOPLE: readonly SeedPerson[] = [
  { login: 'ines-marchetti', name: 'Ines Marchetti', email: 'ines.marchetti@northwind.example', membership: 'admin', permissions: everywhere('admin') },
  { login: 'tobi-adeyemi', name: 'Tobi Adeyemi', email: 'tobi.adeyemi@northwind.example', membership: 'admin', permissions: everywhere('admin') },
  { login: 'karlottasund', name: 'Karlotta Sund', email: null, membership: 'member', permissions: { storefront: 'maintain', mobile: 'push', platform: 'push' } },
  { login: 'r-okonkwo-b', name: 'Remi Okonkwo-Bell', email: 'remi@okonkwobell.example', membership: 'member', permissions: { storefront: 'push', mobile: 'maintain', platform: 'pull' } },
  { login: 'havelund', name: 'Mads Havelund', email: null, membership: 'member', permissions: { storefront: 'push', mobile: 'push', platform: 'maintain' } },
  { login: 'yusra-dev', name: 'يسرى الحداد', email: 'yusra@northwind.example', membership: 'member', permissions: { storefront: 'push', mobile: 'push', platform: 'push' } },
  { login: 'NoamSO7', name: 'נועם שרעבי-עוז', email: null, membership: 'member', permissions: { storefront: 'push', mobile: 'triage', platform: 'none' } },
  { login: 'sora-minagawa', name: '皆川 そら', email: 'sora@northwind.example', membership: 'member', permissions: { storefront: 'triage', mobile: 'push', platform: 'push' } },
  { login: 'pjotrw', name: 'Pjotr Wiśniowski', email: null, membership: 'member', permissions: { storefront: 'push', mobile: 'pull', platform: 'push' } },
  { login: 'lucia-ferrandiz', name: 'Lucía Ferrándiz', email: 'lucia.ferrandiz@northwind.example', membership: 'member', permissions: { storefront: 'triage', mobile: 'triage', platform: 'triage' } },
  { login: 'quietgrebe', name: null, email: null, membership: 'member', permissions: { storefront: 'push', mobile: 'push', platform: 'push' } },
  { login: 'wei-ruochuan', name: '魏若川', email: null, membership: null, permissions: { storefront: 'pull', mobile: 'push', platform: 'none' } },
  { login: 'dunstan-k', name: 'Dunstan Kerr', email: 'dk@example.org', membership: null, permissions: { storefront: 'pull', mobile: 'pull', platform: 'none' } },
  { login: 'a11y-marta', name: 'Marta Obregón', email: null, membership: null, permissions: { storefront: 'triage', mobile: 'pull', platform: 'none' } },
];
