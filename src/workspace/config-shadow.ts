import { type Fault, isObject, isWithin, type Member } from './config-values';

/** Where chains are replayed, and what is there before they are. */
export interface ConfiguredShadow {
  /** A SQL script, relative to the file, that makes what a chain expects from outside. */
  readonly prelude?: string;
  /** `embedded`, `installed` or the URL of a server on this machine, which may hold `${env:NAME}`; never shown. */
  readonly server?: string;
}

/** What is said of both members of `shadow`. */
export function readShadow({ value, offset }: Member, fault: Fault): ConfiguredShadow {
  if (value === null) return {};
  const { prelude, server, ...rest } = isObject(value) ? value : { '': null };
  if (Object.keys(rest).length > 0)
    fault(offset, '“shadow” is an object with “prelude”, the path of a SQL script, and “server”.');
  const isPath = typeof prelude === 'string' && isWithin(prelude);
  if (prelude !== undefined && !isPath)
    fault(
      offset,
      '“prelude” is a path relative to lockkeeper.json that does not lead out of its folder, such as "db/prelude.sql".',
    );
  const isServer = typeof server === 'string' && /^(?:embedded|installed|postgres(?:ql)?:.*|\$\{env:\w+\})$/.test(server);
  if (server !== undefined && !isServer)
    fault(offset, '“server” is embedded, installed, or a URL such as "${env:SHADOW_URL}" of a server on this machine.');
  return {
    ...(isPath && { prelude: prelude.replace(/^(?:\.\/+)+/, '') }),
    ...(isServer && { server }),
  };
}
