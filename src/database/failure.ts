import { quoteIdentifier } from '../sql/quote';
import type { Failure } from './connection';
import { redact } from './redact';

/** What the driver's errors carry, as far as it is known of something thrown. */
interface Thrown {
  readonly message: string;
  readonly code?: string;
  readonly detail?: string;
  readonly hint?: string;
  readonly position?: string;
  readonly severity?: string;
  readonly syscall?: string;
  readonly hostname?: string;
  readonly address?: string;
  readonly port?: number;
}

/** What to do next, by SQLSTATE. Classes are two characters. */
const advice: Readonly<Record<string, string>> = {
  '28P01': 'Check the user and the password of this connection.',
  '28000': 'The server does not let this user in from here: check the user, and pg_hba.conf on the server.',
  '3D000': 'Create the database first, or check its name in the connection.',
  '25006': 'This session cannot write: connect to the primary server, or as a user who may write.',
  '53300': 'The server has no free connection slots: close other connections, or try again later.',
  '25P03': 'The session was idle in its transaction for longer than idle_in_transaction_session_timeout allows: run again.',
  '25P04': 'It took longer than transaction_timeout allows: raise that for this user, or do less in one migration.',
  '57P01': 'Somebody ended this session, or the server was shut down: see whether it runs, then run again.',
  '57P05': 'The session was idle for longer than idle_session_timeout allows: run again.',
  '53200': 'The server is out of memory: do less in one statement, or run again when it has some.',
  '53400': 'A limit of the server’s settings was reached: raise it, or do less in one statement.',
  '53100': 'The server’s disk is full: make room there before anything runs again.',
  '55P03': 'Another session holds the lock: wait for it, or end it, then run again.',
  '57P03': 'The server is starting up or shutting down: try again in a moment.',
  '0A000': 'This server cannot do that.',
};

/** What a migration and its history need of each kind of object. */
const needed: Readonly<Record<string, string>> = {
  schema: 'USAGE, CREATE',
  table: 'SELECT, INSERT, UPDATE, DELETE',
  sequence: 'USAGE, SELECT',
  database: 'CREATE',
};

/** What to do about 42501, with the command where the server's words tell what it is about. */
function privilegeAdvice(message: string): string {
  const [, kind = '', name = ''] = /^permission denied for (schema|table|sequence|database) (\S+)$/.exec(message) ?? [];
  const privileges = needed[kind];
  const grant =
    privileges === undefined ? '' : ` (GRANT ${privileges} ON ${kind.toUpperCase()} ${quoteIdentifier(name)} TO …, by its owner)`;
  return `Grant the missing privilege to this user${grant}, or connect as the owner.`;
}

/** Words for what the network says, by Node's error code. */
function networkMessage(thrown: Thrown): { readonly message: string; readonly advice: string } | undefined {
  const host = thrown.hostname ?? thrown.address ?? 'the host';
  const place = thrown.port === undefined ? host : `${host}, port ${thrown.port}`;
  switch (thrown.code) {
    case 'ECONNREFUSED':
      return {
        message: `Nothing answers at ${place}: the connection was refused.`,
        advice: 'Start the server, or check host and port.',
      };
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return { message: `The host ${host} cannot be found.`, advice: 'Check the host’s name and the network.' };
    case 'ENOENT':
      return { message: `There is no socket at ${host}.`, advice: 'Start the server, or check the socket’s directory.' };
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return { message: `${place} cannot be reached.`, advice: 'Check the network, a firewall or a VPN, and the port.' };
    case 'ECONNRESET':
    case 'EPIPE':
      return { message: 'The connection broke.', advice: 'See whether the server still runs, then try again.' };
    default:
      return undefined;
  }
}

/** Words for what TLS says, by Node's and OpenSSL's error code. */
function tlsMessage(thrown: Thrown): { readonly message: string; readonly advice: string } | undefined {
  switch (thrown.code) {
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      return {
        message: 'Nobody whom this machine trusts has signed the server’s certificate.',
        advice: 'Name the authority’s certificate with sslrootcert=…, or encrypt without verifying with sslmode=require.',
      };
    case 'CERT_HAS_EXPIRED':
      return { message: 'The server’s certificate has expired.', advice: 'Renew it on the server.' };
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return {
        message: 'The server’s certificate is for another host.',
        advice: 'Connect by the name that stands in the certificate, or use sslmode=verify-ca with sslrootcert=….',
      };
    default:
      return undefined;
  }
}

/** Words for messages of the driver that carry no code. */
const driverMessages: readonly { readonly when: RegExp; readonly message: string; readonly advice: string }[] = [
  {
    when: /does not support SSL/,
    message: 'The server does not speak TLS.',
    advice: 'Switch TLS on there, or, where the network itself is safe, use sslmode=disable.',
  },
  { when: /timeout expired/, message: 'The server did not answer in time.', advice: 'Check host, port, firewall and VPN.' },
  {
    when: /password must be a (non-empty )?string|no password/i,
    message: 'The server asks for a password, and there is none.',
    advice: 'Put it into the connection, into PGPASSWORD or into ~/.pgpass.',
  },
  {
    when: /Connection terminated|Client (was closed|has encountered)|not queryable|Cannot use a .* client/i,
    message: 'The connection broke: the server ended it or went away.',
    advice: 'See whether the server still runs, then try again.',
  },
];

/** What was thrown while talking to a server, in words; `secrets` appear in none of it. A bug is thrown on. */
export function failureOf(error: unknown, secrets: readonly string[] = []): Failure {
  if (isBug(error)) throw error;
  const thrown = thrownOf(error);
  const isServer = thrown.code !== undefined && /^[0-9A-Z]{5}$/.test(thrown.code) && thrown.severity !== undefined;
  const clean = (text: string): string => redact(text, secrets);
  if (isServer) {
    const code = thrown.code;
    const next = code === '42501' ? privilegeAdvice(thrown.message) : advice[code];
    return {
      kind: isConnectionClass(code) ? 'connection' : 'server',
      sqlstate: code,
      message: clean(thrown.message),
      ...(thrown.detail !== undefined && { detail: clean(thrown.detail) }),
      ...(thrown.hint !== undefined && { hint: clean(thrown.hint) }),
      ...(next !== undefined && { advice: next }),
      ...(thrown.position !== undefined && { position: Number(thrown.position) }),
    };
  }
  const known = networkMessage(thrown) ?? tlsMessage(thrown) ?? driverMessages.find(({ when }) => when.test(thrown.message));
  return {
    kind: 'connection',
    message: clean(known?.message ?? thrown.message),
    ...(known !== undefined && { advice: clean(known.advice) }),
  };
}

/** Whether the session is over: its statement may or may not have been carried out. */
export function isLost(failure: Failure): boolean {
  return failure.kind === 'connection';
}

/** 08: connection exceptions; 57P01 to 57P05 end the session; 28 and 3D000 refuse it, 53300 has no room for it. */
function isConnectionClass(code: string): boolean {
  return /^(08|28)/.test(code) || ['57P01', '57P02', '57P03', '57P05', '25P03', '25P04', '53300', '3D000'].includes(code);
}

/** What the language itself throws is no answer of a server or a network. */
function isBug(error: unknown): boolean {
  return [TypeError, RangeError, ReferenceError, SyntaxError].some((kind) => error instanceof kind) || !(error instanceof Error);
}

function thrownOf(error: unknown): Thrown {
  // Node tries every address of a host and reports them together.
  if (error instanceof AggregateError && error.errors.length > 0) return thrownOf(error.errors[0]);
  return error instanceof Error ? error : { message: String(error) };
}
