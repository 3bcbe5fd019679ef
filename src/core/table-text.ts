/** Rows as text that is made while they are read: CSV for spreadsheets, JSON for programs. */

/** A column: its heading, and what stands in it. */
export type Column<T> = readonly [heading: string, read: (one: T) => string | number | null];

/** RFC 4180, with a mark of byte order, by which spreadsheets know UTF-8. */
export async function* csvOf<T>(columns: readonly Column<T>[], found: AsyncIterable<T>): AsyncGenerator<string> {
  yield `\uFEFF${columns.map(([heading]) => heading).join(',')}\r\n`;
  for await (const one of found) yield `${columns.map(([, read]) => csvCell(read(one))).join(',')}\r\n`;
}

/** Spreadsheets run text that begins like a formula: an apostrophe keeps it text (OWASP, CSV injection). */
export function csvCell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r\n＝＋－＠]/u.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One array, a row a line. */
export async function* jsonOf(found: AsyncIterable<unknown>): AsyncGenerator<string> {
  let separator = '[\n';
  for await (const one of found) {
    yield `${separator}${JSON.stringify(one)}`;
    separator = ',\n';
  }
  yield separator === '[\n' ? '[]\n' : '\n]\n';
}
