/** Logs: JSON lines with constant messages, the data beside them, and no secret ever. */
import { pino, type Logger } from 'pino';
import type { Config } from './config.ts';

/**
 * Tokens as GitHub writes them, whatever their length (installation tokens are about 520 characters),
 * private keys, and passwords in connection strings.
 */
const SECRETS = /\b(?:gh[opsur]_[A-Za-z0-9._-]{20,}|github_pat_[A-Za-z0-9_]{20,})|-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----|(?<=postgres(?:ql)?:\/\/[^:@\s]*:)[^@\s]+(?=@)/g;

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
