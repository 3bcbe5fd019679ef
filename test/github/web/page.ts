const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/gu, (character) => ENTITIES[character] ?? character);
}

/** A small page of the stand-in's web side. `body` is HTML. */
export function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem; }
button { font: inherit; padding: .4rem .9rem; margin: .2rem 0; cursor: pointer; }
form { margin: .3rem 0; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; }
</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${body}
<p><small>GitHub stand-in</small></p>
</main>
</body>
</html>
`;
}

/** A form with one button; the fields go along hidden. */
export function buttonForm(method: 'get' | 'post', action: string, fields: Record<string, string>, label: string): string {
  const hidden = Object.entries(fields).map(([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`);
  return `<form method="${method}" action="${escapeHtml(action)}">${hidden.join('')}<button>${escapeHtml(label)}</button></form>`;
}
