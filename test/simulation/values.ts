/** Small helpers of the oracle. */
export const asTexts = (value: unknown): string => (typeof value === 'string' ? value : '');

export const asNames = (value: unknown): string[] => (Array.isArray(value) ? value.map((name) => String(name).toLowerCase()) : []);

export const countOf = (text: string, part: string): number => text.split(part).length - 1;

export interface Change {
  name: string;
  added: boolean;
}

/** What came and went, by element. */
export function setChanges(writes: readonly { from: unknown; to: unknown }[]): Change[] {
  return writes.flatMap(({ from, to }) => {
    const [was, is] = [asNames(from), asNames(to)];
    return [...is.filter((name) => !was.includes(name)).map((name) => ({ name, added: true })), ...was.filter((name) => !is.includes(name)).map((name) => ({ name, added: false }))];
  });
}
