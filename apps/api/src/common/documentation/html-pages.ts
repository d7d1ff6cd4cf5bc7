import { problems } from '@passline/contracts';

export const page = (title: string, body: string, head = '') => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${title}</title>
    ${head}
  </head>
  <body>
    ${body}
  </body>
</html>
`;

export const referencePage = page(
  'Passline API',
  '<div id="reference"></div><script src="/docs/ui/swagger-ui-bundle.js"></script><script src="/docs/reference.js"></script>',
  '<link rel="stylesheet" href="/docs/ui/swagger-ui.css" /><link rel="icon" href="/docs/ui/favicon-32x32.png" />',
);

/** A file of its own, because the Content-Security-Policy forbids inline scripts. */
export const referenceScript = `SwaggerUIBundle({
  url: '/docs/openapi.json',
  dom_id: '#reference',
  deepLinking: true,
  displayRequestDuration: true,
  persistAuthorization: true,
  tryItOutEnabled: true,
});
`;

const rows = Object.entries(problems)
  .map(
    ([code, { status, title }]) =>
      `<tr id="${code}"><td><code>${code}</code></td><td>${status}</td><td>${title}</td></tr>`,
  )
  .join('\n');

export const problemsPage = page(
  'Passline: problems',
  `<h1>Problems</h1>
<p>Every error response is <code>application/problem+json</code> (RFC 9457). Its <code>code</code> is one of these. Codes never change; titles may be reworded.</p>
<table><thead><tr><th scope="col">code</th><th scope="col">status</th><th scope="col">meaning</th></tr></thead><tbody>${rows}</tbody></table>`,
  '<style>body { font: 1rem/1.5 system-ui; margin: 2rem auto; max-width: 50rem; padding: 0 1rem } td, th { padding: 0.25rem 1rem 0.25rem 0; text-align: left } :target { background: #ffe08a }</style>',
);
