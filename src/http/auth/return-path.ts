/**
 * Where a person goes on after signing in: a path of this service, else its start. Whatever a browser
 * could read as another host is refused: `//host`, `/\host`, control characters that it drops.
 */
export function safeReturnPath(asked: unknown): string {
  if (typeof asked !== 'string' || asked.length > 2000 || !/^\/(?![/\\])[\u0021-\u007e]*$/.test(asked) || asked.includes('\\')) return '/';
  const base = 'https://lockstep.invalid';
  const url = URL.parse(asked, base);
  // Back to the sign-in itself would go round in circles.
  if (url === null || url.origin !== base || url.pathname.startsWith('/api/') || url.pathname.startsWith('//') || url.pathname === '/sign-in') return '/';
  return `${url.pathname}${url.search}${url.hash}`;
}
