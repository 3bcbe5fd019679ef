const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** What a reader counts as characters: an emoji with its skin tone is one. */
export function characters(text: string): string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}
