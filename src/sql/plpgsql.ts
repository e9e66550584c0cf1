/**
 * What PostgreSQL's parser of PL/pgSQL says of a body, in the order of its text. It tells the line of each statement
 * and the SQL as PostgreSQL will run it; where that was written is found by `locate`.
 */
export interface Step {
  readonly kind: 'sql' | 'perform' | 'dynamic' | 'transaction';
  /** As PostgreSQL runs it: INTO is blanked out, PERFORM reads SELECT. Empty for COMMIT and ROLLBACK. */
  readonly query: string;
  /** Of the statement that it belongs to, from 1 within the body. */
  readonly line: number;
  /** Whether the body runs it whenever the body succeeds. */
  readonly certain: boolean;
  readonly guard?: Guard;
}

/**
 * What alone keeps a statement from running: a condition, or a handler that lets pass that something is there already or
 * is not there at all.
 */
export type Guard = { readonly kind: 'condition'; readonly query: string } | { readonly kind: 'handler' };

/** Whether and when statements run. */
interface How {
  readonly certain: boolean;
  readonly guard?: Guard;
}

const always: How = { certain: true };
const perhaps: How = { certain: false };

type Fields = Readonly<Record<string, unknown>>;

/** The SQL in the parser's own tree of one function. */
export function steps(tree: unknown): readonly Step[] {
  const walk = new Walk();
  for (const wrapped of list(field(tree, 'plpgsql_funcs'))) {
    const action = field(field(wrapped, 'PLpgSQL_function'), 'action');
    if (action !== undefined) walk.statements([action], always);
  }
  return walk.steps;
}

class Walk {
  readonly steps: Step[] = [];
  /** The body may have been left before: by RETURN or EXIT under a condition. */
  #mayHaveLeft = false;

  statements(nodes: readonly unknown[], how: How): void {
    for (const wrapped of nodes) {
      const [kind, node] = Object.entries(wrapped as Fields)[0] ?? ['', {}];
      this.#statement(kind, node as Fields, how);
    }
  }

  #statement(kind: string, node: Fields, how: How): void {
    const line = typeof node['lineno'] === 'number' ? node['lineno'] : 1;
    const add = (of: Step['kind'], expression: unknown): void => {
      const query = expression === undefined ? '' : field(field(expression, 'PLpgSQL_expr'), 'query');
      if (typeof query === 'string') this.steps.push({ kind: of, query, line, ...(this.#mayHaveLeft ? perhaps : how) });
    };
    switch (kind) {
      case 'PLpgSQL_stmt_execsql':
        add('sql', node['sqlstmt']);
        return;
      case 'PLpgSQL_stmt_call':
        add('sql', node['expr']);
        return;
      case 'PLpgSQL_stmt_perform':
        add('perform', node['expr']);
        return;
      case 'PLpgSQL_stmt_dynexecute':
        add('dynamic', node['query']);
        return;
      case 'PLpgSQL_stmt_commit':
      case 'PLpgSQL_stmt_rollback':
        add('transaction', undefined);
        return;
      case 'PLpgSQL_stmt_return':
      case 'PLpgSQL_stmt_exit':
        // The parser adds a RETURN of its own at the end, without a line.
        if (node['lineno'] !== undefined) this.#mayHaveLeft = true;
        return;
      case 'PLpgSQL_stmt_return_query':
      case 'PLpgSQL_stmt_open':
        if (node['query'] !== undefined) add('sql', node['query']);
        if (node['dynquery'] !== undefined) add('dynamic', node['dynquery']);
        return;
      case 'PLpgSQL_stmt_fors':
        add('sql', node['query']);
        this.statements(list(node['body']), perhaps);
        return;
      case 'PLpgSQL_stmt_dynfors':
        add('dynamic', node['query']);
        this.statements(list(node['body']), perhaps);
        return;
      case 'PLpgSQL_stmt_block':
        this.#block(node, how);
        return;
      case 'PLpgSQL_stmt_if':
        this.statements(list(node['then_body']), how.certain ? conditionOf(node) : perhaps);
        for (const other of list(node['elsif_list']))
          this.statements(list(field(field(other, 'PLpgSQL_if_elsif'), 'stmts')), perhaps);
        this.statements(list(node['else_body']), perhaps);
        return;
      case 'PLpgSQL_stmt_case':
        for (const when of list(node['case_when_list']))
          this.statements(list(field(field(when, 'PLpgSQL_case_when'), 'stmts')), perhaps);
        this.statements(list(node['else_stmts']), perhaps);
        return;
      default:
        // Loops; assignments, RAISE and the like hold no statements.
        this.statements(list(node['body']), perhaps);
        return;
    }
  }

  /** What fails is undone up to the start of a block with handlers, and the handlers run only then. */
  #block(node: Fields, how: How): void {
    const body = list(node['body']);
    const handlers = list(field(field(node['exceptions'], 'PLpgSQL_exception_block'), 'exc_list'));
    const isAlone = how.certain && body.length === 1;
    const within: How = isAlone && handlers.every(letsPass) ? { certain: false, guard: { kind: 'handler' } } : perhaps;
    this.statements(body, node['exceptions'] === undefined ? how : within);
    for (const handler of handlers) this.statements(list(field(field(handler, 'PLpgSQL_exception'), 'action')), perhaps);
  }
}

function conditionOf(node: Fields): How {
  const query = field(field(node['cond'], 'PLpgSQL_expr'), 'query');
  return typeof query === 'string' ? { certain: false, guard: { kind: 'condition', query } } : perhaps;
}

/** `duplicate_object` and its like by name or code: the 42 class of what is there twice or not at all. */
const presence = /^(?:duplicate|undefined)_|^42(?:710|P07|701|P06|723|704|P01|703|883)$/i;

/** A handler of nothing but what is there already, or is not there. */
function letsPass(handler: unknown): boolean {
  const conditions = list(field(field(handler, 'PLpgSQL_exception'), 'conditions'));
  const names = conditions.map((condition) => field(field(condition, 'PLpgSQL_condition'), 'condname'));
  return names.length > 0 && names.every((name) => typeof name === 'string' && presence.test(name));
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Fields)[name] : undefined;
}
