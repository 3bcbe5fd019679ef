/** What app.yml says of the App: its permissions and events, so that they stand in one place. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

const schema = z.object({
  default_permissions: z.record(z.string(), z.enum(['read', 'write', 'admin'])),
  default_events: z.array(z.string().regex(/^\w+$/)).min(1),
});

export type AppYml = z.infer<typeof schema>;

/** @throws Error that names what it cannot read */
export function readAppYml(path: URL = new URL('../../app.yml', import.meta.url)): AppYml {
  return schema.parse(parse(readFileSync(path, 'utf8')));
}
