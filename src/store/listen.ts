/** A connection of its own that hears notifications (LISTEN), and notices when it has died. */
import pg from 'pg';

export interface ListenParts {
  url: string;
  channel: string;
  /** Of the connection, as PostgreSQL shows it. */
  name: string;
  onNotice: (payload: string) => void;
  onError: (error: Error) => void;
  /** Once: it came about, and has ended. */
  onEnd: () => void;
  /** Between two looks whether it still lives. */
  probeMs?: number;
  /** How long PostgreSQL may take to answer. */
  answerMs?: number;
}

export interface Listening {
  close(): Promise<void>;
}

/**
 * A connection that hears has nothing to send: where the way to the database breaks without a word, TCP would
 * not notice for hours, and nobody would hear anything.
 */
const PROBE_MS = 10_000;
const ANSWER_MS = 10_000;

/** @throws where it does not come about; nothing of it is left then */
export async function listen({ url, channel, name, onNotice, onError, onEnd, probeMs = PROBE_MS, answerMs = ANSWER_MS }: ListenParts): Promise<Listening> {
  const client = new pg.Client({ connectionString: url, application_name: name, keepAlive: true, connectionTimeoutMillis: answerMs, query_timeout: answerMs });
  client.on('error', onError);
  client.on('notification', ({ payload = '' }) => onNotice(payload));
  try {
    await client.connect();
    await client.query(`LISTEN ${channel}`);
  } catch (error) {
    await client.end();
    throw error;
  }
  let next: NodeJS.Timeout;
  const probe = (): void => {
    next = setTimeout(() => void client.query('SELECT 1').then(probe, () => client.end()), probeMs).unref();
  };
  probe();
  client.on('end', () => {
    clearTimeout(next);
    onEnd();
  });
  return { close: () => client.end() };
}
