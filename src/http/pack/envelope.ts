/** The little of a delivery that the inbox indexes; everything else waits for the worker. */
export interface Envelope {
  action: string | null;
  installationId: number | null;
  repositoryId: number | null;
}

const MAX_ACTION = 100;

/**
 * Looked at by hand: a schema takes longer than the rest, at each delivery and each start of the thread.
 * @returns null for what is no JSON object
 */
export function readEnvelope(body: string): Envelope | null {
  let read: unknown;
  try {
    read = JSON.parse(body);
  } catch {
    return null;
  }
  if (typeof read !== 'object' || read === null || Array.isArray(read)) return null;
  const { action, installation, repository } = read as Record<string, unknown>;
  return {
    action: typeof action === 'string' && action.length <= MAX_ACTION ? action : null,
    installationId: idOf(installation),
    repositoryId: idOf(repository),
  };
}

function idOf(value: unknown): number | null {
  const id = typeof value === 'object' && value !== null && 'id' in value ? value.id : null;
  return Number.isSafeInteger(id) ? (id as number) : null;
}
