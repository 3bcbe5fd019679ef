type Fetch = typeof globalThis.fetch;

/**
 * A fetch that follows no write to another issue. GitHub redirects a write with 307 where the
 * repository has another name now: the same write is sent to the place it names. With 301 the issue
 * lives in another repository: a plain fetch would write to it there, or read it where it was to post.
 * https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#follow-redirects
 */
export function fetchInPlace(fetch?: Fetch): Fetch {
  return async (input, init) => {
    // Looked up with each call: tests put their own in its place.
    const send = fetch ?? globalThis.fetch;
    if ((init?.method ?? 'GET') === 'GET') return send(input, init);
    const once = { ...init, redirect: 'manual' as const };
    const answer = await send(input, once);
    const location = answer.headers.get('location');
    if ((answer.status !== 307 && answer.status !== 308) || location === null) return answer;
    const asked = new URL(input instanceof Request ? input.url : input);
    const next = new URL(location, asked);
    // A token goes to nobody else.
    return next.origin === asked.origin ? send(next, once) : answer;
  };
}
