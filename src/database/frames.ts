/** Bytes that are no message of PostgreSQL’s protocol. */
export class NotPostgres extends Error {
  constructor(what: string, options?: ErrorOptions) {
    super(`Not PostgreSQL: ${what}`, options);
  }
}

/** What a message of the server’s may look like, by its type. */
type Check = (body: Buffer) => boolean;

/**
 * Goes over the bytes that a server sends before the driver’s parser sees them, which loops for ever over a text without
 * an end and throws at whatever else it did not expect. Rows are passed on as they come, and left out on demand: the
 * largest value has a gigabyte, and nobody looks at those of a user’s statement.
 */
export class Frames {
  /** Whether rows are left out, which ends when the server is ready for what is sent next. */
  #dropsRows = false;
  /** The beginning of a message of which `#needed` bytes must be there first. */
  #held: Buffer[] = [];
  #heldBytes = 0;
  #needed = 0;
  /** Bytes of a row that are yet to come. */
  #left = 0;
  #isLeftOut = false;

  /** Has the rows of what is sent next left out. */
  dropRows(): void {
    this.#dropsRows = true;
  }

  /** What of this chunk, and of those held before it, may go on. Throws `NotPostgres`. */
  pass(chunk: Buffer): readonly Buffer[] {
    const data = this.#taken(chunk);
    if (data === undefined) return [];
    const passed: Buffer[] = [];
    let [start, at] = [0, 0];
    while (at < data.length) {
      if (this.#left > 0) {
        const end = Math.min(at + this.#left, data.length);
        this.#left -= end - at;
        if (this.#isLeftOut) {
          if (start < at) passed.push(data.subarray(start, at));
          start = end;
        }
        at = end;
        continue;
      }
      const end = endOf(data, at);
      if (end !== undefined && isRow(data[at])) {
        this.#left = end - at;
        this.#isLeftOut = this.#dropsRows && data[at] === rowType;
        continue;
      }
      if (end === undefined || end > data.length) {
        this.#hold(data.subarray(at), (end ?? at + headerBytes) - at);
        break;
      }
      checkBody(data[at], data.subarray(at + headerBytes, end));
      if (data[at] === readyType) this.#dropsRows = false;
      at = end;
    }
    if (start < at) passed.push(data.subarray(start, at));
    return passed;
  }

  #taken(chunk: Buffer): Buffer | undefined {
    if (this.#held.length === 0) return chunk;
    this.#held.push(chunk);
    this.#heldBytes += chunk.length;
    if (this.#heldBytes < this.#needed) return undefined;
    const all = Buffer.concat(this.#held);
    this.#held = [];
    return all;
  }

  #hold(rest: Buffer, needed: number): void {
    this.#held = [rest];
    this.#heldBytes = rest.length;
    this.#needed = needed;
  }
}

const headerBytes = 5;
const [rowType, copyType, readyType] = ['D', 'd', 'Z'].map((type) => type.charCodeAt(0));
const isRow = (type: number | undefined): boolean => type === rowType || type === copyType;

/** What libpq takes for the sign that it talks to something else: a longer message of a kind that is always short. */
const longestShort = 30_000;
const long = 'TDdENA';

/** Where a message ends; undefined where its header is not there yet. */
function endOf(data: Buffer, at: number): number | undefined {
  const type = String.fromCharCode(data[at] ?? 0);
  if (!(type in checks)) throw new NotPostgres(`A message of the type ${JSON.stringify(type)}.`);
  if (data.length - at < headerBytes) return undefined;
  const length = data.readInt32BE(at + 1);
  if (length < 4 || (length > longestShort && !long.includes(type))) {
    throw new NotPostgres(`A message ${type} of ${length} bytes.`);
  }
  return at + 1 + length;
}

function checkBody(type: number | undefined, body: Buffer): void {
  const name = String.fromCharCode(type ?? 0);
  if (checks[name]?.(body) !== true) throw new NotPostgres(`A message ${name} that is not made as such.`);
}

const anything: Check = () => true;
const atLeast =
  (bytes: number): Check =>
  ({ length }) =>
    length >= bytes;

/** Whether so many texts, each ended by a zero byte, begin at `at`. */
function hasTexts(body: Buffer, at: number, count: number): boolean {
  for (let [from, left] = [at, count]; left > 0; left -= 1) {
    const end = body.indexOf(0, from);
    if (end < 0) return false;
    from = end + 1;
  }
  return true;
}

/** Fields of an error or a notice: a letter and a text each, and a zero byte behind the last. */
const hasFields: Check = (body) => {
  for (let at = 0; at < body.length;) {
    if (body[at] === 0) return true;
    const end = body.indexOf(0, at + 1);
    if (end < 0) return false;
    at = end + 1;
  }
  return false;
};

/** The columns of an answer: a name and 18 bytes each. */
const hasColumns: Check = (body) => {
  if (body.length < 2) return false;
  let at = 2;
  for (let left = body.readInt16BE(0); left > 0; left -= 1) {
    const end = body.indexOf(0, at);
    if (end < 0 || end + 19 > body.length) return false;
    at = end + 19;
  }
  return true;
};

const hasCopy: Check = (body) => body.length >= 3 && body.length >= 3 + 2 * body.readInt16BE(1);
const hasParameters: Check = (body) => body.length >= 2 && body.length >= 2 + 4 * body.readInt16BE(0);

/** Those that the driver knows: nothing, clear text, MD5 and SCRAM. Kerberos and SSPI are none of them. */
const hasAuthentication: Check = (body) => {
  if (body.length < 4) return false;
  const kind = body.readInt32BE(0);
  switch (kind) {
    case 0:
    case 3:
    case 11:
    case 12:
      return true;
    case 5:
      return body.length >= 8;
    case 10:
      return body.at(-1) === 0 && (body.length === 5 || body.at(-2) === 0);
    case 7:
    case 9:
      throw new NotPostgres('It wants a proof of identity by Kerberos or SSPI.');
    default:
      return false;
  }
};

const checks: Readonly<Record<string, Check>> = {
  R: hasAuthentication,
  S: (body) => hasTexts(body, 0, 2),
  K: atLeast(8),
  E: hasFields,
  N: hasFields,
  T: hasColumns,
  t: hasParameters,
  D: anything,
  C: (body) => hasTexts(body, 0, 1),
  Z: atLeast(1),
  A: (body) => body.length >= 4 && hasTexts(body, 4, 2),
  G: hasCopy,
  H: hasCopy,
  W: hasCopy,
  d: anything,
  c: anything,
  I: anything,
  n: anything,
  s: anything,
  '1': anything,
  '2': anything,
  '3': anything,
};
