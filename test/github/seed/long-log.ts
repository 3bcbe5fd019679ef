/** GitHub accepts 65,536 characters; this is near it, as pasted logs are. */
const LENGTH = 60_000;

/** An issue with a pasted log: title and a body of exactly 60,000 characters. */
export function longLog(): readonly [title: string, body: string] {
  const head = 'The whole log of the night, so that it is not lost when the node is replaced. The interesting part starts at about line 300.\n\n```text\n';
  const tail = '\n```\n';
  let log = '';
  for (let line = 0; log.length < LENGTH; line += 1) log += `${logLine(line)}\n`;
  return ['Warehouse feed: complete log of the failed import', head + log.slice(0, LENGTH - head.length - tail.length) + tail];
}

function logLine(line: number): string {
  const second = 7200 + line * 3;
  const time = [second / 3600, (second / 60) % 60, second % 60].map((part) => String(Math.floor(part)).padStart(2, '0')).join(':');
  const page = Math.floor(line / 2) + 1;
  if (line > 300 && line % 7 === 0) return `${time} warn  feed  page=${page} status=502 attempt=${(line % 5) + 1} wait=${2 ** (line % 5)}s`;
  if (line % 2 === 0) return `${time} info  feed  page=${page} get /v1/stock?cursor=${(page * 7919).toString(36)}`;
  return `${time} info  feed  page=${page} rows=${100 - (line % 13)} changed=${(line * 31) % 17} ms=${40 + ((line * 53) % 200)}`;
}
