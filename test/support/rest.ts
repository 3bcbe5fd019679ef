/** A program at the REST API. */
import type { Stack } from './stack.ts';

export interface RestAnswer<T = Record<string, unknown>> {
  status: number;
  headers: Headers;
  body: T;
}

/** `T` is what the test knows of the answer. */
export type Rest = <T = Record<string, unknown>>(method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<RestAnswer<T>>;

/** @param token null sends none; `path` is below `/api/v1` */
export function restOf({ app }: Pick<Stack, 'app'>, token: string | null): Rest {
  const send: Rest = async (method, path, body, headers = {}) => {
    const response = await fetch(`${app.publicUrl}/api/v1${path}`, {
      method,
      headers: { ...(token !== null && { authorization: `Bearer ${token}` }), ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: (text === '' ? null : JSON.parse(text)) as never };
  };
  return send;
}
