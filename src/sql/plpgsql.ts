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
}

type Fields = Readonly<Record<string, unknown>>;

/** The SQL in the parser's own tree of one function. */
export function steps(tree: unknown): readonly Step[] {
  const walk = new Walk();
  for (const wrapped of list(field(tree, 'plpgsql_funcs'))) {
    const action = field(field(wrapped, 'PLpgSQL_function'), 'action');
    if (action !== undefined) walk.statements([action], true);
  }
  return walk.steps;
}

class Walk {
  readonly steps: Step[] = [];
  /** The body may have been left before: by RETURN or EXIT under a condition. */
  #mayHaveLeft = false;

  statements(nodes: readonly unknown[], certain: boolean): void {
    for (const wrapped of nodes) {
      const [kind, node] = Object.entries(wrapped as Fields)[0] ?? ['', {}];
      this.#statement(kind, node as Fields, certain);
    }
  }

  #statement(kind: string, node: Fields, certain: boolean): void {
    const line = typeof node['lineno'] === 'number' ? node['lineno'] : 1;
    const add = (of: Step['kind'], expression: unknown): void => {
      const query = expression === undefined ? '' : field(field(expression, 'PLpgSQL_expr'), 'query');
      if (typeof query === 'string') this.steps.push({ kind: of, query, line, certain: certain && !this.#mayHaveLeft });
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
        this.statements(list(node['body']), false);
        return;
      case 'PLpgSQL_stmt_dynfors':
        add('dynamic', node['query']);
        this.statements(list(node['body']), false);
        return;
      case 'PLpgSQL_stmt_block':
        this.#block(node, certain);
        return;
      case 'PLpgSQL_stmt_if':
        this.statements(list(node['then_body']), false);
        for (const other of list(node['elsif_list']))
          this.statements(list(field(field(other, 'PLpgSQL_if_elsif'), 'stmts')), false);
        this.statements(list(node['else_body']), false);
        return;
      case 'PLpgSQL_stmt_case':
        for (const when of list(node['case_when_list']))
          this.statements(list(field(field(when, 'PLpgSQL_case_when'), 'stmts')), false);
        this.statements(list(node['else_stmts']), false);
        return;
      default:
        // Loops; assignments, RAISE and the like hold no statements.
        this.statements(list(node['body']), false);
        return;
    }
  }

  /** What fails is undone up to the start of a block with handlers, and the handlers run only then. */
  #block(node: Fields, certain: boolean): void {
    const handlers = list(field(field(node['exceptions'], 'PLpgSQL_exception_block'), 'exc_list'));
    this.statements(list(node['body']), certain && node['exceptions'] === undefined);
    for (const handler of handlers) this.statements(list(field(field(handler, 'PLpgSQL_exception'), 'action')), false);
  }
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Fields)[name] : undefined;
}
