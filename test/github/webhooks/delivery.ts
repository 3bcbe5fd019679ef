/** One webhook event on its way, or on its way again. */
export interface Delivery {
  guid: string;
  event: string;
  action: string | null;
  installationId: number | null;
  repositoryId: number | null;
  /** The exact bytes that are signed and sent, as text. */
  payload: string;
  /** Epoch milliseconds of the write. */
  createdAt: number;
  redelivery: boolean;
}

/** One attempt, as the delivery log keeps it. */
export interface Attempt {
  id: number;
  delivery: Delivery;
  /** Epoch milliseconds. */
  deliveredAt: number;
  redelivery: boolean;
  /** Seconds. */
  duration: number;
  /** GitHub's words: `OK`, `Invalid HTTP Response: 500`, `timed out`, `failed to connect to host`. */
  status: string;
  statusCode: number;
  url: string;
  requestHeaders: Record<string, string>;
  responseHeaders: Record<string, string> | null;
  responsePayload: string | null;
}

/** What came back for one attempt, before it is logged. */
export interface Outcome {
  status: string;
  statusCode: number;
  headers: Record<string, string> | null;
  payload: string | null;
}

export const REFUSED: Outcome = { status: 'failed to connect to host', statusCode: 502, headers: null, payload: null };
export const TIMED_OUT: Outcome = { status: 'timed out', statusCode: 504, headers: null, payload: null };
