/** Edits of a text by lines, each with a mark of its own that tells it from every other. */
import { at } from './work.ts';

export const markOf = (id: number): string => `~${id}~`;

export const MARK = /~\d+~/g;

/** Replaces, adds or removes a line. */
export function editText(text: string, id: number, [, , , how = 0, where = 0]: readonly number[]): string {
  const crlf = text.includes('\r\n');
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  const index = at(where, lines.length);
  if (how < 0.45) lines.splice(index, 1, `${(lines[index] ?? '').replace(MARK, '')}${markOf(id)}`);
  else if (how < 0.75 || lines.length < 4) lines.splice(index, 0, `line ${markOf(id)}`);
  else if (how < 0.9) lines.splice(index, 1);
  else return crlf ? text.replaceAll('\r\n', '\n') : `${lines.join('\r\n')}\r\n${markOf(id)}`;
  return lines.join(crlf ? '\r\n' : '\n');
}
