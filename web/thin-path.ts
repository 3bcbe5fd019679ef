/** How many numbers each command of an SVG path takes (SVG 2, 9.3). */
const TAKES: Record<string, number> = { m: 2, l: 2, h: 1, v: 1, c: 6, s: 4, q: 4, t: 2, a: 7 };

const round = (value: number): number => Math.round(value * 100) / 100;

/** The numbers behind a command; the two flags of an arc are one digit each, and may stand without a space. */
function numbersOf(command: string, text: string): number[] {
  const found: number[] = [];
  const number = /-?(?:\d+\.?\d*|\.\d+)/y;
  for (let at = 0; at < text.length; ) {
    const isFlag = command === 'a' && [3, 4].includes(found.length % 7);
    number.lastIndex = at;
    const word = isFlag ? /^[01]/.exec(text[at] ?? '')?.[0] : number.exec(text)?.[0];
    if (word !== undefined) found.push(Number(word));
    at += word?.length ?? 1;
  }
  return found;
}

/** Numbers as short as they can stand one after the other. */
const written = (numbers: readonly number[]): string =>
  numbers.map((value) => String(value).replace(/^(-?)0\./, '$1.')).reduce((text, word) => text + (text === '' || word.startsWith('-') || (word.startsWith('.') && /\.\d*$/.test(text)) ? '' : ' ') + word, '');

/**
 * An SVG path with its numbers rounded to hundredths. Each point is rounded where it lies, not by how far it is from the one
 * before, so that what rounding takes never adds up.
 */
export function thinPath(path: string): string {
  /** Where the path is and where its part began; the same of what is written. */
  const [at, start, is, started] = [[0, 0], [0, 0], [0, 0], [0, 0]] as [number[], number[], number[], number[]];
  return [...path.matchAll(/([a-z])([^a-z]*)/gi)].map(([, letter = '', text = '']) => {
    const command = letter.toLowerCase();
    const takes = TAKES[command];
    if (takes === undefined) {
      at.splice(0, 2, ...start);
      is.splice(0, 2, ...started);
      return letter;
    }
    const isRelative = letter === command;
    const given = numbersOf(command, text);
    const thin: number[] = [];
    for (let begin = 0; begin < given.length; begin += takes) {
      const from = [...at];
      const base = isRelative ? [...is] : [0, 0];
      for (const [place, value] of given.slice(begin, begin + takes).entries()) {
        if (command === 'a' && place < 5) {
          thin.push(round(value));
          continue;
        }
        const axis = command === 'v' || (command !== 'h' && (command === 'a' ? place === 6 : place % 2 === 1)) ? 1 : 0;
        const point = value + (isRelative ? (from[axis] ?? 0) : 0);
        thin.push(round(point - (base[axis] ?? 0)));
        at[axis] = point;
        is[axis] = round((base[axis] ?? 0) + (thin.at(-1) ?? 0));
      }
      if (command === 'm' && begin === 0) {
        start.splice(0, 2, ...at);
        started.splice(0, 2, ...is);
      }
    }
    return letter + written(thin);
  }).join('');
}
