/**
 * A flag for Node: the process writes the address of each module that it loads from packages which most installations
 * never use: OpenTelemetry's SDK and exporter, and the client of identity providers.
 */
export const showsLoadedPackages = `--import=data:text/javascript,${encodeURIComponent(
  `import { registerHooks } from 'node:module';
   registerHooks({ load(url, context, next) {
     if (/@opentelemetry\\/(?!api\\/)|\\/(openid-client|oauth4webapi)\\//.test(url)) process.stderr.write('loaded ' + url + '\\n');
     return next(url, context);
   } });`,
)}`;
