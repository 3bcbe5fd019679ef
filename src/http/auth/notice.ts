/** Small pages that stand outside of the page: signing in, and what went wrong with it. */
import type { FastifyInstance, FastifyReply } from 'fastify';

export interface Notice {
  title: string;
  /** Paragraphs of plain text. */
  text: readonly string[];
  action?: { label: string; href: string };
}

/** No script, no inline style, nothing from elsewhere. */
const POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** The page's own colours, without its stylesheet: these pages stand also where the page cannot. */
const STYLE = `:root { color-scheme: light dark; font: 14px/1.5 system-ui, sans-serif; color: light-dark(#1f2328, #f0f6fc); background: light-dark(#fff, #0d1117); }
body { margin: 12vh auto 2rem; max-width: 34rem; padding: 0 1rem; }
h1 { margin: 0 0 1rem; font-size: 1.5rem; line-height: 1.25; }
p { margin: 0 0 1rem; overflow-wrap: anywhere; }
a { color: light-dark(#0969da, #4493f8); }
code { padding: .125rem .375rem; border-radius: .375rem; font: .875em ui-monospace, monospace; background: light-dark(#eff2f5, #212830); }
label { font-weight: 600; }
input:not([type=hidden]) { box-sizing: border-box; width: 100%; margin-top: .25rem; padding: .375rem .75rem; border: 1px solid light-dark(#818b98, #656c76); border-radius: .375rem; font: inherit; font-weight: 400; color: inherit; background: light-dark(#fff, #0d1117); }
a.button, button { display: inline-block; padding: .375rem 1rem; border: 1px solid light-dark(#1f232826, #f0f6fc26); border-radius: .375rem; font: inherit; font-weight: 600; color: #fff; background: light-dark(#1f883d, #238636); text-decoration: none; cursor: pointer; }
a.button:hover, button:hover { background: light-dark(#1c8139, #29903b); }
[role=alert] { padding: .75rem 1rem; border: 1px solid light-dark(#ffcecb, #792e2e); border-radius: .375rem; background: light-dark(#ffebe9, #301b1e); }
:focus-visible { outline: 2px solid light-dark(#0969da, #1f6feb); outline-offset: 2px; }
`;

export function registerNoticeStyle(fastify: FastifyInstance): void {
  fastify.get('/notice.css', async (_request, reply) => reply.type('text/css; charset=utf-8').header('cache-control', 'no-cache').send(STYLE));
}

export function sendNotice(reply: FastifyReply, status: number, { title, text, action }: Notice): FastifyReply {
  const link = action ? `<p><a class="button" href="${escapeHtml(action.href)}">${escapeHtml(action.label)}</a></p>` : '';
  return sendHtml(reply, status, title, `${text.map((one) => `<p>${escapeHtml(one)}</p>`).join('\n')}\n${link}`);
}

/**
 * @param body HTML; what is not ours in it must be escaped
 * @param formTo another origin that a form of it may post to
 */
export function sendHtml(reply: FastifyReply, status: number, title: string, body: string, formTo?: string): FastifyReply {
  return reply
    .code(status)
    .type('text/html; charset=utf-8')
    .headers({
      'content-security-policy': formTo === undefined ? POLICY : POLICY.replace("form-action 'self'", `form-action 'self' ${formTo}`),
      // With no-referrer a browser would send its forms with `Origin: null`, and the same-origin check refuse them.
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    })
    .send(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<link rel="stylesheet" href="/notice.css">
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${body}
</main>
</body>
</html>
`);
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
