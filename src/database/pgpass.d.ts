declare module 'pgpass' {
  interface ConnectionInfo {
    readonly host: string | undefined;
    readonly port: number | string | undefined;
    readonly database: string | undefined;
    readonly user: string | undefined;
  }
  /** Looks a password up in the user's password file (PGPASSFILE, or ~/.pgpass); calls back with none where there is none. */
  function pgpass(connection: ConnectionInfo, found: (password: string | undefined) => void): void;
  export = pgpass;
}
