/** A flag for Node: the process writes the address of each module that it loads from OpenTelemetry's SDK and exporter. */
export const showsLoadedTracing = `--import=data:text/javascript,${encodeURIComponent(
  `import { registerHooks } from 'node:module';
   registerHooks({ load(url, context, next) {
     if (/@opentelemetry\\/(?!api\\/)/.test(url)) process.stderr.write('loaded ' + url + '\\n');
     return next(url, context);
   } });`,
)}`;
