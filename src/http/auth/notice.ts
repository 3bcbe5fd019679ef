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

const STYLE = `:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 12vh auto 0; max-width: 36rem; padding: 0 1.5rem; }
h1 { font-size: 1.5rem; line-height: 1.25; }
code { font: .875em ui-monospace, monospace; }
input { font: inherit; padding: .375rem .75rem; }
a.button, button { display: inline-block; font: inherit; font-weight: 600; padding: .5rem 1rem; border: 1px solid; border-radius: .375rem; color: inherit; background: none; text-decoration: none; cursor: pointer; }
a.button:hover, button:hover { background: color-mix(in srgb, currentColor 8%, transparent); }
:focus-visible { outline: 2px solid; outline-offset: 2px; }
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
