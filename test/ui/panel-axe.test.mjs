// What axe-core finds in the panel: in every state that the other tests have, in every theme, with all rows opened.
import assert from 'node:assert/strict';
import axe from 'axe-core';
import { it } from 'mocha';
import { themes } from './panel-page.mjs';
import { describePanel, everyState, openAllRows } from './panel-suite.mjs';

/** Every rule but the experimental ones and those of level AAA. No rule of these is left out. */
const levels = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

describePanel('axe', ({ open, show }) => {
  /** What axe finds in each state, by the state's name. */
  const findings = async (options, theme) => {
    // axe measures by styles of its own, which the panel's policy would refuse.
    const page = await open(undefined, { theme, bypassCSP: true });
    await page.evaluate(axe.source);
    const found = [];
    for (const [name, state] of Object.entries(everyState())) {
      await show(state);
      await openAllRows(page);
      found.push(...(await page.evaluate(problems, options)).map((problem) => `${name}: ${problem}`));
    }
    return found;
  };

  it('finds nothing to complain of', async () => {
    assert.deepEqual(await findings({ runOnly: levels, rules: { 'target-size': { enabled: true } } }), []);
  });

  for (const theme of Object.keys(themes)) {
    it(`finds no pale text in ${theme}`, async () => {
      assert.deepEqual(await findings({ runOnly: { type: 'rule', values: ['color-contrast'] } }, theme), []);
    });
  }
});

/**
 * Runs in the page: what is wrong, and what axe cannot decide. It never can for the colours within a button of
 * vscode-elements, which are those that the theme has for buttons.
 */
async function problems(options) {
  const { violations, incomplete } = await window.axe.run(document, options);
  const isButtons = ({ target }) => target.flat().some((selector) => /vscode-button\b/.test(selector));
  const said = (id, { target, any, all, none }) =>
    `${id} at ${target.flat().join(' ')}: ${[...any, ...all, ...none].map(({ message }) => message).join(' ')}`;
  return [
    ...violations.flatMap(({ id, nodes }) => nodes.map((node) => said(id, node))),
    ...incomplete.flatMap(({ id, nodes }) =>
      nodes.filter((node) => !(id === 'color-contrast' && isButtons(node))).map((node) => `undecided: ${said(id, node)}`),
    ),
  ];
}
