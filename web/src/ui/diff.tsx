import { valueText } from '../view/value-text.ts';
import { inboxText as words } from '../text/sync.ts';
import { diffWords, type Piece } from './diff.ts';

/** Line ends are no difference that anybody sees, and `\r` would be drawn as one more. */
const asLines = (value: unknown): string => valueText(value).replaceAll(/\r\n?/g, '\n');

/** Names that came and went are told one by one, not letter by letter. */
function piecesOf(before: unknown, after: unknown): Piece[] {
  if (!Array.isArray(before) && !Array.isArray(after)) return diffWords(asLines(before), asLines(after));
  const [old, now] = [before, after].map((value) => (Array.isArray(value) ? value.map(valueText) : []));
  const all = [...(now ?? []).map((text): Piece => ({ kind: old?.includes(text) ? 'same' : 'added', text })), ...(old ?? []).filter((text) => !now?.includes(text)).map((text): Piece => ({ kind: 'removed', text }))];
  return all.flatMap((piece, index) => (index === 0 ? [piece] : [{ kind: 'same' as const, text: ', ' }, piece]));
}

/** A value with what is different from `before` marked: by a line under or through it and in words, not by colour alone. */
export function Diff({ before, after, hide }: { before: unknown; after: unknown; hide?: 'added' | 'removed' }) {
  const pieces = piecesOf(before, after).filter(({ kind }) => kind !== hide);
  if (pieces.length === 0) return <em class="muted">{words.nothing}</em>;
  return (
    <span class="diff" dir="auto">
      {pieces.map(({ kind, text }, index) =>
        kind === 'same' ? (
          <span key={index}>{text}</span>
        ) : kind === 'added' ? (
          <ins key={index}>
            <span class="hidden">{words.added}: </span>
            {text}
          </ins>
        ) : (
          <del key={index}>
            <span class="hidden">{words.removed}: </span>
            {text}
          </del>
        ),
      )}
    </span>
  );
}
