/** Origins of the stand-in, without a trailing slash. */
export interface Urls {
  /** `http://127.0.0.1:PORT` */
  web: string;
  /** `http://127.0.0.1:PORT/api/v3` */
  api: string;
}

export function urlsOf(origin: string): Urls {
  return { web: origin, api: `${origin}/api/v3` };
}
