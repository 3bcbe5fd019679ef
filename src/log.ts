/** Logs: JSON lines with constant messages, the data beside them, and no secret ever. */
import { pino, type Logger } from 'pino';
import type { Config } from './config.ts';

/** What must never be written down, wherever it stands in a line. */
const SECRETS = new RegExp([
  // Tokens as GitHub writes them, whatever their length: installation tokens are about 520 characters.
  String.raw`\b(?:gh[opsur]_[A-Za-z0-9._-]{20,}|lst[upoi]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,})`,
  // JSON Web Tokens: the App signs in with one.
  String.raw`\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}`,
  // Private keys, as PEM and as base64 of PEM.
  String.raw`-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----`,
  String.raw`\bLS0tLS1CRUdJTi[A-Za-z0-9+/]{100,}={0,2}`,
  // Secrets of outgoing webhooks.
  String.raw`\bwhsec_[A-Za-z0-9+/=]{20,}`,
  // Passwords in connection strings; an @ in the password need not be escaped to work.
  String.raw`(?<=(?:postgres(?:ql)?|smtps?):\/\/[^:@\s/"]*:)[^\s/"]+(?=@)`,
].join('|'), 'g');

const PATHS = ['*.authorization', '*.headers.authorization', '*.password', '*.secret', '*.token', '*.privateKey', '*.clientSecret', 'authorization', 'token'];

/** Cuts secrets out of a text. */
export function redact(text: string): string {
  return text.replace(SECRETS, '[redacted]');
}

export function createLog(config: Pick<Config, 'logLevel'>, destination?: pino.DestinationStream): Logger {
  const options = { level: config.logLevel, base: null, redact: { paths: PATHS, censor: '[redacted]' } };
  const target = destination ?? pino.destination({ fd: 2, sync: false });
  return pino(options, { write: (line: string): void => { target.write(redact(line)); } });
}
