/** Word by word, what came and went between two texts. */
export type Piece = { kind: 'same' | 'added' | 'removed'; text: string };

/** Beyond so many words on a side, whole lines are compared. */
const WORDS = 1500;

/** The longest common run of words stays; the rest is marked. */
export function diffWords(before: string, after: string): Piece[] {
  const fine = Math.max(before.length, after.length) < WORDS * 6;
  const cut = (text: string): string[] => text.match(fine ? /\s+|[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu : /.*\n|.+$/gu) ?? [];
  const pieces: Piece[] = [];
  diffParts(cut(before), cut(after), (kind, text) => {
    const last = pieces.at(-1);
    if (last?.kind === kind) last.text += text;
    else pieces.push({ kind, text });
  });
  return withoutBlanks(pieces);
}

/** Part by part, in order, what stayed, came and went. */
export function diffParts(a: readonly string[], b: readonly string[], add: (kind: Piece['kind'], text: string) => void): void {
  const same = (text: string): void => add('same', text);
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  a.slice(0, start).forEach(same);
  middle(a.slice(start, a.length - end), b.slice(start, b.length - end), add);
  a.slice(a.length - end).forEach(same);
}

/** What only has blanks in common is one change: word after word struck through and replaced is read by nobody. */
function withoutBlanks(pieces: readonly Piece[]): Piece[] {
  const read: Piece[] = [];
  let [removed, added] = ['', ''];
  const end = (): void => {
    if (removed !== '') read.push({ kind: 'removed', text: removed });
    if (added !== '') read.push({ kind: 'added', text: added });
    removed = added = '';
  };
  for (const [index, piece] of pieces.entries()) {
    const between = piece.kind === 'same' && index > 0 && index < pieces.length - 1 && piece.text.trim() === '';
    if (piece.kind === 'same' && !between) {
      end();
      read.push(piece);
      continue;
    }
    if (piece.kind !== 'added') removed += piece.text;
    if (piece.kind !== 'removed') added += piece.text;
  }
  end();
  return read;
}

function middle(a: string[], b: string[], add: (kind: Piece['kind'], text: string) => void): void {
  if (a.length * b.length > WORDS * WORDS) {
    for (const text of a) add('removed', text);
    for (const text of b) add('added', text);
    return;
  }
  const width = b.length + 1;
  const longest = new Uint16Array((a.length + 1) * width);
  const at = (i: number, j: number): number => longest[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) longest[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  }
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      add('same', a[i] ?? '');
      i += 1;
      j += 1;
    } else if (j >= b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1))) add('removed', a[i++] ?? '');
    else add('added', b[j++] ?? '');
  }
}
