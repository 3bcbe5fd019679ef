/** Where a long text goes that is made while it is read: to a new file, or to standard output. */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { Readable, type Writable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';

/** @param output a file that does not exist yet; undefined for standard output, which stays open: the process goes on to close its database */
export async function writeText(text: AsyncIterable<string>, output: string | undefined): Promise<void> {
  if (output !== undefined) return pipeline(Readable.from(text, { objectMode: false }), createWriteStream(output, { flags: 'wx', mode: 0o600 }));
  const out: Writable = process.stdout;
  for await (const part of text) if (!out.write(part)) await Promise.race([once(out, 'drain'), finished(out, { readable: false })]);
}
