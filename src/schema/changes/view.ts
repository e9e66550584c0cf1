import type { CreateTableAsStmt, RefreshMatViewStmt, ViewStmt } from '@pgsql/types';
import type { Change } from '../change';
import { relationsIn } from './names-in';
import { nameOf, type Reading, strings } from './reading';

export function createView(reading: Reading, node: ViewStmt): readonly Change[] {
  return [
    {
      kind: 'create-view',
      at: reading.whole,
      view: nameOf(node.view),
      materialized: false,
      replace: node.replace === true,
      ifNotExists: false,
      populated: true,
      reads: relationsIn(node.query),
      query: node.query,
      columns: strings(node.aliases),
      text: reading.text,
    },
  ];
}

export function createMaterializedView(reading: Reading, node: CreateTableAsStmt): readonly Change[] {
  return [
    {
      kind: 'create-view',
      at: reading.whole,
      view: nameOf(node.into?.rel),
      materialized: true,
      replace: false,
      ifNotExists: node.if_not_exists === true,
      populated: node.into?.skipData !== true,
      reads: relationsIn(node.query),
      query: node.query,
      columns: strings(node.into?.colNames),
      text: reading.text,
    },
  ];
}

export function refreshView(reading: Reading, node: RefreshMatViewStmt): readonly Change[] {
  return [
    {
      kind: 'refresh-view',
      at: reading.whole,
      view: nameOf(node.relation),
      concurrently: node.concurrent === true,
      withData: node.skipData !== true,
    },
  ];
}
