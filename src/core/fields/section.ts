/** What GitHub's issue forms put into a section that was left empty. */
const NO_RESPONSE = '_No response_';

/**
 * The text under `### heading`, without the blank around it and with `\n` at line ends; '' when it
 * was left empty, null when the body has no such section. A section ends at the next heading of its level or above; lines in
 * code fences are no headings. Shape: what GitHub's issue forms render.
 */
export function readSection(body: string, heading: string): string | null {
  const span = findSection(body, heading);
  if (span === null) return null;
  const text = normalText(body.slice(span.start, span.end));
  return text === NO_RESPONSE ? '' : text;
}

/** A section's text as an action holds it: in the line ends of the body it is no text of its own. */
export function normalText(text: string): string {
  return text.trim().replaceAll('\r\n', '\n');
}

/**
 * The body with `value` as the text of the section, in the line ends of the body; every byte
 * outside the section's text stays, and all of them when it says `value` already. A section that is missing is added at the end, unless there is nothing to say.
 */
export function writeSection(body: string, heading: string, value: string): string {
  const span = findSection(body, heading);
  if ((readSection(body, heading) ?? '') === value) return body;
  const text = value === '' ? NO_RESPONSE : value.replaceAll('\n', endingOf(body));
  if (span === null) return appendSection(body, heading, text);
  const old = body.slice(span.start, span.end);
  const head = body.slice(0, span.start);
  const tail = body.slice(span.end);
  if (old.trim() === '') {
    const eol = endingOf(body);
    const gap = head.endsWith('\n') ? eol : eol + eol;
    return `${head}${gap}${text}${eol}${tail === '' ? '' : eol}${tail}`;
  }
  const lead = old.length - old.trimStart().length;
  return head + old.slice(0, lead) + text + old.slice(old.trimEnd().length) + tail;
}

function appendSection(body: string, heading: string, value: string): string {
  const eol = endingOf(body);
  let gap = eol + eol;
  if (body === '' || /\n\r?\n$/.test(body)) gap = '';
  else if (body.endsWith('\n')) gap = eol;
  return `${body}${gap}### ${heading}${eol}${eol}${value}${eol}`;
}

function endingOf(body: string): string {
  return body.includes('\r\n') ? '\r\n' : '\n';
}

/** Where the text of a section starts (after the heading's line) and ends. */
function findSection(body: string, heading: string): { start: number; end: number } | null {
  let fence: string | null = null;
  let start: number | null = null;
  for (let at = 0; at < body.length; ) {
    const feed = body.indexOf('\n', at);
    const next = feed === -1 ? body.length : feed + 1;
    const line = body.slice(at, next).trimEnd();
    const wasFenced = fence !== null;
    fence = fenceAfter(fence, line);
    const found = wasFenced || fence !== null ? null : /^ {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?$/.exec(line);
    if (found !== null && (found[1]?.length ?? 0) <= 3) {
      if (start !== null) return { start, end: at };
      if (found[1] === '###' && found[2]?.trim().toLowerCase() === heading.trim().toLowerCase()) start = next;
    }
    at = next;
  }
  return start === null ? null : { start, end: body.length };
}

/** The code fence that is open after this line; null for none (CommonMark 0.31, section 4.5). */
function fenceAfter(open: string | null, line: string): string | null {
  const mark = /^ {0,3}(`{3,}(?!.*`)|~{3,})(.*)$/.exec(line);
  if (open === null) return mark?.[1] ?? null;
  const run = mark?.[1] ?? '';
  const closes = run.startsWith(open) && mark?.[2]?.trim() === '';
  return closes ? null : open;
}
