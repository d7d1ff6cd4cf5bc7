import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface TileServer {
  url: string;
  requestedPaths: string[];
  /** The Referer header, if any. */
  referrers: (string | undefined)[];
  stop(): Promise<void>;
}

/** A local tile server. */
export async function startTileServer(): Promise<TileServer> {
  const requestedPaths: string[] = [];
  const referrers: (string | undefined)[] = [];
  const server: Server = createServer((request, response) => {
    requestedPaths.push(request.url ?? '');
    referrers.push(request.headers.referer);
    response.writeHead(200, { 'content-type': 'image/svg+xml' });
    response.end(
      `<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256"><rect width="256" height="256" fill="#efe9dc"/><path d="M0 70h256M90 0v256M0 190l256-60" stroke="#fff" stroke-width="14"/><path d="M150 0c10 90 60 120 106 130v60c-80-10-140-60-150-190z" fill="#a5c8e8"/><rect x="110" y="90" width="60" height="40" fill="#d8cfc0"/></svg>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/{z}/{x}/{y}.svg`,
    requestedPaths,
    referrers,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
