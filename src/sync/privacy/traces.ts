/** Traces of a person in one row: what it would read without them. */
import { compressBody, decompressBody } from '../../store/delivery-body.ts';
import type { Eraser } from '../../core/privacy/identity.ts';
import type { Column, FoundRow, Table } from '../../store/every-table.ts';

/** Column -> its new value; json as text. */
export type Changes = Record<string, string | string[] | Buffer | number>;

const ZSTD = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);

/** GitHub's number of an account, in columns of ours. */
const ACCOUNT_COLUMNS = new Set(['github_id', 'account_id']);

/** What changes in a row; empty where it has no trace. */
export async function withoutTraces(eraser: Eraser, githubId: number, ghostId: number, table: Table, row: FoundRow): Promise<Changes> {
  const changes: Changes = {};
  for (const { name, kind } of table.columns) {
    const value = row.values[name];
    if (value === null || value === undefined) continue;
    if (kind === 'number') {
      if (ACCOUNT_COLUMNS.has(name) && value === String(githubId)) changes[name] = ghostId;
      continue;
    }
    const after = await rewritten(eraser, name, kind, value);
    if (after !== null) changes[name] = after;
  }
  return changes;
}

/** @returns null where there is no trace */
async function rewritten(eraser: Eraser, name: string, kind: Column['kind'], value: string | string[] | Buffer): Promise<string | string[] | Buffer | null> {
  if (kind === 'bytes') return rewrittenBody(eraser, value as Buffer);
  if (kind === 'texts') {
    const after = (value as string[]).map((one) => eraser.text(one, name));
    return after.every((one, at) => one === (value as string[])[at]) ? null : [...new Set(after)];
  }
  if (kind === 'json') return rewrittenJson(eraser, value as string, name);
  const after = eraser.text(value as string, name);
  return after === value ? null : after;
}

function rewrittenJson(eraser: Eraser, text: string, name: string): string | null {
  const before = JSON.parse(text) as unknown;
  const after = eraser.json(before, name);
  return after === before ? null : JSON.stringify(after);
}

/** Bytes that are no zstd of JSON hold no words: hashes and ids. */
async function rewrittenBody(eraser: Eraser, bytes: Buffer): Promise<Buffer | null> {
  if (!bytes.subarray(0, ZSTD.length).equals(ZSTD)) return null;
  const body = (await decompressBody(bytes)).toString('utf8');
  const lower = body.toLowerCase();
  if (!eraser.hints.some((hint) => lower.includes(hint))) return null;
  const after = rewrittenJson(eraser, body, 'payload');
  return after === null ? null : compressBody(Buffer.from(after));
}

/** Whether a login stands in a row as a mere word. */
export async function hasWord(eraser: Eraser, table: Table, row: FoundRow): Promise<boolean> {
  for (const { name, kind } of table.columns) {
    const value = row.values[name];
    if (value === null || value === undefined || kind === 'number') continue;
    if (kind === 'bytes' && !(value as Buffer).subarray(0, ZSTD.length).equals(ZSTD)) continue;
    const text = kind === 'bytes' ? (await decompressBody(value as Buffer)).toString('utf8') : String(value);
    if (eraser.asWord(text)) return true;
  }
  return false;
}
